//! What a stream asks for.

use h2::RecvStream;
use http::{HeaderMap, Request, header};

use super::super::answer::{Answer, Asked, Method};
use crate::session::Session;
use crate::witness::Head;

pub(super) fn choose<'s>(session: &'s Session, request: &Request<RecvStream>) -> Answer<'s> {
    let header = |name| value(request.headers(), name);
    let method = match *request.method() {
        http::Method::GET => Method::Get,
        http::Method::HEAD => Method::Head,
        _ => Method::Other,
    };
    let path = request.uri().path();
    Answer::choose(
        session,
        &Asked {
            method,
            path,
            range: header(header::RANGE),
            if_range: header(header::IF_RANGE),
        },
    )
}

fn value(headers: &HeaderMap, name: header::HeaderName) -> Option<&str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

pub(super) fn kept(request: &Request<RecvStream>) -> Head {
    let uri = request.uri();
    let target = uri.path_and_query().map_or("", |target| target.as_str());
    let authority = uri
        .authority()
        .map(|authority| (":authority".to_owned(), authority.to_string()));
    let named = request.headers().iter().map(|(name, value)| {
        let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
        (name.to_string(), value)
    });
    Head {
        target: target.to_owned(),
        method: request.method().to_string(),
        headers: authority.into_iter().chain(named).collect(),
        via_proxy: false,
    }
}
