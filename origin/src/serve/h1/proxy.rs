//! A proxy that forwards nothing: the origin stands behind it itself, whatever host is asked for.

use std::io;

use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use super::parse::{MAX_HEADERS, Parsed, kept, parse, read_head};
use super::{Answer, Connection, Request};
use crate::clock::now_ns;
use crate::serve::answer::Notes;
use crate::session::{Connect, ProxySpec, Session};
use crate::witness::{Connected, ConnectionId};

const ESTABLISHED: &[u8] = b"HTTP/1.1 200 Connection established\r\n\r\n";
const NOT_FOR_A_PROXY: u16 = 400;
const WHO_ASKS: u16 = 407;

/// Answers requests until one opens a tunnel: what comes through that is for the origin.
pub(in crate::serve) async fn serve(
    session: &Session,
    id: ConnectionId,
    stream: TcpStream,
    proxy: &ProxySpec,
) -> io::Result<Option<TcpStream>> {
    session.witness.connection_ready(id);
    let mut connection = Connection::new(session, id, stream);
    while let Some(heard) = connection.read(|input| hear(input, session, proxy)).await? {
        match heard {
            Heard::Request(request) => {
                if !connection.answer(*request).await? {
                    connection.io.shutdown().await?;
                    return Ok(None);
                }
            }
            Heard::Connect(asked) => {
                if connection.tunnel(asked, proxy).await? {
                    return connection.into_tunnel().map(Some);
                }
            }
        }
    }
    Ok(None)
}

enum Heard<'s> {
    Request(Box<Request<'s>>),
    Connect(Asked),
}

/// A request for a tunnel.
struct Asked {
    authorized: bool,
    /// For the witness, where it keeps heads.
    told: Option<Connected>,
}

fn hear<'s>(input: &[u8], session: &'s Session, proxy: &ProxySpec) -> Parsed<Heard<'s>> {
    let mut headers = [httparse::EMPTY_HEADER; MAX_HEADERS];
    let mut head = httparse::Request::new(&mut headers);
    let Ok(httparse::Status::Complete(head_bytes)) = head.parse(input) else {
        return as_origin(input, session);
    };
    let authorized = authorized(&head, proxy);
    let heard = if head.method == Some("CONNECT") {
        Heard::Connect(Asked {
            authorized,
            told: session.keep_heads.then(|| connected(&head)),
        })
    } else if !authorized {
        refused(&head, session, WHO_ASKS)
    } else if !head.path.is_some_and(|target| target.contains("://")) {
        refused(&head, session, NOT_FOR_A_PROXY)
    } else {
        return as_origin(input, session);
    };
    Parsed::Whole { heard, head_bytes }
}

fn as_origin<'s>(input: &[u8], session: &'s Session) -> Parsed<Heard<'s>> {
    match parse(input, session) {
        Parsed::Whole { heard, head_bytes } => Parsed::Whole {
            heard: Heard::Request(Box::new(heard)),
            head_bytes,
        },
        Parsed::Partial => Parsed::Partial,
    }
}

fn authorized(head: &httparse::Request<'_, '_>, proxy: &ProxySpec) -> bool {
    let Some(expected) = &proxy.authorization else {
        return true;
    };
    head.headers.iter().any(|header| {
        header.name.eq_ignore_ascii_case("proxy-authorization")
            && header.value == expected.as_bytes()
    })
}

fn refused<'s>(head: &httparse::Request<'_, '_>, session: &Session, status: u16) -> Heard<'s> {
    let request = read_head(head, session, |_| Answer {
        delay_ns: session.network.rtt_ns,
        ..refusal(status)
    });
    Heard::Request(Box::new(request))
}

fn refusal<'s>(status: u16) -> Answer<'s> {
    let refusal = Answer::refusal(status);
    match status {
        WHO_ASKS => Answer {
            notes: Notes::Challenge,
            ..refusal
        },
        _ => refusal,
    }
}

fn connected(head: &httparse::Request<'_, '_>) -> Connected {
    let head = kept(head);
    Connected {
        target: head.target,
        headers: head.headers,
        status: None,
    }
}

impl Connection<'_, TcpStream> {
    /// Answers a request for a tunnel; says whether there is one now.
    async fn tunnel(&mut self, asked: Asked, proxy: &ProxySpec) -> io::Result<bool> {
        let status = match proxy.connect {
            _ if !asked.authorized => Some(WHO_ASKS),
            Connect::Accept => Some(200),
            Connect::Refuse { status } => Some(status),
            Connect::Stall => None,
        };
        if let Some(told) = asked.told {
            let witness = &self.session.witness;
            witness.keep_connect(Connected { status, ..told });
        }
        let rtt_ns = self.session.network.rtt_ns;
        if rtt_ns > 0 {
            self.session.timers.sleep_until(now_ns() + rtt_ns).await;
        }
        match status {
            Some(200) => {
                self.io.write_all(ESTABLISHED).await?;
                return Ok(true);
            }
            Some(status) => {
                let mut answer = Vec::new();
                let refusal = refusal(status);
                refusal.write_http1(true, &mut answer);
                answer.extend_from_slice(refusal.text().as_bytes());
                self.io.write_all(&answer).await?;
            }
            None => self.wait_for_the_client_to_leave().await?,
        }
        Ok(false)
    }

    /// The connection as the tunnel's; nothing may have come before the tunnel was there.
    fn into_tunnel(self) -> io::Result<TcpStream> {
        if self.input.is_empty() {
            Ok(self.io)
        } else {
            Err(io::ErrorKind::InvalidData.into())
        }
    }
}
