#![allow(clippy::unwrap_used)]
mod support;

use std::io::Read;
use std::net::TcpStream;

use serde_json::json;
use support::Origin;

#[test]
fn a_bad_session_is_refused_by_the_name_of_its_field() {
    let origin = Origin::start();
    for (body, message) in [
        (
            json!({"seed": 1, "files": [{"bytes": 1, "colour": 2}]}).to_string(),
            "files[0].colour: unknown field",
        ),
        (
            json!({"seed": 1, "files": [{"bytes": -1}]}).to_string(),
            "files[0].bytes: invalid value",
        ),
        (
            json!({"seed": 1, "files": []}).to_string(),
            "files: 0 files",
        ),
        ("{".to_owned(), "the body is not JSON"),
    ] {
        let (status, answer) = origin.control("POST", "/sessions", &body);
        assert_eq!(status, 400);
        assert!(
            answer["error"].as_str().unwrap().starts_with(message),
            "{answer}"
        );
    }
}

#[test]
fn what_is_not_there_is_not_found() {
    let origin = Origin::start();
    for (method, path, status) in [
        ("GET", "/sessions/s9", 404),
        ("DELETE", "/sessions/s9", 404),
        ("GET", "/", 404),
        ("GET", "/sessions/", 404),
        ("PUT", "/sessions", 405),
        ("POST", "/sessions/s1", 405),
    ] {
        let (answered, body) = origin.control(method, path, "");
        assert_eq!(answered, status, "{method} {path}");
        assert!(body["error"].is_string());
    }
}

#[test]
fn deleting_a_session_ends_its_connections_and_its_listeners() {
    let origin = Origin::start();
    let session = origin.open(&json!({
        "seed": 1, "hosts": 2, "files": [{"bytes": 500_000_000}], "network": {"linkBytesPerSecond": 1_000_000},
    }));
    let mut idle = session.connect();
    let mut busy = session.connect();
    busy.write(&format!("GET {} HTTP/1.1\r\n\r\n", session.path(0)));
    busy.stream.read_exact(&mut [0; 5_000]).unwrap();
    session.truth_when(|truth| truth["connections"] == 2);

    let truth = session.close();
    assert_eq!(
        (&truth["openConnections"], &truth["requests"]),
        (&json!(0), &json!(1))
    );
    assert_eq!(truth["requestTimeline"]["rows"][0][8], false);
    assert!(
        truth["requestTimeline"]["rows"][0][7].is_u64(),
        "the request has no end"
    );
    assert_eq!(idle.stream.read(&mut [0]).unwrap_or(0), 0);
    busy.stream.read_to_end(&mut Vec::new()).ok();
    for base in session.opened["bases"].as_array().unwrap() {
        let address = base.as_str().unwrap().split('/').nth(2).unwrap();
        assert!(
            TcpStream::connect(address).is_err(),
            "{address} still listens"
        );
    }
    assert_eq!(
        origin
            .control("GET", &format!("/sessions/{}", session.id()), "")
            .0,
        404
    );
}

#[test]
fn every_host_serves_the_same_session() {
    let origin = Origin::start();
    let session = origin.open(&json!({"seed": 1, "hosts": 3, "files": [{"bytes": 10}]}));
    let bases = session.opened["bases"].as_array().unwrap();
    assert_eq!(bases.len(), 3);
    for base in bases {
        let address = base.as_str().unwrap().split('/').nth(2).unwrap();
        let mut client = support::Client::new(TcpStream::connect(address).unwrap());
        assert_eq!(client.get(&session.path(0)).status, 200);
    }
    let truth = session.truth();
    assert_eq!(
        (&truth["connections"], &truth["requests"]),
        (&json!(3), &json!(3))
    );
}

#[test]
fn the_truth_is_on_the_clock_of_this_machine() {
    let origin = Origin::start();
    let before = now_ns();
    let session = origin.open(&json!({"seed": 1, "files": [{"bytes": 10}]}));
    assert_eq!(session.truth()["firstRequestNs"], json!(null));
    session.connect().get(&session.path(0));
    let truth = session.truth();
    let times: Vec<u64> = ["openedNs", "firstRequestNs", "lastByteNs", "nowNs"]
        .iter()
        .map(|name| truth[name].as_u64().unwrap())
        .collect();
    assert!(
        before <= times[0] && times.is_sorted() && times[3] <= now_ns(),
        "{before} {times:?}"
    );
    assert!(truth["cpuNs"].as_u64().unwrap() > 0);
}

#[test]
fn digests_depend_on_seed_and_file_and_on_nothing_else() {
    let origin = Origin::start();
    let digests = |seed: u64, rtt: u64| {
        let files = json!([{"bytes": 100_000}, {"bytes": 100_000}]);
        let session =
            origin.open(&json!({"seed": seed, "files": files, "network": {"rttMs": rtt}}));
        [0, 1].map(|file| {
            session.opened["files"][file]["sha256"]
                .as_str()
                .unwrap()
                .to_owned()
        })
    };
    assert_eq!(digests(1, 0), digests(1, 5));
    assert_ne!(digests(1, 0), digests(2, 0));
    assert_ne!(digests(1, 0)[0], digests(1, 0)[1]);
}

fn now_ns() -> u64 {
    fairfetch_origin::clock::now_ns()
}
