//! What is asked for and of whom, worked out before the clock starts.

use std::collections::HashMap;
use std::fmt;
use std::net::{SocketAddr, ToSocketAddrs};

use anyhow::{Context, Result, bail};
use rustls::pki_types::ServerName;

use crate::folder::Place;
use crate::jobs::Job;

/// One scheme, name and port.
pub struct Host<'a> {
    pub address: SocketAddr,
    /// As it stands in the URL.
    pub authority: &'a str,
    /// Whom its certificate must name; absent without TLS.
    pub tls_name: Option<ServerName<'static>>,
}

/// One file to fetch.
pub struct Target<'a> {
    url: &'a str,
    /// Index into the hosts.
    pub host: usize,
    /// With the query, without the fragment.
    pub path: &'a str,
    /// What the job says of the body.
    pub bytes: Option<u64>,
    /// Where it goes; absent where it is thrown away.
    pub place: Option<Place<'a>>,
}

pub struct Plan<'a> {
    pub hosts: Vec<Host<'a>>,
    pub targets: Vec<Target<'a>>,
}

/// A URL's parts, none of them decoded.
#[derive(Debug, PartialEq, Eq)]
struct Parts<'a> {
    tls: bool,
    authority: &'a str,
    path: &'a str,
}

impl<'a> Plan<'a> {
    pub fn of(jobs: &'a [Job]) -> Result<Self> {
        let mut plan = Self {
            hosts: Vec::new(),
            targets: Vec::with_capacity(jobs.len()),
        };
        let mut known = HashMap::new();
        for job in jobs {
            let url = job.url()?;
            let parts = Parts::of(url).with_context(|| format!("cannot use the URL {url}"))?;
            let host = match known.get(&(parts.tls, parts.authority)) {
                Some(host) => *host,
                None => {
                    let resolved = Host::resolve(&parts);
                    plan.hosts.push(
                        resolved.with_context(|| format!("cannot find {}", parts.authority))?,
                    );
                    known.insert((parts.tls, parts.authority), plan.hosts.len() - 1);
                    plan.hosts.len() - 1
                }
            };
            plan.targets.push(Target {
                url,
                host,
                path: parts.path,
                bytes: job.announced_bytes(),
                place: None,
            });
        }
        Ok(plan)
    }

    pub fn needs_tls(&self) -> bool {
        self.hosts.iter().any(|host| host.tls_name.is_some())
    }
}

impl fmt::Display for Target<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.url)
    }
}

impl<'a> Host<'a> {
    fn resolve(parts: &Parts<'a>) -> Result<Self> {
        let (name, port) = parts.name_and_port()?;
        let mut addresses = (name, port).to_socket_addrs()?;
        let tls_name = parts.tls.then(|| ServerName::try_from(name.to_owned()));
        Ok(Self {
            address: addresses.next().context("it has no address")?,
            authority: parts.authority,
            tls_name: tls_name.transpose()?,
        })
    }
}

impl<'a> Parts<'a> {
    fn of(url: &'a str) -> Result<Self> {
        let (tls, rest) = match url.split_once("://") {
            Some(("http", rest)) => (false, rest),
            Some(("https", rest)) => (true, rest),
            _ => bail!("it is neither http nor https"),
        };
        let (rest, _fragment) = rest.split_once('#').unwrap_or((rest, ""));
        let (authority, path) = match rest.find('/') {
            Some(at) => rest.split_at(at),
            None => (rest, "/"),
        };
        if authority.is_empty() || authority.contains('@') {
            bail!("it has no host, or credentials");
        }
        Ok(Self {
            tls,
            authority,
            path,
        })
    }

    /// The name without the brackets of an IPv6 address.
    fn name_and_port(&self) -> Result<(&'a str, u16)> {
        let default = if self.tls { 443 } else { 80 };
        let (name, port) = match self.authority.rsplit_once(':') {
            Some((name, port)) if !port.ends_with(']') => (name, port.parse()?),
            _ => (self.authority, default),
        };
        let bare = name
            .strip_prefix('[')
            .and_then(|name| name.strip_suffix(']'));
        Ok((bare.unwrap_or(name), port))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_falls_into_its_parts() {
        for (url, tls, name, port, path) in [
            (
                "http://127.0.0.1:8080/s1/a.bin",
                false,
                "127.0.0.1",
                8080,
                "/s1/a.bin",
            ),
            (
                "https://example.org/a?b=c#d",
                true,
                "example.org",
                443,
                "/a?b=c",
            ),
            ("http://example.org", false, "example.org", 80, "/"),
            ("https://[::1]:8443/", true, "::1", 8443, "/"),
            ("http://[::1]/", false, "::1", 80, "/"),
        ] {
            let parts = Parts::of(url).unwrap();
            assert_eq!((parts.tls, parts.path), (tls, path), "{url}");
            assert_eq!(parts.name_and_port().unwrap(), (name, port), "{url}");
        }
    }

    #[test]
    fn what_is_no_use_is_refused() {
        for url in ["ftp://a/", "a", "http:///x", "http://u:p@a/", "http://a:x/"] {
            let port = Parts::of(url).and_then(|parts| parts.name_and_port().map(drop));
            assert!(port.is_err(), "{url}");
        }
    }

    #[test]
    fn hosts_are_told_apart_by_scheme_and_port() {
        let jobs: Vec<Job> = [
            "http://127.0.0.1:1/a",
            "http://127.0.0.1:2/b",
            "http://127.0.0.1:1/c",
        ]
        .map(|url| serde_json::from_value(serde_json::json!({ "url": url })).unwrap())
        .into();
        let plan = Plan::of(&jobs).unwrap();
        let hosts: Vec<_> = plan.targets.iter().map(|target| target.host).collect();
        assert_eq!((hosts, plan.hosts.len()), (vec![0, 1, 0], 2));
        assert!(!plan.needs_tls());
    }
}
