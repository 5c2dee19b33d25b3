#![allow(clippy::unwrap_used)]
mod support;

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use rustls::pki_types::ServerName;
use rustls::{ClientConnection, StreamOwned};
use serde_json::{Value, json};
use support::{Client, Origin, Session, column};

fn opened(origin: &Origin, tls: bool, proxy: Value) -> Session<'_> {
    origin.open(&json!({
        "seed": 1, "tls": tls, "proxy": proxy, "keepHeads": true, "files": [{"bytes": 1000}],
    }))
}

fn connect(session: &Session<'_>) -> Client<TcpStream> {
    let proxy = session.opened["proxy"].as_str().unwrap();
    Client::new(TcpStream::connect(proxy.strip_prefix("http://").unwrap()).unwrap())
}

/// Asks for a tunnel: the line of status, once the head is read.
fn ask_for_tunnel(client: &mut Client<TcpStream>, headers: &str) -> (u16, Option<String>) {
    client.write(&format!(
        "CONNECT nowhere.invalid:443 HTTP/1.1\r\nHost: nowhere.invalid:443\r\n{headers}\r\n"
    ));
    let reply = client.read_reply(false).unwrap();
    let challenge = reply.header("proxy-authenticate").map(String::from);
    (reply.status, challenge)
}

#[test]
fn a_whole_url_is_answered_as_the_origin_would() {
    let origin = Origin::start();
    let session = opened(&origin, false, json!({}));
    let direct = session.connect().get(&session.path(0));
    let mut client = connect(&session);
    let target = format!("http://nowhere.invalid{}", session.path(0));
    for _ in 0..2 {
        let reply = client.get(&target);
        assert_eq!((reply.status, &reply.body), (200, &direct.body));
    }
    assert_eq!(client.get("http://nowhere.invalid/").status, 404);
    assert_eq!(client.get(&session.path(0)).status, 400);
    let truth = session.truth();
    assert_eq!(truth["proxyConnections"], json!([1]));
    assert_eq!(truth["connects"], json!([]));
    let heads = truth["heads"].as_array().unwrap();
    let through: Vec<_> = heads.iter().map(|head| &head["viaProxy"]).collect();
    assert_eq!(through, [false, true, true, true, true]);
    assert_eq!(heads[1]["target"], target);
    assert_eq!(
        column(&truth, "requestTimeline", "connection"),
        [0, 1, 1, 1, 1]
    );
}

#[test]
fn a_tunnel_leads_to_the_plain_origin() {
    let origin = Origin::start();
    let session = opened(&origin, false, json!({"connect": "accept"}));
    let mut client = connect(&session);
    assert_eq!(ask_for_tunnel(&mut client, "X: y\r\n"), (200, None));
    assert!(client.get(&session.path(0)).whole);
    let truth = session.truth();
    assert_eq!(
        truth["connects"],
        json!([{"target": "nowhere.invalid:443", "status": 200,
                "headers": [["Host", "nowhere.invalid:443"], ["X", "y"]]}])
    );
    assert_eq!(
        (&truth["requests"], &truth["connections"]),
        (&json!(1), &json!(1))
    );
    assert_eq!(truth["heads"][0]["target"], session.path(0));
    assert_eq!(truth["heads"][0]["viaProxy"], true);
}

