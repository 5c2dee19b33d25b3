//! A scripted answer as asked for: a flat object whose fields are all optional.

mod check;
mod headers;

use std::collections::BTreeMap;

use serde::Deserialize;

use super::file::check_bytes;
use super::{SpecError, refuse, wait_ns};
use crate::script::{AnswerSpec, BodyKind, Framing, IfRange, Ranges, Then};
use headers::Lines;

const DEFAULT_CHUNK_BYTES: u64 = 16 * 1024;

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct AnswerBody {
    status: Option<u16>,
    body: Option<BodyKind>,
    headers: BTreeMap<String, Lines>,
    version: u32,
    bytes: Option<u64>,
    last_modified: Option<String>,
    ranges: Option<Ranges>,
    if_range: Option<IfRange>,
    range_shift: i64,
    range_cut: u64,
    framing: FramingName,
    chunk_bytes: Option<u64>,
    trailers: Option<BTreeMap<String, String>>,
    after_bytes: Option<u64>,
    then: Option<Then>,
    delay_ms: f64,
    head_bytes_per_second: Option<u64>,
    body_bytes_per_second: Option<u64>,
    interim: Vec<u16>,
    pad_headers: usize,
    raw: Option<String>,
}

#[derive(Clone, Copy, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
enum FramingName {
    #[default]
    Length,
    Chunked,
    Close,
}

impl AnswerBody {
    /// `field` is where the answer stands, for refusals.
    pub fn resolve(
        mut self,
        field: &str,
        file_bytes: u64,
        hosts: u32,
    ) -> Result<AnswerSpec, SpecError> {
        let bytes = self.bytes.unwrap_or(file_bytes);
        check_bytes(field, bytes)?;
        self.check(field, bytes)?;
        Ok(AnswerSpec {
            framing: self.framing(field)?,
            edits: headers::edits(&format!("{field}.headers"), self.headers, hosts)?,
            status: self.status,
            body: self.body,
            version: self.version,
            bytes,
            last_modified: self.last_modified,
            ranges: self.ranges.unwrap_or_default(),
            if_range: self.if_range.unwrap_or_default(),
            range_shift: self.range_shift,
            range_cut: self.range_cut,
            after_bytes: self.after_bytes,
            then: self.then,
            delay_ns: wait_ns(&format!("{field}.delayMs"), self.delay_ms)?,
            head_bytes_per_s: self.head_bytes_per_second,
            body_bytes_per_s: self.body_bytes_per_second,
            interim: self.interim,
            pad_bytes: self.pad_headers,
            raw: self.raw,
        })
    }

    fn framing(&mut self, field: &str) -> Result<Framing, SpecError> {
        let trailers = self.trailers.take();
        let chunked = self.framing == FramingName::Chunked;
        for (name, given) in [
            ("chunkBytes", self.chunk_bytes.is_some()),
            ("trailers", trailers.is_some()),
        ] {
            if given && !chunked {
                return refuse(format!("{field}.{name}"), "needs \"framing\": \"chunked\"");
            }
        }
        if self.chunk_bytes == Some(0) {
            return refuse(format!("{field}.chunkBytes"), "0 would end the body");
        }
        Ok(match self.framing {
            FramingName::Length => Framing::Length,
            FramingName::Close => Framing::Close,
            FramingName::Chunked => Framing::Chunked {
                chunk_bytes: self.chunk_bytes.unwrap_or(DEFAULT_CHUNK_BYTES),
                trailers: headers::trailers(&format!("{field}.trailers"), trailers)?,
            },
        })
    }
}
