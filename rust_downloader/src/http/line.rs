//! A socket that remembers what it saw: the library above it tells that an exchange failed, but not always how.

use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::route::{Peer, Route, Tunnel};
use super::tls::{Tls, handshake_failure, server_name};
use super::{Patience, dial, tunnel};
use crate::failure::{Failure, system_words};
use crate::run::locked;
use crate::stop::Bell;

/// What a line saw; shared with whoever has to explain the end of it.
#[derive(Debug)]
pub struct Seen {
    start: Instant,
    /// Nanoseconds from `start` to the last sign of life.
    last_ns: AtomicU64,
    bytes: AtomicU64,
    closed: AtomicBool,
    error: Mutex<Option<io::Error>>,
}

impl Seen {
    fn new() -> Self {
        let (last_ns, bytes, closed) =
            (AtomicU64::new(0), AtomicU64::new(0), AtomicBool::new(false));
        Self {
            start: Instant::now(),
            last_ns,
            bytes,
            closed,
            error: Mutex::default(),
        }
    }

    /// Starts a new wait for a byte.
    pub fn touch(&self) {
        let now_ns = u64::try_from(self.start.elapsed().as_nanos()).unwrap_or(u64::MAX);
        self.last_ns.store(now_ns, Ordering::Relaxed);
    }

    pub fn last(&self) -> Instant {
        self.start + Duration::from_nanos(self.last_ns.load(Ordering::Relaxed))
    }

    /// Bytes received in all.
    pub fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }

    /// The other side ended the stream, be it orderly or cut off within TLS.
    pub fn is_closed(&self) -> bool {
        self.closed.load(Ordering::Relaxed)
    }

    /// The error that ended it.
    pub fn take_error(&self) -> Option<io::Error> {
        locked(&self.error).take()
    }

    fn received(&self, bytes: usize) {
        if bytes == 0 {
            self.closed.store(true, Ordering::Relaxed);
        } else {
            self.bytes.fetch_add(bytes as u64, Ordering::Relaxed);
            self.touch();
        }
    }

    /// Keeps the error, and passes on one that says the same.
    fn failed(&self, error: io::Error) -> io::Error {
        let kind = error.kind();
        if kind == io::ErrorKind::UnexpectedEof {
            self.closed.store(true, Ordering::Relaxed);
        } else {
            locked(&self.error).get_or_insert(error);
        }
        kind.into()
    }
}

pub enum Stream {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

impl Stream {
    /// Look-up, TCP, a tunnel where there is a proxy, and TLS, all within the patience for a connection.
    pub async fn open(
        route: &Route,
        tls: &Tls,
        patience: &Patience,
        bell: &Bell,
    ) -> Result<Self, Failure> {
        let until = Instant::now() + patience.left()?;
        let opening = tokio::time::timeout_at(until.into(), open(route, tls, patience));
        let opened = bell.unless_stopped(opening).await?;
        opened.unwrap_or_else(|_| Err(patience.spent()))
    }
}

async fn open(route: &Route, tls: &Tls, patience: &Patience) -> Result<Stream, Failure> {
    let mut tcp = connect(&route.first, patience).await?;
    tcp.set_nodelay(true)
        .map_err(|error| dial::refused(&error, patience))?;
    if let Some(tunnel) = &route.tunnel {
        pass_through(&mut tcp, tunnel).await?;
    }
    match &route.tls {
        None => Ok(Stream::Plain(tcp)),
        Some(name) => shake_hands(tcp, name, tls).await,
    }
}

async fn connect(peer: &Peer, patience: &Patience) -> Result<TcpStream, Failure> {
    if let Some(address) = peer.literal() {
        let connected = TcpStream::connect(address).await;
        return connected.map_err(|error| dial::refused(&error, patience));
    }
    let found = tokio::net::lookup_host((peer.name.as_str(), peer.port)).await;
    let addresses: Vec<_> = found
        .map_err(|error| Failure::dns(&peer.name, error))?
        .collect();
    let mut last = Failure::dns(&peer.name, "the name has none");
    for (at, address) in addresses.iter().enumerate() {
        let share = dial::share(patience.left()?, addresses.len() - at);
        match tokio::time::timeout(share, TcpStream::connect(address)).await {
            Ok(Ok(tcp)) => return Ok(tcp),
            Ok(Err(error)) => last = dial::refused(&error, patience),
            Err(_) => last = patience.spent(),
        }
    }
    Err(last)
}

async fn pass_through(tcp: &mut TcpStream, through: &Tunnel) -> Result<(), Failure> {
    let lost = |error: io::Error| Failure::Connect(system_words(&error));
    tcp.write_all(&tunnel::request(through))
        .await
        .map_err(lost)?;
    let mut answer = Vec::new();
    while !tunnel::answered(&answer)? {
        if tcp.read_buf(&mut answer).await.map_err(lost)? == 0 {
            return Err(tunnel::closed());
        }
    }
    Ok(())
}

async fn shake_hands(tcp: TcpStream, name: &str, tls: &Tls) -> Result<Stream, Failure> {
    let connector = TlsConnector::from(tls.config(name)?);
    let connected = connector.connect(server_name(name)?, tcp).await;
    connected
        .map(|stream| Stream::Tls(Box::new(stream)))
        .map_err(|error| handshake_failure(name, &error))
}

/// The socket under a connection.
pub struct Line {
    stream: Stream,
    seen: Arc<Seen>,
}

impl Line {
    pub fn new(stream: Stream) -> (Self, Arc<Seen>) {
        let seen = Arc::new(Seen::new());
        (
            Self {
                stream,
                seen: seen.clone(),
            },
            seen,
        )
    }

    fn watch<T>(&self, polled: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        polled.map_err(|error| self.seen.failed(error))
    }
}

impl AsyncRead for Line {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let polled = match &mut self.stream {
            Stream::Plain(tcp) => Pin::new(tcp).poll_read(cx, buffer),
            Stream::Tls(tls) => Pin::new(tls).poll_read(cx, buffer),
        };
        if matches!(polled, Poll::Ready(Ok(()))) {
            self.seen.received(buffer.filled().len() - before);
        }
        self.watch(polled)
    }
}

impl AsyncWrite for Line {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let polled = match &mut self.stream {
            Stream::Plain(tcp) => Pin::new(tcp).poll_write(cx, bytes),
            Stream::Tls(tls) => Pin::new(tls).poll_write(cx, bytes),
        };
        self.watch(polled)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let polled = match &mut self.stream {
            Stream::Plain(tcp) => Pin::new(tcp).poll_flush(cx),
            Stream::Tls(tls) => Pin::new(tls).poll_flush(cx),
        };
        self.watch(polled)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.stream {
            Stream::Plain(tcp) => Pin::new(tcp).poll_shutdown(cx),
            Stream::Tls(tls) => Pin::new(tls).poll_shutdown(cx),
        }
    }
}
