//! The head of a scripted answer: the lines that would be sent, and what the script makes of them.

use super::super::answer::Answer;
use super::super::head::{write_line, write_status};
use crate::script::{Framing, Scripted, bodiless};

/// Padding comes in lines of about this size, their ends included.
const PAD_LINE_BYTES: usize = 1024;
const LEAST_PAD_LINE_BYTES: usize = 32;

/// A head ready to be sent, and what it says of the connection.
pub(super) struct Head {
    pub bytes: Vec<u8>,
    pub keeps_alive: bool,
}

impl Head {
    pub fn new(answer: &Answer<'_>, script: &Scripted, keep_alive: bool) -> Self {
        let mut lines = lines(answer, script, keep_alive);
        for edit in &script.spec.edits {
            edit.apply(&mut lines);
        }
        let mut bytes = Vec::new();
        write_status(answer.status, &mut bytes);
        for (name, value) in &lines {
            write_line(name, value, &mut bytes);
        }
        write_padding(script.spec.pad_bytes, &mut bytes);
        bytes.extend_from_slice(b"\r\n");
        let says_close = lines.iter().any(|(name, value)| {
            name.eq_ignore_ascii_case("connection") && value.eq_ignore_ascii_case("close")
        });
        Self {
            bytes,
            keeps_alive: keep_alive && !says_close,
        }
    }
}

fn lines(answer: &Answer<'_>, script: &Scripted, keep_alive: bool) -> Vec<(String, String)> {
    let framing = &script.spec.framing;
    let bodiless = bodiless(answer.status);
    let says_length = *framing == Framing::Length && !bodiless;
    let mut lines = Vec::new();
    let mut put = |name: &str, value: &str| lines.push((name.to_owned(), value.to_owned()));
    answer.each_header(|name, value| {
        if says_length || name != "Content-Length" {
            put(name, value);
        }
    });
    if let Framing::Chunked { trailers, .. } = framing
        && !bodiless
    {
        put("Transfer-Encoding", "chunked");
        if !trailers.is_empty() {
            let names: Vec<_> = trailers.iter().map(|(name, _)| name.as_str()).collect();
            put("Trailer", &names.join(", "));
        }
    }
    put(
        "Connection",
        if keep_alive { "keep-alive" } else { "close" },
    );
    lines
}

/// Lines that come to exactly so many bytes: each has a name of its own, none is too short for it.
fn write_padding(mut left: usize, out: &mut Vec<u8>) {
    let mut nth = 0;
    while left > 0 {
        let line = match left {
            ..=PAD_LINE_BYTES => left,
            // What would be left is too short for a line.
            _ if left - PAD_LINE_BYTES < LEAST_PAD_LINE_BYTES => left,
            _ => PAD_LINE_BYTES,
        };
        let name = format!("X-Padding-{nth:06}");
        let value = line.saturating_sub(name.len() + ": \r\n".len());
        write_line(&name, &"x".repeat(value), out);
        (left, nth) = (left - line, nth + 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn padding_is_as_long_as_asked_for() {
        for bytes in [0, 32, 1024, 1025, 1055, 1056, 5_000, 1_000_000] {
            let mut out = Vec::new();
            write_padding(bytes, &mut out);
            assert_eq!(out.len(), bytes);
            assert_eq!(out.is_empty(), !out.ends_with(b"x\r\n"));
        }
    }
}
