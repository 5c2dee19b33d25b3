//! What to ask, and of whom.

use url::{Host, Url};

use crate::failure::Failure;

/// Where a connection leads; connections to the same origin are interchangeable.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Origin {
    pub tls: bool,
    /// A name, or an address without brackets.
    pub host: String,
    pub port: u16,
}

/// One request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    pub origin: Origin,
    /// Path and query.
    pub path: String,
    /// The value of `Host`.
    pub authority: String,
    /// The value of `Authorization`: the URL's user and password, which go to this origin only.
    pub authorization: Option<String>,
}

pub const USER_AGENT: &str = concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"));

impl Target {
    pub fn of(url: &Url) -> Result<Self, Failure> {
        let (Some(host), Some(port)) = (url.host(), url.port_or_known_default()) else {
            return Err(Failure::BadJob("the URL names no host".to_owned()));
        };
        let origin = Origin {
            tls: url.scheme() == "https",
            host: bare(&host),
            port,
        };
        let path = match url.query() {
            Some(query) => format!("{}?{query}", url.path()),
            None => url.path().to_owned(),
        };
        let authority = url
            .port()
            .map_or_else(|| host.to_string(), |port| format!("{host}:{port}"));
        Ok(Self {
            origin,
            path,
            authority,
            authorization: authorization(url),
        })
    }

    /// The request as it goes over the wire.
    pub fn head(&self) -> Vec<u8> {
        let Self {
            path, authority, ..
        } = self;
        let mut head = format!(
            "GET {path} HTTP/1.1\r\nHost: {authority}\r\nUser-Agent: {USER_AGENT}\r\nAccept: */*\r\nAccept-Encoding: identity\r\n"
        );
        if let Some(authorization) = &self.authorization {
            head.push_str(&format!("Authorization: {authorization}\r\n"));
        }
        head.push_str("\r\n");
        head.into_bytes()
    }
}

fn bare(host: &Host<&str>) -> String {
    match host {
        Host::Domain(name) => (*name).to_owned(),
        Host::Ipv4(address) => address.to_string(),
        Host::Ipv6(address) => address.to_string(),
    }
}

fn authorization(url: &Url) -> Option<String> {
    if url.username().is_empty() && url.password().is_none() {
        return None;
    }
    let mut credentials = percent_decoded(url.username());
    credentials.push(b':');
    credentials.extend(percent_decoded(url.password().unwrap_or_default()));
    Some(format!("Basic {}", base64(&credentials)))
}

/// What the URL parser wrote is always whole escapes; a stray `%` stays.
fn percent_decoded(text: &str) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, following @ ..] = rest {
        let digits = following
            .get(..2)
            .filter(|_| *first == b'%')
            .and_then(|two| std::str::from_utf8(two).ok());
        match digits.and_then(|two| u8::from_str_radix(two, 16).ok()) {
            Some(byte) => {
                decoded.push(byte);
                rest = &following[2..];
            }
            None => {
                decoded.push(*first);
                rest = following;
            }
        }
    }
    decoded
}

fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let bits = group
            .iter()
            .fold(0u32, |bits, &byte| bits << 8 | u32::from(byte))
            << (8 * (3 - group.len()));
        for place in 0..4 {
            let sextet = bits >> (18 - 6 * place) & 63;
            text.push(if place > group.len() {
                '='
            } else {
                char::from(ALPHABET[sextet as usize])
            });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{Target, base64};
    use url::Url;

    fn target(url: &str) -> Target {
        Target::of(&Url::parse(url).unwrap()).unwrap()
    }

    #[test]
    fn a_request_names_its_host_and_path() {
        for (url, host, port, authority, path) in [
            (
                "http://h.example/a/b?c=d#e",
                "h.example",
                80,
                "h.example",
                "/a/b?c=d",
            ),
            ("https://h.example", "h.example", 443, "h.example", "/"),
            ("http://h.example:80/", "h.example", 80, "h.example", "/"),
            (
                "https://[::1]:8443/x y",
                "::1",
                8443,
                "[::1]:8443",
                "/x%20y",
            ),
            ("http://127.0.0.1:99/", "127.0.0.1", 99, "127.0.0.1:99", "/"),
        ] {
            let target = target(url);
            assert_eq!(
                (target.origin.host.as_str(), target.origin.port),
                (host, port),
                "{url}"
            );
            assert_eq!(
                (target.authority.as_str(), target.path.as_str()),
                (authority, path),
                "{url}"
            );
            let head = String::from_utf8(target.head()).unwrap();
            assert!(
                head.starts_with(&format!("GET {path} HTTP/1.1\r\nHost: {authority}\r\n")),
                "{head}"
            );
            assert!(
                head.contains("\r\nAccept-Encoding: identity\r\n") && head.ends_with("\r\n\r\n"),
                "{head}"
            );
        }
    }

    #[test]
    fn user_and_password_are_basic_credentials() {
        for (url, credentials) in [
            ("http://user:pass@h/", Some("Basic dXNlcjpwYXNz")),
            ("http://us%40er@h/", Some("Basic dXNAZXI6")),
            ("http://h/", None),
        ] {
            assert_eq!(target(url).authorization.as_deref(), credentials, "{url}");
        }
    }

    #[test]
    fn base64_pads_as_the_rfc_says() {
        for (bytes, text) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
    }
}
