//! What a fault makes of a whole answer.

use super::{Answer, Body, Ending, Method, Notes};
use crate::faults::{Drawn, Fault, cut_at};
use crate::session::Session;

impl<'s> Answer<'s> {
    pub(super) fn with(mut self, fault: &'s Fault) -> Self {
        match fault {
            &Fault::Delay { delay_ns } => self.delay_ns += delay_ns,
            &Fault::Status {
                status,
                retry_after_s,
            } => self = self.refused(status, retry_after_s),
            Fault::Redirect { status, location } => {
                let notes = Notes::Redirect { location };
                self = Self {
                    file: self.file,
                    delay_ns: self.delay_ns,
                    notes,
                    ..Self::refusal(*status)
                };
            }
            &Fault::ShortBody { after_bytes } => self.cut(after_bytes, Ending::Cut),
            &Fault::Reset { after_bytes } => self.cut(after_bytes, Ending::Reset),
            &Fault::Stall { after_bytes } => self.cut(after_bytes, Ending::Stall),
            Fault::NotHttp => self.ending = Ending::NotHttp,
        }
        self
    }

    /// Deals a drawn fault, and counts it where it can strike: an answer without a body to cut stays whole.
    pub(super) fn with_drawn(mut self, drawn: Drawn, session: &Session, method: Method) -> Self {
        match drawn {
            Drawn::Unavailable { retry_after_s } => {
                session.dealt.unavailable.update(|count| count + 1);
                return self.refused(503, retry_after_s);
            }
            Drawn::Reset { place } => {
                if let Body::File { bytes, .. } = self.body
                    && let Some(after_bytes) = cut_at(place, bytes)
                    && method == Method::Get
                {
                    session.dealt.resets.update(|count| count + 1);
                    self.cut(after_bytes, Ending::Reset);
                }
            }
        }
        self
    }

    fn refused(self, status: u16, retry_after_s: Option<u64>) -> Self {
        let notes = Notes::Refusal {
            retry_after_s,
            allow: false,
        };
        Self {
            file: self.file,
            delay_ns: self.delay_ns,
            notes,
            ..Self::refusal(status)
        }
    }

    /// Cuts the body after so many bytes of this answer; a shorter answer, as to a range, stays whole.
    fn cut(&mut self, after_bytes: u64, ending: Ending) {
        if let Body::File { bytes, .. } = &mut self.body
            && after_bytes < *bytes
        {
            *bytes = after_bytes;
            self.ending = ending;
        }
    }
}
