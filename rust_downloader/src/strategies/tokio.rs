//! tokio and hyper: one thread for what is small, more threads for what is large.
//!
//! One thread runs all connections and writes small files itself: for those, handing work to another thread costs more
//! than the work. A large body is carried, connection and all, to a thread of the runtime's blocking pool, so that
//! several are read and written at the same time on several cores. Which it is, `Content-Length` tells.

use std::sync::Arc;
use std::thread::{self, available_parallelism};

use tokio::runtime::{Builder, Handle};
use tokio::sync::{Mutex, Semaphore, mpsc};
use tokio::task::JoinSet;

use crate::body::{Body, Stored};
use crate::download::{Flight, Run};
use crate::failure::Failure;
use crate::http::{Answer, Ended, HyperConnection, Pool, Target};
use crate::jobs::Job;
use crate::work::Work;

/// A body of this size takes far longer to read and write than to be carried to another thread.
const LARGE_BYTES: u64 = 1024 * 1024;
/// The same where every byte is worked on.
const LARGE_WORK_BYTES: u64 = 32 * 1024;
/// Threads for large bodies, for each core: they wait for the network as well as for the disk.
const THREADS_PER_CORE: usize = 4;
/// Jobs read ahead where reading may wait.
const LOOK_AHEAD: usize = 64;

/// What all downloads of this variant share.
struct Shared {
    run: Arc<Run>,
    pool: Pool<HyperConnection>,
    /// A place for each thread that may take a large body; with none free, the body stays on the first thread.
    threads: Arc<Semaphore>,
    feed: Feed,
}

pub fn carry_out(run: &Arc<Run>) -> std::io::Result<()> {
    let threads = available_parallelism().map_or(1, usize::from) * THREADS_PER_CORE;
    let most = run.options.concurrency;
    let runtime = Builder::new_current_thread()
        .enable_all()
        // Name look-ups use the same threads, one a new connection at most.
        .max_blocking_threads(threads + most)
        .build()?;
    let shared = Arc::new(Shared {
        run: run.clone(),
        pool: Pool::new(most),
        threads: Arc::new(Semaphore::new(threads)),
        feed: Feed::of(run),
    });
    runtime.block_on(async {
        let slots: JoinSet<()> = (0..most).map(|_| slot(shared.clone())).collect();
        slots.join_all().await;
    });
    Ok(())
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

async fn reusable(connection: Option<HyperConnection>) -> Option<HyperConnection> {
    let mut connection = connection?;
    connection.is_reusable().await.then_some(connection)
}

type Exchanged = (Option<HyperConnection>, Result<Body, Failure>);

/// Uses the kept connection, or a new one; also a new one when the kept one turns out to have been closed.
async fn exchange(
    shared: &Shared,
    mut kept: Option<HyperConnection>,
    target: &Target,
    flight: &mut Flight,
    body: Body,
) -> Exchanged {
    loop {
        let opened = match kept.take() {
            Some(connection) => Ok(connection),
            None => {
                HyperConnection::open(&target.origin, &shared.run.tls, shared.run.options.limits)
                    .await
            }
        };
        let mut connection = match opened {
            Ok(connection) => connection,
            Err(failure) => return (None, Err(failure)),
        };
        match connection.ask(target, flight, &body).await {
            Ok(answer) => return receive(shared, connection, answer, body).await,
            Err(Ended::Failed(failure)) => return (Some(connection), Err(failure)),
            Err(Ended::Stale) => {}
        }
    }
}

async fn receive(
    shared: &Shared,
    mut connection: HyperConnection,
    mut answer: Answer,
    mut body: Body,
) -> Exchanged {
    let threshold = if shared.run.options.work == Work::None {
        LARGE_BYTES
    } else {
        LARGE_WORK_BYTES
    };
    let large = answer.length().is_none_or(|length| length >= threshold);
    let place = large
        .then(|| shared.threads.clone().try_acquire_owned().ok())
        .flatten();
    let Some(place) = place else {
        let received = connection.receive(&mut answer, &mut body).await;
        return (Some(connection), received.map(|()| body));
    };
    let runtime = Handle::current();
    let carried = tokio::task::spawn_blocking(move || {
        let received = runtime.block_on(connection.receive(&mut answer, &mut body));
        drop(place);
        (Some(connection), received.map(|()| body))
    });
    match carried.await {
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
