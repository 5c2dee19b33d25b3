//! HTTP/2: one task a stream, on a connection whose outgoing frames are watched.

mod asked;

use std::cell::RefCell;
use std::future::poll_fn;
use std::io;
use std::rc::Rc;
use std::task::{Context, Poll};

use h2::server::SendResponse;
use h2::{Reason, RecvStream, SendStream};
use http::Request;
use tokio::task::JoinSet;

use super::Wire;
use super::answer::{Answer, Body, Ending};
use super::data::Data;
use super::frames::{Streams, Watched};
use crate::clock::now_ns;
use crate::content::{Content, ContentBuf};
use crate::network::Shaper;
use crate::session::Session;
use crate::witness::{ConnectionId, HttpVersion, RequestId};
use asked::{choose, kept};

const MAX_CONCURRENT_STREAMS: u32 = 1_000;
/// The most the library takes as one piece of data.
const LARGEST_PIECE_BYTES: u64 = 1 << 30;

/// Serves streams until the client ends the connection.
pub(super) async fn serve<S: Wire>(
    session: Rc<Session>,
    id: ConnectionId,
    io: S,
) -> io::Result<()> {
    let shared = Rc::new(Shared {
        shaper: session.shaper().map(RefCell::new),
        streams: Rc::default(),
        session: Rc::clone(&session),
    });
    let watched = Watched::new(io, session, Rc::clone(&shared.streams));
    let mut builder = h2::server::Builder::new();
    builder.max_concurrent_streams(MAX_CONCURRENT_STREAMS);
    let mut connection = builder
        .handshake::<_, Data>(watched)
        .await
        .map_err(io::Error::other)?;

    // Dropped, and its tasks aborted, before the connection is.
    let mut tasks = JoinSet::new();
    loop {
        tokio::select! {
            accepted = connection.accept() => match accepted {
                Some(Ok((request, respond))) => {
                    let stream = Stream::begin(Rc::clone(&shared), id, &request, &respond);
                    tasks.spawn_local(stream.answer(request, respond));
                }
                Some(Err(error)) => return Err(io::Error::other(error)),
                None => return Ok(()),
            },
            Some(_) = tasks.join_next(), if !tasks.is_empty() => {}
        }
    }
}

/// What the streams of a connection share.
struct Shared {
    session: Rc<Session>,
    streams: Rc<Streams>,
    shaper: Option<RefCell<Shaper>>,
}

/// A stream whose request was read; dropped, its request is over.
struct Stream {
    shared: Rc<Shared>,
    id: u32,
    request: RequestId,
    request_ns: u64,
}

impl Drop for Stream {
    fn drop(&mut self) {
        self.shared.streams.forget(self.id);
        self.shared
            .session
            .witness
            .request_ended(self.request, false);
    }
}

type Respond = SendResponse<Data>;

impl Stream {
    fn begin(
        shared: Rc<Shared>,
        connection: ConnectionId,
        asked: &Request<RecvStream>,
        respond: &Respond,
    ) -> Self {
        let witness = &shared.session.witness;
        let (request, request_ns) = witness.request_read(connection, HttpVersion::Http2);
        if shared.session.keep_heads {
            witness.keep_head(connection, Some(kept(asked)));
        }
        Self {
            shared,
            id: respond.stream_id().as_u32(),
            request,
            request_ns,
        }
    }

    async fn answer(self, request: Request<RecvStream>, mut respond: Respond) {
        let shared = Rc::clone(&self.shared);
        let answer = choose(&shared.session, &request);
        let witness = &shared.session.witness;
        witness.answer_chosen(
            self.request,
            answer.file,
            answer.witnessed_status(),
            answer.offset(),
        );
        shared
            .streams
            .begin(self.id, self.request, answer.ending != Ending::Whole);

        let start_ns = self.request_ns + answer.delay_ns;
        if answer.delay_ns > 0 {
            shared.session.timers.sleep_until(start_ns).await;
        }
        // An error is the client's leaving; dropping `self` writes it down.
        drop(self.send(answer, start_ns, &mut respond).await);
    }

