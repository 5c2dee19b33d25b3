//! The process among others: its limits, and the signs that it should end.

mod slice;
mod socket;

use std::io::{self, Read};

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::oneshot;

pub use slice::prefer_short_turns;
pub use socket::unacknowledged_bytes;

/// Raises the soft limit of open files to the hard one: a race may open thousands of connections.
pub fn raise_open_files_limit() -> io::Result<()> {
    let limit = getrlimit(Resource::Nofile);
    setrlimit(
        Resource::Nofile,
        Rlimit {
            current: limit.maximum,
            maximum: limit.maximum,
        },
    )?;
    Ok(())
}

/// Completes when standard input ends (whoever started us is gone) or on SIGTERM or SIGINT.
pub async fn told_to_stop() -> io::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let input_ends = input_ends();
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
        _ = input_ends => {}
    }
    Ok(())
}

/// A blocking read on a thread of its own: standard input may be a terminal or a file, which epoll refuses.
fn input_ends() -> oneshot::Receiver<()> {
    let (ended, receiver) = oneshot::channel();
    std::thread::spawn(move || {
        let mut buffer = [0; 1024];
        while matches!(io::stdin().read(&mut buffer), Ok(count) if count > 0) {}
        drop(ended);
    });
    receiver
}
