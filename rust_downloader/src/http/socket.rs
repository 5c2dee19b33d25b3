//! A blocking socket, plain or with TLS over it, that waits as long as its patience lasts.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use rustls::{ClientConnection, StreamOwned};

use super::dial::{self, TURN};
use super::framing::LONGEST_HEAD_BYTES;
use super::route::{Route, Tunnel};
use super::tls::{Tls, handshake_failure, server_name};
use super::{Patience, tunnel};
use crate::failure::{Failure, system_words};

/// TCP. A wait that comes to nothing ends in an error of the kind `TimedOut`, and [`Wire::why`] then says why.
pub struct Wire {
    tcp: TcpStream,
    patience: Patience,
    /// The time limit that the socket's reads have now.
    armed: Duration,
    why: Option<Failure>,
}

impl Wire {
    fn new(tcp: TcpStream, patience: Patience) -> io::Result<Self> {
        tcp.set_nodelay(true)?;
        tcp.set_read_timeout(Some(TURN))?;
        tcp.set_write_timeout(Some(TURN))?;
        Ok(Self {
            tcp,
            patience,
            armed: TURN,
            why: None,
        })
    }

    /// Begins a wait of another kind.
    pub fn wait_with(&mut self, patience: Patience) -> io::Result<()> {
        self.patience = patience;
        // Nothing is left before it begins where that is the time of the whole download: the first read says so.
        let left = self.patience.left().unwrap_or(TURN);
        self.arm(left)
    }

    pub fn hurry(&mut self) -> io::Result<()> {
        self.patience.hurry();
        let left = self.patience.left().unwrap_or(TURN);
        self.arm(left)
    }

    /// Why it waits no longer.
    pub fn why(&mut self) -> Option<Failure> {
        self.why.take()
    }

    /// At most so long, and never so long that a signal would be kept waiting.
    fn arm(&mut self, left: Duration) -> io::Result<()> {
        let turn = left.min(TURN);
        if turn != self.armed {
            self.tcp.set_read_timeout(Some(turn))?;
            self.armed = turn;
        }
        Ok(())
    }

    fn give_up(&mut self, failure: Failure) -> io::Error {
        self.why = Some(failure);
        io::ErrorKind::TimedOut.into()
    }

    /// Whether to try again after `error`.
    fn goes_on(&mut self, error: io::Error) -> io::Result<()> {
        match error.kind() {
            io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut => match self.patience.left() {
                Ok(left) => self.arm(left),
                Err(failure) => Err(self.give_up(failure)),
            },
            // Also without a signal handler: a process that was stopped and goes on sees this in a timed read.
            io::ErrorKind::Interrupted => Ok(()),
            _ => Err(error),
        }
    }
}

impl Read for Wire {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.tcp.read(buffer) {
                Ok(read) => {
                    let now = Instant::now();
                    self.patience.heard(now);
                    self.patience
                        .check(now)
                        .map_err(|failure| self.give_up(failure))?;
                    return Ok(read);
                }
                Err(error) => self.goes_on(error)?,
            }
        }
    }
}

impl Write for Wire {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        loop {
            match self.tcp.write(bytes) {
                Ok(written) => return Ok(written),
                Err(error) => self.goes_on(error)?,
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

pub enum Socket {
    Plain(Wire),
    Tls(Box<StreamOwned<ClientConnection, Wire>>),
}

impl Socket {
    /// Look-up, TCP, a tunnel where there is a proxy, and TLS, all within the patience for a connection.
    pub fn open(route: &Route, tls: &Tls, patience: Patience) -> Result<Self, Failure> {
        let tcp = dial::connect(&route.first, &patience)?;
        let mut wire =
            Wire::new(tcp, patience).map_err(|error| Failure::Connect(system_words(&error)))?;
        if let Some(tunnel) = &route.tunnel {
            pass_through(&mut wire, tunnel)?;
        }
        match &route.tls {
            None => Ok(Self::Plain(wire)),
            Some(name) => shake_hands(wire, name, tls),
        }
    }

    pub fn wire(&mut self) -> &mut Wire {
        match self {
            Self::Plain(wire) => wire,
            Self::Tls(tls) => &mut tls.sock,
        }
    }
}

fn pass_through(wire: &mut Wire, through: &Tunnel) -> Result<(), Failure> {
    let lost = |wire: &mut Wire, error: io::Error| {
        let why = wire.why();
        why.unwrap_or_else(|| Failure::Connect(system_words(&error)))
    };
    if let Err(error) = wire.write_all(&tunnel::request(through)) {
        return Err(lost(wire, error));
    }
    let (mut answer, mut end) = (vec![0; LONGEST_HEAD_BYTES], 0);
    while !tunnel::answered(&answer[..end])? {
        match wire.read(&mut answer[end..]) {
            Ok(0) => return Err(tunnel::closed()),
            Ok(read) => end += read,
            Err(error) => return Err(lost(wire, error)),
        }
    }
    Ok(())
}

fn shake_hands(mut wire: Wire, name: &str, tls: &Tls) -> Result<Socket, Failure> {
    let config = tls.config(name)?;
    let mut session =
        ClientConnection::new(config, server_name(name)?).map_err(|error| Failure::Tls {
            host: name.to_owned(),
            reason: error.to_string(),
        })?;
    while session.is_handshaking() {
        if let Err(error) = session.complete_io(&mut wire) {
            let why = wire.why();
            return Err(why.unwrap_or_else(|| handshake_failure(name, &error)));
        }
    }
    Ok(Socket::Tls(Box::new(StreamOwned::new(session, wire))))
}

impl Read for Socket {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(wire) => wire.read(buffer),
            Self::Tls(tls) => tls.read(buffer),
        }
    }
}

impl Write for Socket {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Plain(wire) => wire.write(bytes),
            Self::Tls(tls) => tls.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Plain(_) => Ok(()),
            Self::Tls(tls) => tls.flush(),
        }
    }
}
