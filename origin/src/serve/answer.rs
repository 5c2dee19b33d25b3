//! What a request is answered with, decided before anything is waited for or written.

mod faulty;

use super::range::{Selected, select};
use super::scripted::{self, Turn};
use crate::content::Content;
use crate::session::{Met, Session};

/// One moment for all files: they are as old as the project, and a resumed download may compare it.
pub const LAST_MODIFIED: &str = "Thu, 01 Jan 2026 00:00:00 GMT";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    Get,
    Head,
    Other,
}

/// The parts of a request that matter here, in either protocol.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'r> {
    pub method: Method,
    pub path: &'r str,
    pub range: Option<&'r str>,
    pub if_range: Option<&'r str>,
}

pub struct Answer<'s> {
    /// Absent for a stray request.
    pub file: Option<u32>,
    pub status: u16,
    /// What the answer announces; a fault may send less.
    pub content_length: u64,
    pub notes: Notes<'s>,
    pub body: Body,
    pub ending: Ending,
    /// From the reading of the request to the first byte.
    pub delay_ns: u64,
    /// What else there is to its sending, where a script says so.
    pub(super) script: Option<Turn<'s>>,
}

/// What the head says beyond the status and the length.
pub enum Notes<'s> {
    File {
        etag: &'s str,
        last_modified: &'s str,
        range: Option<(u64, u64, u64)>,
    },
    Unsatisfiable {
        total: u64,
    },
    Redirect {
        location: &'s str,
    },
    Refusal {
        retry_after_s: Option<u64>,
        allow: bool,
    },
    /// Of a proxy that wants to know who asks.
    Challenge,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Body {
    Text(&'static str),
    File {
        content: Content,
        offset: u64,
        bytes: u64,
    },
}

/// What follows the last byte of the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    Whole,
    /// An orderly close that leaves the announced length unmet.
    Cut,
    Reset,
    Stall,
    /// There is no HTTP at all.
    NotHttp,
}

impl<'s> Answer<'s> {
    /// Decides the answer and counts the request against the file's faults.
    pub fn choose(session: &'s Session, asked: &Asked<'_>) -> Self {
        let rtt_ns = session.network.rtt_ns;
        if asked.method == Method::Other {
            return Self {
                delay_ns: rtt_ns,
                ..Self::refusal(405)
            };
        }
        let Some((index, file)) = session.find(asked.path) else {
            return Self {
                delay_ns: rtt_ns,
                ..Self::refusal(404)
            }
            .for_method(asked.method);
        };
        let (delay_ns, met) = session.meet(index, file);
        let answer = match met {
            Met::Script(script) => scripted::choose(script, asked),
            Met::Plain | Met::Fault(_) | Met::Drawn(_) => {
                let selected = selected(asked, &file.etag, file.bytes);
                Self::of_file(
                    &file.etag,
                    LAST_MODIFIED,
                    file.content,
                    file.bytes,
                    selected,
                )
            }
        };
        let answer = Self {
            file: Some(index),
            delay_ns,
            ..answer
        };
        match met {
            Met::Fault(fault) => answer.with(fault),
            Met::Drawn(drawn) => answer.with_drawn(drawn, session, asked.method),
            Met::Plain | Met::Script(_) => answer,
        }
        .for_method(asked.method)
    }

    /// An answer that names no file: the request was none this session can serve.
    pub fn refusal(status: u16) -> Self {
        let text = refusal_text(status);
        Self {
            file: None,
            status,
            content_length: text.len() as u64,
            notes: Notes::Refusal {
                retry_after_s: None,
                allow: status == 405,
            },
            body: Body::Text(text),
            ending: Ending::Whole,
            delay_ns: 0,
            script: None,
        }
    }

    pub fn of_file(
        etag: &'s str,
        last_modified: &'s str,
        content: Content,
        total: u64,
        selected: Selected,
    ) -> Self {
        let (offset, bytes, range) = match selected {
            Selected::Whole => (0, total, None),
            Selected::Part { offset, bytes } => {
                (offset, bytes, Some((offset, offset + bytes - 1, total)))
            }
            Selected::Unsatisfiable => {
                return Self {
                    notes: Notes::Unsatisfiable { total },
                    ..Self::refusal(416)
                };
            }
        };
        Self {
            file: None,
            status: if range.is_some() { 206 } else { 200 },
            content_length: bytes,
            notes: Notes::File {
                etag,
                last_modified,
                range,
            },
            body: Body::File {
                content,
                offset,
                bytes,
            },
            ending: Ending::Whole,
            delay_ns: 0,
            script: None,
        }
    }

    fn for_method(mut self, method: Method) -> Self {
        if method == Method::Head {
            self.body = Body::Text("");
            // Without a body there is nothing to cut; only an answer that is no HTTP stays one.
            if self.ending != Ending::NotHttp {
                self.ending = Ending::Whole;
            }
        }
        self
    }

    /// The status the witness writes down.
    pub fn witnessed_status(&self) -> Option<u16> {
        (self.ending != Ending::NotHttp).then_some(self.status)
    }

    /// What will be sent of the body.
    pub fn body_bytes(&self) -> u64 {
        match self.body {
            Body::File { bytes, .. } => bytes,
            Body::Text(text) => text.len() as u64,
        }
    }

    pub fn text(&self) -> &'static str {
        match self.body {
            Body::Text(text) => text,
            Body::File { .. } => "",
        }
    }

    pub fn offset(&self) -> u64 {
        match self.body {
            Body::File { offset, .. } => offset,
            Body::Text(_) => 0,
        }
    }
}

/// `If-Range` keeps the range only for exactly what we serve now: our strong tag, or our one date.
fn selected(asked: &Asked<'_>, etag: &str, total: u64) -> Selected {
    let unchanged = asked
        .if_range
        .is_none_or(|validator| validator == etag || validator == LAST_MODIFIED);
    match asked.range {
        // A HEAD is answered as the whole file: ranges are defined for GET alone.
        Some(range) if unchanged && asked.method == Method::Get => select(range, total),
        _ => Selected::Whole,
    }
}

fn refusal_text(status: u16) -> &'static str {
    match status {
        301 | 302 | 303 | 307 | 308 => "It is elsewhere.\n",
        400 => "This request cannot be understood.\n",
        404 => "There is no such file here.\n",
        407 => "The proxy wants to know who asks.\n",
        405 => "Only GET and HEAD are served here.\n",
        416 => "The file has no such range.\n",
        431 => "The head of this request is too long.\n",
        505 => "This session does not speak that version of HTTP.\n",
        _ => "This file fails on purpose.\n",
    }
}
