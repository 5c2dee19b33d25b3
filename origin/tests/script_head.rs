#![allow(clippy::unwrap_used)]
mod support;

use serde_json::{Value, json};
use support::{Origin, Session, sha256};

fn scripted(origin: &Origin, answers: Value) -> Session<'_> {
    origin.open(&json!({"seed": 1, "hosts": 2, "files": [{"bytes": 1000, "answers": answers}]}))
}

#[test]
fn the_nth_request_gets_the_nth_answer_and_the_last_one_repeats() {
    let origin = Origin::start();
    let session = scripted(&origin, json!([{"status": 503}, {"status": 404}, {}]));
    let mut client = session.connect();
    for status in [503, 404, 200, 200] {
        let reply = client.get(&session.path(0));
        assert_eq!((reply.status, reply.whole), (status, true));
    }
    let truth = session.truth();
    assert_eq!(
        truth["requestsByStatus"],
        json!({"200": 2, "404": 1, "503": 1})
    );
    assert_eq!(
        (&truth["connections"], &truth["strayRequests"]),
        (&json!(1), &json!(0))
    );
}

#[test]
fn an_empty_answer_is_the_plain_one() {
    let origin = Origin::start();
    let session = origin.open(&json!({
        "seed": 1, "files": [{"bytes": 1000, "answers": [{}]}],
    }));
    let plain = origin.open(&json!({"seed": 1, "files": [{"bytes": 1000}]}));
    for headers in [
        "",
        "Range: bytes=10-19\r\n",
        "Range: bytes=1000-\r\n",
        "Connection: close\r\n",
    ] {
        let ask = |session: &Session<'_>| {
            let reply = session.connect().ask("GET", &session.path(0), headers);
            (reply.status, reply.headers, reply.body)
        };
        assert_eq!(ask(&session), ask(&plain), "{headers}");
    }
    let head = session.connect().ask("HEAD", &session.path(0), "");
    assert_eq!(
        (head.status, head.header("content-length")),
        (200, Some("1000"))
    );
    assert_eq!(
        session.connect().ask("PUT", &session.path(0), "").status,
        405
    );
}

#[test]
fn a_status_brings_its_usual_body() {
    let origin = Origin::start();
    for (answer, bytes, kind) in [
        (
            json!({"status": 200}),
            1000,
            Some("application/octet-stream"),
        ),
        (
            json!({"status": 203}),
            1000,
            Some("application/octet-stream"),
        ),
        (
            json!({"status": 299}),
            1000,
            Some("application/octet-stream"),
        ),
        (json!({"status": 599}), 28, Some("text/plain")),
        (json!({"status": 999}), 28, Some("text/plain")),
        (
            json!({"status": 300, "body": "none"}),
            0,
            Some("text/plain"),
        ),
        (
            json!({"status": 404, "body": "file"}),
            1000,
            Some("application/octet-stream"),
        ),
        (json!({"body": "text"}), 28, Some("text/plain")),
        (
            json!({"status": 200, "body": "none"}),
            0,
            Some("application/octet-stream"),
        ),
    ] {
        let session = scripted(&origin, json!([answer]));
        let reply = session
            .connect()
            .ask("GET", &session.path(0), "Range: bytes=2000-\r\n");
        if answer["status"].is_null() {
            assert_eq!(
                (reply.status, reply.header("content-range")),
                (416, Some("bytes */1000"))
            );
            continue;
        }
        assert_eq!(json!(reply.status), answer["status"]);
        assert_eq!(
            (reply.body.len(), reply.header("content-type")),
            (bytes, kind),
            "{answer}"
        );
        assert_eq!(
            reply.header("content-length"),
            Some(bytes.to_string().as_str())
        );
        assert_eq!(reply.header("content-range"), None, "{answer}");
    }
}

