//! What to ask, of whom, and with which headers.

use hyper::HeaderMap;
use hyper::header::{
    AUTHORIZATION, HOST, HeaderName, HeaderValue, IF_RANGE, PROXY_AUTHORIZATION, RANGE,
};
use url::Url;

use super::credentials::basic;
use super::fixed::Fixed;
use super::proxy::{Proxies, Proxy};
use super::route::{Peer, Route, Tunnel};
use crate::cli::Header;
use crate::failure::Failure;
use crate::resume::RangeRequest;

/// One request.
#[derive(Debug)]
pub struct Request<'a> {
    pub route: Route,
    /// Path and query; the whole URL where a proxy is asked.
    pub target: String,
    /// The value of `Host`.
    host: String,
    /// What is sent with every request to such an origin.
    fixed: &'a Fixed,
    /// What is sent with this one.
    own: Vec<(HeaderName, String)>,
}

impl Request<'_> {
    /// As it goes over the wire.
    pub fn head(&self) -> Vec<u8> {
        let lines = [
            "GET ",
            &self.target,
            " HTTP/1.1\r\nhost: ",
            &self.host,
            "\r\n",
        ];
        let mut head = lines.concat().into_bytes();
        head.extend_from_slice(self.fixed.lines());
        for (name, value) in &self.own {
            for piece in [name.as_str(), ": ", value, "\r\n"] {
                head.extend_from_slice(piece.as_bytes());
            }
        }
        head.extend_from_slice(b"\r\n");
        head
    }

    /// The same headers for a library that writes them itself.
    pub fn headers(&self) -> Result<HeaderMap, Failure> {
        let value = |text: &str| {
            HeaderValue::from_str(text).map_err(|_| bad("the URL cannot be asked for"))
        };
        let mut headers = self.fixed.headers().clone();
        headers.insert(HOST, value(&self.host)?);
        for (name, text) in &self.own {
            headers.insert(name, value(text)?);
        }
        Ok(headers)
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
    /// For the origin of a job.
    home: Fixed,
    /// For any other origin.
    away: Fixed,
    proxies: Proxies,
}

impl Requests {
    pub fn new(headers: &[Header], proxies: Proxies) -> Self {
        Self {
            home: Fixed::with(headers),
            away: Fixed::with(&[]),
            proxies,
        }
    }

    pub fn make(&self, ask: &Ask<'_>) -> Result<Request<'_>, Failure> {
        let url = ask.url;
        let peer = Peer::of(url).ok_or_else(|| bad("the URL names no host"))?;
        let host = authority(url);
        let fixed = if ask.home.is_some() {
            &self.home
        } else {
            &self.away
        };
        let mut own = Vec::new();
        if !fixed.has_authorization() {
            let credentials = basic(url).or_else(|| ask.home.and_then(basic));
            own.extend(credentials.map(|credentials| (AUTHORIZATION, credentials)));
        }
        if let Some(range) = ask.range {
            own.push((RANGE, range.range()));
            own.push((IF_RANGE, range.if_range.clone()));
        }
        let mut target = match url.query() {
            Some(query) => [url.path(), "?", query].concat(),
            None => url.path().to_owned(),
        };
        let proxy = self.proxies.for_url(url);
        if let Some(proxy) = proxy.filter(|_| url.scheme() == "http") {
            target = ["http://", &host, &target].concat();
            let authorization = proxy.authorization.clone();
            own.extend(authorization.map(|value| (PROXY_AUTHORIZATION, value)));
        }
        Ok(Request {
            route: route(url, peer, proxy),
            target,
            host,
            fixed,
            own,
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

/// The value of `Host`.
fn authority(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port()
        .map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

fn bad(reason: &str) -> Failure {
    Failure::BadJob(reason.to_owned())
}

#[cfg(test)]
mod tests;
