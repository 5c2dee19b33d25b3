//! HTTP/1.1 over blocking sockets: one connection, read with one large buffer that its thread owns.

use std::io::{self, Read, Write};

use super::chunked::Chunked;
use super::head::{self, Framing, Head};
use super::socket::Socket;
use super::{Ended, Limits, Origin, Target, Tls, WORTH_DRAINING_BYTES, judge, lost};
use crate::body::Body;
use crate::download::Flight;
use crate::failure::Failure;

/// A connection that may be used again and again, for one exchange at a time.
pub struct BlockingConnection {
    socket: Socket,
    host: String,
    limits: Limits,
    used: bool,
    reusable: bool,
}

/// Where body bytes go.
type Take<'a> = &'a mut dyn FnMut(&[u8]) -> Result<(), Failure>;

impl BlockingConnection {
    pub fn open(origin: &Origin, tls: &Tls, limits: Limits) -> Result<Self, Failure> {
        let socket = Socket::open(origin, tls, limits)?;
        Ok(Self {
            socket,
            host: origin.host.clone(),
            limits,
            used: false,
            reusable: true,
        })
    }

    /// Whether the last exchange left the connection fit for another.
    pub fn is_reusable(&self) -> bool {
        self.reusable
    }

    /// Asks for `target` and brings the answer's body to `body`. `buffer` holds the longest head at least.
    pub fn exchange(
        &mut self,
        target: &Target,
        buffer: &mut [u8],
        flight: &mut Flight,
        body: &mut Body,
    ) -> Result<(), Ended> {
        self.reusable = false;
        let kept = std::mem::replace(&mut self.used, true);
        self.socket
            .write_all(&target.head())
            .map_err(|error| self.ended(kept, &error))?;
        let (head, start, end) = self.read_head(kept, buffer)?;
        flight.answered(head.status);
        let rest = Rest {
            framing: head.framing,
            buffer,
            start,
            end,
        };
        if let Err(failure) = judge(head.status) {
            self.reusable = head.keeps_alive && self.drain(rest, body);
            return Err(failure.into());
        }
        let clean = self.read_body(rest, &mut |piece| body.push(piece))?;
        self.reusable = head.keeps_alive && clean;
        Ok(())
    }

    /// The answer's head, and where in the buffer what was read behind it lies.
    fn read_head(&mut self, kept: bool, buffer: &mut [u8]) -> Result<(Head, usize, usize), Ended> {
        let (mut start, mut end) = (0, 0);
        loop {
            let got = read(&mut self.socket, &mut buffer[end..])
                .map_err(|error| self.ended(kept && end == 0, &error))?;
            if got == 0 {
                return Err(closed_early(kept && end == 0));
            }
            end += got;
            while let Some((head, length)) = head::parse(&buffer[start..end])? {
                start += length;
                if head.status >= 200 {
                    return Ok((head, start, end));
                }
            }
        }
    }

    /// Reads a body to its end; whether nothing came behind it.
    fn read_body(&mut self, rest: Rest<'_>, take: Take<'_>) -> Result<bool, Failure> {
        match rest.framing {
            Framing::Length(length) => self.read_length(length, rest, take),
            Framing::Chunked => self.read_chunks(rest, take),
            Framing::UntilClose => self.read_until_close(rest, take),
        }
    }

    fn read_length(
        &mut self,
        expected: u64,
        rest: Rest<'_>,
        take: Take<'_>,
    ) -> Result<bool, Failure> {
        let Rest {
            buffer, start, end, ..
        } = rest;
        let first = at_most(expected, end - start);
        if first > 0 {
            take(&buffer[start..start + first])?;
        }
        let mut left = expected - first as u64;
        while left > 0 {
            let room = at_most(left, buffer.len());
            let read = self.read_some(&mut buffer[..room])?;
            if read == 0 {
                return Err(Failure::ShortBody {
                    expected,
                    got: Some(expected - left),
                });
            }
            take(&buffer[..read])?;
            left -= read as u64;
        }
        Ok(start + first == end)
    }

    fn read_chunks(&mut self, rest: Rest<'_>, take: Take<'_>) -> Result<bool, Failure> {
        let Rest {
            buffer, start, end, ..
        } = rest;
        let mut chunked = Chunked::new();
        let (mut from, mut to) = (start, end);
        loop {
            let used = chunked.decode(&buffer[from..to], &mut *take)?;
            if chunked.is_done() {
                return Ok(from + used == to);
            }
            (from, to) = (0, self.read_some(buffer)?);
            if to == 0 {
                return Err(Failure::Reset("closed inside a chunked body".to_owned()));
            }
        }
    }

    fn read_until_close(&mut self, rest: Rest<'_>, take: Take<'_>) -> Result<bool, Failure> {
        let Rest {
            buffer, start, end, ..
        } = rest;
        if end > start {
            take(&buffer[start..end])?;
        }
        loop {
            match self.read_some(buffer)? {
                0 => return Ok(false),
                read => take(&buffer[..read])?,
            }
        }
    }

    /// Reads the body of a refused answer, where that is cheaper than a new connection; whether it came to its end.
    fn drain(&mut self, rest: Rest<'_>, body: &Body) -> bool {
        if matches!(rest.framing, Framing::Length(length) if length > WORTH_DRAINING_BYTES) {
            return false;
        }
        let mut drained = 0;
        let drain = self.read_body(rest, &mut |piece| {
            body.pass_by(piece);
            drained += piece.len() as u64;
            let worth = drained <= WORTH_DRAINING_BYTES;
            if worth {
                Ok(())
            } else {
                Err(Failure::BadResponse(
                    "more than is worth reading".to_owned(),
                ))
            }
        });
        // The download has failed with its status already; what goes wrong here only costs the connection.
        drain.unwrap_or(false)
    }

    fn read_some(&mut self, buffer: &mut [u8]) -> Result<usize, Failure> {
        read(&mut self.socket, buffer).map_err(|error| lost(&error, &self.host, self.limits))
    }

    fn ended(&self, stale: bool, error: &io::Error) -> Ended {
        match lost(error, &self.host, self.limits) {
            Failure::Reset(_) if stale => Ended::Stale,
            failure => Ended::Failed(failure),
        }
    }
}

/// A body about to be read, and what of it is in the buffer already.
struct Rest<'a> {
    framing: Framing,
    buffer: &'a mut [u8],
    start: usize,
    end: usize,
}

fn at_most(bytes: u64, room: usize) -> usize {
    usize::try_from(bytes).unwrap_or(usize::MAX).min(room)
}

fn closed_early(stale: bool) -> Ended {
    if stale {
        Ended::Stale
    } else {
        Failure::Reset("closed before the answer".to_owned()).into()
    }
}

/// Reads what there is; 0 at the end, be it orderly or cut off within TLS.
fn read(socket: &mut Socket, buffer: &mut [u8]) -> io::Result<usize> {
    loop {
        match socket.read(buffer) {
            // Also without a signal handler: a process that was stopped and goes on sees this in a timed read.
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(0),
            other => return other,
        }
    }
}
