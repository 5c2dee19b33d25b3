//! Further attempts: when, how many, how long before them, and what goes on in the meantime.

#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

mod common;

use common::server::{Answer, Server, Then};
use common::{Run, TRUSTED};
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Fails so often, and then is good.
fn repaired_after(times: u64, bad: impl Fn() -> Answer + Send + Sync + 'static) -> Server {
    Server::scripted(move |asked| {
        if asked.earlier < times {
            bad()
        } else {
            Answer::ok("good")
        }
    })
}

type Bad = fn() -> Answer;

const MAY_PASS: [(&str, Bad); 4] = [
    ("http-status", || Answer::status("503 Busy", "later")),
    ("short-body", || Answer::ok("good").cut(1, Then::Close)),
    ("reset", || Answer::raw("", Then::Reset)),
    ("bad-response", || {
        Answer::raw("nonsense\r\n\r\n", Then::Close)
    }),
];

#[test]
fn what_may_pass_is_tried_again() {
    for strategy in TRUSTED {
        for (code, bad) in MAY_PASS {
            let server = repaired_after(2, bad);
            let run = Run::of(strategy, &server.jobs(["a"]), &[]);
            assert_eq!(run.results(), ["ok"], "{strategy}: {code}: {}", run.stderr);
            assert_eq!(
                (run.files(), run.file("a")),
                (vec!["a".to_owned()], b"good".to_vec())
            );
            let summary = run.summary();
            assert_eq!(summary["errors"], json!({code: 2}), "{strategy}");
            assert_eq!(
                (&summary["attempts"], &run.records()[0]["attempts"]),
                (&json!(3), &json!(3))
            );
        }
    }
}

#[test]
fn as_often_as_asked_and_only_for_what_may_pass() {
    for strategy in TRUSTED {
        for (status, more, attempts) in [
            ("503 Busy", &[][..], 4),
            ("503 Busy", &["--retries", "0"], 1),
            ("429 Slow Down", &["--retries", "1"], 2),
            ("404 Not Found", &[], 1),
        ] {
            let server = Server::start(move |_, _| Answer::status(status, ""));
            let run = Run::of(strategy, &server.jobs(["a"]), more);
            assert_eq!(run.results(), ["http-status"], "{strategy}");
            assert_eq!(
                (server.requests(), run.files()),
                (attempts, vec![]),
                "{status}"
            );
            assert_eq!(run.summary()["errors"]["http-status"], attempts);
        }
    }
}

#[test]
fn a_wrong_file_is_fetched_once_more_from_zero_whatever_the_retries() {
    for strategy in TRUSTED {
        for times in [1, 2] {
            let server =
                repaired_after(times, || Answer::with("200 OK", &["ETag: \"x\""], "wrong"));
            let job = json!({"url": server.url("a"), "bytes": 4});
            let run = Run::once(strategy, &format!("{job}\n"), &[]);
            let expected = if times == 1 { "ok" } else { "size-mismatch" };
            assert_eq!(run.results(), [expected], "{strategy}");
            assert_eq!(
                (
                    server.requests(),
                    run.summary()["errors"]["size-mismatch"].as_u64()
                ),
                (2, Some(times))
            );
            assert!(
                server
                    .asked("a")
                    .iter()
                    .all(|head| !head.contains("range:"))
            );
        }
    }
}

#[test]
fn the_server_says_how_long_to_wait_and_another_has_the_slot_until_then() {
    for strategy in TRUSTED {
        let server = Server::scripted(|asked| match (asked.path.as_str(), asked.earlier) {
            ("a", 0) => Answer::with("503 Busy", &["Retry-After: 2"], ""),
            _ => Answer::ok("good"),
        });
        let run = Run::of(strategy, &server.jobs(["a", "b", "c"]), &["-j", "1"]);
        assert_eq!(run.results(), ["ok"; 3], "{strategy}: {}", run.stderr);
        let heads = server.seen.heads.lock().unwrap();
        let order: Vec<_> = heads
            .iter()
            .map(|head| head.split(' ').nth(1).unwrap())
            .collect();
        assert_eq!(order, ["/a", "/b", "/c", "/a"], "{strategy}");
        assert_eq!(run.summary()["peakInFlight"], 1, "{strategy}");
        let record = &run.records()[0];
        let took = record["endNs"].as_u64().unwrap() - record["startNs"].as_u64().unwrap();
        assert!(
            Duration::from_nanos(took) >= Duration::from_secs(2),
            "{strategy}: {took}"
        );
    }
}

