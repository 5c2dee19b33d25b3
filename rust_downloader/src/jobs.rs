//! The input, one job at a time: arguments first, then the lines of a file or of standard input. Never held whole.

mod lines;

use std::io;
use std::path::Path;

use serde::Deserialize;
use url::Url;

use crate::failure::Failure;
use crate::masking::mask;
use crate::names::{self, Names};
use lines::{Line, Lines};

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

/// The jobs of a run, read as they are wanted.
pub struct Source {
    arguments: std::vec::IntoIter<String>,
    lines: Option<Lines>,
    names: Names,
    next_index: u64,
}

/// A job line that is a JSON object. Unknown fields are ignored and null is absent.
#[derive(Deserialize)]
struct JobLine {
    url: Option<String>,
    path: Option<String>,
    bytes: Option<u64>,
    sha256: Option<String>,
}

impl JobLine {
    fn of_url(url: &str) -> Self {
        Self {
            url: Some(url.to_owned()),
            path: None,
            bytes: None,
            sha256: None,
        }
    }
}

impl Source {
    /// `input` is opened here; `-` is standard input.
    pub fn open(arguments: Vec<String>, input: Option<&Path>) -> io::Result<Self> {
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

    /// The next job, or the next line that is none; `None` at the end.
    pub fn read(&mut self) -> io::Result<Option<Result<Job, Box<Refused>>>> {
        if let Some(url) = self.arguments.next() {
            return Ok(Some(self.job(None, Ok(JobLine::of_url(&url)))));
        }
        let Some(lines) = &mut self.lines else {
            return Ok(None);
        };
        let Some(Line { number, text }) = lines.read()? else {
            return Ok(None);
        };
        let fields = text
            .map_err(Failure::BadJob)
            .and_then(|text| parse_line(&text));
        Ok(Some(self.job(Some(number), fields)))
    }

    fn job(
        &mut self,
        line: Option<u64>,
        fields: Result<JobLine, Failure>,
    ) -> Result<Job, Box<Refused>> {
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
        let checked = checked_url(&fields).and_then(|url| {
            let path = self.path(&url, fields.path.as_deref())?;
            Ok((url, path))
        });
        match checked {
            Ok((url, path)) => {
                let sha256 = fields.sha256.map(|digest| digest.to_ascii_lowercase());
                Ok(Job {
                    index,
                    url,
                    path,
                    bytes: fields.bytes,
                    sha256,
                })
            }
            Err(failure) => {
                let masked = fields.url.map(|url| mask(&url).into_owned());
                Err(refused(masked, fields.path, failure))
            }
        }
    }

    fn path(&mut self, url: &Url, given: Option<&str>) -> Result<String, Failure> {
        let Some(path) = given else {
            return Ok(self.names.number(names::derive(url)));
        };
        if let Some(reason) = names::why_unsafe(path) {
            return Err(Failure::UnsafePath {
                path: path.to_owned(),
                reason: reason.to_owned(),
            });
        }
        let free = self.names.claim(path);
        if free {
            Ok(path.to_owned())
        } else {
            Err(Failure::DuplicatePath(path.to_owned()))
        }
    }
}

/// How many jobs an input will give, where that can be told without waiting or taking anything away from it.
pub fn count(arguments: &[String], input: Option<&Path>) -> Option<u64> {
    let mut total = arguments.len() as u64;
    let Some(input) = input else {
        return Some(total);
    };
    let mut lines = Lines::open(input).ok().filter(|lines| !lines.may_wait())?;
    while lines.read().ok()?.is_some() {
        total += 1;
    }
    Some(total)
}

fn parse_line(text: &str) -> Result<JobLine, Failure> {
    if text.starts_with('{') {
        serde_json::from_str(text)
            .map_err(|error| Failure::BadJob(format!("the line is not a job in JSON: {error}")))
    } else {
        Ok(JobLine::of_url(text))
    }
}

fn checked_url(fields: &JobLine) -> Result<Url, Failure> {
    let bad = |reason: String| Err(Failure::BadJob(reason));
    let Some(text) = &fields.url else {
        return bad("the job has no \"url\"".to_owned());
    };
    let digest_fits = |digest: &String| {
        digest.len() == 64 && digest.bytes().all(|digit| digit.is_ascii_hexdigit())
    };
    if !fields.sha256.as_ref().is_none_or(digest_fits) {
        return bad("the job's \"sha256\" is not 64 hexadecimal digits".to_owned());
    }
    match Url::parse(text) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => Ok(url),
        Ok(url) => bad(format!(
            "only http and https are fetched, not {}",
            url.scheme()
        )),
        Err(error) => bad(format!("this is not a URL: {error}")),
    }
}

#[cfg(test)]
mod tests;
