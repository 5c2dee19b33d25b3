//! The list of `no_proxy`.

use std::net::IpAddr;

use url::{Host, Url};

#[derive(Clone, Debug, Default)]
pub struct Exempt(Vec<Entry>);

#[derive(Clone, Debug)]
enum Entry {
    Everything,
    /// A host and those below it, or an address; at this port, or at any.
    Host {
        name: String,
        port: Option<u16>,
    },
}

impl Exempt {
    pub fn parse(list: &str) -> Self {
        let entries = list.split(',').map(str::trim);
        let parsed = entries.filter(|entry| !entry.is_empty()).map(|entry| {
            if entry == "*" {
                return Entry::Everything;
            }
            let (name, port) = split_port(entry);
            Entry::Host {
                name: name.trim_start_matches('.').to_lowercase(),
                port,
            }
        });
        Self(parsed.collect())
    }

    pub fn has(&self, url: &Url) -> bool {
        self.0.iter().any(|entry| match entry {
            Entry::Everything => true,
            Entry::Host { name, port } => {
                port.is_none_or(|port| url.port_or_known_default() == Some(port))
                    && url.host().is_some_and(|host| is_at(name, &host))
            }
        })
    }
}

/// Brackets around an IPv6 address are needed only where a port follows.
fn split_port(entry: &str) -> (&str, Option<u16>) {
    if let Some((address, rest)) = entry
        .strip_prefix('[')
        .and_then(|rest| rest.split_once(']'))
    {
        return (
            address,
            rest.strip_prefix(':').and_then(|port| port.parse().ok()),
        );
    }
    match entry.split_once(':') {
        Some((name, port)) if !port.contains(':') => match port.parse() {
            Ok(port) => (name, Some(port)),
            Err(_) => (entry, None),
        },
        _ => (entry, None),
    }
}

fn is_at(name: &str, host: &Host<&str>) -> bool {
    match host {
        Host::Domain(host) => host
            .strip_suffix(name)
            .is_some_and(|before| !name.is_empty() && (before.is_empty() || before.ends_with('.'))),
        Host::Ipv4(address) => name.parse() == Ok(IpAddr::V4(*address)),
        Host::Ipv6(address) => name.parse() == Ok(IpAddr::V6(*address)),
    }
}

#[cfg(test)]
mod tests {
    use super::Exempt;
    use crate::vectors;
    use url::Url;

    #[test]
    fn keeps_away_from_the_proxy_what_the_vectors_do() {
        for case in vectors::cases("no-proxy.json", "cases") {
            let url = Url::parse(vectors::text(&case, "url")).unwrap();
            let direct = Exempt::parse(vectors::text(&case, "noProxy")).has(&url);
            assert_eq!(direct, case["direct"].as_bool().unwrap(), "{case}");
        }
    }
}
