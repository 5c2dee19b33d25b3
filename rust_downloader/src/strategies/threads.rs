//! OS threads and blocking calls: one download a thread, one kept connection each, one large buffer each.

use std::thread;

use crate::download::{Attempt, Download, Failed, Verdict};
use crate::failure::Failure;
use crate::http::{BlockingConnection, Ended, Head, Patience, Pool, Request, Rest};
use crate::queue::Turn;
use crate::run::Run;

/// One read and one write of this size: large enough that system calls do not count, small enough for the cache.
const BUFFER_BYTES: usize = 512 * 1024;

type Connections = Pool<BlockingConnection>;

pub fn carry_out(run: &Run) {
    thread::scope(|scope| worker(scope, run, run.options.concurrency - 1));
}

/// Works until all is done. The first job starts the next thread, so that there are never more than jobs.
fn worker<'scope>(scope: &'scope thread::Scope<'scope, '_>, run: &'scope Run, further: usize) {
    // A thread keeps its connections to itself: the next job would find another's only by a race, and how many are open
    // would depend on who wins.
    let pool = Connections::with_room((run.connections / run.options.concurrency).max(1));
    let mut buffer = vec![0; BUFFER_BYTES];
    let mut further = Some(further).filter(|&further| further > 0);
    while let Some(turn) = run.queue.next_blocking() {
        if let Some(left) = further {
            let next = move || worker(scope, run, left - 1);
            // Where the system gives no more threads, those there are do the work; the next job tries again.
            if thread::Builder::new().spawn_scoped(scope, next).is_ok() {
                further = None;
            }
        }
        match turn {
            Turn::Again(download) => carry(run, &pool, download, &mut buffer),
            Turn::New(Err(refused)) => run.refuse(*refused),
            Turn::New(Ok(job)) => {
                if let Some(download) = run.begin(job) {
                    carry(run, &pool, download, &mut buffer);
                }
            }
        }
    }
}

/// Makes attempts until the download has ended, or has to wait.
fn carry(run: &Run, pool: &Connections, download: Box<Download>, buffer: &mut [u8]) {
    let mut current = Some(download);
    while let Some(mut download) = current {
        let attempt = match run.attempt(&mut download) {
            Ok(attempt) => attempt,
            Err(failure) => return run.end(download, Err(failure)),
        };
        let result = perform(run, pool, attempt, &mut download, buffer);
        current = run.settle(download, result);
    }
}

fn perform(
    run: &Run,
    pool: &Connections,
    mut attempt: Attempt,
    download: &mut Download,
    buffer: &mut [u8],
) -> Result<(), Failed> {
    loop {
        let request = attempt.request(download, &run.requests)?;
        let kept = pool.take(&request.route);
        let (connection, result) = exchange(run, kept, &request, &mut attempt, download, buffer);
        let reusable = connection.filter(BlockingConnection::is_reusable);
        pool.give_back(request.route, reusable);
        if result? == Verdict::Store {
            return Ok(());
        }
    }
}

/// A connection, if it outlived what was done with it, and what came of that.
type Done = (Option<BlockingConnection>, Result<Verdict, Failed>);

fn exchange(
    run: &Run,
    kept: Option<BlockingConnection>,
    request: &Request<'_>,
    attempt: &mut Attempt,
    download: &mut Download,
    buffer: &mut [u8],
) -> Done {
    let (mut connection, head, rest) = match ask(run, kept, request, download, buffer) {
        Ok(asked) => asked,
        Err(failure) => return (None, Err(failure.into())),
    };
    let judged = attempt.judge(download, head);
    if !matches!(judged, Ok(Verdict::Store)) {
        connection.drain(rest, buffer, &download.body);
        return (Some(connection), judged);
    }
    if download.body.is_behind()
        && let Err(failure) = download.catch_up(&run.net.stop)
    {
        return (None, Err(failure.into()));
    }
    let received = connection.receive(rest, buffer, &mut download.body);
    let result = received.map(|()| Verdict::Store).map_err(Failed::from);
    (Some(connection), result)
}

/// Uses the kept connection, or a new one; also a new one when the kept one turns out to have been closed.
fn ask(
    run: &Run,
    mut kept: Option<BlockingConnection>,
    request: &Request<'_>,
    download: &Download,
    buffer: &mut [u8],
) -> Result<(BlockingConnection, Head, Rest), Failure> {
    let (net, whole) = (&run.net, download.deadline());
    loop {
        let mut connection = match kept.take() {
            Some(connection) => connection,
            None => BlockingConnection::open(&request.route, net, whole)?,
        };
        let patience = Patience::for_exchange(&net.stop, net.limits, whole);
        match connection.ask(request, patience, buffer) {
            Ok((head, rest)) => return Ok((connection, head, rest)),
            Err(Ended::Failed(failure)) => return Err(failure),
            Err(Ended::Stale) => {}
        }
    }
}
