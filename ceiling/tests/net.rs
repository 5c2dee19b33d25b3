//! Real servers: what is asked for, over how many connections, and what ends a run.
#![allow(clippy::unwrap_used)]

mod support;

use std::sync::atomic::Ordering;

use serde_json::json;
use support::{Scratch, Server, ceiling, complaint_of, files_in, line_of};

fn counted(server: &Server) -> (usize, usize) {
    let counts = &server.counts;
    (
        counts.connections.load(Ordering::Relaxed),
        counts.requests.load(Ordering::Relaxed),
    )
}

#[test]
fn everything_is_fetched_over_kept_connections_and_nothing_is_stored() {
    let (server, scratch) = (Server::plain(), Scratch::new());
    let job = |bytes: u64| json!({"url": server.url(&format!("/send/{bytes}")), "bytes": bytes});
    let jobs = scratch.jobs([0, 1, 100_000, 9_000_000, 7, 0].map(job));
    let line = line_of(&ceiling(&["net", "-i", &jobs, "-j", "2"]));
    assert_eq!(line["mode"], "net");
    assert_eq!(line["jobs"], 6);
    assert_eq!(line["bytes"], 9_100_008);
    assert_eq!(line["connections"], 2);
    assert!(line["durationNs"].as_u64().unwrap() > 0);
    assert_eq!(counted(&server), (2, 6));
    assert_eq!(files_in(&scratch.path("")).len(), 1);
}

#[test]
fn no_more_connections_than_jobs() {
    let (server, scratch) = (Server::plain(), Scratch::new());
    let jobs = scratch.jobs([json!({"url": server.url("/send/5")})]);
    assert_eq!(
        line_of(&ceiling(&["net", "-i", &jobs, "-j", "64"]))["connections"],
        1
    );
}

#[test]
fn an_empty_list_is_done_at_once() {
    let scratch = Scratch::new();
    let jobs = scratch.jobs([]);
    assert_eq!(
        line_of(&ceiling(&["net", "-i", &jobs, "-j", "8"]))["jobs"],
        0
    );
}

#[test]
fn each_host_has_connections_of_its_own() {
    let (one, two, scratch) = (Server::plain(), Server::plain(), Scratch::new());
    let urls = (0..20).map(|at| if at % 2 == 0 { &one } else { &two }.url("/send/1000"));
    let jobs = scratch.jobs(urls.map(|url| json!({ "url": url })));
    let line = line_of(&ceiling(&["net", "-i", &jobs, "-j", "4"]));
    assert_eq!(line["bytes"], 20_000);
    let ((of_one, _), (of_two, _)) = (counted(&one), counted(&two));
    assert!(of_one <= 4 && of_two <= 4, "{of_one} and {of_two}");
    assert_eq!(line["connections"], of_one + of_two);
}

#[test]
fn a_server_that_ends_connections_gets_new_ones() {
    let (server, scratch) = (Server::plain(), Scratch::new());
    let jobs = scratch.jobs((0..5).map(|_| json!({"url": server.url("/close/10")})));
    let line = line_of(&ceiling(&["net", "-i", &jobs, "-j", "2"]));
    assert_eq!(
        (&line["bytes"], &line["connections"]),
        (&json!(50), &json!(5))
    );
}

#[test]
fn tls_with_the_certificate_given() {
    let (server, scratch) = (Server::tls(), Scratch::new());
    let job = |bytes: u64| json!({"url": server.url(&format!("/send/{bytes}")), "bytes": bytes});
    let jobs = scratch.jobs([3, 2_000_000, 0, 40_000].map(job));
    let ca = scratch.write("ca.pem", server.certificate.as_ref().unwrap());
    let line = line_of(&ceiling(&["net", "-i", &jobs, "-j", "2", "--cacert", &ca]));
    assert_eq!(
        (&line["bytes"], &line["connections"]),
        (&json!(2_040_003), &json!(2))
    );
    assert_eq!(counted(&server), (2, 4));
}

#[test]
fn tls_without_a_certificate_to_trust_is_refused() {
    let (server, other, scratch) = (Server::tls(), Server::tls(), Scratch::new());
    let jobs = scratch.jobs([json!({"url": server.url("/send/1")})]);
    let none = complaint_of(&ceiling(&["net", "-i", &jobs, "-j", "1"]), 1);
    assert!(none.contains("https needs --cacert FILE"), "{none}");
    let ca = scratch.write("ca.pem", other.certificate.as_ref().unwrap());
    let wrong = complaint_of(
        &ceiling(&["net", "-i", &jobs, "-j", "1", "--cacert", &ca]),
        1,
    );
    assert!(wrong.contains("certificate"), "{wrong}");
}

#[test]
fn what_is_not_whole_is_no_ceiling() {
    let (server, scratch) = (Server::plain(), Scratch::new());
    for (job, words) in [
        (
            json!({"url": server.url("/missing")}),
            "/missing: the answer is 404",
        ),
        (
            json!({"url": server.url("/short/1000")}),
            "the server closed the connection",
        ),
        (
            json!({"url": server.url("/send/10"), "bytes": 11}),
            "10 bytes came, the job says otherwise",
        ),
        (json!({"path": "a"}), "a job without a url"),
        (json!({"url": "ftp://a/"}), "it is neither http nor https"),
        (
            json!({"url": "http://127.0.0.1:1/"}),
            "cannot connect to 127.0.0.1:1",
        ),
    ] {
        let jobs = scratch.jobs([job]);
        let said = complaint_of(&ceiling(&["net", "-i", &jobs, "-j", "1"]), 1);
        assert!(said.contains(words), "{said}");
    }
}
