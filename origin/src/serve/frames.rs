//! Watches HTTP/2 frames as they leave, to know when the kernel took the last byte of an answer.
//!
//! The library buffers: it has forgotten a stream's body before its bytes are written. The frames'
//! own nine-byte heads say which stream's bytes pass, so the stream of bytes is enough to be exact.

use std::cell::RefCell;
use std::collections::HashMap;
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::Wire;
use crate::session::Session;
use crate::witness::RequestId;

const HEAD_BYTES: usize = 9;
const DATA: u8 = 0;
const HEADERS: u8 = 1;
const RST_STREAM: u8 = 3;
const END_STREAM: u8 = 1;

/// The streams of a connection whose answers are not over.
#[derive(Default)]
pub(super) struct Streams(RefCell<HashMap<u32, Stream>>);

struct Stream {
    request: RequestId,
    /// A fault leaves the stream unfinished, however it ends.
    faulty: bool,
    /// Bytes of the body that have left; absent until the head has.
    left: Option<u64>,
    over: bool,
    waker: Option<Waker>,
}

impl Stream {
    fn wake(&mut self) {
        if let Some(waker) = self.waker.take() {
            waker.wake();
        }
    }
}

impl Streams {
    pub fn begin(&self, id: u32, request: RequestId, faulty: bool) {
        self.0.borrow_mut().insert(
            id,
            Stream {
                request,
                faulty,
                left: None,
                over: false,
                waker: None,
            },
        );
    }

    /// Ready once the last frame of the stream has left.
    pub fn poll_over(&self, id: u32, context: &Context<'_>) -> Poll<()> {
        self.poll(id, context, |stream| stream.over)
    }

    /// Ready once the head and so many bytes of the body have left.
    pub fn poll_left(&self, id: u32, bytes: u64, context: &Context<'_>) -> Poll<()> {
        self.poll(id, context, |stream| {
            stream.over || stream.left >= Some(bytes)
        })
    }

    fn poll(&self, id: u32, context: &Context<'_>, done: impl FnOnce(&Stream) -> bool) -> Poll<()> {
        match self.0.borrow_mut().get_mut(&id) {
            Some(stream) if !done(stream) => {
                stream.waker = Some(context.waker().clone());
                Poll::Pending
            }
            _ => Poll::Ready(()),
        }
    }

    pub fn forget(&self, id: u32) -> Option<RequestId> {
        self.0.borrow_mut().remove(&id).map(|stream| stream.request)
    }

    fn with(&self, id: u32, act: impl FnOnce(&mut Stream)) {
        if let Some(stream) = self.0.borrow_mut().get_mut(&id) {
            act(stream);
        }
    }
}

/// A stream of bytes whose HTTP/2 frames are reported to the witness.
pub(super) struct Watched<S> {
    io: S,
    session: Rc<Session>,
    streams: Rc<Streams>,
    head: [u8; HEAD_BYTES],
    head_filled: usize,
    payload_left: usize,
    /// Streams whose last frame was taken but may not be with the kernel yet, and whether it was an end.
    ended: Vec<(u32, bool)>,
}

impl<S: Wire> Watched<S> {
    pub fn new(io: S, session: Rc<Session>, streams: Rc<Streams>) -> Self {
        let ended = Vec::new();
        Self {
            io,
            session,
            streams,
            head: [0; HEAD_BYTES],
            head_filled: 0,
            payload_left: 0,
            ended,
        }
    }

    fn watch(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            if self.head_filled < HEAD_BYTES {
                let take = bytes.len().min(HEAD_BYTES - self.head_filled);
                self.head[self.head_filled..self.head_filled + take]
                    .copy_from_slice(&bytes[..take]);
                self.head_filled += take;
                bytes = &bytes[take..];
                if self.head_filled < HEAD_BYTES {
                    return;
                }
                self.payload_left = usize::from(self.head[0]) << 16
                    | usize::from(self.head[1]) << 8
                    | usize::from(self.head[2]);
            }
            let take = bytes.len().min(self.payload_left);
            self.payload_left -= take;
            bytes = &bytes[take..];
            self.payload_passed(take);
        }
    }

    fn payload_passed(&mut self, count: usize) {
        let [_, _, _, kind, flags, id @ ..] = self.head;
        let id = u32::from_be_bytes(id) & 0x7fff_ffff;
        if kind == DATA || kind == HEADERS {
            let body_bytes = if kind == DATA { count as u64 } else { 0 };
            self.streams.with(id, |stream| {
                self.session.witness.bytes_left(stream.request, body_bytes);
                stream.left = Some(stream.left.unwrap_or(0) + body_bytes);
                stream.wake();
            });
        }
        if self.payload_left > 0 {
            return;
        }
        self.head_filled = 0;
        let ends = (kind == DATA || kind == HEADERS) && flags & END_STREAM != 0;
        if ends || kind == RST_STREAM {
            self.ended.push((id, ends));
        }
    }

    /// Ends the streams whose last frame has passed, once the kernel has it.
    fn settle(&mut self) {
        if !self.io.handed_over() {
            return;
        }
        for (id, complete) in self.ended.drain(..) {
            self.streams.with(id, |stream| {
                self.session
                    .witness
                    .request_ended(stream.request, complete && !stream.faulty);
                stream.over = true;
                stream.wake();
            });
        }
    }
}

impl<S: Wire> AsyncWrite for Watched<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.io).poll_write(context, bytes);
        if let Poll::Ready(Ok(count)) = written {
            self.watch(&bytes[..count]);
            self.settle();
        }
        written
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.io).poll_write_vectored(context, slices);
        if let Poll::Ready(Ok(mut left)) = written {
            for slice in slices {
                let count = slice.len().min(left);
                self.watch(&slice[..count]);
                left -= count;
            }
            self.settle();
        }
        written
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.io).poll_flush(context);
        if let Poll::Ready(Ok(())) = flushed {
            self.settle();
        }
        flushed
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_shutdown(context)
    }
}

impl<S: Wire> AsyncRead for Watched<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_read(context, buffer)
    }
}
