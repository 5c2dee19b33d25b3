//! From an origin to a TCP connection, within the time a connection may take.

use std::io;
use std::net::{IpAddr, SocketAddr, TcpStream, ToSocketAddrs};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use super::Origin;
use crate::failure::Failure;

/// The origin's address where the URL has one: no look-up then.
pub fn literal(origin: &Origin) -> Option<SocketAddr> {
    origin
        .host
        .parse::<IpAddr>()
        .ok()
        .map(|address| SocketAddr::new(address, origin.port))
}

/// When a connection must stand, handshake and all.
#[derive(Clone, Copy, Debug)]
pub struct Deadline {
    limit: Duration,
    at: Instant,
}

impl Deadline {
    pub fn after(limit: Duration) -> Self {
        Self {
            limit,
            at: Instant::now() + limit,
        }
    }

    pub fn at(&self) -> Instant {
        self.at
    }

    /// What is left; `None` when that is nothing.
    pub fn left(&self) -> Option<Duration> {
        self.share(1)
    }

    /// The time for one address when `addresses` are still to be tried; the last one gets all there is.
    pub fn share(&self, addresses: usize) -> Option<Duration> {
        let remaining = self.at.saturating_duration_since(Instant::now());
        let share = remaining / u32::try_from(addresses).unwrap_or(u32::MAX).max(1);
        (!share.is_zero()).then_some(share)
    }

    pub fn passed(&self, origin: &Origin) -> Failure {
        Failure::ConnectTimeout {
            host: origin.host.clone(),
            limit: self.limit,
        }
    }
}

/// Connects with blocking calls.
pub fn connect(origin: &Origin, deadline: Deadline) -> Result<TcpStream, Failure> {
    let addresses = match literal(origin) {
        Some(address) => vec![address],
        None => look_up(origin, deadline)?,
    };
    let mut last = io::Error::from(io::ErrorKind::AddrNotAvailable);
    for (at, address) in addresses.iter().enumerate() {
        let share = deadline
            .share(addresses.len() - at)
            .ok_or_else(|| deadline.passed(origin))?;
        match TcpStream::connect_timeout(address, share) {
            Ok(stream) => return Ok(stream),
            Err(error) => last = error,
        }
    }
    Err(refused(origin, last, deadline))
}

/// Why the last address tried gave no connection.
pub fn refused(origin: &Origin, error: io::Error, deadline: Deadline) -> Failure {
    match error.kind() {
        io::ErrorKind::TimedOut => deadline.passed(origin),
        _ => Failure::Connect {
            host: origin.host.clone(),
            source: error,
        },
    }
}

pub fn no_address(origin: &Origin, reason: impl ToString) -> Failure {
    Failure::Dns {
        host: origin.host.clone(),
        reason: reason.to_string(),
    }
}

/// The system's resolver takes no time limit, so it runs in a thread that is left to itself when it is too slow.
fn look_up(origin: &Origin, deadline: Deadline) -> Result<Vec<SocketAddr>, Failure> {
    let (send, receive) = mpsc::channel();
    let name = (origin.host.clone(), origin.port);
    std::thread::spawn(move || {
        // Nobody listens any more when the time was up.
        let _ = send.send(name.to_socket_addrs().map(Iterator::collect::<Vec<_>>));
    });
    match receive.recv_timeout(deadline.left().unwrap_or_default()) {
        Ok(Ok(addresses)) if addresses.is_empty() => Err(no_address(origin, "the name has none")),
        Ok(found) => found.map_err(|error| no_address(origin, error)),
        Err(_) => Err(deadline.passed(origin)),
    }
}
