//! What a fault makes of a whole answer.

use super::{Answer, Body, Ending, Notes};
use crate::faults::Fault;

impl<'s> Answer<'s> {
    pub(super) fn with(mut self, fault: &'s Fault) -> Self {
        match fault {
            &Fault::Delay { delay_ns } => self.delay_ns += delay_ns,
            &Fault::Status {
                status,
                retry_after_s,
            } => {
                let notes = Notes::Refusal {
                    retry_after_s,
                    allow: false,
                };
                self = Self {
                    file: self.file,
                    delay_ns: self.delay_ns,
                    notes,
                    ..Self::refusal(status)
                };
            }
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
