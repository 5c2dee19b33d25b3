//! What to ask, of whom, and with which headers.

use hyper::HeaderMap;
use hyper::header::{
    ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, HOST, HeaderValue, IF_RANGE, PROXY_AUTHORIZATION,
    RANGE, USER_AGENT as USER_AGENT_NAME,
};
use url::Url;

use super::credentials::basic;
use super::proxy::{Proxies, Proxy};
use super::route::{Peer, Route, Tunnel};
use crate::cli::Header;
use crate::failure::Failure;
use crate::resume::RangeRequest;

pub const USER_AGENT: &str = concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"));

/// One request.
#[derive(Debug)]
pub struct Request {
    pub route: Route,
    /// Path and query; the whole URL where a proxy is asked.
    pub target: String,
    pub headers: HeaderMap,
}

impl Request {
    /// As it goes over the wire.
    pub fn head(&self) -> Vec<u8> {
        let mut head = format!("GET {} HTTP/1.1\r\n", self.target).into_bytes();
        for (name, value) in &self.headers {
            for piece in [name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"] {
                head.extend_from_slice(piece);
            }
        }
        head.extend_from_slice(b"\r\n");
        head
    }

    /// Whom the connection is to, for messages.
    pub fn host(&self) -> &str {
        &self.route.first.name
    }
}

/// What a request is for.
pub struct Ask<'a> {
    pub url: &'a Url,
    /// The job's URL, as long as no redirect has led away from its origin.
    pub home: Option<&'a Url>,
    pub range: Option<&'a RangeRequest>,
}

/// Makes all requests of a run.
#[derive(Debug)]
pub struct Requests {
    /// Headers for the origin of a job.
    home: HeaderMap,
    /// Headers for any other origin.
    away: HeaderMap,
    proxies: Proxies,
}

impl Requests {
    pub fn new(headers: &[Header], proxies: Proxies) -> Self {
        Self {
            home: with(headers),
            away: with(&[]),
            proxies,
        }
    }

    pub fn make(&self, ask: &Ask<'_>) -> Result<Request, Failure> {
        let url = ask.url;
        let peer = Peer::of(url).ok_or_else(|| bad("the URL names no host"))?;
        let mut headers = if ask.home.is_some() {
            self.home.clone()
        } else {
            self.away.clone()
        };
        let authority = authority(url);
        headers.insert(HOST, value(&authority)?);
        if !headers.contains_key(AUTHORIZATION)
            && let Some(credentials) = basic(url).or_else(|| ask.home.and_then(basic))
        {
            headers.insert(AUTHORIZATION, value(&credentials)?);
        }
        if let Some(range) = ask.range {
            headers.insert(RANGE, value(&range.range())?);
            headers.insert(IF_RANGE, value(&range.if_range)?);
        }
        let mut target = match url.query() {
            Some(query) => format!("{}?{query}", url.path()),
            None => url.path().to_owned(),
        };
        let proxy = self.proxies.for_url(url);
        if let Some(proxy) = proxy.filter(|_| url.scheme() == "http") {
            target = format!("http://{authority}{target}");
            if let Some(authorization) = &proxy.authorization {
                headers.insert(PROXY_AUTHORIZATION, value(authorization)?);
            }
        }
        Ok(Request {
            route: route(url, peer, proxy),
            target,
            headers,
        })
    }
}

/// An http URL is asked of the proxy itself, an https one through it.
fn route(url: &Url, peer: Peer, proxy: Option<&Proxy>) -> Route {
    let tls = (url.scheme() == "https").then(|| peer.name.clone());
    let Some(proxy) = proxy else {
        return Route {
            first: peer,
            tunnel: None,
            tls,
        };
    };
    let through = |_: &String| Tunnel {
        to: peer,
        authorization: proxy.authorization.clone(),
    };
    Route {
        first: proxy.peer.clone(),
        tunnel: tls.as_ref().map(through),
        tls,
    }
}

/// What is always sent, but for what `headers` put in its place. The host comes first, and is put in later.
fn with(headers: &[Header]) -> HeaderMap {
    let mut all = HeaderMap::new();
    all.insert(HOST, HeaderValue::from_static(""));
    for (name, value) in [
        (USER_AGENT_NAME, USER_AGENT),
        (ACCEPT, "*/*"),
        (ACCEPT_ENCODING, "identity"),
    ] {
        let replaced = |header: &Header| header.name == name;
        if !headers.iter().any(replaced) {
            all.insert(name, HeaderValue::from_static(value));
        }
    }
    for Header { name, value } in headers {
        all.append(name, value.clone());
    }
    all
}

/// The value of `Host`.
fn authority(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port()
        .map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

fn value(text: &str) -> Result<HeaderValue, Failure> {
    HeaderValue::from_str(text).map_err(|_| bad("the URL cannot be asked for"))
}

fn bad(reason: &str) -> Failure {
    Failure::BadJob(reason.to_owned())
}

#[cfg(test)]
mod tests;