#[test]
fn a_wait_that_would_pass_the_time_of_the_whole_is_not_begun() {
    for strategy in TRUSTED {
        let server = Server::start(|_, _| Answer::with("503 Busy", &["Retry-After: 50"], ""));
        let run = Run::of(strategy, &server.jobs(["a"]), &["--timeout", "40"]);
        assert_eq!(
            (run.results(), server.requests()),
            (vec!["timeout".to_owned()], 1),
            "{strategy}"
        );
        assert!(
            run.stderr.contains("not done within 40 s"),
            "{strategy}: {}",
            run.stderr
        );
    }
}

#[test]
fn the_time_of_the_whole_ends_what_only_trickles_and_what_is_silent() {
    for strategy in TRUSTED {
        let server = Server::start(|path, _| match path {
            "trickle" => Answer::ok([7; 1_000]).slowly(1, Duration::from_millis(50)),
            "head" => Answer::ok("x").slowly(1, Duration::from_millis(200)),
            "silent" => Answer::raw("", Then::Hang),
            _ => Answer::ok("good"),
        });
        let jobs = server.jobs(["trickle", "head", "silent", "b"]);
        let run = Run::of(strategy, &jobs, &["--timeout", "2"]);
        assert_eq!(
            run.results(),
            ["timeout", "timeout", "timeout", "ok"],
            "{strategy}"
        );
        assert_eq!(run.files(), ["b"], "{strategy}");
    }
}

#[test]
fn silence_is_ended_and_slowness_is_not() {
    for strategy in TRUSTED {
        let server = Server::start(|path, _| match path {
            "silent" => Answer::ok([7; 1_000]).cut(500, Then::Hang),
            _ => Answer::ok([7; 30]).slowly(10, Duration::from_millis(60)),
        });
        let run = Run::once(
            strategy,
            &server.jobs(["silent", "slow"]),
            &["--stall-timeout", "2"],
        );
        assert_eq!(run.results(), ["stall-timeout", "ok"], "{strategy}");
        let code = &run.summary()["errors"]["stall-timeout"];
        assert_eq!(
            (code, run.files()),
            (&json!(1), vec!["slow".to_owned()]),
            "{strategy}"
        );
    }
}

#[test]
fn a_refused_answer_that_stalls_holds_its_slot_no_longer_than_it_is_worth() {
    for strategy in TRUSTED {
        let server = Server::scripted(|asked| match asked.earlier {
            0 => Answer::status("503 Busy", [7; 1_000]).cut(10, Then::Hang),
            _ => Answer::ok("good"),
        });
        let run = Run::of(strategy, &server.jobs(["a"]), &["--timeout", "20"]);
        assert_eq!(run.results(), ["ok"], "{strategy}: {}", run.stderr);
    }
}

#[test]
fn no_more_downloads_wait_than_a_thousand_and_some_and_all_of_them_end() {
    const JOBS: u64 = 1_500;
    for strategy in TRUSTED {
        let (waiting, most) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
        let at_most = most.clone();
        let server = Server::scripted(move |asked| {
            // Whoever was refused once and has not come back is waiting, or about to.
            if asked.earlier > 0 {
                waiting.fetch_sub(1, Ordering::SeqCst);
            } else {
                let now = waiting.fetch_add(1, Ordering::SeqCst) + 1;
                most.fetch_max(now, Ordering::SeqCst);
            }
            Answer::with("503 Busy", &["Retry-After: 1"], "")
        });
        let jobs: String = (0..JOBS).map(|at| server.url(&format!("{at}\n"))).collect();
        let run = Run::of(strategy, &jobs, &["-j", "64", "--retries", "1"]);
        assert_eq!(run.summary()["downloads"]["failed"], JOBS, "{strategy}");
        assert_eq!(server.requests(), 2 * JOBS, "{strategy}");
        let most = at_most.load(Ordering::SeqCst);
        assert!((64..=1_024 + 64).contains(&most), "{strategy}: {most}");
    }
}
