//! tokio and hyper: an event loop for each core, all taking jobs from one stream.
//!
//! Each loop runs its share of the slots and connections and writes small files itself: for those, handing work to
//! another thread costs more than the work. Large bodies are dealt out by what each loop has to do: one is carried,
//! connection and all, to the loop with the fewest of them, so that a few never queue on one core while another
//! sleeps. Which body is large, `Content-Length` tells.

mod loops;

use std::sync::Arc;
use std::thread;

use tokio::sync::{Mutex, mpsc};

use crate::body::{Body, Stored};
use crate::download::{Flight, Run};
use crate::failure::Failure;
use crate::http::{Answer, Ended, HyperConnection, Pool, Target};
use crate::jobs::Job;
use crate::work::Work;
use loops::Loops;

/// A body of this size takes far longer to read and write than to be carried to another thread.
const LARGE_BYTES: u64 = 1024 * 1024;
/// The same where every byte is worked on.
const LARGE_WORK_BYTES: u64 = 32 * 1024;
/// Jobs read ahead where reading may wait.
const LOOK_AHEAD: usize = 64;

pub fn carry_out(run: &Arc<Run>) -> std::io::Result<()> {
    let loops = Arc::new(Loops::for_slots(run.options.concurrency));
    let feed = Arc::new(Feed::of(run));
    loops.run(|here, slots| {
        let (run, loops, feed) = (run.clone(), loops.clone(), feed.clone());
        let shared = Arc::new(Shared {
            run,
            pool: Pool::for_slots(slots),
            here,
            loops,
            feed,
        });
        (0..slots).map(|_| slot(shared.clone())).collect()
    })
}

/// What the downloads of one loop share.
struct Shared {
    run: Arc<Run>,
    pool: Pool<Box<HyperConnection>>,
    /// Which loop this is.
    here: usize,
    loops: Arc<Loops>,
    feed: Arc<Feed>,
}

/// One of `--concurrency` places: a download at a time.
async fn slot(shared: Arc<Shared>) {
    while let Some(job) = shared.feed.next(&shared.run).await {
        let mut flight = shared.run.begin();
        let result = download(&shared, &job, &mut flight).await;
        shared.run.end(job, flight, result);
    }
}

async fn download(shared: &Shared, job: &Job, flight: &mut Flight) -> Result<Stored, Failure> {
    let target = Target::of(&job.url)?;
    let body = shared.run.body(job)?;
    flight.attempt();
    let taken = shared.pool.take(&target.origin);
    let (connection, result) = exchange(shared, taken, &target, flight, body).await;
    shared
        .pool
        .give_back(&target.origin, reusable(connection).await);
    result?.finish()
}

async fn reusable(connection: Option<Box<HyperConnection>>) -> Option<Box<HyperConnection>> {
    let mut connection = connection?;
    connection.is_reusable().await.then_some(connection)
}

type Exchanged = (Option<Box<HyperConnection>>, Result<Body, Failure>);

/// Uses the kept connection, or a new one; also a new one when the kept one turns out to have been closed.
async fn exchange(
    shared: &Shared,
    mut kept: Option<Box<HyperConnection>>,
    target: &Target,
    flight: &mut Flight,
    body: Body,
) -> Exchanged {
    loop {
        let opened = match kept.take() {
            Some(connection) => Ok(connection),
            None => open(shared, target).await,
        };
        let mut connection = match opened {
            Ok(connection) => connection,
            Err(failure) => return (None, Err(failure)),
        };
        match connection.ask(target, flight, &body).await {
            Ok(answer) if is_large(shared, &answer) => {
                return carry(shared, connection, answer, body).await;
            }
            Ok(answer) => return receive(connection, answer, body).await,
            Err(Ended::Failed(failure)) => return (Some(connection), Err(failure)),
            Err(Ended::Stale) => {}
        }
    }
}

async fn open(shared: &Shared, target: &Target) -> Result<Box<HyperConnection>, Failure> {
    let Run { tls, options, .. } = &*shared.run;
    HyperConnection::open(&target.origin, tls, options.limits)
        .await
        .map(Box::new)
}

fn is_large(shared: &Shared, answer: &Answer) -> bool {
    let threshold = if shared.run.options.work == Work::None {
        LARGE_BYTES
    } else {
        LARGE_WORK_BYTES
    };
    // A body that does not say its length may have any.
    answer.length().is_none_or(|length| length >= threshold)
}

async fn receive(
    mut connection: Box<HyperConnection>,
    mut answer: Answer,
    mut body: Body,
) -> Exchanged {
    let received = connection.receive(&mut answer, &mut body).await;
    (Some(connection), received.map(|()| body))
}

/// Receives a large body on the loop that has the fewest of them.
async fn carry(
    shared: &Shared,
    connection: Box<HyperConnection>,
    answer: Answer,
    body: Body,
) -> Exchanged {
    let place = shared.loops.clone().least_loaded(shared.here);
    let Some(runtime) = place.elsewhere() else {
        return receive(connection, answer, body).await;
    };
    match runtime.spawn(receive(connection, answer, body)).await {
        Ok(exchanged) => exchanged,
        Err(error) => std::panic::resume_unwind(error.into_panic()),
    }
}

/// Where the slots get their jobs.
enum Feed {
    /// Read when wanted: from memory or a file, that takes microseconds.
    Direct,
    /// Read by a thread of its own, which may wait for a pipe without stopping the downloads.
    Ahead(Mutex<mpsc::Receiver<Job>>),
}

impl Feed {
    fn of(run: &Arc<Run>) -> Self {
        if !run.input_may_wait() {
            return Self::Direct;
        }
        let (send, receive) = mpsc::channel(LOOK_AHEAD);
        let run = run.clone();
        thread::spawn(move || {
            while run
                .next()
                .is_some_and(|job| send.blocking_send(job).is_ok())
            {}
        });
        Self::Ahead(Mutex::new(receive))
    }

    async fn next(&self, run: &Run) -> Option<Job> {
        match self {
            Self::Direct => run.next(),
            Self::Ahead(jobs) => jobs.lock().await.recv().await,
        }
    }
}
