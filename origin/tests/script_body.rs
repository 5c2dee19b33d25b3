#![allow(clippy::unwrap_used)]
mod support;

use std::io::{ErrorKind, Read};
use std::time::Duration;

use serde_json::{Value, json};
use support::{Origin, Session, column, sha256};

fn scripted(origin: &Origin, bytes: u64, answers: Value) -> Session<'_> {
    origin.open(&json!({"seed": 1, "files": [{"bytes": bytes, "answers": answers}]}))
}

/// The data of a chunked body, its trailers, and whether it came to its end.
fn unchunk(mut body: &[u8]) -> (Vec<u8>, String, bool) {
    let mut data = Vec::new();
    loop {
        let Some(line) = body.windows(2).position(|two| two == b"\r\n") else {
            return (data, String::new(), false);
        };
        let size = usize::from_str_radix(std::str::from_utf8(&body[..line]).unwrap(), 16).unwrap();
        body = &body[line + 2..];
        if size == 0 {
            let text = String::from_utf8_lossy(body).into_owned();
            return (data, text.clone(), text.ends_with("\r\n"));
        }
        data.extend_from_slice(&body[..size.min(body.len())]);
        if body.len() < size + 2 {
            return (data, String::new(), false);
        }
        assert_eq!(body[size..size + 2], *b"\r\n");
        body = &body[size + 2..];
    }
}

#[test]
fn a_chunked_body_is_whole_and_the_connection_goes_on() {
    let origin = Origin::start();
    for (bytes, chunk) in [(0, 5), (1, 5), (5, 5), (70_001, 1000), (200_000, 16_384)] {
        let session = scripted(
            &origin,
            bytes,
            json!([
                {"framing": "chunked", "chunkBytes": chunk, "trailers": {"X-Sum": "1"}},
                {"framing": "chunked", "then": "close"}]),
        );
        for trailers in ["X-Sum: 1\r\n\r\n", "\r\n"] {
            let (head, body) = session.exchange(&session.path(0), "Connection: close\r\n");
            assert!(head.contains("Transfer-Encoding: chunked\r\n"), "{head}");
            assert!(!head.contains("Content-Length"));
            assert_eq!(
                head.contains("Trailer: X-Sum\r\n"),
                trailers.contains("Sum")
            );
            let (data, after, whole) = unchunk(&body);
            assert_eq!((after.as_str(), whole), (trailers, true));
            assert_eq!(session.opened["files"][0]["sha256"], sha256(&data));
        }
        let truth = session.truth_when(|truth| truth["openConnections"] == 0);
        assert_eq!(truth["bodyBytes"], 2 * bytes);
        assert_eq!(column(&truth, "requestTimeline", "complete"), [true, true]);
    }
}

#[test]
fn a_body_may_end_with_the_connection() {
    let origin = Origin::start();
    let session = scripted(&origin, 100_000, json!([{"framing": "close"}]));
    let (head, body) = session.exchange(&session.path(0), "");
    assert!(head.contains("Connection: close\r\n") && !head.contains("Content-Length"));
    assert_eq!(session.opened["files"][0]["sha256"], sha256(&body));
    let truth = session.truth_when(|truth| truth["openConnections"] == 0);
    assert_eq!(column(&truth, "requestTimeline", "complete"), [true]);
}

#[test]
fn a_body_stops_where_it_is_told_and_closes() {
    let origin = Origin::start();
    for (framing, after) in [
        ("length", 0),
        ("length", 70_000),
        ("close", 70_000),
        ("chunked", 0),
        ("chunked", 16_384),
        ("chunked", 70_000),
        ("chunked", 100_000),
    ] {
        let session = scripted(
            &origin,
            100_000,
            json!([{"framing": framing, "afterBytes": after, "then": "close"}]),
        );
        let (_, body) = session.exchange(&session.path(0), "");
        let data = match framing {
            "chunked" => {
                let (data, _, whole) = unchunk(&body);
                assert!(!whole);
                data
            }
            _ => body,
        };
        assert_eq!(data.len(), after, "{framing}");
        let truth = session.truth_when(|truth| truth["openConnections"] == 0);
        assert_eq!(truth["bodyBytes"], after);
        assert_eq!(column(&truth, "requestTimeline", "complete"), [false]);
    }
}

