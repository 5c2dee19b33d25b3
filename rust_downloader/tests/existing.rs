//! A file that is there already.

#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

mod common;

use common::server::{Answer, Server};
use common::{Run, TRUSTED};
use serde_json::{Value, json};
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

const ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

fn server() -> Server {
    Server::start(|_, _| Answer::ok("abc"))
}

fn old(home: &Path, content: &str) {
    fs::create_dir(home.join("out")).unwrap();
    fs::write(home.join("out/a"), content).unwrap();
}

fn run(strategy: &str, server: &Server, mode: &str, more: &Value, content: &str) -> Run {
    let mut job = json!({"url": server.url("a")});
    job.as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    let prepare = |home: &Path| old(home, content);
    Run::prepared(
        strategy,
        &format!("{job}\n"),
        &["--existing", mode],
        prepare,
    )
}

#[test]
fn what_is_what_the_job_says_is_kept_without_asking() {
    for strategy in TRUSTED {
        for (more, sha256) in [
            (json!({}), Value::Null),
            (json!({"bytes": 3}), Value::Null),
            (json!({"bytes": 3, "sha256": ABC}), json!(ABC)),
        ] {
            let server = server();
            let run = run(strategy, &server, "skip", &more, "abc");
            assert_eq!((run.code, server.requests()), (0, 0), "{strategy}: {more}");
            let record = &run.records()[0];
            let expected = json!({
                "index": 0, "url": server.url("a"), "path": "a", "state": "skipped", "sha256": sha256,
                "startNs": record["startNs"], "endNs": record["endNs"],
            });
            let mut got = record.clone();
            got.as_object_mut()
                .unwrap()
                .entry("sha256")
                .or_insert(Value::Null);
            assert_eq!(got, expected, "{strategy}");
            let counts = json!({"total": 1, "ok": 0, "failed": 0, "skipped": 1, "cancelled": 0});
            assert_eq!(run.summary()["downloads"], counts, "{strategy}");
        }
    }
}

#[test]
fn what_is_something_else_is_replaced() {
    for strategy in TRUSTED {
        for (more, content) in [
            (json!({"bytes": 3}), "abcd"),
            (json!({"sha256": ABC}), "abd"),
            (json!({"bytes": 3, "sha256": ABC}), "abd"),
        ] {
            let server = server();
            let run = run(strategy, &server, "skip", &more, content);
            assert_eq!(
                (run.results(), run.file("a")),
                (vec!["ok".to_owned()], b"abc".to_vec())
            );
            assert_eq!(server.requests(), 1, "{strategy}: {more}");
        }
    }
}

#[test]
fn fail_fails_for_anything_that_is_there() {
    for strategy in TRUSTED {
        let server = server();
        let run = run(strategy, &server, "fail", &json!({}), "old");
        assert_eq!(
            (run.results(), run.file("a")),
            (vec!["exists".to_owned()], b"old".to_vec())
        );
        assert_eq!((run.code, server.requests()), (1, 0), "{strategy}");
        assert!(
            run.stderr
                .contains(": the file is there already (exists)\n"),
            "{}",
            run.stderr
        );
    }
}

#[test]
fn a_link_is_no_file_and_is_never_followed() {
    for strategy in TRUSTED {
        for (mode, result, target) in [
            ("skip", "ok", "abc"),
            ("overwrite", "ok", "abc"),
            ("fail", "exists", "kept"),
        ] {
            let server = server();
            let jobs = server.jobs(["a"]);
            let run = Run::prepared(strategy, &jobs, &["--existing", mode], |home| {
                fs::create_dir(home.join("out")).unwrap();
                fs::write(home.join("kept"), "kept").unwrap();
                symlink("../kept", home.join("out/a")).unwrap();
            });
            assert_eq!(
                (run.results(), run.file("a")),
                (vec![result.to_owned()], target.into())
            );
            assert_eq!(
                fs::read(run.home.path().join("kept")).unwrap(),
                b"kept",
                "{strategy}"
            );
        }
    }
}

#[test]
fn a_skipped_download_leaves_nothing_half_done() {
    for strategy in TRUSTED {
        let server = server();
        let run = Run::prepared(
            strategy,
            &server.jobs(["a"]),
            &["--existing", "skip"],
            |home| {
                old(home, "abc");
                fs::write(home.join("out/a.part"), "half").unwrap();
                fs::write(home.join("out/a.part.json"), "{}").unwrap();
            },
        );
        assert_eq!(run.files(), ["a"], "{strategy}");
    }
}
