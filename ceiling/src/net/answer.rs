//! One answer: its head is read, its body is counted.

use anyhow::{Context, Result, bail};
use httparse::{Response, Status};

const MOST_HEADERS: usize = 64;
/// A head that is longer is none of the origin's.
const MOST_HEAD_BYTES: usize = 64 * 1024;

#[derive(Debug, PartialEq, Eq, Clone, Copy)]
struct Head {
    head_bytes: usize,
    body_bytes: u64,
    keep: bool,
}

/// The answer under way.
#[derive(Debug, Default)]
pub struct Answer {
    /// Kept only where a head comes in pieces.
    pieces: Vec<u8>,
    head: Option<Head>,
    received: u64,
}

impl Answer {
    /// Bytes of the body still to come; absent as long as the head is.
    pub fn left(&self) -> Option<u64> {
        self.head.map(|head| head.body_bytes - self.received)
    }

    pub fn body_bytes(&self) -> u64 {
        self.received
    }

    /// Whether the connection may be used again.
    pub fn keep(&self) -> bool {
        self.head.is_some_and(|head| head.keep)
    }

    /// Takes the next bytes of the connection, whatever they are of, and gives those of the body: it
    /// is what comes last.
    pub fn take<'d>(&mut self, data: &'d [u8]) -> Result<&'d [u8]> {
        if self.head.is_some() {
            self.skip(data.len())?;
            return Ok(data);
        }
        let head = if self.pieces.is_empty() {
            Head::parse(data)?
        } else {
            self.pieces.extend_from_slice(data);
            Head::parse(&self.pieces)?
        };
        let Some(head) = head else {
            if self.pieces.is_empty() {
                self.pieces.extend_from_slice(data);
            }
            return Ok(&[]);
        };
        let body = data.len().max(self.pieces.len()) - head.head_bytes;
        self.head = Some(head);
        self.skip(body)?;
        Ok(&data[data.len() - body..])
    }

    /// Counts bytes of the body that were thrown away unseen.
    pub fn skip(&mut self, count: usize) -> Result<()> {
        self.received += count as u64;
        match self.head {
            Some(head) if self.received > head.body_bytes => {
                bail!("more bytes came than the {} announced", head.body_bytes)
            }
            _ => Ok(()),
        }
    }
}

impl Head {
    /// Absent as long as its end is.
    fn parse(data: &[u8]) -> Result<Option<Self>> {
        let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
        let mut response = Response::new(&mut headers);
        let Status::Complete(head_bytes) = response.parse(data).context("this is not HTTP/1")?
        else {
            if data.len() > MOST_HEAD_BYTES {
                bail!("the head does not end");
            }
            return Ok(None);
        };
        let status = response.code.unwrap_or_default();
        if status != 200 {
            bail!("the answer is {status}");
        }
        let named = |name: &str| {
            let same = |header: &&httparse::Header<'_>| header.name.eq_ignore_ascii_case(name);
            let found = response.headers.iter().find(same);
            found.and_then(|header| std::str::from_utf8(header.value).ok())
        };
        let length = named("content-length").context("the answer has no Content-Length")?;
        let closes = named("connection").is_some_and(|value| value.eq_ignore_ascii_case("close"));
        Ok(Some(Self {
            head_bytes,
            body_bytes: length.trim().parse().context("a bad Content-Length")?,
            keep: !closes && response.version == Some(1),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANSWER: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-LENGTH: 5\r\n\r\nhello";

    #[test]
    fn an_answer_is_whole_however_it_is_cut() {
        for cut in 0..=ANSWER.len() {
            let mut answer = Answer::default();
            let mut body = Vec::new();
            for piece in [&ANSWER[..cut], &ANSWER[cut..]] {
                body.extend_from_slice(answer.take(piece).unwrap());
            }
            assert_eq!(body, b"hello", "{cut}");
            assert_eq!((answer.left(), answer.body_bytes()), (Some(0), 5), "{cut}");
            assert!(answer.keep());
        }
        let mut answer = Answer::default();
        for byte in ANSWER.chunks(1) {
            assert_ne!(answer.left(), Some(0));
            answer.take(byte).unwrap();
        }
        assert_eq!(answer.left(), Some(0));
    }

    #[test]
    fn a_body_may_be_counted_unseen() {
        let mut answer = Answer::default();
        answer.take(&ANSWER[..ANSWER.len() - 5]).unwrap();
        assert_eq!(answer.left(), Some(5));
        answer.skip(3).unwrap();
        assert_eq!(answer.left(), Some(2));
        let error = answer.skip(3).unwrap_err().to_string();
        assert_eq!(error, "more bytes came than the 5 announced");
    }

    #[test]
    fn what_is_not_a_file_is_refused() {
        for (head, words) in [
            ("HTTP/1.1 404 Not Found\r\n\r\n", "the answer is 404"),
            ("HTTP/1.1 206 Partial Content\r\n\r\n", "the answer is 206"),
            ("HTTP/1.1 200 OK\r\n\r\n", "no Content-Length"),
            (
                "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
                "a bad Content-Length",
            ),
            ("220 mail.example.org\r\n", "this is not HTTP/1"),
        ] {
            let error = Answer::default().take(head.as_bytes()).unwrap_err();
            assert!(error.to_string().contains(words), "{head}: {error}");
        }
    }

    #[test]
    fn a_connection_is_kept_unless_the_server_ends_it() {
        for (head, keep) in [
            ("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", true),
            (
                "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: Close\r\n\r\n",
                false,
            ),
            ("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n", false),
        ] {
            let mut answer = Answer::default();
            answer.take(head.as_bytes()).unwrap();
            assert_eq!(answer.keep(), keep, "{head}");
        }
    }
}