#[test]
fn a_tunnel_leads_to_the_tls_origin() {
    let origin = Origin::start();
    let session = opened(&origin, true, json!({"authorization": "Basic YTpi"}));
    let mut client = connect(&session);
    let right = "proxy-authorization: Basic YTpi\r\n";
    for (headers, status) in [
        ("", 407),
        ("Proxy-Authorization: basic YTpi\r\n", 407),
        (right, 200),
    ] {
        let (answered, challenge) = ask_for_tunnel(&mut client, headers);
        assert_eq!((answered, challenge.is_some()), (status, status == 407));
    }
    let name = ServerName::try_from("127.0.0.1").unwrap();
    let connection = ClientConnection::new(session.tls_config(&[]), name).unwrap();
    let mut inside = Client::new(StreamOwned::new(connection, client.stream.into_inner()));
    assert!(inside.get(&session.path(0)).whole);
    let truth = session.truth();
    assert_eq!(
        (&truth["tlsHandshakes"], &truth["connections"]),
        (&json!(1), &json!(1))
    );
    let statuses: Vec<_> = truth["connects"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| &row["status"])
        .collect();
    assert_eq!(statuses, [407, 407, 200]);
    // The tunnel's own words stay with the proxy.
    assert_eq!(truth["heads"][0]["headers"], json!([["Host", "o"]]));
}

#[test]
fn whole_urls_need_the_authorization_too() {
    let origin = Origin::start();
    let session = opened(&origin, false, json!({"authorization": "Basic YTpi"}));
    let mut client = connect(&session);
    let target = format!("http://nowhere.invalid{}", session.path(0));
    let refused = client.get(&target);
    assert_eq!(
        (refused.status, refused.header("proxy-authenticate")),
        (407, Some("Basic realm=\"proxy\""))
    );
    let reply = client.ask("GET", &target, "Proxy-Authorization: Basic YTpi\r\n");
    assert_eq!(reply.status, 200);
    // Only the origin's own answers count as requests of the file.
    assert_eq!(session.truth()["strayRequests"], 1);
}

#[test]
fn a_tunnel_may_be_refused() {
    let origin = Origin::start();
    for (proxy, status) in [
        (json!({"connect": "refuse"}), 403),
        (json!({"connect": "refuse", "status": 502}), 502),
        (json!({"connect": "refuse", "status": 407}), 407),
    ] {
        let session = opened(&origin, true, proxy);
        let (answered, challenge) = ask_for_tunnel(&mut connect(&session), "");
        assert_eq!((answered, challenge.is_some()), (status, status == 407));
        let truth = session.truth();
        assert_eq!(
            (&truth["requests"], &truth["failedHandshakes"]),
            (&json!(0), &json!(0))
        );
    }
}

#[test]
fn a_tunnel_may_never_come() {
    let origin = Origin::start();
    let session = opened(&origin, true, json!({"connect": "stall"}));
    let mut client = connect(&session);
    client.write("CONNECT a:1 HTTP/1.1\r\n\r\n");
    let limit = Some(Duration::from_millis(30));
    client.stream.get_ref().set_read_timeout(limit).unwrap();
    let error = client.stream.read(&mut [0]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::WouldBlock);
    let truth = session.truth_when(|truth| truth["connects"][0].is_object());
    assert_eq!(truth["connects"][0]["status"], json!(null));
    drop(client);
    session.truth_when(|truth| truth["openConnections"] == 0);
}

#[test]
fn a_tunnel_and_a_stalled_handshake_go_together() {
    let origin = Origin::start();
    let session = origin.open(&json!({
        "seed": 1, "tls": true, "handshake": "stall", "proxy": {}, "files": [{"bytes": 1}],
    }));
    let mut client = connect(&session);
    assert_eq!(ask_for_tunnel(&mut client, "").0, 200);
    client.stream.get_mut().write_all(b"hello").unwrap();
    let limit = Some(Duration::from_millis(30));
    client.stream.get_ref().set_read_timeout(limit).unwrap();
    assert!(client.stream.read(&mut [0]).is_err());
    let truth = session.close();
    assert_eq!(truth["openConnections"], 0);
    assert_eq!(truth.get("connects"), None);
}

#[test]
fn without_a_proxy_there_is_none() {
    let origin = Origin::start();
    let session = origin.open(&json!({"seed": 1, "files": [{"bytes": 1}]}));
    assert_eq!(session.opened.get("proxy"), None);
    assert_eq!(session.truth().get("proxyConnections"), None);
    assert_eq!(session.connect().ask("CONNECT", "a:1", "").status, 405);
}
