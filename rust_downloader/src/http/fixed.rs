//! Headers that are the same for every request of a run to such an origin, made once.

use hyper::HeaderMap;
use hyper::header::{
    ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, HOST, HeaderValue, USER_AGENT as NAME,
};

use crate::cli::Header;

pub const USER_AGENT: &str = concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"));

#[derive(Debug)]
pub struct Fixed {
    headers: HeaderMap,
    lines: Vec<u8>,
}

impl Fixed {
    /// What we say of ourselves, but for what `headers` put in its place.
    pub fn with(headers: &[Header]) -> Self {
        let mut all = HeaderMap::new();
        for (name, value) in [
            (NAME, USER_AGENT),
            (ACCEPT, "*/*"),
            (ACCEPT_ENCODING, "identity"),
        ] {
            if !headers.iter().any(|header| header.name == name) {
                all.insert(name, HeaderValue::from_static(value));
            }
        }
        for Header { name, value } in headers {
            all.append(name, value.clone());
        }
        let mut lines = Vec::new();
        for (name, value) in &all {
            for piece in [name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"] {
                lines.extend_from_slice(piece);
            }
        }
        // The host comes first, and is put in for each request.
        let mut with_host = HeaderMap::with_capacity(all.len() + 4);
        with_host.insert(HOST, HeaderValue::from_static(""));
        with_host.extend(all);
        Self {
            headers: with_host,
            lines,
        }
    }

    /// As they go over the wire; without a host.
    pub fn lines(&self) -> &[u8] {
        &self.lines
    }

    /// With an empty host, to be replaced.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    pub fn has_authorization(&self) -> bool {
        self.headers.contains_key(AUTHORIZATION)
    }
}
