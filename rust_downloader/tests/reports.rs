//! What a run says of itself, with every strategy.

#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

mod common;

use common::server::{Answer, Server};
use common::{Run, STRATEGIES};
use serde_json::{Value, json};
use std::fs;

#[test]
fn summary_and_records_say_what_happened() {
    for (strategy, concurrency) in [("tokio", 5), ("threads", 5), ("seed-tokio", 3)] {
        let server = Server::start(|path, _| match path {
            "missing" => Answer::status("404 Not Found", "nothing here"),
            path => Answer::ok(path),
        });
        let run = Run::of(
            strategy,
            &(server.jobs(["abc", "missing"]) + "nonsense\n"),
            &["-j", "5", "--work", "fnv1a"],
        );
        assert_eq!(run.code, 1, "{strategy}");
        let summary = run.summary();
        let words = |key: &str| summary[key].as_str().unwrap_or_default().to_owned();
        assert_eq!(
            (
                summary["contract"].as_u64(),
                words("backend"),
                words("variant")
            ),
            (Some(1), "rust".into(), strategy.into())
        );
        assert_eq!(
            summary["downloads"],
            json!({"total": 3, "ok": 1, "failed": 2, "skipped": 0, "cancelled": 0})
        );
        assert_eq!(
            summary["errors"],
            json!({"bad-job": 1, "http-status": 1}),
            "{strategy}"
        );
        assert_eq!(
            (&summary["attempts"], &summary["concurrency"]),
            (&json!(2), &json!(concurrency)),
            "{strategy}"
        );
        assert_eq!(summary["bytes"], "abcnothing here".len(), "{strategy}");
        assert!(
            summary["libraries"]
                .as_object()
                .is_some_and(|libraries| !libraries.is_empty()),
            "{summary}"
        );

        let records = run.records();
        let keys = |record: &Value| {
            record
                .as_object()
                .unwrap()
                .keys()
                .cloned()
                .collect::<Vec<_>>()
                .join(" ")
        };
        assert_eq!(
            keys(&records[0]),
            "attempts bytes endNs firstByteNs index path startNs state status url work"
        );
        assert_eq!(
            keys(&records[1]),
            "attempts endNs error firstByteNs index path startNs state status url"
        );
        assert_eq!(keys(&records[2]), "endNs error index startNs state url");
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
        let times =
            ["startNs", "firstByteNs", "endNs"].map(|key| records[0][key].as_u64().unwrap());
        assert!(
            times.is_sorted() && times[2] <= summary["durationNs"].as_u64().unwrap(),
            "{strategy}: {times:?}"
        );
        assert!(
            records[1]["error"]["message"]
                .as_str()
                .unwrap()
                .contains(&server.url("missing")),
            "{strategy}"
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