#[test]
fn some_statuses_end_with_the_head() {
    let origin = Origin::start();
    for status in [199, 204, 304] {
        for framing in ["length", "chunked"] {
            let session = scripted(
                &origin,
                json!([{"status": status, "framing": framing, "then": "close"}]),
            );
            let (head, body) = session.exchange(&session.path(0), "");
            assert!(head.starts_with(&format!("HTTP/1.1 {status} ")), "{head}");
            assert!(!head.contains("Content-Length") && !head.contains("Transfer-Encoding"));
            assert_eq!(body, b"");
            assert_eq!(
                session.truth_when(|truth| truth["openConnections"] == 0)["bodyBytes"],
                0
            );
        }
    }
}

#[test]
fn headers_are_added_replaced_and_removed() {
    let origin = Origin::start();
    let session = scripted(
        &origin,
        json!([{"headers": {
            "etag": null, "LAST-MODIFIED": null, "content-type": "text/x",
            "X-Two": ["a", "b"], "retry-after": "7", "accept-ranges": [],
        }}]),
    );
    let reply = session.connect().get(&session.path(0));
    for absent in ["etag", "last-modified", "accept-ranges"] {
        assert_eq!(reply.header(absent), None);
    }
    assert_eq!(reply.header("content-type"), Some("text/x"));
    assert_eq!(reply.header("retry-after"), Some("7"));
    let twice: Vec<_> = reply
        .headers
        .iter()
        .filter(|(name, _)| name == "X-Two")
        .collect();
    assert_eq!(twice.len(), 2);
}

#[test]
fn headers_know_where_the_session_is() {
    let origin = Origin::start();
    let session = scripted(
        &origin,
        json!([{"status": 302, "headers": {"location": "{base1}/other", "x-host": "{hostport0}"}}]),
    );
    let reply = session.connect().get(&session.path(0));
    let base = session.opened["bases"][1].as_str().unwrap();
    assert_eq!(
        reply.header("location"),
        Some(format!("{base}/other").as_str())
    );
    assert_eq!(reply.header("x-host"), Some(session.base().0.as_str()));
    assert_eq!(
        (reply.status, reply.header("content-length")),
        (302, Some("17"))
    );
}

#[test]
fn a_length_may_lie() {
    let origin = Origin::start();
    let session = scripted(
        &origin,
        json!([{"headers": {"content-length": "1001"}, "then": "close"},
               {"headers": {"content-length": "10"}}]),
    );
    let reply = session.connect().get(&session.path(0));
    assert_eq!((reply.body.len(), reply.whole), (1000, false));
    let (head, body) = session.exchange(&session.path(0), "Connection: close\r\n");
    assert!(head.contains("Content-Length: 10\r\n") || head.contains("content-length: 10\r\n"));
    assert_eq!(body.len(), 1000);
}

#[test]
fn a_close_in_the_headers_is_meant() {
    let origin = Origin::start();
    let session = scripted(&origin, json!([{"headers": {"Connection": "close"}}]));
    let (head, body) = session.exchange(&session.path(0), "");
    assert!(head.contains("Connection: close\r\n") && !head.contains("keep-alive"));
    assert_eq!(body.len(), 1000);
}

#[test]
fn versions_are_other_bytes_under_another_tag() {
    let origin = Origin::start();
    let answers = json!([{}, {"version": 1}, {"version": 1, "bytes": 70_000}, {"version": 2, "lastModified": "yesterday"}]);
    let session = scripted(&origin, answers.clone());
    let told = session.opened["files"][0]["versions"].as_array().unwrap();
    assert_eq!(told.len(), 4);
    assert_eq!(told[0]["sha256"], session.opened["files"][0]["sha256"]);
    let mut client = session.connect();
    for version in told {
        let reply = client.get(&session.path(0));
        assert_eq!(version["sha256"], sha256(&reply.body));
        assert_eq!(version["etag"], reply.header("etag").unwrap());
        assert_eq!(version["bytes"], reply.body.len());
        let dated = reply.header("last-modified") == Some("yesterday");
        assert_eq!(dated, version["version"] == 2);
    }
    let again = scripted(&origin, answers);
    assert_eq!(again.opened["files"], session.opened["files"]);
    let plain = origin.open(&json!({"seed": 1, "files": [{"bytes": 1000}]}));
    assert_eq!(plain.opened["files"][0]["sha256"], told[0]["sha256"]);
    assert_eq!(plain.opened["files"][0].get("versions"), None);
}
