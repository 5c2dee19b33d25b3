//! Which way a request goes.

use std::net::{IpAddr, SocketAddr};

use url::{Host, Url};

/// A name, or an address without brackets, and a port.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Peer {
    pub name: String,
    pub port: u16,
}

impl Peer {
    pub fn of(url: &Url) -> Option<Self> {
        let name = match url.host()? {
            Host::Domain(name) => name.to_owned(),
            Host::Ipv4(address) => address.to_string(),
            Host::Ipv6(address) => address.to_string(),
        };
        Some(Self {
            name,
            port: url.port_or_known_default()?,
        })
    }

    /// The address, where the name is one: no look-up then.
    pub fn literal(&self) -> Option<SocketAddr> {
        let address: IpAddr = self.name.parse().ok()?;
        Some(SocketAddr::new(address, self.port))
    }

    /// `host:port`, an IPv6 address in brackets.
    pub fn authority(&self) -> String {
        if self.name.contains(':') {
            format!("[{}]:{}", self.name, self.port)
        } else {
            format!("{}:{}", self.name, self.port)
        }
    }
}

/// Where a connection leads; connections of the same route are interchangeable.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Route {
    /// Whom TCP connects to: the server, or a proxy.
    pub first: Peer,
    /// Where the proxy is asked to lead on to.
    pub tunnel: Option<Tunnel>,
    /// TLS, with this name in the certificate.
    pub tls: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Tunnel {
    pub to: Peer,
    /// The value of `Proxy-Authorization`.
    pub authorization: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::Peer;
    use url::Url;

    #[test]
    fn a_peer_has_a_bare_name_and_a_port() {
        for (url, name, port, authority) in [
            ("http://h.example/a", "h.example", 80, "h.example:80"),
            ("https://h.example", "h.example", 443, "h.example:443"),
            ("https://[::1]:8443/", "::1", 8443, "[::1]:8443"),
            ("http://127.0.0.1:99/", "127.0.0.1", 99, "127.0.0.1:99"),
        ] {
            let peer = Peer::of(&Url::parse(url).unwrap()).unwrap();
            assert_eq!((peer.name.as_str(), peer.port), (name, port), "{url}");
            assert_eq!(peer.authority(), authority);
            let literal = !name.starts_with('h');
            assert_eq!(peer.literal().is_some(), literal, "{url}");
        }
    }
}
