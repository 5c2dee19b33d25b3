//! A file as asked for.

use std::collections::HashMap;

use serde::Deserialize;

use super::answer::AnswerBody;
use super::fault::{FaultBody, FaultKind};
use super::{FileSpec, Protocol, SpecError, refuse};
use crate::script::AnswerSpec;
use crate::session::names::file_index;

/// A file is hashed before its session opens; more than this would look like a hang.
pub(super) const MAX_FILE_BYTES: u64 = 64 << 30;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FileBody {
    bytes: u64,
    path: Option<Box<str>>,
    fault: Option<Box<FaultBody>>,
    answers: Option<Vec<AnswerBody>>,
}

/// What a file may ask for depends on the session.
pub(super) struct Around<'a> {
    pub http: &'a [Protocol],
    pub hosts: u32,
}

impl FileBody {
    /// Whether it says itself what goes wrong with it.
    pub fn misbehaves(&self) -> bool {
        self.fault.is_some() || self.answers.is_some()
    }

    pub fn resolve(self, index: usize, around: &Around<'_>) -> Result<FileSpec, SpecError> {
        let field = format!("files[{index}]");
        check_bytes(&field, self.bytes)?;
        if self.fault.is_some() && self.answers.is_some() {
            return refuse(
                format!("{field}.fault"),
                "answers are given; what goes wrong is said in them",
            );
        }
        if let Some(path) = &self.path {
            check_path(&field, path)?;
        }
        let over_http2 = around.http.contains(&Protocol::Http2);
        let fault = match self.fault {
            Some(fault) if fault.kind == FaultKind::NotHttp && over_http2 => {
                return refuse(
                    format!("{field}.fault.kind"),
                    "not-http needs \"http\": [\"1.1\"]",
                );
            }
            Some(fault) => {
                let fault = fault.resolve(&format!("{field}.fault"), self.bytes)?;
                Some(Box::new(fault))
            }
            None => None,
        };
        let answers = match self.answers {
            Some(_) if over_http2 => {
                return refuse(format!("{field}.answers"), "need \"http\": [\"1.1\"]");
            }
            Some(answers) => Some(resolve_answers(&field, answers, self.bytes, around)?),
            None => None,
        };
        Ok(FileSpec {
            bytes: self.bytes,
            path: self.path,
            fault,
            answers,
        })
    }
}

fn resolve_answers(
    field: &str,
    answers: Vec<AnswerBody>,
    file_bytes: u64,
    around: &Around<'_>,
) -> Result<Box<[AnswerSpec]>, SpecError> {
    if answers.is_empty() {
        return refuse(format!("{field}.answers"), "the list is empty");
    }
    (0..)
        .zip(answers)
        .map(|(nth, answer): (usize, _)| {
            answer.resolve(&format!("{field}.answers[{nth}]"), file_bytes, around.hosts)
        })
        .collect()
}

pub(super) fn check_bytes(field: &str, bytes: u64) -> Result<(), SpecError> {
    if bytes > MAX_FILE_BYTES {
        return refuse(
            format!("{field}.bytes"),
            format!("{bytes} is above {MAX_FILE_BYTES}"),
        );
    }
    Ok(())
}

/// It stands in a request line, where a query and a fragment are no part of it.
fn check_path(field: &str, path: &str) -> Result<(), SpecError> {
    let fits = |byte: u8| byte.is_ascii_graphic() && byte != b'?' && byte != b'#';
    if !path.bytes().all(fits) {
        return refuse(
            format!("{field}.path"),
            "has characters no path has on the wire",
        );
    }
    Ok(())
}

/// No two files may be found at the same place.
pub(super) fn check_paths_differ(files: &[FileSpec]) -> Result<(), SpecError> {
    let mut seen: HashMap<&str, usize> = HashMap::new();
    for (index, file) in files.iter().enumerate() {
        let Some(path) = &file.path else { continue };
        let by_place = file_index(path)
            .map(|other| other as usize)
            .filter(|&other| files.get(other).is_some_and(|file| file.path.is_none()));
        if let Some(other) = seen.insert(path, index).or(by_place) {
            return refuse(
                format!("files[{index}].path"),
                format!("{path:?} is that of files[{other}]"),
            );
        }
    }
    Ok(())
}
