#![allow(clippy::unwrap_used)]
mod support;

use std::io::Read;
use std::sync::Barrier;

use serde_json::json;
use support::{Origin, column, sha256};

#[test]
fn files_are_what_was_promised() {
    let origin = Origin::start();
    let sizes = [0, 1, 31, 32, 33, 4096, 65_535, 65_536, 65_569, 5_000_000];
    let files: Vec<_> = sizes
        .iter()
        .map(|bytes| json!({ "bytes": bytes }))
        .collect();
    let session = origin.open(&json!({"seed": 3, "files": files}));
    let mut client = session.connect();
    for (index, bytes) in sizes.into_iter().enumerate() {
        let reply = client.get(&session.path(index));
        let promised = &session.opened["files"][index];
        assert_eq!((reply.status, reply.body.len()), (200, bytes));
        assert_eq!(promised["bytes"], bytes);
        assert_eq!(promised["sha256"], sha256(&reply.body), "file {index}");
        assert_eq!(reply.header("connection"), Some("keep-alive"));
        assert_eq!(reply.header("accept-ranges"), Some("bytes"));
    }
}

#[test]
fn a_kept_connection_is_one_connection() {
    let origin = Origin::start();
    let session = origin.open(&json!({"seed": 1, "files": [{"bytes": 1000}]}));
    let mut first = session.connect();
    (0..5).for_each(|_| assert!(first.get(&session.path(0)).whole));
    let mut second = session.connect();
    second.get(&session.path(0));
    let truth = session.truth();
    assert_eq!(
        (&truth["connections"], &truth["openConnections"]),
        (&json!(2), &json!(2))
    );
    assert_eq!(
        (&truth["requests"], &truth["bodyBytes"]),
        (&json!(6), &json!(6000))
    );
    assert_eq!(
        (&truth["requestsByStatus"], &truth["requestsByHttp"]),
        (&json!({"200": 6}), &json!({"1.1": 6}))
    );
    assert_eq!(
        (&truth["peakInFlight"], &truth["peakConnections"]),
        (&json!(1), &json!(2))
    );
    assert_eq!(column(&truth, "connectionTimeline", "requests"), [5, 1]);
    assert_eq!(
        column(&truth, "requestTimeline", "connection"),
        [0, 0, 0, 0, 0, 1]
    );
    drop(first);
    let truth = session.truth_when(|truth| truth["openConnections"] == 1);
    assert!(column(&truth, "connectionTimeline", "closedNs")[0].is_u64());
}

#[test]
fn the_peak_is_the_number_of_clients_that_wait_for_each_answer() {
    let origin = Origin::start();
    let session = origin.open(&json!({
        "seed": 1, "files": [{"bytes": 200_000}, {"bytes": 100}], "network": {"rttMs": 3, "jitterMs": 1},
    }));
    let clients = 7;
    let together = Barrier::new(clients);
    std::thread::scope(|scope| {
        for _ in 0..clients {
            scope.spawn(|| {
                let mut client = session.connect();
                together.wait();
                (0..40).for_each(|turn| assert!(client.get(&session.path(turn % 2)).whole));
            });
        }
    });
    let truth = session.close();
    assert_eq!(truth["peakInFlight"], clients);
    assert_eq!(
        (&truth["connections"], &truth["requests"]),
        (&json!(clients), &json!(40 * clients))
    );
    assert!(
        column(&truth, "requestTimeline", "complete")
            .into_iter()
            .all(|complete| complete == true)
    );
}

#[test]
fn without_any_delay_the_peak_is_exact_as_well() {
    let origin = Origin::start();
    let session = origin.open(&json!({"seed": 1, "files": [{"bytes": 4096}]}));
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                let mut client = session.connect();
                (0..500).for_each(|_| assert!(client.get(&session.path(0)).whole));
            });
        }
    });
    assert!(session.close()["peakInFlight"].as_u64().unwrap() <= 3);
}

