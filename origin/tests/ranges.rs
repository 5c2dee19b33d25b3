#![allow(clippy::unwrap_used)]
mod support;

use serde_json::json;
use support::{Origin, column};

#[test]
fn ranges_are_slices_of_the_whole() {
    let origin = Origin::start();
    let session = origin.open(&json!({"seed": 1, "files": [{"bytes": 200_000}]}));
    let (mut client, path) = (session.connect(), session.path(0));
    let whole = client.get(&path);
    let tag = whole.header("etag").unwrap().to_owned();
    let date = whole.header("last-modified").unwrap().to_owned();
    assert!(
        tag.starts_with('"') && tag.ends_with('"'),
        "{tag} is not strong"
    );
    for (range, from, to) in [
        ("0-0", 0, 1),
        ("65530-65600", 65_530, 65_601),
        ("199999-", 199_999, 200_000),
        ("-7", 199_993, 200_000),
    ] {
        let reply = client.ask(
            "GET",
            &path,
            &format!("Range: bytes={range}\r\nIf-Range: {tag}\r\n"),
        );
        assert_eq!(
            (reply.status, &reply.body[..]),
            (206, &whole.body[from..to]),
            "{range}"
        );
        assert_eq!(
            reply.header("content-range").unwrap(),
            format!("bytes {from}-{}/200000", to - 1)
        );
        assert_eq!(reply.header("etag"), Some(tag.as_str()));
    }
    let reply = client.ask("GET", &path, "Range: bytes=200000-\r\n");
    assert_eq!(
        (reply.status, reply.header("content-range")),
        (416, Some("bytes */200000"))
    );
    for (validator, status) in [
        (date.as_str(), 206),
        ("\"other\"", 200),
        ("Mon, 01 Jan 2024 00:00:00 GMT", 200),
    ] {
        let reply = client.ask(
            "GET",
            &path,
            &format!("Range: bytes=1-\r\nIf-Range: {validator}\r\n"),
        );
        assert_eq!(reply.status, status, "{validator}");
    }
    let truth = session.truth();
    assert_eq!(
        column(&truth, "requestTimeline", "offset")[1..5],
        [0, 65_530, 199_999, 199_993]
    );
    assert_eq!(
        column(&truth, "requestTimeline", "bytes")[1..5],
        [1, 71, 1, 7]
    );
}

#[test]
fn head_sends_the_head_alone() {
    let origin = Origin::start();
    let session = origin.open(&json!({"seed": 1, "files": [{"bytes": 5000}]}));
    let mut client = session.connect();
    let reply = client.ask("HEAD", &session.path(0), "");
    assert_eq!(
        (reply.status, reply.header("content-length")),
        (200, Some("5000"))
    );
    assert_eq!(client.get(&session.path(0)).body.len(), 5000);
    assert_eq!(session.truth()["bodyBytes"], 5000);
}
