//! HTTP/1.1 as a downloader needs it: GETs, one body at a time, connections kept.

mod blocking;
mod chunked;
mod credentials;
mod dial;
mod fixed;
mod framing;
mod head;
mod hyper;
mod line;
mod patience;
mod pool;
mod proxy;
mod request;
mod reqwest;
mod route;
mod socket;
mod tls;
mod tunnel;

pub use self::hyper::{Answer, HyperConnection};
pub use self::reqwest::explain as explain_reqwest;
pub use blocking::{BlockingConnection, Rest};
pub use head::Head;
pub use patience::{Deadline, Patience};
pub use pool::Pool;
pub use proxy::{BadProxy, Proxies};
pub use request::{Ask, Request, Requests};
pub use route::{Peer, Route};
pub use tls::Tls;

use std::io;
use std::time::Duration;

use crate::failure::{Failure, system_words};
use crate::stop::Stop;

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

/// What every connection of a run is made with.
pub struct Net {
    pub tls: Tls,
    pub limits: Limits,
    pub stop: Stop,
}

/// More of an answer's body than this is not read just to keep the connection.
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

/// What an error of a connection means before the body is whole.
fn lost(error: &io::Error, host: &str) -> Failure {
    match error.kind() {
        io::ErrorKind::InvalidData => Failure::Tls {
            host: host.to_owned(),
            reason: error.to_string(),
        },
        _ => Failure::Reset(system_words(error)),
    }
}
