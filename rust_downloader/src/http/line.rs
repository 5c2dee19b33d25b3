//! A socket that remembers what it saw: the library above it tells that an exchange failed, but not always how.

use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::dial::{self, Deadline};
use super::tls::{handshake_failure, server_name};
use super::{Limits, Origin, Tls};
use crate::download::locked;
use crate::failure::Failure;

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
    /// Look-up, TCP and TLS, within the time a connection may take.
    pub async fn open(origin: &Origin, tls: &Tls, limits: Limits) -> Result<Self, Failure> {
        let deadline = Deadline::after(limits.connect);
        let opened = tokio::time::timeout_at(deadline.at().into(), async {
            let tcp = connect(origin, deadline).await?;
            let failed = |source| Failure::Connect {
                host: origin.host.clone(),
                source,
            };
            tcp.set_nodelay(true).map_err(failed)?;
            if origin.tls {
                shake_hands(tcp, origin, tls).await
            } else {
                Ok(Self::Plain(tcp))
            }
        });
        opened
            .await
            .unwrap_or_else(|_| Err(deadline.passed(origin)))
    }
}

async fn connect(origin: &Origin, deadline: Deadline) -> Result<TcpStream, Failure> {
    if let Some(address) = dial::literal(origin) {
        return TcpStream::connect(address)
            .await
            .map_err(|error| dial::refused(origin, error, deadline));
    }
    let found = tokio::net::lookup_host((origin.host.as_str(), origin.port)).await;
    let addresses: Vec<_> = found
        .map_err(|error| dial::no_address(origin, error))?
        .collect();
    let mut last = dial::no_address(origin, "the name has none");
    for (at, address) in addresses.iter().enumerate() {
        let share = deadline
            .share(addresses.len() - at)
            .ok_or_else(|| deadline.passed(origin))?;
        match tokio::time::timeout(share, TcpStream::connect(address)).await {
            Ok(Ok(tcp)) => return Ok(tcp),
            Ok(Err(error)) => last = dial::refused(origin, error, deadline),
            Err(_) => last = deadline.passed(origin),
        }
    }
    Err(last)
}

async fn shake_hands(tcp: TcpStream, origin: &Origin, tls: &Tls) -> Result<Stream, Failure> {
    let connector = TlsConnector::from(tls.config(&origin.host)?);
    let connected = connector.connect(server_name(&origin.host)?, tcp).await;
    connected
        .map(|stream| Stream::Tls(Box::new(stream)))
        .map_err(|error| handshake_failure(&origin.host, &error))
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
