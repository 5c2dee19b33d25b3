//! One connection and the answer that is under way on it.

use std::io::{self, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use rustix::net::RecvFlags;
use rustls::{ClientConfig, ClientConnection};

use super::answer::Answer;
use super::target::{Host, Target};
use crate::folder::{Folder, Part};

/// Reads never wait, writes do: a request always fits what the kernel takes at once.
struct Socket(TcpStream);

pub struct Connection<'a> {
    socket: Socket,
    tls: Option<Box<ClientConnection>>,
    asked: Option<Asked<'a>>,
}

/// What is under way.
struct Asked<'a> {
    target: &'a Target<'a>,
    answer: Answer,
    /// Where the body goes; absent where it is thrown away.
    part: Option<Part<'a>>,
}

/// What came of a connection that had something to say.
pub enum Heard<'a> {
    Part,
    Whole {
        target: &'a Target<'a>,
        bytes: u64,
        keep: bool,
    },
    /// The server ended it while nothing was asked.
    ClosedIdle,
}

impl<'a> Connection<'a> {
    /// TLS begins with the first request.
    pub fn open(host: &Host<'_>, config: Option<&Arc<ClientConfig>>) -> Result<Self> {
        let stream = TcpStream::connect(host.address)?;
        stream.set_nodelay(true)?;
        let tls = match (&host.tls_name, config) {
            (Some(name), Some(config)) => {
                let tls = ClientConnection::new(Arc::clone(config), name.clone())?;
                Some(Box::new(tls))
            }
            _ => None,
        };
        Ok(Self {
            socket: Socket(stream),
            tls,
            asked: None,
        })
    }

    pub fn socket(&self) -> &TcpStream {
        &self.socket.0
    }

    /// Asks for a file. It is created while the request is on its way.
    pub fn ask(
        &mut self,
        host: &Host<'_>,
        target: &'a Target<'a>,
        folder: Option<&Folder>,
    ) -> Result<()> {
        let (path, authority) = (target.path, host.authority);
        let request = format!("GET {path} HTTP/1.1\r\nHost: {authority}\r\n\r\n");
        match &mut self.tls {
            None => self.socket.0.write_all(request.as_bytes())?,
            Some(tls) => {
                // Before the handshake is over it is kept, and leaves with its last message.
                tls.writer().write_all(request.as_bytes())?;
                self.socket.flush_tls(tls)?;
            }
        }
        let part = match (folder, &target.place) {
            (Some(folder), Some(place)) => Some(folder.begin(place)?),
            _ => None,
        };
        self.asked = Some(Asked {
            target,
            answer: Answer::default(),
            part,
        });
        Ok(())
    }

    /// Takes what has come.
    pub fn hear(&mut self, scratch: &mut [u8], folder: Option<&Folder>) -> Result<Heard<'a>> {
        let Some(mut asked) = self.asked.take() else {
            return self.hear_unasked(scratch);
        };
        let target = asked.target;
        let (answer, part) = (&mut asked.answer, asked.part.as_ref());
        let open = match &mut self.tls {
            None => self.socket.receive(answer, part, scratch),
            Some(tls) => self.socket.receive_tls(tls, answer, part, scratch),
        };
        let open = open.with_context(|| format!("{target}"))?;
        if answer.left() == Some(0) {
            let bytes = answer.body_bytes();
            if target.bytes.is_some_and(|announced| announced != bytes) {
                bail!("{target}: {bytes} bytes came, the job says otherwise");
            }
            let keep = open && answer.keep();
            if let (Some(folder), Some(part)) = (folder, asked.part) {
                folder.finish(part)?;
            }
            return Ok(Heard::Whole {
                target,
                bytes,
                keep,
            });
        }
        if !open {
            bail!("{target}: the server closed the connection");
        }
        self.asked = Some(asked);
        Ok(Heard::Part)
    }

    /// A ticket for a later TLS session, or the end.
    fn hear_unasked(&mut self, scratch: &mut [u8]) -> Result<Heard<'a>> {
        let mut answer = Answer::default();
        let open = match &mut self.tls {
            None => self.socket.receive(&mut answer, None, scratch)?,
            Some(tls) => self.socket.receive_tls(tls, &mut answer, None, scratch)?,
        };
        Ok(if open { Heard::Part } else { Heard::ClosedIdle })
    }
}

impl Socket {
    /// One system call's worth; a body that goes nowhere is thrown away in the kernel. Returns false at
    /// the connection's end.
    fn receive(
        &self,
        answer: &mut Answer,
        part: Option<&Part<'_>>,
        scratch: &mut [u8],
    ) -> Result<bool> {
        let (room, flags) = match answer.left() {
            None => (scratch.len(), RecvFlags::DONTWAIT),
            Some(left) => {
                let room = usize::try_from(left)
                    .unwrap_or(usize::MAX)
                    .min(scratch.len());
                let unseen = if part.is_some() {
                    RecvFlags::empty()
                } else {
                    RecvFlags::TRUNC
                };
                (room, RecvFlags::DONTWAIT | unseen)
            }
        };
        let count = match rustix::net::recv(&self.0, &mut scratch[..room], flags) {
            Ok((_, count)) => count,
            Err(error) if io::Error::from(error).kind() == ErrorKind::WouldBlock => {
                return Ok(true);
            }
            Err(error) => return Err(error.into()),
        };
        match part {
            None if answer.left().is_some() => answer.skip(count)?,
            None => drop(answer.take(&scratch[..count])?),
            Some(part) => part.write(answer.take(&scratch[..count])?)?,
        }
        Ok(count > 0)
    }

    /// Everything there is. Returns false at the connection's end.
    fn receive_tls(
        &mut self,
        tls: &mut ClientConnection,
        answer: &mut Answer,
        part: Option<&Part<'_>>,
        scratch: &mut [u8],
    ) -> Result<bool> {
        let open = match tls.read_tls(self) {
            Ok(count) => count > 0,
            Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(true),
            Err(error) => return Err(error.into()),
        };
        let state = tls.process_new_packets()?;
        self.flush_tls(tls)?;
        let mut left = state.plaintext_bytes_to_read();
        while left > 0 {
            let count = tls.reader().read(scratch)?;
            let body = answer.take(&scratch[..count])?;
            if let Some(part) = part {
                part.write(body)?;
            }
            left -= count;
        }
        Ok(open && !state.peer_has_closed())
    }

    fn flush_tls(&mut self, tls: &mut ClientConnection) -> io::Result<()> {
        while tls.wants_write() {
            tls.write_tls(&mut self.0)?;
        }
        Ok(())
    }
}

impl Read for Socket {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let (_, count) = rustix::net::recv(&self.0, buffer, RecvFlags::DONTWAIT)?;
        Ok(count)
    }
}
