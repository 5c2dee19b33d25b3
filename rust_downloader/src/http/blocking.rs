//! HTTP/1.1 over blocking sockets: one connection, read with one large buffer that its thread owns.

use std::io::{self, Read, Write};

use super::chunked::Chunked;
use super::framing::{self, Framed, Framing};
use super::socket::Socket;
use super::{Deadline, Ended, Head, Net, Patience, Request, Route, WORTH_DRAINING_BYTES, lost};
use crate::body::Body;
use crate::failure::Failure;

/// Interim answers past this are an attack.
const MOST_HEAD_BYTES: usize = 1024 * 1024;

/// A connection that may be used again and again, for one exchange at a time.
pub struct BlockingConnection {
    socket: Socket,
    host: String,
    used: bool,
    reusable: bool,
}

/// A body about to be read, and where in the buffer what of it was read already lies.
#[derive(Clone, Copy)]
pub struct Rest {
    framing: Framing,
    keeps_alive: bool,
    start: usize,
    end: usize,
}

/// Where body bytes go.
type Take<'a> = &'a mut dyn FnMut(&[u8]) -> Result<(), Failure>;

impl BlockingConnection {
    pub fn open(route: &Route, net: &Net, whole: Option<Deadline>) -> Result<Self, Failure> {
        let patience = Patience::for_connection(&net.stop, net.limits, whole);
        Ok(Self {
            socket: Socket::open(route, &net.tls, patience)?,
            host: route.first.name.clone(),
            used: false,
            reusable: true,
        })
    }

    /// Whether the last exchange left the connection fit for another.
    pub fn is_reusable(&self) -> bool {
        self.reusable
    }

    /// Sends `request` and waits for the head of its answer. `buffer` holds the longest head at least.
    pub fn ask(
        &mut self,
        request: &Request<'_>,
        patience: Patience,
        buffer: &mut [u8],
    ) -> Result<(Head, Rest), Ended> {
        self.reusable = false;
        let kept = std::mem::replace(&mut self.used, true);
        let waits = self.socket.wire().wait_with(patience);
        waits.map_err(|error| self.ended(kept, &error))?;
        self.socket
            .write_all(&request.head())
            .and_then(|()| self.socket.flush())
            .map_err(|error| self.ended(kept, &error))?;
        let (framed, start, end) = self.read_head(kept, buffer)?;
        let rest = Rest {
            framing: framed.framing,
            keeps_alive: framed.keeps_alive,
            start,
            end,
        };
        Ok((framed.head, rest))
    }

    /// Brings the answer's body to `body`, to its end.
    pub fn receive(
        &mut self,
        rest: Rest,
        buffer: &mut [u8],
        body: &mut Body,
    ) -> Result<(), Failure> {
        let read = self.read_body(rest, buffer, &mut |piece| body.push(piece));
        let clean = read.map_err(|failure| match failure {
            // Told of the whole file, of which this may be the end alone.
            Failure::ShortBody { .. } => body.short().unwrap_or(failure),
            other => other,
        })?;
        self.reusable = rest.keeps_alive && clean;
        Ok(())
    }

    /// Reads the body of an answer that is not the file, where that is cheaper than a new connection.
    pub fn drain(&mut self, rest: Rest, buffer: &mut [u8], body: &Body) {
        let too_long = |length| length > WORTH_DRAINING_BYTES;
        if !rest.keeps_alive || matches!(rest.framing, Framing::Length(length) if too_long(length))
        {
            return;
        }
        if rest.framing != Framing::Length((rest.end - rest.start) as u64)
            && self.socket.wire().hurry().is_err()
        {
            return;
        }
        let mut drained = 0;
        let clean = self.read_body(rest, buffer, &mut |piece| {
            body.pass_by(piece);
            drained += piece.len() as u64;
            if too_long(drained) {
                return Err(Failure::BadResponse("not worth reading".to_owned()));
            }
            Ok(())
        });
        // What becomes of the download is decided already; what goes wrong here only costs the connection.
        self.reusable = clean.unwrap_or(false);
    }

    /// The answer's head, and where in the buffer what was read behind it lies.
    fn read_head(
        &mut self,
        kept: bool,
        buffer: &mut [u8],
    ) -> Result<(Framed, usize, usize), Ended> {
        let (mut start, mut end, mut passed) = (0, 0, 0);
        loop {
            if start == end {
                (start, end) = (0, 0);
            } else if end == buffer.len() {
                buffer.copy_within(start..end, 0);
                (start, end) = (0, end - start);
            }
            let stale = kept && end == 0 && passed == 0;
            let got = read(&mut self.socket, &mut buffer[end..])
                .map_err(|error| self.ended(stale, &error))?;
            if got == 0 {
                return Err(closed_early(stale));
            }
            end += got;
            while let Some(framed) = framing::parse(&buffer[start..end])? {
                start += framed.bytes;
                passed += framed.bytes;
                if framed.head.status >= 200 {
                    return Ok((framed, start, end));
                }
                if passed > MOST_HEAD_BYTES {
                    let reason = "interim answers without end".to_owned();
                    return Err(Failure::BadResponse(reason).into());
                }
            }
        }
    }

    /// Reads a body to its end; whether nothing came behind it.
    fn read_body(
        &mut self,
        rest: Rest,
        buffer: &mut [u8],
        take: Take<'_>,
    ) -> Result<bool, Failure> {
        match rest.framing {
            Framing::Length(length) => self.read_length(length, rest, buffer, take),
            Framing::Chunked => self.read_chunks(rest, buffer, take),
            Framing::UntilClose => self.read_until_close(rest, buffer, take),
        }
    }

    fn read_length(
        &mut self,
        expected: u64,
        rest: Rest,
        buffer: &mut [u8],
        take: Take<'_>,
    ) -> Result<bool, Failure> {
        let Rest { start, end, .. } = rest;
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

    fn read_chunks(
        &mut self,
        rest: Rest,
        buffer: &mut [u8],
        take: Take<'_>,
    ) -> Result<bool, Failure> {
        let Rest { start, end, .. } = rest;
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

    fn read_until_close(
        &mut self,
        rest: Rest,
        buffer: &mut [u8],
        take: Take<'_>,
    ) -> Result<bool, Failure> {
        let Rest { start, end, .. } = rest;
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

    fn read_some(&mut self, buffer: &mut [u8]) -> Result<usize, Failure> {
        read(&mut self.socket, buffer).map_err(|error| self.lost(&error))
    }

    fn lost(&mut self, error: &io::Error) -> Failure {
        let why = self.socket.wire().why();
        why.unwrap_or_else(|| lost(error, &self.host))
    }

    fn ended(&mut self, stale: bool, error: &io::Error) -> Ended {
        match self.lost(error) {
            Failure::Reset(_) if stale => Ended::Stale,
            failure => Ended::Failed(failure),
        }
    }
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
    match socket.read(buffer) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(0),
        other => other,
    }
}
