//! HTTP/1.1 as a downloader needs it: one GET, one body, connections kept.

mod blocking;
mod chunked;
mod dial;
mod head;
mod hyper;
mod line;
mod pool;
mod reqwest;
mod socket;
mod target;
mod tls;

pub use self::hyper::{Answer, HyperConnection};
pub use self::reqwest::explain as explain_reqwest;
pub use blocking::BlockingConnection;
pub use pool::Pool;
pub use target::{Origin, Target};
pub use tls::Tls;

use std::io;
use std::time::Duration;

use crate::failure::Failure;

/// How long an attempt waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// For name look-up, TCP and TLS together.
    pub connect: Duration,
    /// For the next byte, the first one included.
    pub stall: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            stall: Duration::from_secs(30),
        }
    }
}

/// More of a refused answer's body than this is not read just to keep the connection.
const WORTH_DRAINING_BYTES: u64 = 64 * 1024;

/// How an exchange ended that did not end well.
#[derive(Debug)]
pub enum Ended {
    /// The kept connection was closed before any byte of the answer: to be used again at once on a new one.
    Stale,
    Failed(Failure),
}

impl From<Failure> for Ended {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

/// What a connection's end, or an error of it, means before the body is whole.
fn lost(error: &io::Error, host: &str, limits: Limits) -> Failure {
    match error.kind() {
        io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut => Failure::StallTimeout(limits.stall),
        io::ErrorKind::InvalidData => Failure::Tls {
            host: host.to_owned(),
            reason: error.to_string(),
        },
        _ => Failure::Reset(error.to_string()),
    }
}

/// Statuses whose body is the file. A 206 is none of them: nobody asked for a part.
pub fn judge(status: u16) -> Result<(), Failure> {
    match status {
        206 => Err(Failure::BadResponse("a 206 nobody asked for".to_owned())),
        200..=299 => Ok(()),
        _ => Err(Failure::HttpStatus(status)),
    }
}
