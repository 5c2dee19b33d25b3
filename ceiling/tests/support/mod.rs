//! The real program, folders of its own for each test, and a server of a few lines.

// Each test file is a program of its own and uses its own part of this.
#![allow(dead_code, clippy::unwrap_used)]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::thread;

use rcgen::{CertificateParams, KeyPair};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use serde_json::Value;

/// A folder that goes away with the test.
pub struct Scratch(PathBuf);

impl Scratch {
    pub fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("fairfetch-ceiling-test-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// Writes a file and gives its path.
    pub fn write(&self, name: &str, text: &str) -> String {
        fs::write(self.path(name), text).unwrap();
        self.path(name).to_str().unwrap().to_owned()
    }

    /// A jobs file.
    pub fn jobs(&self, jobs: impl IntoIterator<Item = Value>) -> String {
        let lines: String = jobs.into_iter().map(|job| format!("{job}\n")).collect();
        self.write("jobs", &lines)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}

pub fn ceiling(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_fairfetch-ceiling"))
        .args(args)
        .output()
        .unwrap()
}

/// The one line of a run that went well.
pub fn line_of(output: &Output) -> Value {
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!((output.status.code(), said.as_ref()), (Some(0), ""));
    let text = std::str::from_utf8(&output.stdout).unwrap();
    assert_eq!(text.lines().count(), 1, "{text}");
    serde_json::from_str(text).unwrap()
}

/// What went wrong, of a run that ended with this code.
pub fn complaint_of(output: &Output, code: i32) -> String {
    assert_eq!(output.status.code(), Some(code));
    assert_eq!(output.stdout, b"");
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// Files below any folder of a folder, with their sizes, in order.
pub fn files_in(folder: &Path) -> Vec<(String, u64)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        let about = entry.metadata().unwrap();
        if about.is_dir() {
            let inside = files_in(&entry.path()).into_iter();
            found.extend(inside.map(|(inner, bytes)| (format!("{name}/{inner}"), bytes)));
        } else {
            found.push((name, about.len()));
        }
    }
    found.sort();
    found
}

#[derive(Default)]
pub struct Counts {
    pub connections: AtomicUsize,
    pub requests: AtomicUsize,
}

/// Answers by what the path says: `/send/BYTES`, `/close/BYTES` and ends the connection, `/short/BYTES` and leaves
/// in the middle, `/missing`.
pub struct Server {
    pub address: SocketAddr,
    /// PEM, of a server with TLS.
    pub certificate: Option<String>,
    pub counts: Arc<Counts>,
}

impl Server {
    pub fn plain() -> Self {
        Self::serve(None, None)
    }

    pub fn tls() -> Self {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
        let certificate = params.self_signed(&key).unwrap();
        let chain = vec![CertificateDer::from(certificate.der().to_vec())];
        let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(chain, key)
            .unwrap();
        Self::serve(Some(Arc::new(config)), Some(certificate.pem()))
    }

    fn serve(tls: Option<Arc<ServerConfig>>, certificate: Option<String>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let counts = Arc::new(Counts::default());
        let shared = Arc::clone(&counts);
        // It ends with the test's process.
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                shared.connections.fetch_add(1, Ordering::Relaxed);
                let (counts, tls) = (Arc::clone(&shared), tls.clone());
                thread::spawn(move || match tls {
                    None => converse(stream, &counts),
                    Some(config) => {
                        let session = ServerConnection::new(config).unwrap();
                        converse(StreamOwned::new(session, stream), &counts);
                    }
                });
            }
        });
        Self {
            address,
            certificate,
            counts,
        }
    }

    pub fn url(&self, path: &str) -> String {
        let scheme = if self.certificate.is_some() {
            "https"
        } else {
            "http"
        };
        format!("{scheme}://{}{path}", self.address)
    }
}

fn converse(stream: impl Read + Write, counts: &Counts) {
    let mut stream = BufReader::new(stream);
    while let Some(path) = asked_path(&mut stream) {
        counts.requests.fetch_add(1, Ordering::Relaxed);
        let (kind, bytes) = path.rsplit_once('/').unwrap_or(("", ""));
        let bytes: usize = bytes.parse().unwrap_or(0);
        let (status, close) = match kind {
            "/send" => ("200 OK", ""),
            "/close" | "/short" => ("200 OK", "Connection: close\r\n"),
            _ => ("404 Not Found", ""),
        };
        let sent = if kind == "/short" { bytes / 2 } else { bytes };
        let head = format!("HTTP/1.1 {status}\r\nContent-Length: {bytes}\r\n{close}\r\n");
        let mut answer = head.into_bytes();
        answer.resize(answer.len() + sent, b'x');
        if stream.get_mut().write_all(&answer).is_err() || !close.is_empty() {
            break;
        }
    }
    drop(stream.get_mut().flush());
}

/// The path of the next request; absent when the client has left.
fn asked_path(stream: &mut impl BufRead) -> Option<String> {
    let mut path = None;
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim_end() {
            "" => return path,
            first if path.is_none() => path = first.split(' ').nth(1).map(str::to_owned),
            _ => {}
        }
    }
}
