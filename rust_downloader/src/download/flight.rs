//! What a record will say of a download's way.

use std::time::Instant;

#[derive(Debug)]
pub struct Flight {
    pub start: Instant,
    pub attempts: u64,
    /// The headers of the last answer were complete.
    pub first_byte: Option<Instant>,
    pub status: Option<u16>,
    /// Where the last answer that was accepted went on, if it did.
    pub resumed_from: Option<u64>,
}

impl Flight {
    pub fn start() -> Self {
        Self {
            start: Instant::now(),
            attempts: 0,
            first_byte: None,
            status: None,
            resumed_from: None,
        }
    }

    /// From here on there is traffic.
    pub fn attempt(&mut self) {
        self.attempts += 1;
    }

    /// The headers of an answer are complete.
    pub fn answered(&mut self, status: u16) {
        self.first_byte = Some(Instant::now());
        self.status = Some(status);
    }
}
