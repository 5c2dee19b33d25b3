//! Connections: from the accept, through set-up and its round trips, to the protocol spoken on them.

mod answer;
mod data;
mod frames;
mod h1;
mod h2;
mod head;
mod outgoing;
mod range;
mod scripted;

use std::future::poll_fn;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::rc::Rc;
use std::sync::Arc;

use rustls::ServerConfig;
use rustls::server::Acceptor;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::task::JoinSet;
use tokio_rustls::LazyConfigAcceptor;
use tokio_rustls::server::TlsStream;

use crate::clock::now_ns;
use crate::session::{Handshake, Protocol, Session};
use crate::system::unacknowledged_bytes;
use crate::witness::ConnectionId;

const BACKLOG: u32 = 4096;
const HTTP2_PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
/// How long to leave the accept queue alone when the process has no descriptor left.
const ACCEPT_PAUSE_NS: u64 = 10_000_000;
/// Plaintext rustls takes at once: one large write instead of four of its default size.
const TLS_BUFFER_BYTES: usize = 256 * 1024;

/// A stream an answer can be written to.
pub(crate) trait Wire: AsyncRead + AsyncWrite + Unpin {
    /// Makes the coming close a reset.
    fn reset_on_close(&self) -> io::Result<()>;
    /// How many bytes the other side's kernel has not confirmed yet.
    fn unacknowledged(&self) -> io::Result<usize>;
    /// Whether the kernel has every byte this stream took; if not, a flush hands it the rest.
    fn handed_over(&self) -> bool;
}

impl Wire for TcpStream {
    fn unacknowledged(&self) -> io::Result<usize> {
        unacknowledged_bytes(self)
    }

    fn handed_over(&self) -> bool {
        true
    }

    fn reset_on_close(&self) -> io::Result<()> {
        self.set_zero_linger()
    }
}

impl Wire for TlsStream<TcpStream> {
    fn unacknowledged(&self) -> io::Result<usize> {
        unacknowledged_bytes(self.get_ref().0)
    }

    fn handed_over(&self) -> bool {
        !self.get_ref().1.wants_write()
    }

    fn reset_on_close(&self) -> io::Result<()> {
        self.get_ref().0.set_zero_linger()
    }
}

/// Listens on a port of the system's choice.
pub fn listen(host: IpAddr) -> io::Result<TcpListener> {
    let socket = if host.is_ipv4() {
        TcpSocket::new_v4()?
    } else {
        TcpSocket::new_v6()?
    };
    socket.bind(SocketAddr::new(host, 0))?;
    socket.listen(BACKLOG)
}

/// Serves a listener's connections until it is aborted; they end with it.
pub async fn accept_all(session: Rc<Session>, listener: TcpListener, door: Door) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    connections.spawn_local(Accepted::new(Rc::clone(&session), door).serve(stream));
                }
                Err(_) => session.timers.sleep_until(now_ns() + ACCEPT_PAUSE_NS).await,
            },
            Some(_) = connections.join_next(), if !connections.is_empty() => {}
        }
    }
}

/// What a listener stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    Origin,
    Proxy,
}

/// A connection the witness knows of, until it is dropped.
struct Accepted {
    session: Rc<Session>,
    id: ConnectionId,
    door: Door,
}

impl Drop for Accepted {
    fn drop(&mut self) {
        self.session.witness.connection_closed(self.id);
    }
}

impl Accepted {
    fn new(session: Rc<Session>, door: Door) -> Self {
        let id = session.witness.connection_accepted();
        if door == Door::Proxy {
            session.witness.came_by_proxy(id);
        }
        Self { session, id, door }
    }

    async fn serve(self, stream: TcpStream) {
        // Whatever ends a connection, the witness has written down what came of its requests.
        drop(self.converse(stream).await);
    }

    async fn converse(&self, stream: TcpStream) -> io::Result<()> {
        stream.set_nodelay(true)?;
        self.wait_round_trip().await;
        match (self.door, &self.session.proxy) {
            (Door::Proxy, Some(proxy)) => {
                // Boxed, so that other connections do not carry its size.
                let tunnel = h1::proxy::serve(&self.session, self.id, stream, proxy);
                match Box::pin(tunnel).await? {
                    Some(stream) => self.converse_with_origin(stream).await,
                    None => Ok(()),
                }
            }
            _ => self.converse_with_origin(stream).await,
        }
    }

    async fn converse_with_origin(&self, stream: TcpStream) -> io::Result<()> {
        let session = &*self.session;
        match &session.tls {
            Some(_) if session.handshake == Handshake::Stall => {
                let left = read_to_end(stream).await;
                session.witness.handshake(false);
                left
            }
            Some(config) => {
                let shaken = self.shake_hands(stream, Arc::clone(config)).await;
                session.witness.handshake(shaken.is_ok());
                let stream = shaken?;
                let http2 = stream.get_ref().1.alpn_protocol() == Some(Protocol::Http2.alpn());
                self.speak(stream, http2).await
            }
            None => {
                let http2 =
                    session.speaks(Protocol::Http2) && starts_http2(session, &stream).await?;
                self.speak(stream, http2).await
            }
        }
    }

    async fn speak<S: Wire>(&self, stream: S, http2: bool) -> io::Result<()> {
        self.session.witness.connection_ready(self.id);
        if http2 {
            h2::serve(Rc::clone(&self.session), self.id, stream).await
        } else {
            h1::serve(&self.session, self.id, stream).await
        }
    }

    /// The handshake of TLS 1.3: the answer to the client's hello leaves one round trip after it was read.
    async fn shake_hands(
        &self,
        stream: TcpStream,
        config: Arc<ServerConfig>,
    ) -> io::Result<TlsStream<TcpStream>> {
        let hello = LazyConfigAcceptor::new(Acceptor::default(), stream).await?;
        self.wait_round_trip().await;
        let mut stream = hello.into_stream(config).await?;
        stream.get_mut().1.set_buffer_limit(Some(TLS_BUFFER_BYTES));
        Ok(stream)
    }

    async fn wait_round_trip(&self) {
        let rtt_ns = self.session.network.rtt_ns;
        if rtt_ns > 0 {
            self.session.timers.sleep_until(now_ns() + rtt_ns).await;
        }
    }
}

/// Whether a plain connection begins as HTTP/2 with prior knowledge. Takes nothing off the stream.
async fn starts_http2(session: &Session, stream: &TcpStream) -> io::Result<bool> {
    let mut start = [0; HTTP2_PREFACE.len()];
    loop {
        let count =
            poll_fn(|context| stream.poll_peek(context, &mut tokio::io::ReadBuf::new(&mut start)))
                .await?;
        if !HTTP2_PREFACE.starts_with(&start[..count]) || count == 0 {
            return Ok(false);
        }
        if count == HTTP2_PREFACE.len() {
            return Ok(true);
        }
        // A peek does not wait for more than there is; a preface in pieces is rare enough for a nap.
        session.timers.sleep_until(now_ns() + 1_000_000).await;
    }
}

/// Takes what the client sends, and says nothing, until it leaves.
async fn read_to_end(mut stream: TcpStream) -> io::Result<()> {
    let mut unread = [0; 4096];
    while stream.read(&mut unread).await? > 0 {}
    Ok(())
}
