//! Servers that mean no good: nothing hangs, nothing grows, nothing is mixed up.

#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

mod common;

use common::server::{Answer, Server, Then};
use common::{Run, TRUSTED};
use std::time::Duration;

#[test]
fn heads_without_end_are_refused() {
    for strategy in TRUSTED {
        let server = Server::start(|path, _| match path {
            "long" => Answer::raw(
                &format!("HTTP/1.1 200 OK\r\nX: {}", "x".repeat(3_000_000)),
                Then::Hang,
            ),
            "many" => Answer::raw(
                &format!("HTTP/1.1 200 OK\r\n{}", "X: y\r\n".repeat(500_000)),
                Then::Hang,
            ),
            "interim" => Answer::raw(
                &"HTTP/1.1 103 Hints\r\nLink: x\r\n\r\n".repeat(100_000),
                Then::Hang,
            ),
            _ => Answer::ok("good"),
        });
        let jobs = server.jobs(["long", "many", "interim", "b"]);
        let run = Run::once(strategy, &jobs, &["--timeout", "20"]);
        let expected = ["bad-response", "bad-response", "bad-response", "ok"];
        assert_eq!(
            (run.results(), run.files()),
            (expected.map(str::to_owned).to_vec(), vec!["b".to_owned()]),
            "{strategy}"
        );
    }
}

#[test]
fn a_hundred_interim_answers_are_passed_over() {
    for strategy in TRUSTED {
        let server = Server::start(|_, _| {
            let interim = "HTTP/1.1 103 Early Hints\r\nLink: </style.css>\r\n\r\n".repeat(100);
            Answer::raw(
                &(interim + "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ngood"),
                Then::Keep,
            )
        });
        let run = Run::once(strategy, &server.jobs(["a", "b"]), &["-j", "1"]);
        assert_eq!(
            (run.results(), run.file("b")),
            (vec!["ok".to_owned(); 2], b"good".to_vec()),
            "{strategy}"
        );
    }
}

#[test]
fn bytes_that_nobody_asked_for_are_nobody_s_file() {
    for strategy in TRUSTED {
        let server = Server::start(|path, _| match path {
            "a" => {
                let evil = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil";
                Answer::raw(
                    &format!("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello{evil}"),
                    Then::Keep,
                )
            }
            _ => Answer::ok("good"),
        });
        let run = Run::once(strategy, &server.jobs(["a", "b"]), &["-j", "1"]);
        assert_eq!(run.results(), ["ok"; 2], "{strategy}: {}", run.stderr);
        assert_eq!(
            (run.file("a"), run.file("b")),
            (b"hello".to_vec(), b"good".to_vec()),
            "{strategy}"
        );
    }
}

#[test]
fn an_endless_body_is_ended_by_the_cap_and_by_the_time() {
    for strategy in TRUSTED {
        let server = Server::start(|_, _| {
            let chunk = format!("10000\r\n{}\r\n", "x".repeat(0x10000));
            let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
            Answer::raw(&(head.to_owned() + &chunk.repeat(300)), Then::Hang)
                .slowly(0x10000, Duration::from_millis(2))
        });
        let run = Run::once(strategy, &server.jobs(["a"]), &["--max-size", "1M"]);
        assert_eq!(
            (run.results(), run.files()),
            (vec!["too-large".to_owned()], vec![]),
            "{strategy}"
        );
        assert!(
            run.stderr.contains("larger than 1048576 bytes"),
            "{strategy}: {}",
            run.stderr
        );
        let run = Run::once(strategy, &server.jobs(["a"]), &["--timeout", "0.3"]);
        assert_eq!(
            (run.results(), run.files()),
            (vec!["timeout".to_owned()], vec![]),
            "{strategy}"
        );
    }
}

#[test]
fn what_is_announced_as_too_large_is_not_fetched() {
    for strategy in TRUSTED {
        let server = Server::start(|path, _| match path {
            "large" => Answer::ok(vec![7; 4_000_000]),
            _ => Answer::ok([7; 1024]),
        });
        let run = Run::of(
            strategy,
            &server.jobs(["large", "fits"]),
            &["--max-size", "1K"],
        );
        assert_eq!(run.results(), ["too-large", "ok"], "{strategy}");
        assert_eq!(run.summary()["bytes"], 1024, "{strategy}");
    }
}

#[test]
fn the_name_is_not_the_server_s_to_choose() {
    for strategy in TRUSTED {
        let header = "Content-Disposition: attachment; filename=\"../../evil\"";
        let server = Server::start(move |_, _| Answer::with("200 OK", &[header], "good"));
        let run = Run::of(strategy, &server.jobs(["a"]), &[]);
        assert_eq!(run.files(), ["a"], "{strategy}");
    }
}