#[test]
fn a_reset_comes_when_the_client_has_what_was_sent() {
    let origin = Origin::start();
    for (answer, after) in [
        (json!({"afterBytes": 3_000_000, "then": "reset"}), 3_000_000),
        (json!({"then": "reset"}), 8_000_000),
    ] {
        let session = scripted(&origin, 8_000_000, json!([answer]));
        let mut client = session.connect();
        let reply = client.ask_for_start(&session.path(0));
        assert_eq!(reply.header("content-length"), Some("8000000"));
        let mut body = Vec::new();
        let error = client.stream.read_to_end(&mut body).unwrap_err();
        assert_eq!(
            (error.kind(), body.len()),
            (ErrorKind::ConnectionReset, after)
        );
    }
}

#[test]
fn a_reset_does_not_wait_for_a_client_that_left() {
    let origin = Origin::start();
    let session = scripted(&origin, 80_000_000, json!([{"then": "reset"}]));
    let mut client = session.connect();
    client.ask_for_start(&session.path(0));
    drop(client);
    session.truth_when(|truth| truth["openConnections"] == 0);
}

#[test]
fn a_stall_after_a_whole_answer_keeps_the_next_one_waiting() {
    let origin = Origin::start();
    let session = scripted(&origin, 1000, json!([{"then": "stall"}]));
    let mut client = session.connect();
    assert!(client.get(&session.path(0)).whole);
    client.write(&format!("GET {} HTTP/1.1\r\n\r\n", session.path(0)));
    let limit = Some(Duration::from_millis(30));
    client.stream.get_ref().set_read_timeout(limit).unwrap();
    let error = client.stream.read(&mut [0]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::WouldBlock);
    let truth = session.truth();
    assert_eq!(column(&truth, "requestTimeline", "complete"), [true]);
    drop(client);
    session.truth_when(|truth| truth["openConnections"] == 0);
}

#[test]
fn a_stall_in_the_middle_holds_the_request() {
    let origin = Origin::start();
    for framing in ["length", "chunked", "close"] {
        let session = scripted(
            &origin,
            1000,
            json!([{"framing": framing, "afterBytes": 10, "then": "stall"}]),
        );
        let mut client = session.connect();
        client.write(&format!("GET {} HTTP/1.1\r\n\r\n", session.path(0)));
        let truth = session.truth_when(|truth| truth["bodyBytes"] == 10);
        assert!(column(&truth, "requestTimeline", "endNs")[0].is_null());
        drop(client);
        let truth = session.truth_when(|truth| truth["openConnections"] == 0);
        assert_eq!(column(&truth, "requestTimeline", "complete"), [false]);
    }
}

#[test]
fn a_kept_connection_may_be_closed_without_a_word() {
    let origin = Origin::start();
    let session = scripted(&origin, 1000, json!([{"then": "close"}, {}]));
    let mut client = session.connect();
    let reply = client.get(&session.path(0));
    assert_eq!(
        (reply.whole, reply.header("connection")),
        (true, Some("keep-alive"))
    );
    assert_eq!(client.stream.read(&mut [0]).unwrap(), 0);
    let truth = session.truth();
    assert_eq!(column(&truth, "requestTimeline", "complete"), [true]);
}

#[test]
fn raw_text_is_sent_as_it_stands() {
    let origin = Origin::start();
    let whole = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX: \u{e9}\r\n\r\nhi";
    for raw in ["", "HTTP/1.1 2", "SSH-2.0-x\r\n", whole] {
        let session = scripted(&origin, 1000, json!([{"raw": raw}]));
        let mut client = session.connect();
        client.write(&format!("GET {} HTTP/1.1\r\n\r\n", session.path(0)));
        let mut bytes = Vec::new();
        client.stream.read_to_end(&mut bytes).unwrap();
        assert_eq!(bytes, raw.as_bytes());
        let truth = session.truth_when(|truth| truth["openConnections"] == 0);
        assert_eq!(
            (
                &truth["requests"],
                &truth["requestsByStatus"],
                &truth["bodyBytes"]
            ),
            (&json!(1), &json!({}), &json!(0))
        );
    }
    let session = scripted(&origin, 1000, json!([{"raw": "", "then": "reset"}]));
    let mut client = session.connect();
    client.write(&format!("GET {} HTTP/1.1\r\n\r\n", session.path(0)));
    let error = client.stream.read_to_end(&mut Vec::new()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConnectionReset);
}
