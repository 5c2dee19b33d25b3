//! Physical lines of the input: numbered, bounded in length, blank ones and comments left out.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

/// A longer line is no job: without a bound, one line without an end would fill the memory.
const LONGEST_LINE_BYTES: usize = 1024 * 1024;

/// A line that is neither blank nor a comment; its text, or what keeps it from being text.
pub struct Line {
    pub number: u64,
    pub text: Result<String, String>,
}

pub struct Lines {
    reader: Box<dyn BufRead + Send>,
    may_wait: bool,
    number: u64,
}

impl Lines {
    pub fn open(input: &Path) -> io::Result<Self> {
        if input == Path::new("-") {
            return Ok(Self {
                reader: Box::new(BufReader::new(io::stdin())),
                may_wait: true,
                number: 0,
            });
        }
        let file = File::open(input)?;
        let kind = file.metadata()?.file_type();
        if kind.is_dir() {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        let reader = Box::new(BufReader::with_capacity(64 * 1024, file));
        Ok(Self {
            reader,
            may_wait: !kind.is_file(),
            number: 0,
        })
    }

    pub fn may_wait(&self) -> bool {
        self.may_wait
    }

    pub fn read(&mut self) -> io::Result<Option<Line>> {
        loop {
            let Some((bytes, whole)) = self.read_physical()? else {
                return Ok(None);
            };
            let number = self.number;
            if !whole {
                let text = Err(format!("longer than {LONGEST_LINE_BYTES} bytes"));
                return Ok(Some(Line { number, text }));
            }
            match String::from_utf8(bytes) {
                Err(_) => {
                    return Ok(Some(Line {
                        number,
                        text: Err("not UTF-8".to_owned()),
                    }));
                }
                Ok(text) => {
                    let text = text.trim_start_matches('\u{feff}').trim();
                    if !text.is_empty() && !text.starts_with('#') {
                        return Ok(Some(Line {
                            number,
                            text: Ok(text.to_owned()),
                        }));
                    }
                }
            }
        }
    }

    /// One physical line, and whether it is all of it.
    fn read_physical(&mut self) -> io::Result<Option<(Vec<u8>, bool)>> {
        let mut line = Vec::new();
        let limit = LONGEST_LINE_BYTES as u64 + 1;
        if self
            .reader
            .by_ref()
            .take(limit)
            .read_until(b'\n', &mut line)?
            == 0
        {
            return Ok(None);
        }
        self.number += 1;
        let whole = line.len() <= LONGEST_LINE_BYTES || line.ends_with(b"\n");
        if !whole {
            self.skip_rest()?;
        }
        Ok(Some((line, whole)))
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
