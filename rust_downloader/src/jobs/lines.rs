//! Physical lines of the input: numbered, bounded in length, blank ones and comments left out.

use std::fs::File;
use std::io::{self, BufRead, Cursor, Read};
use std::path::{Path, PathBuf};

use super::text_kind::{LOOKED_AT_BYTES, TextKind, needs_more, tell};
use crate::failure::{Failure, system_words};

/// A longer line is no job: without a bound, one line without an end would fill the memory.
const LONGEST_LINE_BYTES: usize = 65_536;
const BUFFER_BYTES: usize = 64 * 1024;

/// An input that cannot be read (exit 3).
#[derive(Debug, thiserror::Error)]
#[error("cannot read the input {}: {reason}", input.display())]
pub struct Unreadable {
    input: PathBuf,
    reason: String,
}

/// A line that is neither blank nor a comment; its text, or what keeps it from being text.
pub struct Line {
    pub number: u64,
    pub text: Result<String, Failure>,
}

pub struct Lines {
    input: PathBuf,
    reader: Box<dyn BufRead + Send>,
    may_wait: bool,
    /// The first bytes have been looked at.
    known: bool,
    number: u64,
}

impl Lines {
    /// Where that needs no waiting, also looks whether it is text at all.
    pub fn open(input: &Path) -> Result<Self, Unreadable> {
        let failed = |error: io::Error| unreadable(input, &error);
        let mut lines = if input == Path::new("-") {
            Self::over(input, Box::new(io::BufReader::new(io::stdin())), true)
        } else {
            let file = File::open(input).map_err(failed)?;
            let kind = file.metadata().map_err(failed)?.file_type();
            if kind.is_dir() {
                return Err(failed(io::ErrorKind::IsADirectory.into()));
            }
            let reader = io::BufReader::with_capacity(BUFFER_BYTES, file);
            Self::over(input, Box::new(reader), !kind.is_file())
        };
        if !lines.may_wait {
            lines.look()?;
        }
        Ok(lines)
    }

    fn over(input: &Path, reader: Box<dyn BufRead + Send>, may_wait: bool) -> Self {
        Self {
            input: input.to_owned(),
            reader,
            may_wait,
            known: false,
            number: 0,
        }
    }

    pub fn may_wait(&self) -> bool {
        self.may_wait
    }

    pub fn read(&mut self) -> Result<Option<Line>, Unreadable> {
        if !self.known {
            self.look()?;
        }
        loop {
            let read = self.read_physical();
            let read = read.map_err(|error| unreadable(&self.input, &error))?;
            let Some(bytes) = read else {
                return Ok(None);
            };
            let text = match bytes {
                Ok(bytes) => String::from_utf8(bytes).map_err(|_| bad("the line is not UTF-8")),
                Err(failure) => Err(failure),
            };
            let text = text.map(|text| text.trim().to_owned());
            let skipped = |text: &String| text.is_empty() || text.starts_with('#');
            if !text.as_ref().is_ok_and(skipped) {
                let number = self.number;
                return Ok(Some(Line { number, text }));
            }
        }
    }

    /// Looks at the first bytes, without waiting for more than tell what they are.
    fn look(&mut self) -> Result<(), Unreadable> {
        let mut first = Vec::new();
        while needs_more(&first) {
            let mut piece = [0; LOOKED_AT_BYTES];
            let read = self.reader.read(&mut piece[first.len()..]);
            match read {
                Ok(0) => break,
                Ok(read) => first.extend_from_slice(&piece[first.len()..first.len() + read]),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(unreadable(&self.input, &error)),
            }
        }
        let refused = |reason: &str| {
            Err(Unreadable {
                input: self.input.clone(),
                reason: reason.to_owned(),
            })
        };
        let mark_bytes = match tell(&first) {
            TextKind::Utf8 { mark_bytes } => mark_bytes,
            TextKind::Utf16 => return refused("it is UTF-16; save it as UTF-8"),
            TextKind::Utf32 => return refused("it is UTF-32; save it as UTF-8"),
            TextKind::Binary => return refused("it is not text"),
        };
        let rest = std::mem::replace(&mut self.reader, Box::new(io::empty()));
        self.reader = Box::new(Cursor::new(first.split_off(mark_bytes)).chain(rest));
        self.known = true;
        Ok(())
    }

    /// One physical line without its end, or what is wrong with it; at most the longest one is held.
    fn read_physical(&mut self) -> io::Result<Option<Result<Vec<u8>, Failure>>> {
        let mut line = Vec::new();
        // The longest line, a CR, an LF.
        let limit = LONGEST_LINE_BYTES as u64 + 2;
        let mut bounded = self.reader.by_ref().take(limit);
        if bounded.read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        self.number += 1;
        if line.pop_if(|&mut last| last == b'\n').is_some() {
            line.pop_if(|&mut last| last == b'\r');
        } else if line.len() as u64 == limit {
            self.skip_rest()?;
        }
        if line.len() > LONGEST_LINE_BYTES {
            return Ok(Some(Err(bad("the line is longer than 65,536 bytes"))));
        }
        Ok(Some(Ok(line)))
    }

    fn skip_rest(&mut self) -> io::Result<()> {
        loop {
            let buffered = self.reader.fill_buf()?;
            let end = buffered.iter().position(|&byte| byte == b'\n');
            let (used, done) = (
                end.map_or(buffered.len(), |at| at + 1),
                end.is_some() || buffered.is_empty(),
            );
            self.reader.consume(used);
            if done {
                return Ok(());
            }
        }
    }
}

fn unreadable(input: &Path, error: &io::Error) -> Unreadable {
    Unreadable {
        input: input.to_owned(),
        reason: system_words(error),
    }
}

fn bad(reason: &str) -> Failure {
    Failure::BadJob(reason.to_owned())
}
