//! How an answer is framed on the wire: where its head ends, how its body does, whether the connection is kept.

use httparse::{Header, Status};

use super::Head;
use crate::failure::Failure;

/// Longer heads, and more headers, are refused.
pub const LONGEST_HEAD_BYTES: usize = 64 * 1024;
const MOST_HEADERS: usize = 100;

/// Where a body ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    Length(u64),
    Chunked,
    UntilClose,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Framed {
    pub head: Head,
    pub framing: Framing,
    pub keeps_alive: bool,
    /// Of the head.
    pub bytes: usize,
}

/// `None` while the head is not complete.
pub fn parse(bytes: &[u8]) -> Result<Option<Framed>, Failure> {
    let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
    let mut response = httparse::Response::new(&mut headers);
    let parsed = response
        .parse(bytes)
        .map_err(|error| bad(&error.to_string()))?;
    let (Status::Complete(length), Some(status)) = (parsed, response.code) else {
        return if bytes.len() < LONGEST_HEAD_BYTES {
            Ok(None)
        } else {
            Err(bad("its head does not end"))
        };
    };
    let headers = &*response.headers;
    let framing = framing(status, headers)?;
    let announced = match framing {
        Framing::Length(length) => Some(length),
        Framing::Chunked | Framing::UntilClose => None,
    };
    Ok(Some(Framed {
        head: Head::read(status, announced, |name| first(headers, name)),
        keeps_alive: keeps_alive(response.version, headers) && framing != Framing::UntilClose,
        framing,
        bytes: length,
    }))
}

fn keeps_alive(version: Option<u8>, headers: &[Header<'_>]) -> bool {
    let connection = values(headers, "connection")
        .collect::<Vec<_>>()
        .join(",")
        .to_ascii_lowercase();
    let says = |word| connection.split(',').any(|token| token.trim() == word);
    if version == Some(1) {
        !says("close")
    } else {
        says("keep-alive")
    }
}

fn framing(status: u16, headers: &[Header<'_>]) -> Result<Framing, Failure> {
    if matches!(status, 100..=199 | 204 | 304) {
        return Ok(Framing::Length(0));
    }
    let mut codings = values(headers, "transfer-encoding");
    if let Some(coding) = codings.next() {
        let only_chunked =
            coding.trim().eq_ignore_ascii_case("chunked") && codings.next().is_none();
        return if only_chunked {
            Ok(Framing::Chunked)
        } else {
            Err(bad("an unknown transfer coding"))
        };
    }
    let mut length = None;
    for value in values(headers, "content-length") {
        let digits = !value.is_empty() && value.bytes().all(|digit| digit.is_ascii_digit());
        let number = digits.then(|| value.parse::<u64>().ok()).flatten();
        if number.is_none() || length.is_some() && length != number {
            return Err(bad("a Content-Length that is none"));
        }
        length = number;
    }
    Ok(length.map_or(Framing::UntilClose, Framing::Length))
}

fn first<'a>(headers: &[Header<'a>], name: &str) -> Option<&'a [u8]> {
    let found = headers
        .iter()
        .find(|header| header.name.eq_ignore_ascii_case(name));
    found.map(|header| header.value)
}

/// The values of a header; what is not text is an empty one, which nothing here accepts.
fn values<'a>(headers: &'a [Header<'_>], name: &str) -> impl Iterator<Item = &'a str> {
    let named = headers
        .iter()
        .filter(move |header| header.name.eq_ignore_ascii_case(name));
    named.map(|header| std::str::from_utf8(header.value).unwrap_or_default())
}

fn bad(reason: &str) -> Failure {
    Failure::BadResponse(reason.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{Framing, parse};

    fn head(lines: &str) -> Result<Option<(u16, Framing, bool)>, String> {
        let text = format!("{}\r\n\r\n", lines.replace('\n', "\r\n"));
        let parsed = parse(text.as_bytes()).map_err(|failure| failure.code().to_string())?;
        Ok(parsed.map(|framed| {
            assert_eq!(framed.bytes, text.len());
            (framed.head.status, framed.framing, framed.keeps_alive)
        }))
    }

    #[test]
    fn reads_status_framing_and_whether_the_connection_stays() {
        for (lines, expected) in [
            (
                "HTTP/1.1 200 OK\nContent-Length: 5",
                (200, Framing::Length(5), true),
            ),
            (
                "HTTP/1.1 200 OK\ncontent-length: 5\nContent-Length: 5",
                (200, Framing::Length(5), true),
            ),
            (
                "HTTP/1.1 200 OK\nContent-Length: 5\nConnection: foo, Close",
                (200, Framing::Length(5), false),
            ),
            (
                "HTTP/1.0 200 OK\nContent-Length: 5",
                (200, Framing::Length(5), false),
            ),
            (
                "HTTP/1.0 200 OK\nContent-Length: 5\nConnection: keep-alive",
                (200, Framing::Length(5), true),
            ),
            (
                "HTTP/1.1 200 OK\nTransfer-Encoding: Chunked",
                (200, Framing::Chunked, true),
            ),
            ("HTTP/1.1 200 OK", (200, Framing::UntilClose, false)),
            ("HTTP/1.1 204 No Content", (204, Framing::Length(0), true)),
            ("HTTP/1.1 100 Continue", (100, Framing::Length(0), true)),
        ] {
            assert_eq!(head(lines), Ok(Some(expected)), "{lines}");
        }
    }

    #[test]
    fn refuses_what_is_not_http() {
        let many = (0..101)
            .map(|at| format!("\nX-{at}: 1"))
            .collect::<String>();
        for lines in [
            "SSH-2.0-OpenSSH_9.2".to_owned(),
            "HTTP/1.1 abc OK".to_owned(),
            "HTTP/1.1 200 OK\nContent-Length: -5".to_owned(),
            "HTTP/1.1 200 OK\nContent-Length: 5\nContent-Length: 6".to_owned(),
            "HTTP/1.1 200 OK\nContent-Length: 99999999999999999999".to_owned(),
            "HTTP/1.1 200 OK\nTransfer-Encoding: gzip, chunked".to_owned(),
            format!("HTTP/1.1 200 OK{many}"),
        ] {
            assert_eq!(head(&lines), Err("bad-response".to_owned()), "{lines}");
        }
    }

    #[test]
    fn waits_for_the_rest_but_not_for_ever() {
        assert_eq!(parse(b"HTTP/1.1 200 OK\r\nContent-Le").unwrap(), None);
        let endless = format!(
            "HTTP/1.1 200 OK\r\nX: {}",
            "x".repeat(super::LONGEST_HEAD_BYTES)
        );
        assert!(parse(endless.as_bytes()).is_err());
    }
}
