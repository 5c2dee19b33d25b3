//! A server that does what a test tells it, and counts what it saw.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::pki_types::PrivateKeyDer;
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// What happens after the bytes of an answer are written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Then {
    Keep,
    Close,
    /// RST instead of FIN.
    Reset,
    /// Nothing more, and no end, until the client gives up.
    Hang,
}

/// Bytes of an answer, written as they are.
pub struct Answer {
    bytes: Vec<u8>,
    then: Then,
    /// So many bytes at a time, with a pause after each.
    pace: Option<(usize, Duration)>,
}

impl Answer {
    pub fn ok(body: impl AsRef<[u8]>) -> Self {
        Self::status("200 OK", body)
    }

    pub fn status(status: &str, body: impl AsRef<[u8]>) -> Self {
        Self::with(status, &[], body)
    }

    /// `headers` are whole lines.
    pub fn with(status: &str, headers: &[&str], body: impl AsRef<[u8]>) -> Self {
        let body = body.as_ref();
        let mut head = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\n", body.len());
        for header in headers {
            head += &format!("{header}\r\n");
        }
        Self::bytes([head.as_bytes(), b"\r\n", body].concat(), Then::Keep)
    }

    pub fn redirect(location: &str) -> Self {
        Self::with("302 Found", &[&format!("Location: {location}")], "moved")
    }

    pub fn raw(text: &str, then: Then) -> Self {
        Self::bytes(text.as_bytes().to_vec(), then)
    }

    pub fn bytes(bytes: Vec<u8>, then: Then) -> Self {
        let pace = None;
        Self { bytes, then, pace }
    }

    /// Only so many bytes of the body, and then something else.
    pub fn cut(mut self, body_bytes: usize, then: Then) -> Self {
        let head = self.bytes.windows(4).position(|at| at == b"\r\n\r\n");
        self.bytes.truncate(head.unwrap() + 4 + body_bytes);
        self.then = then;
        self
    }

    pub fn slowly(mut self, bytes: usize, pause: Duration) -> Self {
        self.pace = Some((bytes, pause));
        self
    }

    fn write(&self, stream: &mut impl Write) -> std::io::Result<()> {
        let Some((piece, pause)) = self.pace else {
            stream.write_all(&self.bytes)?;
            return stream.flush();
        };
        for bytes in self.bytes.chunks(piece) {
            stream.write_all(bytes)?;
            stream.flush()?;
            thread::sleep(pause);
        }
        Ok(())
    }
}

/// A request as it came.
pub struct Asked {
    pub path: String,
    pub head: String,
    /// Requests before this one.
    pub before: u64,
    /// Requests for this path before this one.
    pub earlier: u64,
}

impl Asked {
    pub fn header(&self, name: &str) -> Option<&str> {
        header(&self.head, name)
    }
}

/// The value of a header in a head.
pub fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let mut fields = head
        .lines()
        .skip(1)
        .filter_map(|line| line.split_once(": "));
    fields
        .find(|(field, _)| field.eq_ignore_ascii_case(name))
        .map(|(_, value)| value)
}

#[derive(Default)]
pub struct Seen {
    pub connections: AtomicU64,
    pub requests: AtomicU64,
    /// The heads of all requests.
    pub heads: Mutex<Vec<String>>,
}

pub struct Server {
    pub address: SocketAddr,
    pub seen: Arc<Seen>,
    /// The certificate to trust, where the server speaks TLS.
    pub pem: String,
    scheme: &'static str,
}

impl Server {
    /// `answer` gets the path of a request and how many came before it.
    pub fn start(answer: impl Fn(&str, u64) -> Answer + Send + Sync + 'static) -> Self {
        Self::scripted(move |asked| answer(&asked.path, asked.before))
    }

    pub fn scripted(answer: impl Fn(&Asked) -> Answer + Send + Sync + 'static) -> Self {
        Self::serve("http", String::new(), move |tcp, seen| {
            let _ = converse(tcp, tcp, seen, &answer);
        })
    }

    /// The same over TLS, with a certificate of its own for `name`.
    pub fn start_tls(
        name: &str,
        answer: impl Fn(&str, u64) -> Answer + Send + Sync + 'static,
    ) -> Self {
        let CertifiedKey { cert, signing_key } =
            generate_simple_self_signed(vec![name.to_owned()]).unwrap();
        let key = PrivateKeyDer::Pkcs8(signing_key.serialize_der().into());
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap();
        let config = config
            .with_no_client_auth()
            .with_single_cert(vec![cert.der().clone()], key)
            .unwrap();
        let config = Arc::new(config);
        Self::serve("https", cert.pem(), move |tcp, seen| {
            let session = ServerConnection::new(config.clone()).unwrap();
            let answer = |asked: &Asked| answer(&asked.path, asked.before);
            let _ = converse(StreamOwned::new(session, tcp), tcp, seen, &answer);
        })
    }

    fn serve(
        scheme: &'static str,
        pem: String,
        talk: impl Fn(&TcpStream, &Seen) + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::new(Seen::default());
        let (talk, seeing) = (Arc::new(talk), seen.clone());
        thread::spawn(move || {
            for tcp in listener.incoming().flatten() {
                seeing.connections.fetch_add(1, Ordering::SeqCst);
                let (talk, seeing) = (talk.clone(), seeing.clone());
                thread::spawn(move || talk(&tcp, &seeing));
            }
        });
        Self {
            address,
            seen,
            pem,
            scheme,
        }
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}://{}/{path}", self.scheme, self.address)
    }

    /// Jobs for these paths, one a line.
    pub fn jobs<'a>(&self, paths: impl IntoIterator<Item = &'a str>) -> String {
        paths
            .into_iter()
            .map(|path| self.url(path) + "\n")
            .collect()
    }

    pub fn connections(&self) -> u64 {
        self.seen.connections.load(Ordering::SeqCst)
    }

    /// The heads of the requests for `path`, in order.
    pub fn asked(&self, path: &str) -> Vec<String> {
        let heads = self.seen.heads.lock().unwrap();
        let for_path = heads.iter().filter(|head| path_of(head) == path);
        for_path.cloned().collect()
    }

    pub fn requests(&self) -> u64 {
        self.seen.requests.load(Ordering::SeqCst)
    }
}

fn converse<S: Read + Write>(
    stream: S,
    tcp: &TcpStream,
    seen: &Seen,
    answer: &(impl Fn(&Asked) -> Answer + ?Sized),
) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    loop {
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            if stream.read_line(&mut head)? == 0 {
                return Ok(());
            }
        }
        let path = path_of(&head).to_owned();
        let before = seen.requests.fetch_add(1, Ordering::SeqCst);
        let earlier = {
            let mut heads = seen.heads.lock().unwrap();
            let same = heads.iter().filter(|earlier| path_of(earlier) == path);
            let earlier = same.count() as u64;
            heads.push(head.clone());
            earlier
        };
        let answer = answer(&Asked {
            path,
            head,
            before,
            earlier,
        });
        answer.write(stream.get_mut())?;
        match answer.then {
            Then::Keep => {}
            Then::Close => return Ok(()),
            Then::Reset => return reset(tcp),
            Then::Hang => drop(stream.read(&mut [0])?),
        }
    }
}

fn path_of(head: &str) -> &str {
    let target = head.split(' ').nth(1).unwrap_or_default();
    target.trim_start_matches('/')
}

/// Closes with RST: no time to linger.
fn reset(tcp: &TcpStream) -> std::io::Result<()> {
    rustix::net::sockopt::set_socket_linger(tcp, Some(Duration::ZERO))?;
    Ok(())
}
