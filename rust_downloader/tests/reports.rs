//! What a run says of itself, with every strategy.

#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

mod common;

use common::server::{Answer, Server};
use common::{Run, STRATEGIES};
use serde_json::{Value, json};
use std::fs;

const CONCURRENCY: [(&str, u64); 3] = [("tokio", 5), ("threads", 5), ("seed-tokio", 3)];

/// One good job, one that is refused, one line that is no job.
fn mixed(strategy: &str) -> (Server, Run) {
    let server = Server::start(|path, _| match path {
        "missing" => Answer::status("404 Not Found", "nothing here"),
        path => Answer::ok(path),
    });
    let jobs = server.jobs(["abc", "missing"]) + "nonsense\n";
    let run = Run::of(strategy, &jobs, &["-j", "5", "--work", "fnv1a"]);
    assert_eq!(run.code, 1, "{strategy}");
    (server, run)
}

#[test]
fn the_summary_adds_up() {
    for (strategy, concurrency) in CONCURRENCY {
        let summary = mixed(strategy).1.summary();
        let has = |key: &str, value: Value| assert_eq!(summary[key], value, "{strategy}: {key}");
        has("contract", json!(1));
        has("backend", json!("rust"));
        has("variant", json!(strategy));
        has(
            "downloads",
            json!({"total": 3, "ok": 1, "failed": 2, "skipped": 0, "cancelled": 0}),
        );
        has("errors", json!({"bad-job": 1, "http-status": 1}));
        has("attempts", json!(2));
        has("concurrency", json!(concurrency));
        has("bytes", json!("abcnothing here".len()));
        assert!(
            summary["libraries"]
                .as_object()
                .is_some_and(|libraries| !libraries.is_empty())
        );
    }
}

#[test]
fn records_have_what_there_is_and_nothing_else() {
    for strategy in STRATEGIES {
        let records = mixed(strategy).1.records();
        let keys = |at: usize| {
            records[at]
                .as_object()
                .unwrap()
                .keys()
                .cloned()
                .collect::<Vec<_>>()
                .join(" ")
        };
        assert_eq!(
            keys(0),
            "attempts bytes endNs firstByteNs index path startNs state status url work"
        );
        assert_eq!(
            keys(1),
            "attempts endNs error firstByteNs index path startNs state status url"
        );
        assert_eq!(keys(2), "endNs error index startNs state url");
    }
}

#[test]
fn records_say_what_happened() {
    for strategy in STRATEGIES {
        let (server, run) = mixed(strategy);
        let records = run.records();
        assert_eq!(
            (&records[0]["work"], &records[0]["bytes"]),
            (&json!("1a47e90b"), &json!(3)),
            "{strategy}"
        );
        assert_eq!(
            (&records[1]["status"], &records[2]["error"]["line"]),
            (&json!(404), &json!(3)),
            "{strategy}"
        );
        let message = format!("{}: the server answered 404", server.url("missing"));
        assert_eq!(records[1]["error"]["message"], message, "{strategy}");
        let told = format!("fairfetch-rust: {message} (http-status)\n");
        assert!(run.stderr.contains(&told), "{strategy}: {}", run.stderr);
        let times =
            ["startNs", "firstByteNs", "endNs"].map(|key| records[0][key].as_u64().unwrap());
        let duration = run.summary()["durationNs"].as_u64().unwrap();
        assert!(
            times.is_sorted() && times[2] <= duration,
            "{strategy}: {times:?} in {duration}"
        );
    }
}

#[test]
fn user_and_password_are_sent_and_shown_nowhere() {
    for strategy in STRATEGIES {
        let server = Server::start(|path, _| {
            if path == "a" {
                Answer::ok("a")
            } else {
                Answer::status("403 No", "")
            }
        });
        let url = |path: &str| format!("http://user:s3cret@{}/{path}\n", server.address);
        let run = Run::of(
            strategy,
            &(url("a") + &url("b") + "ftp://user:s3cret@h/\n"),
            &[],
        );
        assert_eq!(
            run.results(),
            ["ok", "http-status", "bad-job"],
            "{strategy}"
        );
        let heads = server.seen.heads.lock().unwrap().join("").to_lowercase();
        assert!(
            heads.contains("authorization: basic dxnlcjpzm2nyzxq="),
            "{strategy}: {heads}"
        );
        assert!(
            heads.contains("accept-encoding: identity"),
            "{strategy}: {heads}"
        );
        let records = fs::read_to_string(run.home.path().join("records.jsonl")).unwrap();
        let shown = [run.stdout, run.stderr, records].concat();
        assert!(
            !shown.contains("s3cret") && shown.contains("://***@"),
            "{strategy}: {shown}"
        );
    }
}

#[test]
fn the_job_s_size_and_digest_are_checked() {
    let digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    for strategy in STRATEGIES {
        let server = Server::start(|_, _| Answer::ok("abc"));
        let job = |more: Value| {
            let mut job = json!({"url": server.url("x")});
            job.as_object_mut()
                .unwrap()
                .extend(more.as_object().unwrap().clone());
            format!("{job}\n")
        };
        let jobs = [
            json!({"path": "good", "sha256": digest.to_uppercase(), "bytes": 3}),
            json!({"path": "long", "bytes": 4}),
            json!({"path": "other", "sha256": "0".repeat(64)}),
        ];
        let run = Run::of(strategy, &jobs.map(job).concat(), &[]);
        assert_eq!(
            run.results(),
            ["ok", "size-mismatch", "digest-mismatch"],
            "{strategy}"
        );
        assert_eq!(run.files(), ["good"], "{strategy}");
        assert_eq!(run.records()[0]["sha256"], digest, "{strategy}");
    }
}
