//! Writing an answer over HTTP/1.1 in as few system calls as it has writes, and witnessing each.

use std::future::poll_fn;
use std::io::{self, IoSlice};
use std::pin::Pin;

use super::Wire;
use super::answer::Body;
use crate::clock::now_ns;
use crate::content::{Content, GATHER_BLOCKS, GATHER_SLICES, STAMP_BYTES};
use crate::network::Shaper;
use crate::session::Session;
use crate::witness::RequestId;

/// An answer on its way; the head leaves with the first piece of the body.
pub(super) struct Outgoing<'a, S> {
    pub session: &'a Session,
    pub io: &'a mut S,
    pub request: RequestId,
    pub head: &'a [u8],
}

impl<S: Wire> Outgoing<'_, S> {
    /// Writes head and body, no byte before its time. `start_ns` is when the answer may start.
    pub async fn send(
        &mut self,
        body: Body,
        start_ns: u64,
        shaper: Option<&mut Shaper>,
    ) -> io::Result<()> {
        match (body, shaper) {
            (Body::Text(text), _) => self.write(Piece::Text(text.as_bytes())).await?,
            (
                Body::File {
                    content,
                    offset,
                    bytes,
                },
                None,
            ) => {
                self.write(Piece::File {
                    content,
                    offset,
                    bytes,
                })
                .await?;
            }
            (
                Body::File {
                    content,
                    offset,
                    bytes,
                },
                Some(shaper),
            ) => {
                self.send_shaped(content, offset..offset + bytes, start_ns, shaper)
                    .await?;
            }
        }
        self.flush().await
    }

    /// Waits until the kernel has every byte that was written.
    pub async fn flush(&mut self) -> io::Result<()> {
        if !self.io.handed_over() {
            poll_fn(|context| Pin::new(&mut *self.io).poll_flush(context)).await?;
        }
        Ok(())
    }

    async fn send_shaped(
        &mut self,
        content: Content,
        range: std::ops::Range<u64>,
        start_ns: u64,
        shaper: &mut Shaper,
    ) -> io::Result<()> {
        let (mut at, mut ready_ns) = (range.start, start_ns);
        while at < range.end {
            let entered_ns = shaper.opens_ns(ready_ns);
            self.wait_until(entered_ns).await?;
            let grant = shaper.grant(&self.session.link, range.end - at, entered_ns);
            self.wait_until(grant.leaves_ns).await?;
            self.write(Piece::File {
                content,
                offset: at,
                bytes: grant.bytes,
            })
            .await?;
            (at, ready_ns) = (at + grant.bytes, grant.leaves_ns);
        }
        self.write(Piece::Text(&[])).await
    }

    /// Waits for the next piece of the body; the head does not wait with it.
    async fn wait_until(&mut self, time_ns: u64) -> io::Result<()> {
        if now_ns() < time_ns {
            self.write(Piece::Text(&[])).await?;
            self.session.timers.sleep_until(time_ns).await;
        }
        Ok(())
    }

    /// Hands what is left of the head, then the piece, to the stream.
    pub async fn write(&mut self, mut piece: Piece<'_>) -> io::Result<()> {
        while !self.head.is_empty() || !piece.is_empty() {
            let written = poll_fn(|context| {
                let mut stamps = [[0; STAMP_BYTES]; GATHER_BLOCKS];
                let mut slices = [IoSlice::new(&[]); 1 + GATHER_SLICES];
                slices[0] = IoSlice::new(self.head);
                let filled = piece.gather(&mut stamps, &mut slices[1..]);
                let start = usize::from(self.head.is_empty());
                Pin::new(&mut *self.io).poll_write_vectored(context, &slices[start..=filled])
            })
            .await?;
            if written == 0 {
                return Err(io::ErrorKind::WriteZero.into());
            }
            let of_head = written.min(self.head.len());
            self.head = &self.head[of_head..];
            piece.advance(written - of_head);
            self.session
                .witness
                .bytes_left(self.request, (written - of_head) as u64);
        }
        Ok(())
    }
}

#[derive(Clone, Copy)]
pub(super) enum Piece<'a> {
    Text(&'a [u8]),
    File {
        content: Content,
        offset: u64,
        bytes: u64,
    },
}

impl Piece<'_> {
    fn is_empty(&self) -> bool {
        match self {
            Self::Text(text) => text.is_empty(),
            Self::File { bytes, .. } => *bytes == 0,
        }
    }

    fn gather<'b>(
        &'b self,
        stamps: &'b mut [[u8; STAMP_BYTES]; GATHER_BLOCKS],
        slices: &mut [IoSlice<'b>],
    ) -> usize {
        match *self {
            Self::Text(text) => {
                slices[0] = IoSlice::new(text);
                usize::from(!text.is_empty())
            }
            Self::File {
                content,
                offset,
                bytes,
            } => content.gather(offset, bytes, stamps, slices),
        }
    }

    fn advance(&mut self, count: usize) {
        match self {
            Self::Text(text) => *text = &text[count..],
            Self::File { offset, bytes, .. } => {
                *offset += count as u64;
                *bytes -= count as u64;
            }
        }
    }
}
