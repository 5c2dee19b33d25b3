//! What can go wrong with a file, on purpose.

mod draws;

use std::cell::Cell;

pub use draws::{Dealt, DealtCounts, Drawn, Draws, cut_at};

/// How a faulty answer differs from a whole one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Another status, with a short text for a body.
    Status {
        status: u16,
        retry_after_s: Option<u64>,
    },
    /// An orderly end before `Content-Length` is met.
    ShortBody {
        after_bytes: u64,
    },
    /// The connection (HTTP/2: the stream) is reset.
    Reset {
        after_bytes: u64,
    },
    /// Silence, for as long as the client bears it.
    Stall {
        after_bytes: u64,
    },
    /// The whole answer, later.
    Delay {
        delay_ns: u64,
    },
    Redirect {
        status: u16,
        location: String,
    },
    /// Bytes that no HTTP client can read as an answer.
    NotHttp,
}

/// A fault and how often it still strikes.
#[derive(Debug)]
pub struct Faulty {
    fault: Fault,
    remaining: Cell<Option<u32>>,
}

impl Faulty {
    /// `times`: only the first so many requests of the file; `None`: all of them.
    #[must_use]
    pub fn new(fault: Fault, times: Option<u32>) -> Self {
        Self {
            fault,
            remaining: Cell::new(times),
        }
    }

    /// The fault this request meets, if any is left. Counts the request.
    pub fn strike(&self) -> Option<&Fault> {
        match self.remaining.get() {
            Some(0) => return None,
            Some(left) => self.remaining.set(Some(left - 1)),
            None => {}
        }
        Some(&self.fault)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strikes_as_often_as_it_was_told() {
        let struck = |times| {
            let faulty = Faulty::new(Fault::NotHttp, times);
            (0..5).filter(|_| faulty.strike().is_some()).count()
        };
        assert_eq!([struck(None), struck(Some(2)), struck(Some(9))], [5, 2, 5]);
    }
}
