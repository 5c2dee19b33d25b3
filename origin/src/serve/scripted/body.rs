//! The body of a scripted answer: its framing, its pace, and the network it passes.

use std::io::{self, Write};
use std::ops::Range;

use super::super::Wire;
use super::super::answer::Body;
use super::super::outgoing::Piece;
use super::pace::Pace;
use super::perform::Performance;
use crate::clock::now_ns;

/// A body on its way: what goes before its next byte, and when that may leave.
pub(super) struct Flow {
    pub lead: Vec<u8>,
    pub pace: Pace,
    pub ready_ns: u64,
}

pub(super) struct Chunks<'a> {
    pub chunk_bytes: u64,
    pub trailers: &'a [(String, String)],
    /// Of the whole body, however much of it is sent.
    pub total: u64,
}

impl<S: Wire> Performance<'_, S> {
    /// Sends the body up to `limit`; where it is cut there, its last chunk is left without an end.
    pub(super) async fn send_chunked(
        &mut self,
        flow: &mut Flow,
        body: Body,
        limit: u64,
        cut: bool,
        chunks: &Chunks<'_>,
    ) -> io::Result<()> {
        let mut at = 0;
        while at < chunks.total {
            let announced = chunks.chunk_bytes.min(chunks.total - at);
            write!(flow.lead, "{announced:x}\r\n")?;
            let end = limit.min(at + announced);
            self.send_part(flow, body, at..end).await?;
            at = end;
            if cut && at == limit {
                return Ok(());
            }
            flow.lead.extend_from_slice(b"\r\n");
        }
        if !cut {
            flow.lead.extend_from_slice(b"0\r\n");
            for (name, value) in chunks.trailers {
                write!(flow.lead, "{name}: {value}\r\n")?;
            }
            flow.lead.extend_from_slice(b"\r\n");
        }
        self.send_part(flow, body, at..at).await
    }

    /// Sends what leads, then a part of the body, no byte before its time.
    pub(super) async fn send_part(
        &mut self,
        flow: &mut Flow,
        body: Body,
        part: Range<u64>,
    ) -> io::Result<()> {
        let mut at = part.start;
        while at < part.end {
            let bytes = self.let_pass(flow, part.end - at).await?;
            self.write(&flow.lead, piece(body, at, bytes)).await?;
            flow.lead.clear();
            at += bytes;
        }
        self.send_lead(flow).await
    }

    /// Waits until some of so many bytes may leave, by the answer's pace and the session's network.
    async fn let_pass(&mut self, flow: &mut Flow, wanted: u64) -> io::Result<u64> {
        let wanted = flow.pace.limit(wanted);
        let entered_ns = match &mut self.shaper {
            Some(shaper) => shaper.opens_ns(flow.ready_ns),
            None => flow.ready_ns,
        };
        self.wait_until(flow, entered_ns).await?;
        let bytes = match &mut self.shaper {
            Some(shaper) => {
                let grant = shaper.grant(&self.session.link, wanted, entered_ns);
                flow.ready_ns = grant.leaves_ns;
                grant.bytes
            }
            None => wanted,
        };
        let leaves_ns = flow.ready_ns.max(flow.pace.leaves_ns(bytes));
        self.wait_until(flow, leaves_ns).await?;
        Ok(bytes)
    }

    /// Waits for the next byte of the body; what leads does not wait with it.
    async fn wait_until(&mut self, flow: &mut Flow, time_ns: u64) -> io::Result<()> {
        if now_ns() < time_ns {
            self.send_lead(flow).await?;
            self.session.timers.sleep_until(time_ns).await;
        }
        Ok(())
    }

    async fn send_lead(&mut self, flow: &mut Flow) -> io::Result<()> {
        self.write(&flow.lead, Piece::Text(&[])).await?;
        flow.lead.clear();
        Ok(())
    }
}

fn piece(body: Body, at: u64, bytes: u64) -> Piece<'static> {
    match body {
        Body::Text(text) => Piece::Text(&text.as_bytes()[at as usize..(at + bytes) as usize]),
        Body::File {
            content, offset, ..
        } => Piece::File {
            content,
            offset: offset + at,
            bytes,
        },
    }
}
