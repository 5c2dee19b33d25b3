//! The real program, its control port, and clients of a few lines that hide nothing.
#![allow(dead_code, clippy::unwrap_used)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::Arc;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use serde_json::Value;

pub struct Origin {
    pub process: Child,
    pub stdin: Option<ChildStdin>,
    pub ready: Value,
}

impl Origin {
    pub fn start() -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_fairfetch-origin"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let stdin = process.stdin.take();
        Self {
            process,
            stdin,
            ready: serde_json::from_str(&line).unwrap(),
        }
    }

    pub fn control(&self, method: &str, path: &str, body: &str) -> (u16, Value) {
        let address = self.ready["control"]
            .as_str()
            .unwrap()
            .strip_prefix("http://")
            .unwrap();
        let mut client = Client::new(TcpStream::connect(address).unwrap());
        let length = body.len();
        client.write(&format!(
            "{method} {path} HTTP/1.1\r\nHost: o\r\nContent-Length: {length}\r\n\r\n{body}"
        ));
        let reply = client.read_reply(false).unwrap();
        (reply.status, serde_json::from_slice(&reply.body).unwrap())
    }

    pub fn open(&self, body: &Value) -> Session<'_> {
        let (status, opened) = self.control("POST", "/sessions", &body.to_string());
        assert_eq!(status, 201, "{opened}");
        Session {
            origin: self,
            opened,
        }
    }
}

impl Drop for Origin {
    fn drop(&mut self) {
        // Killed, not asked: a test that fails must not wait for it.
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

pub struct Session<'o> {
    pub origin: &'o Origin,
    pub opened: Value,
}

impl Session<'_> {
    pub fn id(&self) -> &str {
        self.opened["id"].as_str().unwrap()
    }

    /// Host and port of the first base, and the path before a file's name.
    pub fn base(&self) -> (String, String) {
        let url = self.opened["bases"][0].as_str().unwrap();
        let (address, id) = url.split_once("://").unwrap().1.split_once('/').unwrap();
        (address.to_owned(), format!("/{id}/"))
    }

    pub fn path(&self, file: usize) -> String {
        format!("{}file-{file:05}.bin", self.base().1)
    }

    pub fn connect(&self) -> Client<TcpStream> {
        Client::new(TcpStream::connect(self.base().0).unwrap())
    }

    pub fn connect_tls(&self, alpn: &[&str]) -> Client<StreamOwned<ClientConnection, TcpStream>> {
        let name = ServerName::try_from("127.0.0.1").unwrap();
        let connection = ClientConnection::new(self.tls_config(alpn), name).unwrap();
        Client::new(StreamOwned::new(
            connection,
            TcpStream::connect(self.base().0).unwrap(),
        ))
    }

    /// Asks on a connection of its own and reads to its end: the head as text, and what follows it.
    pub fn exchange(&self, path: &str, headers: &str) -> (String, Vec<u8>) {
        let mut client = self.connect();
        client.write(&format!("GET {path} HTTP/1.1\r\nHost: o\r\n{headers}\r\n"));
        let mut bytes = Vec::new();
        client.stream.read_to_end(&mut bytes).unwrap();
        let end = bytes
            .windows(4)
            .position(|four| four == b"\r\n\r\n")
            .unwrap()
            + 4;
        let body = bytes.split_off(end);
        (String::from_utf8(bytes).unwrap(), body)
    }

    pub fn tls_config(&self, alpn: &[&str]) -> Arc<ClientConfig> {
        let pem = self.origin.ready["caPem"].as_str().unwrap();
        let mut roots = RootCertStore::empty();
        roots
            .add(CertificateDer::from_pem_slice(pem.as_bytes()).unwrap())
            .unwrap();
        client_config(roots, alpn)
    }

    pub fn truth(&self) -> Value {
        let (status, truth) = self
            .origin
            .control("GET", &format!("/sessions/{}", self.id()), "");
        assert_eq!(status, 200, "{truth}");
        truth
    }

    /// The truth once `done` holds: what a client did is seen by the origin a moment later.
    pub fn truth_when(&self, done: impl Fn(&Value) -> bool) -> Value {
        loop {
            let truth = self.truth();
            if done(&truth) {
                return truth;
            }
            std::thread::yield_now();
        }
    }

    pub fn close(&self) -> Value {
        let (status, truth) =
            self.origin
                .control("DELETE", &format!("/sessions/{}", self.id()), "");
        assert_eq!(status, 200, "{truth}");
        truth
    }
}

pub fn client_config(roots: RootCertStore, alpn: &[&str]) -> Arc<ClientConfig> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = alpn.iter().map(|name| name.as_bytes().to_vec()).collect();
    Arc::new(config)
}

#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    /// Whether the announced length was met.
    pub whole: bool,
}

impl Reply {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }
}

/// HTTP/1.1 over one stream.
pub struct Client<S: Read + Write> {
    pub stream: BufReader<S>,
}

impl<S: Read + Write> Client<S> {
    pub fn new(stream: S) -> Self {
        Self {
            stream: BufReader::new(stream),
        }
    }

    pub fn write(&mut self, text: &str) {
        self.stream.get_mut().write_all(text.as_bytes()).unwrap();
    }

    pub fn get(&mut self, path: &str) -> Reply {
        self.ask("GET", path, "")
    }

    /// Asks for a file and reads the head of the answer alone.
    pub fn ask_for_start(&mut self, path: &str) -> Reply {
        self.write(&format!("GET {path} HTTP/1.1\r\nHost: o\r\n\r\n"));
        self.read_reply(true).unwrap()
    }

    pub fn ask(&mut self, method: &str, path: &str, headers: &str) -> Reply {
        self.write(&format!(
            "{method} {path} HTTP/1.1\r\nHost: o\r\n{headers}\r\n"
        ));
        self.read_reply(method == "HEAD").unwrap()
    }

    pub fn read_reply(&mut self, head: bool) -> std::io::Result<Reply> {
        let mut line = String::new();
        self.stream.read_line(&mut line)?;
        let status = line.split(' ').nth(1).and_then(|word| word.parse().ok());
        let status =
            status.ok_or_else(|| std::io::Error::other(format!("not a status line: {line:?}")))?;
        let mut reply = Reply {
            status,
            headers: Vec::new(),
            body: Vec::new(),
            whole: true,
        };
        loop {
            let mut line = String::new();
            self.stream.read_line(&mut line)?;
            let Some((name, value)) = line.trim_end().split_once(':') else {
                break;
            };
            reply
                .headers
                .push((name.to_owned(), value.trim().to_owned()));
        }
        let length: u64 = reply
            .header("content-length")
            .map_or(0, |value| value.parse().unwrap());
        if !head {
            (&mut self.stream)
                .take(length)
                .read_to_end(&mut reply.body)?;
            reply.whole = reply.body.len() as u64 == length;
        }
        Ok(reply)
    }
}

pub fn sha256(bytes: &[u8]) -> String {
    let digest = ring::digest::digest(&ring::digest::SHA256, bytes);
    digest
        .as_ref()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// A column of a timeline, row by row.
pub fn column<'t>(truth: &'t Value, timeline: &str, name: &str) -> Vec<&'t Value> {
    let columns = truth[timeline]["columns"].as_array().unwrap();
    let index = columns.iter().position(|column| column == name).unwrap();
    truth[timeline]["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| &row[index])
        .collect()
}
