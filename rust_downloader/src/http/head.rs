//! The head of an answer, as far as a download has to know it.

use crate::resume::Validator;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    pub status: u16,
    /// `Content-Length`, where that is what frames the body.
    pub length: Option<u64>,
    /// Of a success.
    pub validator: Validator,
    pub content_range: Option<String>,
    /// Of a redirect.
    pub location: Option<String>,
    /// Of a failure.
    pub retry_after: Option<String>,
}

impl Head {
    /// `header` gives the value of the first header of that name.
    pub fn read<'a>(
        status: u16,
        length: Option<u64>,
        header: impl Fn(&str) -> Option<&'a [u8]>,
    ) -> Self {
        let text = |name: &str| header(name).and_then(plain_text);
        let mut head = Self {
            status,
            length,
            ..Self::default()
        };
        match status {
            200..=299 => {
                head.validator.etag = text("etag");
                head.validator.last_modified = text("last-modified");
                head.content_range = text("content-range").filter(|_| status == 206);
            }
            300..=399 => head.location = header("location").map(location),
            _ => head.retry_after = text("retry-after"),
        }
        head
    }
}

/// What may be sent back in a header; anything else is as good as absent.
fn plain_text(value: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(value).ok()?.trim();
    let plain = !text.is_empty() && text.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    plain.then(|| text.to_owned())
}

/// Bytes that are not UTF-8 are meant as they are, and in a URL that is an escape each.
fn location(value: &[u8]) -> String {
    if let Ok(text) = std::str::from_utf8(value) {
        return text.to_owned();
    }
    let escaped = |&byte: &u8| match byte {
        0..=0x7f => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    value.iter().map(escaped).collect()
}

#[cfg(test)]
mod tests {
    use super::Head;

    fn read(status: u16, headers: &[(&str, &'static [u8])]) -> Head {
        Head::read(status, None, |name| {
            let found = headers.iter().find(|(header, _)| *header == name);
            found.map(|(_, value)| *value)
        })
    }

    #[test]
    fn only_what_the_status_makes_use_of_is_kept() {
        let headers: [(&str, &[u8]); 5] = [
            ("etag", b"\"a\""),
            ("last-modified", b"yesterday"),
            ("content-range", b"bytes 0-1/2"),
            ("location", b"/x"),
            ("retry-after", b"2"),
        ];
        let ok = read(200, &headers);
        assert_eq!(ok.validator.etag.as_deref(), Some("\"a\""));
        assert_eq!(ok.validator.last_modified.as_deref(), Some("yesterday"));
        assert_eq!(
            (ok.content_range, ok.location, ok.retry_after),
            (None, None, None)
        );
        assert_eq!(
            read(206, &headers).content_range.as_deref(),
            Some("bytes 0-1/2")
        );
        assert_eq!(read(302, &headers).location.as_deref(), Some("/x"));
        assert_eq!(read(503, &headers).retry_after.as_deref(), Some("2"));
    }

    #[test]
    fn what_is_not_text_is_absent_but_in_a_location_escaped() {
        let ok = read(
            200,
            &[("etag", b"\"\xe9\""), ("last-modified", b"\"\x01\"")],
        );
        assert_eq!(ok.validator.if_range(), None);
        let moved = read(302, &[("location", b"/caf\xe9?\xc3\xa9")]);
        assert_eq!(moved.location.as_deref(), Some("/caf%E9?%C3%A9"));
        let moved = read(302, &[("location", "/café".as_bytes())]);
        assert_eq!(moved.location.as_deref(), Some("/café"));
    }
}
