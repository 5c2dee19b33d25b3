//! A tunnel through a proxy: what is asked with `CONNECT`, and what the answer means.

use super::fixed::USER_AGENT;
use super::framing::{LONGEST_HEAD_BYTES, parse};
use super::route::Tunnel;
use crate::failure::Failure;

/// The request. `--header` is for the server behind it and never in here.
pub fn request(tunnel: &Tunnel) -> Vec<u8> {
    let authority = tunnel.to.authority();
    let mut head = format!(
        "CONNECT {authority} HTTP/1.1\r\nhost: {authority}\r\nuser-agent: {USER_AGENT}\r\n"
    );
    if let Some(authorization) = &tunnel.authorization {
        head.push_str(&format!("proxy-authorization: {authorization}\r\n"));
    }
    head.push_str("\r\n");
    head.into_bytes()
}

/// Whether the tunnel stands, once enough of the answer is there to tell.
pub fn answered(bytes: &[u8]) -> Result<bool, Failure> {
    let mut rest = bytes;
    loop {
        let parsed = parse(rest).map_err(|failure| lost(&failure.to_string()))?;
        let Some(framed) = parsed else {
            let endless = bytes.len() >= LONGEST_HEAD_BYTES;
            return if endless {
                Err(lost("the proxy's answer does not end"))
            } else {
                Ok(false)
            };
        };
        rest = &rest[framed.bytes..];
        match framed.head.status {
            100..=199 => {}
            // Whoever is behind the tunnel waits for our first word.
            200..=299 if rest.is_empty() => return Ok(true),
            200..=299 => return Err(lost("the proxy says more than it should")),
            status => return Err(Failure::ProxyRefused(status)),
        }
    }
}

pub fn closed() -> Failure {
    lost("the proxy closed the connection")
}

fn lost(reason: &str) -> Failure {
    Failure::Connect(reason.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{answered, request};
    use crate::failure::Failure;
    use crate::http::route::{Peer, Tunnel};

    #[test]
    fn asks_for_host_and_port_and_brings_the_proxy_s_credentials() {
        let to = Peer {
            name: "::1".to_owned(),
            port: 443,
        };
        let authorization = Some("Basic eA==".to_owned());
        let text = String::from_utf8(request(&Tunnel { to, authorization })).unwrap();
        assert!(text.starts_with("CONNECT [::1]:443 HTTP/1.1\r\nhost: [::1]:443\r\n"));
        assert!(text.ends_with("proxy-authorization: Basic eA==\r\n\r\n"));
    }

    #[test]
    fn stands_on_a_2xx_alone() {
        for (answer, expected) in [
            ("HTTP/1.1 200 Connection established\r\n\r\n", Ok(true)),
            ("HTTP/1.0 200 OK\r\n\r\n", Ok(true)),
            (
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
                Ok(true),
            ),
            ("HTTP/1.1 200 OK\r\nVia", Ok(false)),
            ("HTTP/1.1 403 No\r\n\r\n", Err(Failure::ProxyRefused(403))),
            (
                "HTTP/1.1 407 No\r\nContent-Length: 9\r\n\r\nnot",
                Err(Failure::ProxyRefused(407)),
            ),
        ] {
            assert_eq!(answered(answer.as_bytes()), expected, "{answer}");
        }
        for answer in ["HTTP/1.1 200 OK\r\n\r\nhello", "SSH-2.0\r\n\r\n"] {
            let failure = answered(answer.as_bytes()).unwrap_err();
            assert_eq!(failure.code().as_str(), "connect", "{answer}");
        }
    }
}
