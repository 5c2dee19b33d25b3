#![allow(clippy::unwrap_used)]
mod support;

use std::io::Write;
use std::net::TcpStream;
use std::time::Duration;

use rustls::pki_types::ServerName;
use rustls::{CertificateError, ClientConnection, Error, StreamOwned};
use serde_json::{Value, json};
use support::{Origin, Session};

fn opened(origin: &Origin, certificate: Value) -> Session<'_> {
    origin.open(&json!({
        "seed": 1, "tls": true, "certificate": certificate, "files": [{"bytes": 5}],
    }))
}

fn handshake(session: &Session<'_>, host: &'static str) -> Result<(), CertificateError> {
    let name = ServerName::try_from(host).unwrap();
    let connection = ClientConnection::new(session.tls_config(&[]), name).unwrap();
    let mut stream = StreamOwned::new(connection, TcpStream::connect(session.base().0).unwrap());
    let Err(error) = stream.write_all(b"GET / HTTP/1.1\r\n\r\n") else {
        return Ok(());
    };
    match error.into_inner().unwrap().downcast_ref::<Error>() {
        Some(Error::InvalidCertificate(error)) => Err(error.clone()),
        other => panic!("refused for another reason: {other:?}"),
    }
}

#[test]
fn each_bad_certificate_is_bad_in_its_own_way() {
    let origin = Origin::start();
    for (kind, expected) in [
        ("expired", "Expired"),
        ("not-yet-valid", "NotValidYet"),
        ("wrong-host", "NotValidForName"),
        ("unknown-authority", "UnknownIssuer"),
    ] {
        // The second session shows the one that was made for the first.
        for _ in 0..2 {
            let session = opened(&origin, json!(kind));
            let error = handshake(&session, "127.0.0.1").unwrap_err();
            assert!(
                format!("{error:?}").starts_with(expected),
                "{kind}: {error:?}"
            );
            let truth = session.truth_when(|truth| truth["failedHandshakes"] == 1);
            assert_eq!(truth["tlsHandshakes"], 0);
        }
    }
}

#[test]
fn a_good_one_is_the_default() {
    let origin = Origin::start();
    for kind in [json!(null), json!("good")] {
        assert_eq!(handshake(&opened(&origin, kind), "127.0.0.1"), Ok(()));
    }
    let elsewhere = opened(&origin, json!("wrong-host"));
    assert_eq!(handshake(&elsewhere, "elsewhere.invalid"), Ok(()));
}

#[test]
fn a_handshake_may_never_be_answered() {
    let origin = Origin::start();
    let session = origin.open(&json!({
        "seed": 1, "tls": true, "handshake": "stall", "files": [{"bytes": 5}],
    }));
    let mut client = session.connect_tls(&[]);
    let limit = Some(Duration::from_millis(30));
    client
        .stream
        .get_ref()
        .sock
        .set_read_timeout(limit)
        .unwrap();
    assert!(client.stream.get_mut().write_all(b"GET").is_err());
    let truth = session.truth_when(|truth| truth["openConnections"] == 1);
    assert_eq!(
        (
            &truth["openConnections"],
            &truth["tlsHandshakes"],
            &truth["failedHandshakes"]
        ),
        (&json!(1), &json!(0), &json!(0))
    );
    drop(client);
    let truth = session.truth_when(|truth| truth["openConnections"] == 0);
    assert_eq!(truth["failedHandshakes"], 1);
}
