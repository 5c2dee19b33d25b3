//! Sending a scripted answer, up to where it stops.

use std::io;

use super::super::Wire;
use super::super::answer::Answer;
use super::super::head::write_status;
use super::super::outgoing::{Outgoing, Piece};
use super::Turn;
use super::body::{Chunks, Flow};
use super::head::Head;
use super::pace::Pace;
use crate::clock::now_ns;
use crate::network::Shaper;
use crate::script::{Framing, Then};
use crate::session::Session;
use crate::witness::RequestId;

/// An answer on its way to one client.
pub(in crate::serve) struct Performance<'a, S> {
    pub session: &'a Session,
    pub io: &'a mut S,
    pub request: RequestId,
    pub shaper: Option<&'a mut Shaper>,
    pub turn: Turn<'a>,
}

/// What came of it.
pub(in crate::serve) struct Sent {
    /// Nothing that the head announced is missing.
    pub whole: bool,
    /// Whether the head lets the client use the connection again.
    pub goes_on: bool,
}

impl<S: Wire> Performance<'_, S> {
    /// Sends what the script lets pass; what it wants then is the caller's.
    pub async fn run(
        &mut self,
        answer: &Answer<'_>,
        start_ns: u64,
        keep_alive: bool,
    ) -> io::Result<Sent> {
        let spec = &self.turn.script.spec;
        for status in &spec.interim {
            let mut head = Vec::new();
            write_status(*status, &mut head);
            head.extend_from_slice(b"\r\n");
            self.write(&head, Piece::Text(&[])).await?;
        }
        let start_ns = start_ns + spec.delay_ns;
        if spec.delay_ns > 0 {
            self.session.timers.sleep_until(start_ns).await;
        }
        let sent = if let Some(raw) = &spec.raw {
            let rest = self.trickle_head(raw.as_bytes().to_vec(), start_ns).await?;
            self.write(&rest, Piece::Text(&[])).await?;
            Sent {
                whole: false,
                goes_on: false,
            }
        } else {
            self.send(answer, start_ns, keep_alive).await?
        };
        self.outgoing(&[]).flush().await?;
        Ok(sent)
    }

    async fn send(
        &mut self,
        answer: &Answer<'_>,
        start_ns: u64,
        keep_alive: bool,
    ) -> io::Result<Sent> {
        let spec = &self.turn.script.spec;
        let keep_alive = keep_alive && spec.framing != Framing::Close;
        let head = Head::new(answer, self.turn.script, keep_alive);
        let lead = self.trickle_head(head.bytes, start_ns).await?;
        let body_start_ns = if lead.is_empty() { now_ns() } else { start_ns };
        let mut flow = Flow {
            lead,
            pace: Pace::new(spec.body_bytes_per_s, body_start_ns),
            ready_ns: body_start_ns,
        };

        let total = answer.body_bytes();
        let limit = spec.after_bytes.map_or(total, |after| after.min(total));
        let cut = spec.after_bytes.is_some_and(|after| after <= total);
        let whole = match &spec.framing {
            Framing::Chunked {
                chunk_bytes,
                trailers,
            } if !self.turn.ends_with_head => {
                let chunks = Chunks {
                    chunk_bytes: *chunk_bytes,
                    trailers,
                    total,
                };
                self.send_chunked(&mut flow, answer.body, limit, cut, &chunks)
                    .await?;
                !cut
            }
            framing => {
                self.send_part(&mut flow, answer.body, 0..limit).await?;
                // Only an orderly end of the connection is the end of such a body.
                let ended = matches!(spec.then, None | Some(Then::Close));
                limit == total && (*framing != Framing::Close || ended)
            }
        };
        Ok(Sent {
            whole,
            goes_on: head.keeps_alive,
        })
    }

    /// Sends the head at its pace, if it has one; returns what is left to leave with the body.
    async fn trickle_head(&mut self, head: Vec<u8>, start_ns: u64) -> io::Result<Vec<u8>> {
        let rate = self.turn.script.spec.head_bytes_per_s;
        if rate.is_none() {
            return Ok(head);
        }
        let (mut pace, mut rest) = (Pace::new(rate, start_ns), head.as_slice());
        while !rest.is_empty() {
            let bytes = pace.limit(rest.len() as u64);
            let leaves_ns = pace.leaves_ns(bytes);
            self.session.timers.sleep_until(leaves_ns).await;
            let (piece, after) = rest.split_at(bytes as usize);
            self.write(piece, Piece::Text(&[])).await?;
            rest = after;
        }
        Ok(Vec::new())
    }

    /// Hands bytes that are not of the body, then a piece of it, to the kernel.
    pub(super) async fn write(&mut self, lead: &[u8], piece: Piece<'_>) -> io::Result<()> {
        self.outgoing(lead).write(piece).await
    }

    fn outgoing<'b>(&'b mut self, head: &'b [u8]) -> Outgoing<'b, S> {
        Outgoing {
            session: self.session,
            io: self.io,
            request: self.request,
            head,
        }
    }
}
