use super::{MOST_WAITING, Queue, Turn};
use crate::cli::Options;
use crate::download::Download;
use crate::download::tests::download;
use crate::jobs::Source;
use crate::progress::Meter;
use crate::stop::{Signal, Stop};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

const LONG: Duration = Duration::from_secs(1_000);

struct Kit {
    queue: Arc<Queue>,
    meter: Arc<Meter>,
    stop: Stop,
}

/// A queue over so many jobs.
fn kit(jobs: usize) -> Kit {
    let urls = (0..jobs).map(|at| format!("http://h/{at}")).collect();
    let (meter, stop) = (Arc::new(Meter::default()), Stop::default());
    let source = Source::open(urls, None).unwrap();
    let queue = Queue::over(source, meter.clone(), stop.clone());
    Kit { queue, meter, stop }
}

fn waiting(name: &str) -> Box<Download> {
    let (_root, download) = download(&format!("http://h/{name}"), &Options::default());
    Box::new(download)
}

/// Puts off a download that has been in flight.
fn put_off(kit: &Kit, name: &str, due: Instant) {
    kit.meter.in_flight.enter();
    kit.queue.put_off(waiting(name), due);
}

fn name(turn: Option<Turn>) -> String {
    match turn {
        Some(Turn::Again(download)) => format!("again {}", download.job.url.path()),
        Some(Turn::New(Ok(job))) => format!("new {}", job.url.path()),
        Some(Turn::New(Err(_))) => "refused".to_owned(),
        None => "done".to_owned(),
    }
}

fn next(kit: &Kit) -> String {
    name(kit.queue.next_blocking())
}

#[test]
fn those_that_are_due_go_before_new_ones_in_the_order_of_their_time() {
    let kit = kit(2);
    let now = Instant::now();
    put_off(&kit, "second", now);
    put_off(&kit, "never", now + LONG);
    put_off(&kit, "first", now - Duration::from_millis(1));
    put_off(&kit, "third", now);
    assert_eq!((kit.meter.waiting(), kit.meter.in_flight.now()), (4, 0));
    let order = [(); 5].map(|()| next(&kit));
    assert_eq!(
        order,
        [
            "again /first",
            "again /second",
            "again /third",
            "new /0",
            "new /1"
        ]
    );
    assert_eq!((kit.meter.waiting(), kit.meter.in_flight.now()), (1, 5));
}

#[test]
fn all_is_done_when_nothing_waits_and_the_input_is_at_its_end() {
    let kit = kit(1);
    put_off(&kit, "soon", Instant::now() + Duration::from_millis(20));
    assert_eq!(next(&kit), "new /0");
    assert_eq!(kit.meter.total(), None);
    assert_eq!(next(&kit), "again /soon");
    assert_eq!(
        (next(&kit), kit.meter.total()),
        ("done".to_owned(), Some(1))
    );
}

#[test]
fn no_more_wait_than_may() {
    let kit = kit(3);
    for at in 0..MOST_WAITING - 2 {
        put_off(&kit, &at.to_string(), Instant::now() + LONG);
    }
    assert_eq!(
        (next(&kit), next(&kit)),
        ("new /0".to_owned(), "new /1".to_owned())
    );
    // Were both to wait as well, there would be no place for a third.
    let (queue, meter) = (kit.queue.clone(), kit.meter.clone());
    let third = thread::spawn(move || name(queue.next_blocking()));
    thread::sleep(Duration::from_millis(50));
    assert!(!third.is_finished() && meter.in_flight.now() == 2);
    // A place, and somebody who looks again.
    meter.in_flight.leave();
    put_off(&kit, "soon", Instant::now());
    assert_eq!(third.join().unwrap(), "again /soon");
}

#[test]
fn a_stop_wakes_threads_and_tasks_and_leaves_the_rest() {
    for blocking in [true, false] {
        let kit = kit(0);
        put_off(&kit, "late", Instant::now() + LONG);
        let (queue, bell) = (kit.queue.clone(), kit.stop.bell());
        let waits = thread::spawn(move || {
            if blocking {
                return name(queue.next_blocking());
            }
            let builder = &mut tokio::runtime::Builder::new_current_thread();
            let runtime = builder.enable_time().build().unwrap();
            name(runtime.block_on(queue.next(&bell)))
        });
        kit.stop.tell(Signal::Interrupt);
        assert_eq!(waits.join().unwrap(), "done");
        let rest = kit.queue.take_rest();
        assert_eq!(
            rest.into_iter().map(Some).map(name).collect::<Vec<_>>(),
            ["again /late"]
        );
    }
}
