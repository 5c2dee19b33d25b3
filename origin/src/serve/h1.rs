//! HTTP/1.1, read and written here rather than by a library: the witness needs to know when the
//! kernel took the last byte, before the next request of the connection is read.

use std::io;

use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::Wire;
use super::answer::{Answer, Asked, Body, Ending, Method};
use super::outgoing::Outgoing;
use crate::network::Shaper;
use crate::session::{Protocol, Session};
use crate::witness::{ConnectionId, HttpVersion, RequestId};

const MAX_HEAD_BYTES: usize = 64 * 1024;
const MAX_HEADERS: usize = 128;
const NOT_HTTP: &str = "this is not HTTP\r\n\r\n";

/// Serves requests one after the other until the client or an answer ends the connection.
/// A pipelined request is read, and its round trip begins, when the answer before it has left.
pub(super) async fn serve<S: Wire>(session: &Session, id: ConnectionId, io: S) -> io::Result<()> {
    let mut connection = Connection {
        session,
        id,
        io,
        input: Vec::with_capacity(4096),
        head: Vec::with_capacity(512),
        shaper: session.shaper(),
    };
    while let Some(request) = connection.read_request().await? {
        if !connection.answer(request).await? {
            return connection.io.shutdown().await;
        }
    }
    Ok(())
}

struct Connection<'s, S> {
    session: &'s Session,
    id: ConnectionId,
    io: S,
    /// What was read and not yet used.
    input: Vec<u8>,
    head: Vec<u8>,
    shaper: Option<Shaper>,
}

/// A request whose head is read, and its answer.
struct Request<'s> {
    http: HttpVersion,
    answer: Answer<'s>,
    keep_alive: bool,
}

/// Ends the request as incomplete, unless it is told otherwise before it goes out of scope.
struct InFlight<'s> {
    session: &'s Session,
    id: RequestId,
}

impl Drop for InFlight<'_> {
    fn drop(&mut self) {
        self.session.witness.request_ended(self.id, false);
    }
}

impl<'s, S: Wire> Connection<'s, S> {
    /// Waits for the next request's head; `None` when the client is done.
    async fn read_request(&mut self) -> io::Result<Option<Request<'s>>> {
        loop {
            if !self.input.is_empty() {
                match parse(&self.input, self.session) {
                    Parsed::Whole {
                        request,
                        head_bytes,
                    } => {
                        self.input.drain(..head_bytes);
                        return Ok(Some(request));
                    }
                    Parsed::Partial if self.input.len() < MAX_HEAD_BYTES => {}
                    Parsed::Partial => return Ok(Some(Request::refused(431))),
                }
            }
            if self.io.read_buf(&mut self.input).await? == 0 {
                return Ok(None);
            }
        }
    }

    /// Answers in full, in time, with whatever fault belongs to it; says whether the connection goes on.
    async fn answer(&mut self, request: Request<'s>) -> io::Result<bool> {
        let Request {
            http,
            answer,
            keep_alive,
        } = request;
        let witness = &self.session.witness;
        let (id, request_ns) = witness.request_read(self.id, http);
        let in_flight = InFlight {
            session: self.session,
            id,
        };
        witness.answer_chosen(id, answer.file, answer.witnessed_status(), answer.offset());

        let start_ns = request_ns + answer.delay_ns;
        if answer.delay_ns > 0 {
            self.session.timers.sleep_until(start_ns).await;
        }
        let body = if answer.ending == Ending::NotHttp {
            self.head.clear();
            Body::Text(NOT_HTTP)
        } else {
            answer.write_http1(keep_alive, &mut self.head);
            answer.body
        };
        let mut outgoing = Outgoing {
            session: self.session,
            io: &mut self.io,
            request: id,
            head: &self.head,
        };
        outgoing.send(body, start_ns, self.shaper.as_mut()).await?;

        match answer.ending {
            Ending::Whole => {
                witness.request_ended(in_flight.id, true);
                Ok(keep_alive)
            }
            Ending::Cut | Ending::NotHttp => Ok(false),
            Ending::Reset => {
                self.io.reset_on_close()?;
                Err(io::ErrorKind::ConnectionReset.into())
            }
            Ending::Stall => self.wait_for_the_client_to_leave().await.map(|()| false),
        }
    }

    async fn wait_for_the_client_to_leave(&mut self) -> io::Result<()> {
        while self.io.read_buf(&mut self.input).await? > 0 {
            self.input.clear();
        }
        Ok(())
    }
}

impl Request<'_> {
    fn refused(status: u16) -> Self {
        Self {
            http: HttpVersion::Http11,
            answer: Answer::refusal(status),
            keep_alive: false,
        }
    }
}

enum Parsed<'s> {
    Whole {
        request: Request<'s>,
        head_bytes: usize,
    },
    Partial,
}

fn parse<'s>(input: &[u8], session: &'s Session) -> Parsed<'s> {
    let mut headers = [httparse::EMPTY_HEADER; MAX_HEADERS];
    let mut head = httparse::Request::new(&mut headers);
    let refused = |status| Parsed::Whole {
        request: Request::refused(status),
        head_bytes: input.len(),
    };
    match head.parse(input) {
        Ok(httparse::Status::Partial) => Parsed::Partial,
        Ok(httparse::Status::Complete(head_bytes)) if session.speaks(Protocol::Http1) => {
            Parsed::Whole {
                request: read_head(&head, session),
                head_bytes,
            }
        }
        Ok(httparse::Status::Complete(_)) | Err(httparse::Error::Version) => refused(505),
        Err(httparse::Error::TooManyHeaders) => refused(431),
        Err(_) => refused(400),
    }
}

fn read_head<'s>(head: &httparse::Request<'_, '_>, session: &'s Session) -> Request<'s> {
    let http11 = head.version == Some(1);
    let mut asked = Asked {
        method: match head.method {
            Some("GET") => Method::Get,
            Some("HEAD") => Method::Head,
            _ => Method::Other,
        },
        path: path(head.path.unwrap_or_default()),
        range: None,
        if_range: None,
    };
    let mut keep_alive = http11;
    for header in head.headers.iter() {
        let value = std::str::from_utf8(header.value).unwrap_or_default();
        let is = |name: &str| header.name.eq_ignore_ascii_case(name);
        // By length first: most headers of most requests are none of these.
        match header.name.len() {
            5 if is("range") => asked.range = Some(value),
            8 if is("if-range") => asked.if_range = Some(value),
            10 if is("connection") => keep_alive = stays_open(value, http11),
            // A body is not read, so what follows it could not be told from it.
            14 if is("content-length") && value != "0" => keep_alive = false,
            17 if is("transfer-encoding") => keep_alive = false,
            _ => {}
        }
    }
    let http = if http11 {
        HttpVersion::Http11
    } else {
        HttpVersion::Http10
    };
    Request {
        http,
        answer: Answer::choose(session, &asked),
        keep_alive,
    }
}

/// The path of a target, which a proxy's client sends as a whole URL.
fn path(target: &str) -> &str {
    match target.split_once("://") {
        Some((scheme, rest)) if !scheme.contains('/') => {
            rest.find('/').map_or("/", |slash| &rest[slash..])
        }
        _ => target,
    }
}

fn stays_open(connection: &str, http11: bool) -> bool {
    let says = |word: &str| {
        connection
            .split(',')
            .any(|part| part.trim().eq_ignore_ascii_case(word))
    };
    if http11 {
        !says("close")
    } else {
        says("keep-alive")
    }
}
