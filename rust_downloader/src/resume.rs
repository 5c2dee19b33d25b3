//! What to ask for when a part is there, and what to do with the answer. Decisions only: nothing here touches a file.

/// What the server said of the version a part belongs to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Validator {
    pub etag: Option<String>,
    pub last_modified: Option<String>,
}

impl Validator {
    /// What [`Validator::if_range`] gave earlier.
    pub fn of(if_range: &str) -> Self {
        let text = Some(if_range.to_owned());
        if if_range.starts_with('"') || if_range.starts_with("W/") {
            let last_modified = None;
            Self {
                etag: text,
                last_modified,
            }
        } else {
            let etag = None;
            Self {
                etag,
                last_modified: text,
            }
        }
    }

    /// What `If-Range` may carry: a strong `ETag`, else `Last-Modified`. A weak `ETag` says nothing about bytes.
    pub fn if_range(&self) -> Option<&str> {
        self.strong_etag().or(self.last_modified.as_deref())
    }

    fn strong_etag(&self) -> Option<&str> {
        self.etag.as_deref().filter(|etag| !etag.starts_with("W/"))
    }
}

/// What an earlier attempt left.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Part {
    pub bytes: u64,
    pub validator: Validator,
    pub total: Option<u64>,
}

/// What asks for the rest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RangeRequest {
    /// The byte to go on from.
    pub offset: u64,
    /// The value of `If-Range`.
    pub if_range: String,
}

impl RangeRequest {
    /// The value of `Range`.
    pub fn range(&self) -> String {
        format!("bytes={}-", self.offset)
    }
}

/// `None`: ask for the whole, since there is nothing to go on with or nothing to prove that it is still the same.
pub fn request(part: &Part) -> Option<RangeRequest> {
    let offset = match part.total {
        Some(total) if part.bytes > total => return None,
        // Only the rename is missing: the last byte will tell whether it is still the same.
        Some(total) if part.bytes == total => total.saturating_sub(1),
        _ => part.bytes,
    };
    let if_range = part.validator.if_range().filter(|_| offset > 0)?;
    Some(RangeRequest {
        offset,
        if_range: if_range.to_owned(),
    })
}

/// The answer to a request, as far as resuming goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer<'a> {
    pub status: u16,
    pub content_range: Option<&'a str>,
    /// `Content-Length`.
    pub length: Option<u64>,
    pub validator: &'a Validator,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Write on from the offset.
    Append,
    /// This body is the whole file.
    StartOver,
    /// Put the part away and ask for the whole at once; no retry is counted.
    RequestAgain,
    /// Judge by the status.
    Fail,
}

/// What to do with `answer` to a request for bytes from `part.bytes` on (0: the whole was asked for).
pub fn decide(part: &Part, answer: &Answer<'_>) -> Decision {
    match answer.status {
        200 => Decision::StartOver,
        206 if part.bytes > 0 && continues(part, answer) => Decision::Append,
        206 | 416 if part.bytes > 0 => Decision::RequestAgain,
        _ if part.bytes == 0 && (201..300).contains(&answer.status) && answer.status != 206 => {
            Decision::StartOver
        }
        _ => Decision::Fail,
    }
}

/// Where the whole ends, as the header of an answer that continues says.
pub fn total(content_range: &str) -> Option<u64> {
    parse_content_range(content_range).map(|(_, _, total)| total)
}

fn continues(part: &Part, answer: &Answer<'_>) -> bool {
    let Some((start, end, total)) = answer.content_range.and_then(parse_content_range) else {
        return false;
    };
    let in_place =
        start == part.bytes && end + 1 == total && part.total.is_none_or(|known| known == total);
    let in_full = answer.length.is_none_or(|length| length == total - start);
    in_place && in_full && is_same_version(&part.validator, answer.validator)
}

/// An answer that says nothing of its version is taken on the strength of `If-Range`.
fn is_same_version(asked: &Validator, got: &Validator) -> bool {
    match asked.strong_etag() {
        Some(etag) => got.etag.as_deref().is_none_or(|now| now == etag),
        None => got.last_modified.is_none() || got.last_modified == asked.last_modified,
    }
}

/// Start, end and total of `bytes 5-9/10`.
fn parse_content_range(header: &str) -> Option<(u64, u64, u64)> {
    let (range, total) = header.trim().strip_prefix("bytes ")?.split_once('/')?;
    let (start, end) = range.split_once('-')?;
    Some((digits(start)?, digits(end)?, digits(total)?))
        .filter(|&(start, end, total)| start <= end && end < total)
}

/// Digits alone: `parse` would take a sign too.
fn digits(text: &str) -> Option<u64> {
    text.bytes()
        .all(|digit| digit.is_ascii_digit())
        .then(|| text.parse().ok())
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::{Answer, Decision, Part, Validator, decide, request};
    use crate::vectors;
    use serde_json::{Value, json};

    fn validator(value: &Value) -> Validator {
        let text = |key: &str| value[key].as_str().map(str::to_owned);
        Validator {
            etag: text("etag"),
            last_modified: text("lastModified"),
        }
    }

    #[test]
    fn asks_as_the_vectors_do() {
        for case in vectors::cases("resume.json", "request") {
            let part = &case["part"];
            let bytes = part["bytes"].as_u64().unwrap();
            let part = Part {
                bytes,
                validator: validator(&part["validator"]),
                total: part["total"].as_u64(),
            };
            let headers = request(&part)
                .map(|asked| json!({"Range": asked.range(), "If-Range": asked.if_range}));
            assert_eq!(headers.unwrap_or(Value::Null), case["headers"], "{case}");
        }
    }

    #[test]
    fn a_validator_is_known_again_by_what_it_put_into_if_range() {
        for (etag, last_modified, if_range) in [
            (Some("\"a\""), Some("yesterday"), Some("\"a\"")),
            (Some("W/\"a\""), Some("yesterday"), Some("yesterday")),
            (Some("W/\"a\""), None, None),
        ] {
            let validator = Validator {
                etag: etag.map(str::to_owned),
                last_modified: last_modified.map(str::to_owned),
            };
            assert_eq!(validator.if_range(), if_range);
            let known = if_range.map(Validator::of);
            assert_eq!(known.as_ref().and_then(Validator::if_range), if_range);
        }
        assert_eq!(Validator::of("W/\"a\"").if_range(), None);
    }

    #[test]
    fn decides_as_the_vectors_do() {
        for case in vectors::cases("resume.json", "answer") {
            let part = Part {
                bytes: case["offset"].as_u64().unwrap(),
                validator: validator(&case["validator"]),
                total: case["total"].as_u64(),
            };
            let answer = Answer {
                status: u16::try_from(case["status"].as_u64().unwrap()).unwrap(),
                content_range: case["contentRange"].as_str(),
                length: None,
                validator: &validator(&case),
            };
            let word = match decide(&part, &answer) {
                Decision::Append => "append",
                Decision::StartOver => "start-over",
                Decision::RequestAgain => "request-again",
                Decision::Fail => "fail",
            };
            assert_eq!(word, vectors::text(&case, "decision"), "{case}");
        }
    }
}