    async fn send(
        &self,
        answer: Answer<'_>,
        start_ns: u64,
        respond: &mut Respond,
    ) -> Result<(), h2::Error> {
        let Ok(head) = answer.to_http2() else {
            respond.send_reset(Reason::INTERNAL_ERROR);
            return Ok(());
        };
        let cut = matches!(answer.ending, Ending::Reset | Ending::Stall);
        let empty = matches!(answer.body, Body::Text(""));
        let mut sender = respond.send_response(head, empty && !cut)?;
        match answer.body {
            Body::Text("") => {}
            Body::Text(text) => sender.send_data(Data::Text(text.as_bytes()), !cut)?,
            Body::File {
                content,
                offset,
                bytes,
            } => {
                self.send_file(content, offset..offset + bytes, start_ns, &mut sender, !cut)
                    .await?;
            }
        }
        if answer.ending == Ending::Reset {
            // A reset overtakes what is still buffered, so the bytes before it go first.
            let bytes = answer.body_bytes();
            self.until(&mut sender, |context| {
                self.shared.streams.poll_left(self.id, bytes, context)
            })
            .await;
            sender.send_reset(Reason::INTERNAL_ERROR);
        }
        self.until(&mut sender, |context| {
            self.shared.streams.poll_over(self.id, context)
        })
        .await;
        Ok(())
    }

    async fn send_file(
        &self,
        content: Content,
        range: std::ops::Range<u64>,
        start_ns: u64,
        sender: &mut SendStream<Data>,
        ends: bool,
    ) -> Result<(), h2::Error> {
        let (mut at, mut ready_ns) = (range.start, start_ns);
        loop {
            let left = range.end - at;
            // Never more than the window holds: the library forgets a reset that meets a body it has
            // taken to its end but cannot send yet.
            let room = room(left, sender).await?;
            let (bytes, leaves_ns) = match &self.shared.shaper {
                Some(shaper) if room.bytes > 0 => {
                    self.granted(shaper, room.bytes, ready_ns.max(room.since_ns))
                        .await
                }
                _ => (room.bytes, ready_ns),
            };
            let last = bytes == left;
            let piece = Data::File(ContentBuf::new(content, at, bytes));
            sender.send_data(piece, last && ends)?;
            (at, ready_ns) = (at + bytes, leaves_ns);
            if last {
                return Ok(());
            }
        }
    }

    /// Waits until the network lets a piece pass: its bytes, and when they may leave.
    async fn granted(
        &self,
        shaper: &RefCell<Shaper>,
        wanted: u64,
        mut ready_ns: u64,
    ) -> (u64, u64) {
        let Shared { session, .. } = &*self.shared;
        loop {
            let entered_ns = shaper.borrow_mut().opens_ns(ready_ns);
            if entered_ns <= now_ns() {
                let grant = shaper.borrow_mut().grant(&session.link, wanted, entered_ns);
                session.timers.sleep_until(grant.leaves_ns).await;
                return (grant.bytes, grant.leaves_ns);
            }
            // Other streams share the window: it may be full again by then.
            session.timers.sleep_until(entered_ns).await;
            ready_ns = entered_ns;
        }
    }

    /// Waits for something of the stream, or until the client has given the stream up.
    async fn until(
        &self,
        sender: &mut SendStream<Data>,
        mut poll: impl FnMut(&Context<'_>) -> Poll<()>,
    ) {
        poll_fn(|context| match sender.poll_reset(context) {
            Poll::Ready(_) => Poll::Ready(()),
            Poll::Pending => poll(context),
        })
        .await;
    }
}

/// What the client's flow control has room for.
struct Room {
    bytes: u64,
    /// When it opened, if it was closed: that time is not the network's to make good.
    since_ns: u64,
}

async fn room(wanted: u64, sender: &mut SendStream<Data>) -> Result<Room, h2::Error> {
    sender.reserve_capacity(wanted.min(LARGEST_PIECE_BYTES) as usize);
    let mut since_ns = 0;
    while wanted > 0 && sender.capacity() == 0 {
        match poll_fn(|context| sender.poll_capacity(context)).await {
            Some(capacity) => capacity?,
            None => return Err(Reason::CANCEL.into()),
        };
        since_ns = now_ns();
    }
    Ok(Room {
        bytes: wanted.min(sender.capacity() as u64),
        since_ns,
    })
}
