//! Lower bounds only: a machine may be slow, but nothing may leave before the model allows it.
#![allow(clippy::unwrap_used)]
mod support;

use std::time::Instant;

use fairfetch_origin::network::Network;
use serde_json::{Value, json};
use support::{Origin, column};

fn numbers(truth: &Value, timeline: &str, name: &str) -> Vec<u64> {
    column(truth, timeline, name)
        .into_iter()
        .map(|value| value.as_u64().unwrap())
        .collect()
}

#[test]
fn a_connection_costs_a_round_trip_and_so_does_each_request() {
    let origin = Origin::start();
    let session =
        origin.open(&json!({"seed": 1, "files": [{"bytes": 100}], "network": {"rttMs": 20}}));
    let start = Instant::now();
    let mut client = session.connect();
    for done in 1..=3_u32 {
        client.get(&session.path(0));
        assert!(
            start.elapsed().as_nanos() >= u128::from(done + 1) * 20_000_000,
            "answer {done} was early"
        );
    }
    let truth = session.truth();
    let (asked, first) = (
        numbers(&truth, "requestTimeline", "requestNs"),
        numbers(&truth, "requestTimeline", "firstByteNs"),
    );
    assert!(
        asked
            .iter()
            .zip(first)
            .all(|(asked, first)| first - asked >= 20_000_000)
    );
    let accepted = numbers(&truth, "connectionTimeline", "acceptedNs")[0];
    assert!(numbers(&truth, "connectionTimeline", "readyNs")[0] - accepted >= 20_000_000);
}

#[test]
fn a_handshake_costs_one_more() {
    let origin = Origin::start();
    let session = origin.open(
        &json!({"seed": 1, "tls": true, "files": [{"bytes": 100}], "network": {"rttMs": 20}}),
    );
    let start = Instant::now();
    let mut client = session.connect_tls(&[]);
    client.get(&session.path(0));
    assert!(start.elapsed().as_millis() >= 60);
    client.get(&session.path(0));
    assert!(start.elapsed().as_millis() >= 80);
    let truth = session.truth();
    let accepted = numbers(&truth, "connectionTimeline", "acceptedNs")[0];
    assert!(numbers(&truth, "connectionTimeline", "readyNs")[0] - accepted >= 40_000_000);
}

#[test]
fn the_rate_of_a_connection_is_kept() {
    let origin = Origin::start();
    let network = json!({"connectionBytesPerSecond": 2_000_000});
    let session =
        origin.open(&json!({"seed": 1, "files": [{"bytes": 200_000}], "network": network}));
    let mut client = session.connect();
    for _ in 0..2 {
        let start = Instant::now();
        assert!(client.get(&session.path(0)).whole);
        assert!(start.elapsed().as_millis() >= 100);
    }
}

#[test]
fn the_link_is_shared_by_all_connections() {
    let origin = Origin::start();
    let network = json!({"linkBytesPerSecond": 4_000_000});
    let session =
        origin.open(&json!({"seed": 1, "files": [{"bytes": 200_000}], "network": network}));
    let start = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| assert!(session.connect().get(&session.path(0)).whole));
        }
    });
    assert!(start.elapsed().as_millis() >= 200);
    let truth = session.truth();
    let spread = numbers(&truth, "requestTimeline", "endNs")
        .iter()
        .max()
        .unwrap()
        - numbers(&truth, "requestTimeline", "requestNs")
            .iter()
            .min()
            .unwrap();
    assert!(spread >= 200_000_000, "{spread}");
}

#[test]
fn slow_start_takes_its_round_trips() {
    let origin = Origin::start();
    let network = json!({"rttMs": 10, "slowStart": true});
    // Ten, twenty and forty segments: seven initial windows, so two more round trips after the first byte.
    let session =
        origin.open(&json!({"seed": 1, "files": [{"bytes": 7 * 14_600}], "network": network}));
    let mut client = session.connect();
    let start = Instant::now();
    assert!(client.get(&session.path(0)).whole);
    assert!(start.elapsed().as_millis() >= 30);
    let truth = session.truth();
    let asked = numbers(&truth, "requestTimeline", "requestNs")[0];
    assert!(numbers(&truth, "requestTimeline", "endNs")[0] - asked >= 30_000_000);
}

#[test]
fn jitter_is_the_same_for_every_downloader() {
    let origin = Origin::start();
    let delays = || {
        let network = json!({"rttMs": 1, "jitterMs": 40});
        let session = origin
            .open(&json!({"seed": 9, "files": [{"bytes": 1}, {"bytes": 1}], "network": network}));
        let mut client = session.connect();
        [0, 1, 0]
            .iter()
            .for_each(|file| assert!(client.get(&session.path(*file)).whole));
        let truth = session.close();
        let asked = numbers(&truth, "requestTimeline", "requestNs");
        let first = numbers(&truth, "requestTimeline", "firstByteNs");
        asked
            .into_iter()
            .zip(first)
            .map(|(asked, first)| first - asked)
            .collect::<Vec<_>>()
    };
    let model = Network {
        rtt_ns: 1_000_000,
        jitter_ns: 40_000_000,
        ..Network::default()
    };
    let least = [(0, 0), (1, 0), (0, 1)].map(|(file, nth)| model.response_delay_ns(9, file, nth));
    for _ in 0..2 {
        assert!(
            delays()
                .iter()
                .zip(least)
                .all(|(delay, least)| *delay >= least)
        );
    }
}
