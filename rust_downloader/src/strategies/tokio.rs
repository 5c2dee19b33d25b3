//! tokio and hyper: an event loop for each core, all taking jobs from one queue.
//!
//! Each loop runs its share of the slots and connections and writes small files itself: for those, handing work to
//! another thread costs more than the work. Large bodies are dealt out by what each loop has to do: one is carried,
//! connection and all, to the loop with the fewest of them, so that a few never queue on one core while another
//! sleeps. Which body is large, `Content-Length` tells.

mod loops;

use std::sync::Arc;

use tokio::task::{JoinHandle, spawn_blocking};

use crate::download::{Attempt, Download, Failed, Verdict};
use crate::failure::Failure;
use crate::http::{Answer, Ended, Head, HyperConnection, Patience, Pool, Request};
use crate::jobs::Job;
use crate::queue::Turn;
use crate::run::Run;
use crate::stop::Bell;
use crate::work::Work;
use loops::Loops;

/// A body of this size takes far longer to read and write than to be carried to another thread.
const LARGE_BYTES: u64 = 1024 * 1024;
/// The same where every byte is worked on.
const LARGE_WORK_BYTES: u64 = 32 * 1024;

pub fn carry_out(run: &Arc<Run>) -> std::io::Result<()> {
    let loops = Arc::new(Loops::for_slots(run.options.concurrency));
    loops.run(|here, slots| {
        let room = run.connections * slots / run.options.concurrency;
        let shared = Arc::new(Shared {
            run: run.clone(),
            pool: Pool::with_room(room.max(slots)),
            here,
            loops: loops.clone(),
            bell: run.net.stop.bell(),
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
    bell: Bell,
}

/// A connection, if it outlived what was done with it, the download, and what came of that.
type Done<T> = (
    Option<Box<HyperConnection>>,
    Box<Download>,
    Result<T, Failed>,
);

/// One of `--concurrency` places: a download at a time.
async fn slot(shared: Arc<Shared>) {
    let run = &shared.run;
    while let Some(turn) = run.queue.next(&shared.bell).await {
        match turn {
            Turn::Again(download) => carry_on(&shared, download).await,
            Turn::New(Err(refused)) => run.refuse(*refused),
            Turn::New(Ok(job)) => {
                if let Some(download) = begin(run, job).await {
                    carry_on(&shared, download).await;
                }
            }
        }
    }
}

async fn begin(run: &Arc<Run>, job: Job) -> Option<Box<Download>> {
    if run.begins_slowly(&job) {
        let run = run.clone();
        return joined(spawn_blocking(move || run.begin(job))).await;
    }
    run.begin(job)
}

/// Makes attempts until the download has ended, or has to wait.
async fn carry_on(shared: &Shared, download: Box<Download>) {
    let run = &shared.run;
    let mut current = Some(download);
    while let Some(mut download) = current {
        let attempt = match run.attempt(&mut download) {
            Ok(attempt) => attempt,
            Err(failure) => return run.end(download, Err(failure)),
        };
        let (download, result) = perform(shared, attempt, download).await;
        current = settle(run, download, result).await;
    }
}

/// Flushing takes as long as the disk does, and many files are flushed together in less.
async fn settle(
    run: &Arc<Run>,
    download: Box<Download>,
    result: Result<(), Failed>,
) -> Option<Box<Download>> {
    if run.options.fsync {
        let run = run.clone();
        return joined(spawn_blocking(move || run.settle(download, result))).await;
    }
    run.settle(download, result)
}

async fn perform(
    shared: &Shared,
    mut attempt: Attempt,
    mut download: Box<Download>,
) -> (Box<Download>, Result<(), Failed>) {
    loop {
        let request = match attempt.request(&download, &shared.run.requests) {
            Ok(request) => request,
            Err(failure) => return (download, Err(failure.into())),
        };
        let kept = shared.pool.take(&request.route);
        let (connection, back, result) =
            exchange(shared, kept, &request, &mut attempt, download).await;
        download = back;
        shared
            .pool
            .give_back(request.route, reusable(connection).await);
        match result {
            Ok(Verdict::GoOn) => {}
            other => return (download, other.map(drop)),
        }
    }
}

async fn reusable(connection: Option<Box<HyperConnection>>) -> Option<Box<HyperConnection>> {
    let mut connection = connection?;
    connection.is_reusable().await.then_some(connection)
}

async fn exchange(
    shared: &Shared,
    kept: Option<Box<HyperConnection>>,
    request: &Request<'_>,
    attempt: &mut Attempt,
    mut download: Box<Download>,
) -> Done<Verdict> {
    let (mut connection, head, answer) = match ask(shared, kept, request, &download).await {
        Ok(asked) => asked,
        Err(failure) => return (None, download, Err(failure.into())),
    };
    let large = is_large(shared, head.length);
    let judged = attempt.judge(&mut download, head);
    if !matches!(judged, Ok(Verdict::Store)) {
        connection.drain(answer, &download.body).await;
        return (Some(connection), download, judged);
    }
    if download.body.is_behind() {
        let (back, caught_up) = catch_up(&shared.run, download).await;
        download = back;
        if let Err(failure) = caught_up {
            return (None, download, Err(failure.into()));
        }
    }
    place(shared, large, receive(connection, answer, download)).await
}

/// Uses the kept connection, or a new one; also a new one when the kept one turns out to have been closed.
async fn ask(
    shared: &Shared,
    mut kept: Option<Box<HyperConnection>>,
    request: &Request<'_>,
    download: &Download,
) -> Result<(Box<HyperConnection>, Head, Answer), Failure> {
    let (net, whole) = (&shared.run.net, download.deadline());
    loop {
        let mut connection = match kept.take() {
            Some(connection) => connection,
            None => {
                let opening = HyperConnection::open(&request.route, net, &shared.bell, whole);
                Box::new(opening.await?)
            }
        };
        let patience = Patience::for_exchange(&net.stop, net.limits, whole);
        match connection.ask(request, patience).await {
            Ok((head, answer)) => return Ok((connection, head, answer)),
            Err(Ended::Failed(failure)) => return Err(failure),
            Err(Ended::Stale) => {}
        }
    }
}

async fn receive(
    mut connection: Box<HyperConnection>,
    mut answer: Answer,
    mut download: Box<Download>,
) -> Done<Verdict> {
    let received = connection.receive(&mut answer, &mut download.body).await;
    let result = received.map(|()| Verdict::Store).map_err(Failed::from);
    (Some(connection), download, result)
}

/// Reading what an earlier run left may take long.
async fn catch_up(
    run: &Arc<Run>,
    mut download: Box<Download>,
) -> (Box<Download>, Result<(), Failure>) {
    let run = run.clone();
    joined(spawn_blocking(move || {
        let caught_up = download.catch_up(&run.net.stop);
        (download, caught_up)
    }))
    .await
}

fn is_large(shared: &Shared, length: Option<u64>) -> bool {
    let threshold = if shared.run.options.work == Work::None {
        LARGE_BYTES
    } else {
        LARGE_WORK_BYTES
    };
    // A body that does not say its length may have any.
    length.is_none_or(|length| length >= threshold)
}

/// Receives a large body on the loop that has the fewest of them.
async fn place(
    shared: &Shared,
    large: bool,
    receiving: impl Future<Output = Done<Verdict>> + Send + 'static,
) -> Done<Verdict> {
    if !large {
        return receiving.await;
    }
    let place = shared.loops.clone().least_loaded(shared.here);
    match place.elsewhere() {
        Some(runtime) => joined(runtime.spawn(receiving)).await,
        None => receiving.await,
    }
}

/// What a task gave. One that panicked has this one panic as well.
async fn joined<T>(task: JoinHandle<T>) -> T {
    match task.await {
        Ok(value) => value,
        Err(error) => std::panic::resume_unwind(error.into_panic()),
    }
}
