//! SIGINT and SIGTERM: what is in flight is cancelled and told, and what can be gone on with is kept.

#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

mod common;

use common::child::{send, until};
use common::content::Content;
use common::server::{Answer, Server, Then};
use common::{Run, TRUSTED, command};
use rustix::process::Signal;
use serde_json::json;
use std::fs;
use std::process::Child;
use tempfile::TempDir;

/// The program under way in a folder of its own; its standard input stays open.
struct Started {
    home: TempDir,
    child: Child,
}

fn start(strategy: &str, more: &[&str]) -> Started {
    let home = tempfile::tempdir().unwrap();
    let fixed = [
        "--strategy",
        strategy,
        "-d",
        "out",
        "--json",
        "--records",
        "records.jsonl",
    ];
    let child = command(home.path(), fixed.iter().chain(more))
        .spawn()
        .unwrap();
    Started { home, child }
}

/// Sends `signal` once so many requests were seen, and waits for the end.
fn stopped(started: Started, server: &Server, requests: u64, signal: Signal) -> Run {
    let Started { home, mut child } = started;
    until(&mut child, "the requests", || server.requests() >= requests);
    send(&child, signal);
    let stdin = child.stdin.take();
    let output = child.wait_with_output().unwrap();
    drop(stdin);
    Run::new(home, &output)
}

#[test]
fn what_is_in_flight_is_cancelled_told_and_recorded_and_nothing_new_begins() {
    for strategy in TRUSTED {
        for (signal, name, code) in [(Signal::INT, "SIGINT", 130), (Signal::TERM, "SIGTERM", 143)] {
            let server = Server::start(|path, _| match path {
                "good" => Answer::ok("good"),
                _ => Answer::ok([7; 1_000]).cut(10, Then::Hang),
            });
            let urls = ["good", "hangs", "never"].map(|path| server.url(path));
            let more = ["-j", "1", &urls[0], &urls[1], &urls[2]];
            let run = stopped(start(strategy, &more), &server, 2, signal);
            assert_eq!(run.code, code, "{strategy}: {}", run.stderr);
            assert_eq!(
                (run.results(), run.files()),
                (
                    vec!["ok".to_owned(), "cancelled".to_owned()],
                    vec!["good".to_owned()]
                )
            );
            let record = &run.records()[1];
            assert_eq!(record["state"], "cancelled", "{strategy}");
            assert_eq!(
                record["error"]["message"],
                format!("{}: stopped by {name}", urls[1])
            );
            let expected = json!({"total": 2, "ok": 1, "failed": 0, "skipped": 0, "cancelled": 1});
            assert_eq!(run.summary()["downloads"], expected, "{strategy}");
            assert_eq!(run.stderr, "", "{strategy}");
        }
    }
}

#[test]
fn who_waits_for_the_next_attempt_is_cancelled_as_well() {
    for strategy in TRUSTED {
        let server = Server::start(|_, _| Answer::with("503 Busy", &["Retry-After: 30"], ""));
        let url = server.url("a");
        let run = stopped(start(strategy, &[&url]), &server, 1, Signal::INT);
        assert_eq!(
            (run.code, run.results()),
            (130, vec!["cancelled".to_owned()]),
            "{strategy}"
        );
        assert_eq!(run.records()[0]["attempts"], 1, "{strategy}");
    }
}

#[test]
fn input_that_never_comes_does_not_keep_it() {
    for strategy in TRUSTED {
        let server = Server::start(|_, _| Answer::ok("good"));
        let url = server.url("a");
        let started = start(strategy, &["-i", "-", &url]);
        let records = started.home.path().join("records.jsonl");
        let Started { home, mut child } = started;
        until(&mut child, "the record", || {
            fs::read_to_string(&records).is_ok_and(|text| text.ends_with('\n'))
        });
        let run = stopped(Started { home, child }, &server, 1, Signal::TERM);
        assert_eq!(
            (run.code, run.results()),
            (143, vec!["ok".to_owned()]),
            "{strategy}"
        );
    }
}

#[test]
fn a_connection_that_is_being_made_is_given_up() {
    for strategy in TRUSTED {
        // The kernel accepts, and nobody answers the handshake.
        let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("https://{}/a", silent.local_addr().unwrap());
        let Started { home, child } = start(strategy, &[&url]);
        let _connection = silent.accept().unwrap();
        send(&child, Signal::INT);
        let run = Run::new(home, &child.wait_with_output().unwrap());
        assert_eq!(
            (run.code, run.results()),
            (130, vec!["cancelled".to_owned()]),
            "{strategy}"
        );
    }
}

#[test]
fn what_came_of_a_large_file_is_kept_and_the_next_run_goes_on() {
    const BYTES: usize = 2_000_000;
    const SENT: usize = 1_200_001;
    for strategy in TRUSTED {
        let content = Content::new(BYTES, "\"x\"");
        let served = content.clone();
        let server = Server::scripted(move |asked| match asked.earlier {
            0 => served.answer(asked).cut(SENT, Then::Hang),
            _ => served.answer(asked),
        });
        let url = server.url("a");
        let Started { home, mut child } = start(strategy, &[&url]);
        let part = home.path().join("out/a.part");
        let before = || fs::metadata(&part).map_or(0, |part| part.len());
        until(&mut child, "the part", || {
            before() + 64 * 1024 > SENT as u64
        });
        let run = stopped(Started { home, child }, &server, 1, Signal::INT);
        assert_eq!(
            (run.code, run.files()),
            (130, vec!["a.part".to_owned(), "a.part.json".to_owned()])
        );
        let part = run.file("a.part");
        let kept = part.len();
        assert!(
            kept + 64 * 1024 > SENT && part == content.bytes[..kept],
            "{strategy}: {kept}"
        );
        let again = ["--strategy", strategy, "-d", "out", "--json", &url];
        let output = command(run.home.path(), &again).output().unwrap();
        let run = Run::new(run.home, &output);
        assert_eq!(
            (run.code, run.files()),
            (0, vec!["a".to_owned()]),
            "{}",
            run.stderr
        );
        assert!(run.file("a") == content.bytes, "{strategy}");
        assert_eq!(run.summary()["bytes"], json!(BYTES - kept), "{strategy}");
    }
}

#[test]
fn a_second_signal_ends_it_at_once() {
    for strategy in TRUSTED {
        let server = Server::start(|_, _| Answer::raw("", Then::Hang));
        let url = server.url("a");
        let Started { home, mut child } = start(strategy, &[&url]);
        until(&mut child, "the request", || server.requests() >= 1);
        send(&child, Signal::INT);
        // It may have ended by the first one meanwhile, which is a process of the same code that nobody has waited for.
        send(&child, Signal::INT);
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(130), "{strategy}");
        drop(home);
    }
}

#[test]
fn the_bar_is_taken_away_and_the_cursor_is_back() {
    for strategy in TRUSTED {
        let server = Server::start(|_, _| Answer::raw("", Then::Hang));
        let url = server.url("a");
        let run = stopped(
            start(strategy, &["--progress", "bar", &url]),
            &server,
            1,
            Signal::INT,
        );
        assert_eq!(run.code, 130);
        assert!(
            run.stderr.starts_with("\x1b[?25l\r"),
            "{strategy}: {:?}",
            run.stderr
        );
        assert!(
            run.stderr.ends_with("\r\x1b[K\x1b[?25h"),
            "{strategy}: {:?}",
            run.stderr
        );
    }
}
