//! Reading a request's head.

use super::super::answer::{Answer, Asked, Method};
use super::Request;
use crate::session::{Protocol, Session};
use crate::witness::{Head, HttpVersion};

const MAX_HEAD_BYTES: usize = 64 * 1024;
pub(super) const MAX_HEADERS: usize = 128;

impl Request<'_> {
    pub fn refused(status: u16) -> Self {
        Self {
            http: HttpVersion::Http11,
            answer: Answer::refusal(status),
            keep_alive: false,
            head: None,
        }
    }
}

/// What the bytes read so far are.
pub(super) enum Parsed<T> {
    Whole { heard: T, head_bytes: usize },
    Partial,
}

pub(super) fn parse<'s>(input: &[u8], session: &'s Session) -> Parsed<Request<'s>> {
    let choose = |asked: &Asked<'_>| Answer::choose(session, asked);
    let mut headers = [httparse::EMPTY_HEADER; MAX_HEADERS];
    let mut head = httparse::Request::new(&mut headers);
    let refused = |status| Parsed::Whole {
        heard: Request::refused(status),
        head_bytes: input.len(),
    };
    match head.parse(input) {
        Ok(httparse::Status::Partial) if input.len() < MAX_HEAD_BYTES => Parsed::Partial,
        Ok(httparse::Status::Partial) => refused(431),
        Ok(httparse::Status::Complete(head_bytes)) if session.speaks(Protocol::Http1) => {
            Parsed::Whole {
                heard: read_head(&head, session, choose),
                head_bytes,
            }
        }
        Ok(httparse::Status::Complete(_)) | Err(httparse::Error::Version) => refused(505),
        Err(httparse::Error::TooManyHeaders) => refused(431),
        Err(_) => refused(400),
    }
}

/// Reads the parts that matter here, and lets `choose` answer them.
pub(super) fn read_head<'s>(
    head: &httparse::Request<'_, '_>,
    session: &Session,
    choose: impl FnOnce(&Asked<'_>) -> Answer<'s>,
) -> Request<'s> {
    let http11 = head.version == Some(1);
    let mut asked = Asked {
        method: match head.method {
            Some("GET") => Method::Get,
            Some("HEAD") => Method::Head,
            _ => Method::Other,
        },
        path: path(head.path.unwrap_or_default()),
        range: None,
        if_range: None,
    };
    let mut keep_alive = http11;
    for header in head.headers.iter() {
        let value = std::str::from_utf8(header.value).unwrap_or_default();
        let is = |name: &str| header.name.eq_ignore_ascii_case(name);
        // By length first: most headers of most requests are none of these.
        match header.name.len() {
            5 if is("range") => asked.range = Some(value),
            8 if is("if-range") => asked.if_range = Some(value),
            10 if is("connection") => keep_alive = stays_open(value, http11),
            // A body is not read, so what follows it could not be told from it.
            14 if is("content-length") && value != "0" => keep_alive = false,
            17 if is("transfer-encoding") => keep_alive = false,
            _ => {}
        }
    }
    let http = if http11 {
        HttpVersion::Http11
    } else {
        HttpVersion::Http10
    };
    Request {
        http,
        answer: choose(&asked),
        keep_alive,
        head: session.keep_heads.then(|| Box::new(kept(head))),
    }
}

pub(super) fn kept(head: &httparse::Request<'_, '_>) -> Head {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Head {
        target: head.path.unwrap_or_default().to_owned(),
        method: head.method.unwrap_or_default().to_owned(),
        headers: head
            .headers
            .iter()
            .map(|header| (header.name.to_owned(), text(header.value)))
            .collect(),
        via_proxy: false,
    }
}

/// The path of a target, which a proxy's client sends as a whole URL.
fn path(target: &str) -> &str {
    match target.split_once("://") {
        Some((scheme, rest)) if !scheme.contains('/') => {
            rest.find('/').map_or("/", |slash| &rest[slash..])
        }
        _ => target,
    }
}

fn stays_open(connection: &str, http11: bool) -> bool {
    let says = |word: &str| {
        connection
            .split(',')
            .any(|part| part.trim().eq_ignore_ascii_case(word))
    };
    if http11 {
        !says("close")
    } else {
        says("keep-alive")
    }
}
