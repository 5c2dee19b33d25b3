//! A file on a server.

use super::server::{Answer, Asked};

/// A file that knows its version, and gives any part of it that is asked for in the right way.
#[derive(Clone)]
pub struct Content {
    pub bytes: Vec<u8>,
    pub etag: &'static str,
}

impl Content {
    /// The bytes differ from version to version, everywhere.
    pub fn new(bytes: usize, etag: &'static str) -> Self {
        let start = etag
            .bytes()
            .fold(1u32, |state, byte| state.wrapping_mul(31) ^ u32::from(byte));
        let byte = |at: u32| {
            at.wrapping_mul(2_654_435_761)
                .wrapping_add(start)
                .to_be_bytes()[0]
        };
        Self {
            bytes: (0..u32::try_from(bytes).unwrap()).map(byte).collect(),
            etag,
        }
    }

    pub fn answer(&self, asked: &Asked) -> Answer {
        let range = asked.header("range").and_then(|range| {
            let start = range.strip_prefix("bytes=")?.strip_suffix('-')?;
            start.parse::<usize>().ok()
        });
        let tag = format!("ETag: {}", self.etag);
        let total = self.bytes.len();
        match range.filter(|_| asked.header("if-range") == Some(self.etag)) {
            Some(start) if start >= total => Answer::status("416 Range Not Satisfiable", ""),
            Some(start) => {
                let range = format!("Content-Range: bytes {start}-{}/{total}", total - 1);
                let headers = [tag.as_str(), &range];
                Answer::with("206 Partial Content", &headers, &self.bytes[start..])
            }
            None => Answer::with("200 OK", &[&tag], &self.bytes),
        }
    }
}
