#![allow(clippy::unwrap_used)]
mod support;

use serde_json::{Value, json};
use support::{Origin, Reply, Session};

fn scripted(origin: &Origin, answer: Value) -> Session<'_> {
    origin.open(&json!({"seed": 1, "files": [{"bytes": 1000, "answers": [{}, answer]}]}))
}

/// The whole file, then what a request with these headers gets.
fn asked(origin: &Origin, answer: Value, headers: &str) -> (Reply, Reply) {
    let session = scripted(origin, answer);
    let mut client = session.connect();
    let whole = client.get(&session.path(0));
    let etag = whole.header("etag").unwrap().to_owned();
    let reply = client.ask("GET", &session.path(0), &headers.replace("ETAG", &etag));
    (whole, reply)
}

#[test]
fn parts_are_served_as_the_script_bends_them() {
    let origin = Origin::start();
    for (answer, range, told) in [
        (json!({}), "100-199", (100, 199)),
        (json!({"rangeShift": 7}), "100-199", (107, 199)),
        (json!({"rangeShift": -7}), "100-", (93, 999)),
        (json!({"rangeShift": -7}), "3-", (0, 999)),
        (json!({"rangeShift": 5000}), "3-", (999, 999)),
        (json!({"rangeCut": 10}), "100-", (100, 989)),
        (json!({"rangeCut": 10}), "100-104", (100, 100)),
        (
            json!({"rangeShift": 1, "rangeCut": 1}),
            "100-199",
            (101, 198),
        ),
        (json!({"status": 206}), "100-199", (100, 199)),
        (
            json!({"status": 206, "ranges": "ignore"}),
            "100-199",
            (0, 999),
        ),
    ] {
        let (whole, part) = asked(
            &origin,
            answer.clone(),
            &format!("Range: bytes={range}\r\n"),
        );
        let (first, last) = told;
        assert_eq!(part.status, 206);
        let announced = format!("bytes {first}-{last}/1000");
        assert_eq!(
            part.header("content-range"),
            Some(announced.as_str()),
            "{answer}"
        );
        assert_eq!(part.body, whole.body[first..=last], "{answer}");
    }
}

#[test]
fn a_part_nobody_asked_for() {
    let origin = Origin::start();
    let (whole, part) = asked(&origin, json!({"status": 206}), "");
    assert_eq!(
        (part.status, part.header("content-range")),
        (206, Some("bytes 0-999/1000"))
    );
    assert_eq!(part.body, whole.body);
    let (_, lying) = asked(
        &origin,
        json!({"status": 206, "headers": {"content-range": "bytes 5-9/10"}}),
        "",
    );
    assert_eq!(lying.header("content-range"), Some("bytes 5-9/10"));
}

#[test]
fn ranges_are_ignored_or_refused() {
    let origin = Origin::start();
    let range = "Range: bytes=10-\r\n";
    let (whole, ignored) = asked(&origin, json!({"ranges": "ignore"}), range);
    assert_eq!((ignored.status, &ignored.body), (200, &whole.body));
    let (_, refused) = asked(&origin, json!({"ranges": "refuse"}), range);
    assert_eq!(
        (refused.status, refused.header("content-range")),
        (416, Some("bytes */1000"))
    );
    let (_, without) = asked(&origin, json!({"ranges": "refuse"}), "");
    assert_eq!(without.status, 200);
}

#[test]
fn if_range_is_held_against_what_the_answer_says_the_file_is() {
    let origin = Origin::start();
    for (answer, validator, status) in [
        (json!({}), "ETAG", 206),
        (json!({}), "\"other\"", 200),
        (json!({"version": 1}), "ETAG", 200),
        (json!({"bytes": 999}), "ETAG", 200),
        (json!({"version": 1, "ifRange": "ignore"}), "ETAG", 206),
        (json!({"headers": {"etag": "\"mine\""}}), "\"mine\"", 206),
        (json!({"headers": {"etag": "\"mine\""}}), "ETAG", 200),
        (json!({"headers": {"etag": null}}), "ETAG", 200),
        (
            json!({"headers": {"etag": "W/\"mine\""}}),
            "W/\"mine\"",
            200,
        ),
        (json!({"lastModified": "long ago"}), "long ago", 206),
        (
            json!({"lastModified": "long ago"}),
            "Thu, 01 Jan 2026 00:00:00 GMT",
            200,
        ),
        (
            json!({"headers": {"last-modified": null}}),
            "Thu, 01 Jan 2026 00:00:00 GMT",
            200,
        ),
    ] {
        let headers = format!("Range: bytes=10-\r\nIf-Range: {validator}\r\n");
        let (_, reply) = asked(&origin, answer.clone(), &headers);
        assert_eq!(reply.status, status, "{answer} {validator}");
    }
}
