#![allow(clippy::unwrap_used)]
mod support;

use std::io::Read;
use std::time::Instant;

use serde_json::{Value, json};
use support::{Origin, Session, sha256};

fn scripted(origin: &Origin, answers: Value) -> Session<'_> {
    origin.open(&json!({"seed": 1, "files": [{"bytes": 1000, "answers": answers}]}))
}

#[test]
fn an_answer_may_come_late() {
    let origin = Origin::start();
    let session = scripted(&origin, json!([{"delayMs": 40}, {}]));
    let start = Instant::now();
    assert!(session.connect().get(&session.path(0)).whole);
    assert!(start.elapsed().as_millis() >= 40);
}

#[test]
fn interim_answers_do_not_wait_with_the_answer() {
    let origin = Origin::start();
    let interim = json!([100, 103, 103]);
    let session = scripted(
        &origin,
        json!([{"interim": interim}, {"interim": interim, "delayMs": 600_000}]),
    );
    for waits in [false, true] {
        let mut client = session.connect();
        let mut statuses = vec![client.ask_for_start(&session.path(0)).status];
        statuses.extend((0..2).map(|_| client.read_reply(true).unwrap().status));
        assert_eq!(statuses, [100, 103, 103]);
        if !waits {
            let reply = client.read_reply(false).unwrap();
            assert_eq!((reply.status, reply.body.len()), (200, 1000));
        }
    }
    assert_eq!(session.truth()["requestsByStatus"], json!({"200": 2}));
}

#[test]
fn head_and_body_may_trickle() {
    let origin = Origin::start();
    for (answer, least_ms) in [
        (json!({"headBytesPerSecond": 2_000}), 60),
        (json!({"bodyBytesPerSecond": 20_000}), 40),
        (
            json!({"bodyBytesPerSecond": 20_000, "framing": "chunked", "chunkBytes": 7}),
            40,
        ),
        (
            json!({"raw": "x".repeat(300), "headBytesPerSecond": 5_000}),
            40,
        ),
    ] {
        let session = scripted(&origin, json!([answer]));
        let start = Instant::now();
        let mut client = session.connect();
        client.write(&format!(
            "GET {} HTTP/1.1\r\nConnection: close\r\n\r\n",
            session.path(0)
        ));
        client.stream.read_to_end(&mut Vec::new()).unwrap();
        assert!(start.elapsed().as_millis() >= least_ms, "{answer}");
        let raw = answer.get("raw").is_some();
        assert_eq!(session.truth()["bodyBytes"], if raw { 0 } else { 1000 });
    }
}

#[test]
fn a_script_passes_the_network_of_its_session() {
    let origin = Origin::start();
    for framing in ["length", "chunked"] {
        let session = origin.open(&json!({
            "seed": 1, "files": [{"bytes": 100_000, "answers": [{"framing": framing, "chunkBytes": null}]}],
            "network": {"rttMs": 10, "connectionBytesPerSecond": 1_000_000, "slowStart": true},
        }));
        let start = Instant::now();
        let (_, body) = session.exchange(&session.path(0), "Connection: close\r\n");
        // A round trip to connect, one to the first byte, three for the windows, and the rate.
        assert!(start.elapsed().as_millis() >= 100, "{framing}");
        if framing == "length" {
            assert_eq!(session.opened["files"][0]["sha256"], sha256(&body));
        }
        assert_eq!(session.truth()["bodyBytes"], 100_000);
    }
}

#[test]
fn a_head_may_be_padded() {
    let origin = Origin::start();
    let plain = scripted(&origin, json!([{}]));
    let bare = plain
        .exchange(&plain.path(0), "Connection: close\r\n")
        .0
        .len();
    for bytes in [32, 5_000, 300_000] {
        let session = scripted(&origin, json!([{"padHeaders": bytes}]));
        let (head, body) = session.exchange(&session.path(0), "Connection: close\r\n");
        assert_eq!((head.len(), body.len()), (bare + bytes, 1000));
        assert_eq!(head.matches("\r\nX-Padding-").count(), bytes.div_ceil(1024));
    }
}
