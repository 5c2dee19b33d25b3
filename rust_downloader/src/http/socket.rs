//! A blocking socket, plain or with TLS over it.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use rustls::{ClientConnection, StreamOwned};

use super::dial::{self, Deadline};
use super::tls::{handshake_failure, server_name};
use super::{Limits, Origin, Tls};
use crate::failure::Failure;

pub enum Socket {
    Plain(TcpStream),
    Tls(Box<StreamOwned<ClientConnection, TcpStream>>),
}

impl Socket {
    /// Look-up, TCP and TLS, within the time a connection may take; after that, each wait has the stall limit.
    pub fn open(origin: &Origin, tls: &Tls, limits: Limits) -> Result<Self, Failure> {
        let deadline = Deadline::after(limits.connect);
        let tcp = dial::connect(origin, deadline)?;
        let failed = |source| Failure::Connect {
            host: origin.host.clone(),
            source,
        };
        tcp.set_nodelay(true).map_err(failed)?;
        let socket = if origin.tls {
            shake_hands(tcp, origin, tls, deadline)?
        } else {
            Self::Plain(tcp)
        };
        let tcp = match &socket {
            Self::Plain(tcp) => tcp,
            Self::Tls(tls) => &tls.sock,
        };
        tcp.set_read_timeout(Some(limits.stall)).map_err(failed)?;
        tcp.set_write_timeout(Some(limits.stall)).map_err(failed)?;
        Ok(socket)
    }
}

fn shake_hands(
    tcp: TcpStream,
    origin: &Origin,
    tls: &Tls,
    deadline: Deadline,
) -> Result<Socket, Failure> {
    let config = tls.config(&origin.host)?;
    let failed = |reason: String| Failure::Tls {
        host: origin.host.clone(),
        reason,
    };
    let mut session = ClientConnection::new(config, server_name(&origin.host)?)
        .map_err(|e| failed(e.to_string()))?;
    let mut timed = Timed {
        tcp: &tcp,
        deadline,
    };
    while session.is_handshaking() {
        match session.complete_io(&mut timed) {
            Ok(_) => {}
            Err(error) if is_time_up(&error) => return Err(deadline.passed(origin)),
            Err(error) => return Err(handshake_failure(&origin.host, &error)),
        }
    }
    Ok(Socket::Tls(Box::new(StreamOwned::new(session, tcp))))
}

fn is_time_up(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut
    )
}

/// A socket whose every call ends by one deadline: a limit per call would let a server drip the handshake for ever.
struct Timed<'a> {
    tcp: &'a TcpStream,
    deadline: Deadline,
}

impl Timed<'_> {
    fn left(&self) -> io::Result<Option<Duration>> {
        self.deadline
            .left()
            .map(Some)
            .ok_or_else(|| io::ErrorKind::TimedOut.into())
    }
}

impl Read for Timed<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.tcp.set_read_timeout(self.left()?)?;
        self.tcp.read(buffer)
    }
}

impl Write for Timed<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.tcp.set_write_timeout(self.left()?)?;
        self.tcp.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Read for Socket {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(tcp) => tcp.read(buffer),
            Self::Tls(tls) => tls.read(buffer),
        }
    }
}

impl Write for Socket {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Plain(tcp) => tcp.write(bytes),
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
