//! OS threads and blocking calls: one download a thread, one kept connection each, one large buffer each.

use std::thread;

use crate::body::{Body, Stored};
use crate::download::{Flight, Run};
use crate::failure::Failure;
use crate::http::{BlockingConnection, Ended, Pool, Target};
use crate::jobs::Job;

/// One read and one write of this size: large enough that system calls do not count, small enough for the cache.
const BUFFER_BYTES: usize = 512 * 1024;

type Connections = Pool<BlockingConnection>;

pub fn carry_out(run: &Run) {
    thread::scope(|scope| worker(scope, run, run.options.concurrency - 1));
}

/// Works until there are no more jobs. The first job starts the next thread, so that there are never more than jobs.
fn worker<'scope>(scope: &'scope thread::Scope<'scope, '_>, run: &'scope Run, further: usize) {
    // A thread keeps its connections to itself: the next job would find another's only by a race, and how many are open
    // would depend on who wins.
    let pool = Connections::for_one_of(run.options.concurrency);
    let mut buffer = vec![0; BUFFER_BYTES];
    let mut further = Some(further).filter(|&further| further > 0);
    while let Some(job) = run.next() {
        if let Some(left) = further {
            let next = move || worker(scope, run, left - 1);
            // Where the system gives no more threads, those there are do the work; the next job tries again.
            if thread::Builder::new().spawn_scoped(scope, next).is_ok() {
                further = None;
            }
        }
        let mut flight = run.begin();
        let result = download(run, &pool, &job, &mut flight, &mut buffer);
        run.end(job, flight, result);
    }
}

fn download(
    run: &Run,
    pool: &Connections,
    job: &Job,
    flight: &mut Flight,
    buffer: &mut [u8],
) -> Result<Stored, Failure> {
    let target = Target::of(&job.url)?;
    let mut body = run.body(job)?;
    flight.attempt();
    let taken = pool.take(&target.origin);
    let (connection, result) = exchange(run, taken, &target, buffer, flight, &mut body);
    pool.give_back(
        &target.origin,
        connection.filter(BlockingConnection::is_reusable),
    );
    result.and_then(|()| body.finish())
}

/// Uses the kept connection, or a new one; also a new one when the kept one turns out to have been closed.
fn exchange(
    run: &Run,
    mut kept: Option<BlockingConnection>,
    target: &Target,
    buffer: &mut [u8],
    flight: &mut Flight,
    body: &mut Body,
) -> (Option<BlockingConnection>, Result<(), Failure>) {
    loop {
        let opened = kept.take().map_or_else(|| open(run, target), Ok);
        let mut connection = match opened {
            Ok(connection) => connection,
            Err(failure) => return (None, Err(failure)),
        };
        match connection.exchange(target, buffer, flight, body) {
            Ok(()) => return (Some(connection), Ok(())),
            Err(Ended::Failed(failure)) => return (Some(connection), Err(failure)),
            Err(Ended::Stale) => {}
        }
    }
}

fn open(run: &Run, target: &Target) -> Result<BlockingConnection, Failure> {
    BlockingConnection::open(&target.origin, &run.tls, run.options.limits)
}
