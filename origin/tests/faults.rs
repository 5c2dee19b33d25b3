#![allow(clippy::unwrap_used)]
mod support;

use std::io::Read;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use support::{Origin, Session, column};

fn faulty(origin: &Origin, fault: Value) -> Session<'_> {
    origin.open(&json!({"seed": 1, "files": [{"bytes": 100_000, "fault": fault}, {"bytes": 10}]}))
}

#[test]
fn a_status_and_what_comes_with_it() {
    let origin = Origin::start();
    let session = faulty(
        &origin,
        json!({"kind": "status", "status": 503, "retryAfter": 7, "times": 2}),
    );
    let mut client = session.connect();
    for status in [503, 503, 200, 200] {
        let reply = client.get(&session.path(0));
        assert_eq!(
            (reply.status, reply.header("retry-after")),
            (status, (status == 503).then_some("7"))
        );
        assert!(reply.whole);
    }
    let truth = session.truth();
    assert_eq!(truth["requestsByStatus"], json!({"200": 2, "503": 2}));
    assert_eq!(
        (&truth["connections"], &truth["strayRequests"]),
        (&json!(1), &json!(0))
    );
}

#[test]
fn a_short_body_ends_in_an_orderly_way() {
    let origin = Origin::start();
    let session = faulty(
        &origin,
        json!({"kind": "short-body", "afterBytes": 70_000, "times": 1}),
    );
    let mut client = session.connect();
    let reply = client.get(&session.path(0));
    assert_eq!(
        (reply.status, reply.body.len(), reply.whole),
        (200, 70_000, false)
    );
    assert_eq!(client.stream.read(&mut [0]).unwrap(), 0);
    let whole = session.connect().get(&session.path(0));
    assert_eq!(whole.body[..70_000], reply.body);
    assert_eq!(
        column(&session.truth(), "requestTimeline", "complete"),
        [false, true]
    );
}

#[test]
fn a_reset_is_a_reset() {
    let origin = Origin::start();
    for after in [0, 5_000] {
        let session = faulty(&origin, json!({"kind": "reset", "afterBytes": after}));
        let mut client = session.connect();
        client.write(&format!("GET {} HTTP/1.1\r\n\r\n", session.path(0)));
        let error = client.stream.read_to_end(&mut Vec::new()).unwrap_err();
        assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset);
        assert_eq!(session.close()["bodyBytes"], after);
    }
}

#[test]
fn a_stall_says_nothing_more_until_the_client_leaves() {
    let origin = Origin::start();
    let session = faulty(&origin, json!({"kind": "stall", "afterBytes": 5_000}));
    let mut client = session.connect();
    client.write(&format!("GET {} HTTP/1.1\r\n\r\n", session.path(0)));
    let truth = session.truth_when(|truth| truth["bodyBytes"] == 5_000);
    assert!(column(&truth, "requestTimeline", "endNs")[0].is_null());
    client
        .stream
        .get_ref()
        .set_read_timeout(Some(Duration::from_millis(30)))
        .unwrap();
    let error = client.stream.read_to_end(&mut Vec::new()).unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::WouldBlock);
    drop(client);
    let truth = session.truth_when(|truth| truth["openConnections"] == 0);
    assert_eq!(column(&truth, "requestTimeline", "complete"), [false]);
}

#[test]
fn a_delay_comes_on_top_of_the_round_trip() {
    let origin = Origin::start();
    let session = origin.open(&json!({
        "seed": 1, "network": {"rttMs": 10},
        "files": [{"bytes": 10, "fault": {"kind": "delay", "ms": 30, "times": 1}}],
    }));
    let start = Instant::now();
    assert!(session.connect().get(&session.path(0)).whole);
    assert!(start.elapsed().as_millis() >= 50);
}

#[test]
fn a_redirect_says_where_to() {
    let origin = Origin::start();
    let location = "http://127.0.0.1:1/elsewhere?a=b";
    let session = faulty(
        &origin,
        json!({"kind": "redirect", "status": 307, "location": location}),
    );
    let reply = session.connect().get(&session.path(0));
    assert_eq!(
        (reply.status, reply.header("location")),
        (307, Some(location))
    );
}

