//! The input, one job at a time: arguments first, then the lines of a file or of standard input. Never held whole.

mod line;
mod lines;
mod text_kind;

use std::fs::{self, Metadata};
use std::path::Path;

use url::Url;

use crate::failure::Failure;
use crate::masking::mask;
use crate::names::{self, Names};
use line::{JobLine, parse};
use lines::Lines;

pub use lines::Unreadable;

/// One download to carry out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// Counts from 0, in input order, lines that are no job included.
    pub index: u64,
    pub url: Url,
    /// Relative to the output folder, `/` between parts; safe by its characters, and no other job's.
    pub path: String,
    /// Expected size.
    pub bytes: Option<u64>,
    /// Expected digest, lower-case hexadecimal.
    pub sha256: Option<String>,
}

/// A job that failed before there was anything to attempt.
#[derive(Debug)]
pub struct Refused {
    pub index: u64,
    /// Physical line of the input, from 1; none for an argument.
    pub line: Option<u64>,
    /// Masked, as far as there was one.
    pub url: Option<String>,
    pub path: Option<String>,
    pub failure: Failure,
}

/// A job, or a line that is none.
pub type Entry = Result<Job, Box<Refused>>;

/// The jobs of a run, read as they are wanted.
pub struct Source {
    arguments: std::vec::IntoIter<String>,
    lines: Option<Lines>,
    names: Names,
    next_index: u64,
}

impl Source {
    /// `input` is opened here; `-` is standard input.
    pub fn open(arguments: Vec<String>, input: Option<&Path>) -> Result<Self, Unreadable> {
        let lines = input.map(Lines::open).transpose()?;
        Ok(Self {
            arguments: arguments.into_iter(),
            lines,
            names: Names::default(),
            next_index: 0,
        })
    }

    /// Whether reading the next job may wait for whoever writes it (a pipe, a terminal).
    pub fn may_wait(&self) -> bool {
        self.lines.as_ref().is_some_and(Lines::may_wait)
    }

    /// Jobs and lines that were none, so far.
    pub fn entries(&self) -> u64 {
        self.next_index
    }

    /// The next job, or the next line that is none; `None` at the end.
    pub fn read(&mut self) -> Result<Option<Entry>, Unreadable> {
        if let Some(url) = self.arguments.next() {
            return Ok(Some(self.job(None, Ok(JobLine::of_url(&url)))));
        }
        let Some(lines) = &mut self.lines else {
            return Ok(None);
        };
        let Some(line) = lines.read()? else {
            return Ok(None);
        };
        Ok(Some(self.job(
            Some(line.number),
            line.text.and_then(|text| parse(&text)),
        )))
    }

    fn job(&mut self, line: Option<u64>, fields: Result<JobLine, Failure>) -> Entry {
        let index = self.next_index;
        self.next_index += 1;
        let refused = |url, path, failure| {
            Box::new(Refused {
                index,
                line,
                url,
                path,
                failure,
            })
        };
        let fields = fields.map_err(|failure| refused(None, None, failure))?;
        let checked = fields.check().and_then(|url| {
            let path = self.path(&url, fields.path.as_deref())?;
            Ok((url, path))
        });
        match checked {
            Ok((url, path)) => Ok(Job {
                index,
                url,
                path,
                bytes: fields.bytes,
                sha256: fields.sha256.map(|digest| digest.to_ascii_lowercase()),
            }),
            Err(failure) => {
                let masked = mask(&fields.url).into_owned();
                Err(refused(Some(masked), fields.path, failure))
            }
        }
    }

    fn path(&mut self, url: &Url, given: Option<&str>) -> Result<String, Failure> {
        let Some(path) = given else {
            return Ok(self.names.number(names::derive(url)));
        };
        let path = path.to_owned();
        if let Some(reason) = names::why_unsafe(&path) {
            return Err(Failure::UnsafePath { path, reason });
        }
        if self.names.claim(&path) {
            Ok(path)
        } else {
            Err(Failure::DuplicatePath(path))
        }
    }
}

/// How many jobs an input will give, where that can be told without waiting or taking anything away from it.
pub fn count(arguments: &[String], input: Option<&Path>) -> Option<u64> {
    let mut total = arguments.len() as u64;
    let Some(input) = input else {
        return Some(total);
    };
    // Opening a pipe once more may wait for ever for somebody who has written and gone.
    fs::metadata(input).ok().filter(Metadata::is_file)?;
    let mut lines = Lines::open(input).ok().filter(|lines| !lines.may_wait())?;
    while lines.read().ok()?.is_some() {
        total += 1;
    }
    Some(total)
}

/// Why one line of an input is no job.
#[cfg(test)]
pub fn not_a_job(line: &[u8]) -> Failure {
    use std::io::Write;
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(line).unwrap();
    let mut source = Source::open(Vec::new(), Some(file.path())).unwrap();
    source.read().unwrap().unwrap().unwrap_err().failure
}

#[cfg(test)]
mod tests;
