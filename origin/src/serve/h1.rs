//! HTTP/1.1, read and written here rather than by a library: the witness needs to know when the
//! kernel took the last byte, before the next request of the connection is read.

mod parse;
pub(super) mod proxy;

use std::future::{Future, poll_fn};
use std::io;
use std::task::Poll;

use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::Wire;
use super::answer::{Answer, Body, Ending};
use super::outgoing::Outgoing;
use super::scripted::{Performance, Turn};
use crate::clock::now_ns;
use crate::network::Shaper;
use crate::script::Then;
use crate::session::Session;
use crate::witness::{ConnectionId, Head, HttpVersion, RequestId};
use parse::{Parsed, parse};

/// How often a client that is to be reset is looked after.
const ACKNOWLEDGED_NAP_NS: u64 = 1_000_000;
const NOT_HTTP: &str = "this is not HTTP\r\n\r\n";

/// Serves requests one after the other until the client or an answer ends the connection.
/// A pipelined request is read, and its round trip begins, when the answer before it has left.
pub(super) async fn serve<S: Wire>(session: &Session, id: ConnectionId, io: S) -> io::Result<()> {
    let mut connection = Connection::new(session, id, io);
    while let Some(request) = connection.read(|input| parse(input, session)).await? {
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
    /// Where the session keeps them.
    head: Option<Box<Head>>,
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
    fn new(session: &'s Session, id: ConnectionId, io: S) -> Self {
        Self {
            session,
            id,
            io,
            input: Vec::with_capacity(4096),
            head: Vec::with_capacity(512),
            shaper: session.shaper(),
        }
    }

    /// Waits for the next request's head; `None` when the client is done.
    async fn read<T>(&mut self, parse: impl Fn(&[u8]) -> Parsed<T>) -> io::Result<Option<T>> {
        loop {
            if !self.input.is_empty() {
                match parse(&self.input) {
                    Parsed::Whole { heard, head_bytes } => {
                        self.input.drain(..head_bytes);
                        return Ok(Some(heard));
                    }
                    Parsed::Partial => {}
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
            head,
        } = request;
        let witness = &self.session.witness;
        let (id, request_ns) = witness.request_read(self.id, http);
        if self.session.keep_heads {
            witness.keep_head(self.id, head.map(|head| *head));
        }
        let in_flight = InFlight {
            session: self.session,
            id,
        };
        witness.answer_chosen(id, answer.file, answer.witnessed_status(), answer.offset());

        let start_ns = request_ns + answer.delay_ns;
        if answer.delay_ns > 0 {
            self.session.timers.sleep_until(start_ns).await;
        }
        if let Some(turn) = answer.script {
            // Boxed, so that plain answers do not carry its size.
            let performed = self.perform(in_flight, &answer, turn, start_ns, keep_alive);
            return Box::pin(performed).await;
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
                self.wait_for_the_client_to_have_all().await?;
                self.reset()
            }
            Ending::Stall => self.wait_for_the_client_to_leave().await.map(|()| false),
        }
    }

    /// Answers as a script says; says whether the connection goes on.
    async fn perform(
        &mut self,
        in_flight: InFlight<'s>,
        answer: &Answer<'s>,
        turn: Turn<'s>,
        start_ns: u64,
        keep_alive: bool,
    ) -> io::Result<bool> {
        let mut performance = Performance {
            session: self.session,
            io: &mut self.io,
            request: in_flight.id,
            shaper: self.shaper.as_mut(),
            turn,
        };
        let sent = performance.run(answer, start_ns, keep_alive).await?;
        if sent.whole {
            self.session.witness.request_ended(in_flight.id, true);
        }
        match turn.script.spec.then {
            None => Ok(sent.goes_on),
            Some(Then::Close) => Ok(false),
            Some(Then::Reset) => {
                self.wait_for_the_client_to_have_all().await?;
                self.reset()
            }
            Some(Then::Stall) => self.wait_for_the_client_to_leave().await.map(|()| false),
        }
    }

    fn reset(&self) -> io::Result<bool> {
        self.io.reset_on_close()?;
        Err(io::ErrorKind::ConnectionReset.into())
    }

    /// A reset overtakes what the client's side has not taken yet, so it waits for that.
    async fn wait_for_the_client_to_have_all(&mut self) -> io::Result<()> {
        while self.io.unacknowledged()? > 0 && !self.client_left().await? {
            let timers = &self.session.timers;
            timers.sleep_until(now_ns() + ACKNOWLEDGED_NAP_NS).await;
        }
        Ok(())
    }

    /// Whether the client has closed its side; does not wait for it to.
    async fn client_left(&mut self) -> io::Result<bool> {
        let (io, input) = (&mut self.io, &mut self.input);
        let mut read = std::pin::pin!(io.read_buf(input));
        let now = poll_fn(|context| Poll::Ready(read.as_mut().poll(context))).await;
        match now {
            Poll::Pending => Ok(false),
            Poll::Ready(count) => Ok(count? == 0),
        }
    }

    async fn wait_for_the_client_to_leave(&mut self) -> io::Result<()> {
        while self.io.read_buf(&mut self.input).await? > 0 {
            self.input.clear();
        }
        Ok(())
    }
}
