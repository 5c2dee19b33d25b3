#![allow(clippy::unwrap_used)]
mod support;

use std::io::Write;
use std::net::TcpStream;

use rustls::pki_types::ServerName;
use rustls::{ClientConnection, RootCertStore, StreamOwned};
use serde_json::json;
use support::{Client, Origin, client_config, sha256};

#[test]
fn files_are_the_same_over_tls() {
    let origin = Origin::start();
    let session = origin
        .open(&json!({"seed": 1, "tls": true, "files": [{"bytes": 3_000_000}, {"bytes": 5}]}));
    assert!(
        session.opened["bases"][0]
            .as_str()
            .unwrap()
            .starts_with("https://127.0.0.1:")
    );
    let mut client = session.connect_tls(&["http/1.1"]);
    for file in 0..2 {
        let reply = client.get(&session.path(file));
        assert_eq!(session.opened["files"][file]["sha256"], sha256(&reply.body));
    }
    let truth = session.truth();
    assert_eq!(
        (&truth["connections"], &truth["tlsHandshakes"]),
        (&json!(1), &json!(1))
    );
    assert_eq!(
        (&truth["bodyBytes"], &truth["failedHandshakes"]),
        (&json!(3_000_005), &json!(0))
    );
}

#[test]
fn each_new_connection_is_a_handshake() {
    let origin = Origin::start();
    let session = origin.open(&json!({"seed": 1, "tls": true, "files": [{"bytes": 5}]}));
    (0..3).for_each(|_| assert!(session.connect_tls(&[]).get(&session.path(0)).whole));
    assert_eq!(session.truth()["tlsHandshakes"], 3);
}

#[test]
fn a_client_without_our_authority_does_not_connect() {
    let origin = Origin::start();
    let session = origin.open(&json!({"seed": 1, "tls": true, "files": [{"bytes": 5}]}));
    let config = client_config(RootCertStore::empty(), &[]);
    let connection =
        ClientConnection::new(config, ServerName::try_from("127.0.0.1").unwrap()).unwrap();
    let mut stream = StreamOwned::new(connection, TcpStream::connect(session.base().0).unwrap());
    assert!(stream.write_all(b"GET / HTTP/1.1\r\n\r\n").is_err());
    drop(stream);
    let truth = session.truth_when(|truth| truth["failedHandshakes"] == 1);
    assert_eq!(
        (&truth["tlsHandshakes"], &truth["requests"]),
        (&json!(0), &json!(0))
    );
}

#[test]
fn plain_http_on_a_tls_port_is_a_failed_handshake() {
    let origin = Origin::start();
    let session = origin.open(&json!({"seed": 1, "tls": true, "files": [{"bytes": 5}]}));
    let mut client = Client::new(TcpStream::connect(session.base().0).unwrap());
    client.write("GET / HTTP/1.1\r\n\r\n");
    assert_eq!(
        session.truth_when(|truth| truth["failedHandshakes"] == 1)["requests"],
        0
    );
}

#[test]
fn the_session_decides_which_versions_are_offered() {
    let origin = Origin::start();
    for (http, offered, agreed) in [
        (json!(["1.1"]), vec!["h2", "http/1.1"], Some("http/1.1")),
        (json!(["2", "1.1"]), vec!["http/1.1", "h2"], Some("h2")),
        (
            json!(["1.1", "2"]),
            vec!["h2", "http/1.1"],
            Some("http/1.1"),
        ),
        (json!(["2"]), vec!["http/1.1"], None),
    ] {
        let session =
            origin.open(&json!({"seed": 1, "tls": true, "http": http, "files": [{"bytes": 5}]}));
        let mut stream = session.connect_tls(&offered).stream.into_inner();
        let StreamOwned { conn, sock } = &mut stream;
        let result = conn.complete_io(sock);
        let alpn = conn
            .alpn_protocol()
            .map(|name| String::from_utf8_lossy(name).into_owned());
        assert_eq!(alpn.as_deref().filter(|_| result.is_ok()), agreed, "{http}");
    }
}

#[test]
fn the_authority_is_of_this_process_alone() {
    let (one, other) = (Origin::start(), Origin::start());
    assert_ne!(one.ready["caPem"], other.ready["caPem"]);
}
