//! From a peer to a TCP connection, with blocking calls that a signal and a time limit end all the same.

use std::io;
use std::net::{SocketAddr, TcpStream, ToSocketAddrs};
use std::os::fd::OwnedFd;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::net::{AddressFamily, SocketFlags, SocketType, connect as start, socket_with, sockopt};

use super::{Patience, Peer};
use crate::failure::{Failure, system_words};

/// The longest that a blocking call waits before it looks for a signal.
pub const TURN: Duration = Duration::from_millis(500);

/// Connects within what is left, with a share of it for each address.
pub fn connect(peer: &Peer, patience: &Patience) -> Result<TcpStream, Failure> {
    let addresses = match peer.literal() {
        Some(address) => vec![address],
        None => look_up(peer, patience)?,
    };
    let mut last = Failure::Connect("there is no address".to_owned());
    for (at, address) in addresses.iter().enumerate() {
        let share = share(patience.left()?, addresses.len() - at);
        match try_address(address, patience, Instant::now() + share)? {
            Ok(stream) => return Ok(stream),
            Err(error) => last = refused(&error, patience),
        }
    }
    Err(last)
}

/// The time for one address when `addresses` are still to be tried; the last one gets all there is.
pub fn share(left: Duration, addresses: usize) -> Duration {
    left / u32::try_from(addresses).unwrap_or(u32::MAX).max(1)
}

/// Why an address gave no connection.
pub fn refused(error: &io::Error, patience: &Patience) -> Failure {
    match error.kind() {
        io::ErrorKind::TimedOut => patience.spent(),
        _ => Failure::Connect(system_words(error)),
    }
}

/// The outer error is the end of our patience, the inner one what became of the address.
fn try_address(
    address: &SocketAddr,
    patience: &Patience,
    until: Instant,
) -> Result<io::Result<TcpStream>, Failure> {
    let socket = match begin(address) {
        Ok(socket) => socket,
        Err(error) => return Ok(Err(error.into())),
    };
    loop {
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Ok(Err(io::ErrorKind::TimedOut.into()));
        }
        let turn = Timespec::try_from(left.min(TURN)).unwrap_or_default();
        let mut waited = [PollFd::new(&socket, PollFlags::OUT)];
        match poll(&mut waited, Some(&turn)) {
            Ok(0) | Err(Errno::INTR) => drop(patience.left()?),
            Ok(_) => return Ok(finish(socket)),
            Err(error) => return Ok(Err(error.into())),
        }
    }
}

fn begin(address: &SocketAddr) -> rustix::io::Result<OwnedFd> {
    let family = if address.is_ipv6() {
        AddressFamily::INET6
    } else {
        AddressFamily::INET
    };
    let flags = SocketFlags::CLOEXEC | SocketFlags::NONBLOCK;
    let socket = socket_with(family, SocketType::STREAM, flags, None)?;
    match start(&socket, address) {
        Ok(()) | Err(Errno::INPROGRESS) => Ok(socket),
        Err(error) => Err(error),
    }
}

fn finish(socket: OwnedFd) -> io::Result<TcpStream> {
    sockopt::socket_error(&socket)??;
    let stream = TcpStream::from(socket);
    stream.set_nonblocking(false)?;
    Ok(stream)
}

/// The system's resolver takes no time limit, so it runs in a thread that is left to itself when it is too slow.
fn look_up(peer: &Peer, patience: &Patience) -> Result<Vec<SocketAddr>, Failure> {
    let (send, receive) = mpsc::channel();
    let name = (peer.name.clone(), peer.port);
    let started = std::thread::Builder::new().spawn(move || {
        // Nobody listens any more when the time was up.
        let _ = send.send(name.to_socket_addrs().map(Iterator::collect::<Vec<_>>));
    });
    started.map_err(|error| Failure::Connect(system_words(&error)))?;
    loop {
        match receive.recv_timeout(patience.left()?.min(TURN)) {
            Ok(Ok(addresses)) if addresses.is_empty() => {
                return Err(Failure::dns(&peer.name, "the name has none"));
            }
            Ok(found) => return found.map_err(|error| Failure::dns(&peer.name, error)),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => {
                return Err(Failure::dns(&peer.name, "the resolver gave up"));
            }
        }
    }
}