#[test]
fn bytes_that_are_not_http() {
    let origin = Origin::start();
    let session = faulty(&origin, json!({"kind": "not-http"}));
    let mut client = session.connect();
    client.write(&format!("GET {} HTTP/1.1\r\n\r\n", session.path(0)));
    let mut bytes = Vec::new();
    client.stream.read_to_end(&mut bytes).unwrap();
    assert!(!bytes.is_empty() && !bytes.starts_with(b"HTTP/"));
    let truth = session.truth();
    assert_eq!(
        (&truth["requests"], &truth["requestsByStatus"]),
        (&json!(1), &json!({}))
    );
}

#[test]
fn other_files_are_well() {
    let origin = Origin::start();
    let session = faulty(&origin, json!({"kind": "status", "status": 500}));
    let mut client = session.connect();
    assert_eq!(client.get(&session.path(0)).status, 500);
    assert_eq!(client.get(&session.path(1)).status, 200);
}

fn drawn(origin: &Origin, faults: Value) -> Session<'_> {
    let files = vec![json!({"bytes": 1_000}); 40];
    origin.open(&json!({"seed": 3, "files": files, "faults": faults}))
}

/// Status and bytes of the body of one attempt, which may end in a reset.
fn attempt(session: &Session<'_>, file: usize) -> (u16, usize) {
    let mut client = session.connect();
    let path = session.path(file);
    client.write(&format!("GET {path} HTTP/1.1\r\nConnection: close\r\n\r\n"));
    let mut all = Vec::new();
    // What came before a reset is kept.
    drop(client.stream.read_to_end(&mut all));
    let end = all.windows(4).position(|at| at == b"\r\n\r\n").unwrap();
    let status = std::str::from_utf8(&all[9..12]).unwrap().parse().unwrap();
    (status, all.len() - end - 4)
}

/// Asks for every file until it has it: what each attempt got.
fn attempts(session: &Session<'_>, files: impl Iterator<Item = usize>) -> Vec<(usize, u16, usize)> {
    let mut met = Vec::new();
    for file in files {
        loop {
            let (status, bytes) = attempt(session, file);
            met.push((file, status, bytes));
            if (status, bytes) == (200, 1_000) {
                break;
            }
        }
    }
    met.sort_unstable();
    met
}

#[test]
fn drawn_faults_are_the_same_in_any_order_and_end() {
    let origin = Origin::start();
    let faults = json!({"unavailable": {"share": 0.4, "retryAfter": 1}, "reset": {"share": 0.4},
                        "mostPerFile": 3});
    let (one, other) = (drawn(&origin, faults.clone()), drawn(&origin, faults));
    let forwards = attempts(&one, 0..40);
    assert_eq!(forwards, attempts(&other, (0..40).rev()));

    let refused = forwards.iter().filter(|met| met.1 == 503).count();
    let cut = forwards.iter().filter(|met| met.1 == 200 && met.2 < 1_000);
    let cut: Vec<_> = cut.collect();
    assert!(cut.iter().all(|met| met.2 > 0));
    assert_eq!(
        one.truth()["dealtFaults"],
        json!({"unavailable": refused, "resets": cut.len()})
    );
    assert_eq!(forwards.len(), 40 + refused + cut.len());
    let most = (0..40).map(|file| forwards.iter().filter(|met| met.0 == file).count());
    assert_eq!(most.max(), Some(4));
}

#[test]
fn a_body_too_short_to_be_cut_is_served_whole() {
    let origin = Origin::start();
    let session = origin.open(&json!({"seed": 1, "files": [{"bytes": 1}, {"bytes": 0}],
        "faults": {"reset": {"share": 1}, "mostPerFile": 2}}));
    for file in [0, 1] {
        assert!(session.connect().get(&session.path(file)).whole);
    }
    assert_eq!(
        session.truth()["dealtFaults"],
        json!({"unavailable": 0, "resets": 0})
    );
}