#[test]
fn sessions_do_not_see_each_other() {
    let origin = Origin::start();
    let body = json!({"seed": 1, "files": [{"bytes": 10}]});
    let (first, second) = (origin.open(&body), origin.open(&body));
    assert_ne!(first.base(), second.base());
    let mut client = first.connect();
    assert_eq!(client.get(&first.path(0)).status, 200);
    for path in [
        second.path(0),
        "/".into(),
        first.path(1),
        format!("{}x", first.path(0)),
        "/s1".into(),
    ] {
        assert_eq!(client.get(&path).status, 404, "{path}");
    }
    let truth = first.truth();
    assert_eq!(
        (&truth["requests"], &truth["strayRequests"]),
        (&json!(6), &json!(5))
    );
    assert_eq!(truth["requestsByStatus"], json!({"200": 1, "404": 5}));
    assert_eq!(
        (&second.truth()["requests"], &second.truth()["connections"]),
        (&json!(0), &json!(0))
    );
}

#[test]
fn what_is_no_request_for_a_file_is_refused_and_counted_as_stray() {
    let origin = Origin::start();
    let session = origin.open(&json!({"seed": 1, "files": [{"bytes": 10}]}));
    let path = session.path(0);
    let reply = session.connect().ask("POST", &path, "");
    assert_eq!(
        (reply.status, reply.header("allow")),
        (405, Some("GET, HEAD"))
    );
    let long = format!("GET /{} HTTP/1.1\r\n", "x".repeat(70_000));
    let cases = [
        ("nonsense\r\n\r\n", 400),
        ("GET / HTTP/3.7\r\n\r\n", 505),
        (long.as_str(), 431),
    ];
    for (text, status) in cases {
        let mut client = session.connect();
        client.write(text);
        assert_eq!(client.read_reply(false).unwrap().status, status);
        assert_eq!(
            client.stream.read(&mut [0]).unwrap_or(0),
            0,
            "the connection goes on after {status}"
        );
    }
    assert_eq!(session.truth()["strayRequests"], 4);
}

#[test]
fn a_client_decides_whether_the_connection_goes_on() {
    let origin = Origin::start();
    let session = origin.open(&json!({"seed": 1, "files": [{"bytes": 10}]}));
    let path = session.path(0);
    for (request, stays) in [
        (
            format!("GET {path} HTTP/1.1\r\nConnection: close\r\n\r\n"),
            false,
        ),
        (format!("GET {path} HTTP/1.0\r\n\r\n"), false),
        (
            format!("GET {path} HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n"),
            true,
        ),
        (format!("GET {path}?a=b HTTP/1.1\r\n\r\n"), true),
    ] {
        let mut client = session.connect();
        client.write(&request);
        let reply = client.read_reply(false).unwrap();
        assert_eq!(
            reply.header("connection"),
            Some(if stays { "keep-alive" } else { "close" }),
            "{request}"
        );
        if stays {
            assert_eq!(client.get(&path).status, 200);
        } else {
            assert_eq!(client.stream.read(&mut [0]).unwrap(), 0);
        }
    }
    assert_eq!(
        session.truth()["requestsByHttp"],
        json!({"1.0": 2, "1.1": 4})
    );
}

#[test]
fn requests_in_pieces_and_in_one_piece_are_both_read() {
    let origin = Origin::start();
    let session = origin.open(&json!({"seed": 1, "files": [{"bytes": 10}]}));
    let request = format!("GET {} HTTP/1.1\r\nHost: o\r\n\r\n", session.path(0));
    let mut client = session.connect();
    for piece in request.as_bytes().chunks(9) {
        client.write(std::str::from_utf8(piece).unwrap());
    }
    assert_eq!(client.read_reply(false).unwrap().status, 200);
    client.write(&request.repeat(3));
    (0..3).for_each(|_| assert!(client.read_reply(false).unwrap().whole));
}

#[test]
fn a_client_that_leaves_in_the_middle_got_no_whole_answer() {
    let origin = Origin::start();
    let session = origin.open(&json!({"seed": 1, "files": [{"bytes": 300_000_000}]}));
    let mut client = session.connect();
    client.write(&format!(
        "GET {} HTTP/1.1\r\nHost: o\r\n\r\n",
        session.path(0)
    ));
    client.stream.read_exact(&mut [0; 1000]).unwrap();
    drop(client);
    let truth = session.truth_when(|truth| truth["openConnections"] == 0);
    assert_eq!(column(&truth, "requestTimeline", "complete"), [false]);
    let sent = truth["bodyBytes"].as_u64().unwrap();
    assert!(sent > 0 && sent < 300_000_000, "{sent}");
    assert_eq!(truth["peakInFlight"], 1);
}
