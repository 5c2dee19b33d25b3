//! `http_proxy`, `https_proxy` and `no_proxy`.

mod exempt;

use url::Url;

use super::credentials::basic;
use super::route::Peer;
use crate::masking::mask;
use exempt::Exempt;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proxy {
    pub peer: Peer,
    /// The value of `Proxy-Authorization`.
    pub authorization: Option<String>,
}

#[derive(Clone, Debug, Default)]
pub struct Proxies {
    http: Option<Proxy>,
    https: Option<Proxy>,
    exempt: Exempt,
}

/// A variable that cannot be heeded (exit 3).
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct BadProxy(String);

impl Proxies {
    /// `variable` gives the value of a variable. `HTTP_PROXY` is not looked at: a CGI server sets it from a header.
    pub fn of(variable: impl Fn(&str) -> Option<String>) -> Result<Self, BadProxy> {
        let first = |names: &[&'static str]| {
            names.iter().find_map(|&name| {
                let value = variable(name).filter(|value| !value.is_empty())?;
                Some((name, value))
            })
        };
        let proxy = |names: &[&'static str]| {
            first(names)
                .map(|(name, value)| parse(name, &value))
                .transpose()
        };
        let exempt = first(&["no_proxy", "NO_PROXY"]).map(|(_, list)| Exempt::parse(&list));
        Ok(Self {
            http: proxy(&["http_proxy"])?,
            https: proxy(&["https_proxy", "HTTPS_PROXY"])?,
            exempt: exempt.unwrap_or_default(),
        })
    }

    /// The proxy that a request for `url` goes to, if to any.
    pub fn for_url(&self, url: &Url) -> Option<&Proxy> {
        let proxy = if url.scheme() == "https" {
            &self.https
        } else {
            &self.http
        };
        proxy.as_ref().filter(|_| !self.exempt.has(url))
    }
}

/// `[http://][user:password@]host[:port]`.
fn parse(name: &str, value: &str) -> Result<Proxy, BadProxy> {
    let (scheme, rest) = value.split_once("://").unwrap_or(("http", value));
    if !scheme.eq_ignore_ascii_case("http") {
        return Err(BadProxy(format!(
            "{name} names {}, and only http:// proxies are supported",
            mask(value)
        )));
    }
    let url = Url::parse(&format!("http://{rest}")).ok();
    let found = url.and_then(|url| {
        let authorization = basic(&url);
        Peer::of(&url).map(|peer| Proxy {
            peer,
            authorization,
        })
    });
    found.ok_or_else(|| {
        // Without a scheme, what masks URLs would see none.
        let shown = format!("http://{rest}");
        BadProxy(format!("{name} names {}, which is no proxy", mask(&shown)))
    })
}

#[cfg(test)]
mod tests {
    use super::{Proxies, parse};
    use url::Url;

    fn proxies(set: &[(&str, &str)]) -> Proxies {
        let value = |name: &str| set.iter().find(|(key, _)| *key == name);
        Proxies::of(|name| value(name).map(|(_, value)| (*value).to_owned())).unwrap()
    }

    fn way(set: &[(&str, &str)], url: &str) -> Option<String> {
        let proxies = proxies(set);
        let proxy = proxies.for_url(&Url::parse(url).unwrap());
        proxy.map(|proxy| proxy.peer.authority())
    }

    #[test]
    fn each_scheme_has_its_variables() {
        let http = ("http_proxy", "http://p:1");
        for (set, url, expected) in [
            (&[http][..], "http://h/", Some("p:1")),
            (&[http], "https://h/", None),
            (&[("HTTP_PROXY", "http://p:1")], "http://h/", None),
            (&[("HTTPS_PROXY", "p:2")], "https://h/", Some("p:2")),
            (
                &[("https_proxy", "p:2"), ("HTTPS_PROXY", "p:3")],
                "https://h/",
                Some("p:2"),
            ),
            (
                &[("https_proxy", ""), ("HTTPS_PROXY", "p:3")],
                "https://h/",
                Some("p:3"),
            ),
            (&[http, ("no_proxy", "h")], "http://h/", None),
            (
                &[http, ("no_proxy", ""), ("NO_PROXY", "h")],
                "http://h/",
                None,
            ),
        ] {
            assert_eq!(way(set, url).as_deref(), expected, "{set:?} {url}");
        }
    }

    #[test]
    fn a_proxy_may_have_a_scheme_credentials_and_a_port() {
        for (value, authority, authorization) in [
            ("h", "h:80", None),
            ("h:3128", "h:3128", None),
            ("HTTP://h:3128/", "h:3128", None),
            ("http://user:pass@h", "h:80", Some("Basic dXNlcjpwYXNz")),
            ("user:pass@[::1]:1", "[::1]:1", Some("Basic dXNlcjpwYXNz")),
        ] {
            let proxy = parse("http_proxy", value).unwrap();
            assert_eq!(proxy.peer.authority(), authority, "{value}");
            assert_eq!(proxy.authorization.as_deref(), authorization, "{value}");
        }
    }

    #[test]
    fn another_kind_is_refused_and_no_password_shown() {
        for (value, says) in [
            (
                "socks5://user:secret@h:1",
                "https_proxy names socks5://***@h:1, and only http:// proxies are supported",
            ),
            (
                "user:secret@",
                "https_proxy names http://***@, which is no proxy",
            ),
            (
                "h:99999",
                "https_proxy names http://h:99999, which is no proxy",
            ),
        ] {
            assert_eq!(parse("https_proxy", value).unwrap_err().to_string(), says);
        }
    }
}
