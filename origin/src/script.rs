//! Answers said beforehand: what the n-th request of a file meets, down to the byte.

mod edit;

pub use edit::{Edit, ForeignBase, Places};

use serde::Deserialize;

use crate::content::Content;

/// An answer as asked for, checked. Its defaults are the answer any file gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerSpec {
    pub status: Option<u16>,
    pub body: Option<BodyKind>,
    pub edits: Vec<Edit>,
    pub version: u32,
    pub bytes: u64,
    pub last_modified: Option<String>,
    pub ranges: Ranges,
    pub if_range: IfRange,
    pub range_shift: i64,
    pub range_cut: u64,
    pub framing: Framing,
    /// How much of the body is sent, where it is longer.
    pub after_bytes: Option<u64>,
    pub then: Option<Then>,
    pub delay_ns: u64,
    pub head_bytes_per_s: Option<u64>,
    pub body_bytes_per_s: Option<u64>,
    pub interim: Vec<u16>,
    pub pad_bytes: usize,
    /// Sent instead of a head and a body.
    pub raw: Option<String>,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum BodyKind {
    File,
    Text,
    None,
}

#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum Ranges {
    #[default]
    Honour,
    Ignore,
    Refuse,
}

#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum IfRange {
    #[default]
    Honour,
    /// Answers with a part although it names something else.
    Ignore,
}

/// How a client learns where the body ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Framing {
    Length,
    Chunked {
        chunk_bytes: u64,
        trailers: Vec<(String, String)>,
    },
    /// By the end of the connection.
    Close,
}

/// What follows the last byte that is sent.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum Then {
    Close,
    Reset,
    Stall,
}

/// An answer of one file of one session.
#[derive(Debug)]
pub struct Scripted {
    pub spec: AnswerSpec,
    pub content: Content,
    own_etag: String,
}

impl Scripted {
    /// Binds an answer to its file, and its headers to where the session listens.
    #[must_use]
    pub fn new(mut spec: AnswerSpec, seed: u64, file: u32, places: &Places) -> Self {
        for edit in &mut spec.edits {
            edit.fill_in(places);
        }
        let content = Content::versioned(seed, file, spec.version);
        let own_etag = content.etag(spec.bytes);
        Self {
            spec,
            content,
            own_etag,
        }
    }

    #[must_use]
    pub fn own_etag(&self) -> &str {
        &self.own_etag
    }

    /// What a header says after the edits; `None` where they took it away.
    #[must_use]
    pub fn edited<'a>(&'a self, name: &str, own: &'a str) -> Option<&'a str> {
        match self.spec.edits.iter().find(|edit| edit.is_of(name)) {
            Some(edit) => edit.values.last().map(String::as_str),
            None => Some(own),
        }
    }
}

/// Statuses whose answers end with their heads, whatever these say.
#[must_use]
pub fn bodiless(status: u16) -> bool {
    matches!(status, 100..=199 | 204 | 304)
}
