//! Where redirects lead, and what does not go along.

#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

mod common;

use common::server::{Answer, Server, Then, header};
use common::{Run, TRUSTED};

#[test]
fn a_redirect_is_followed_on_the_same_connection_and_the_name_stays_the_job_s() {
    for strategy in TRUSTED {
        for status in ["301 A", "302 B", "303 C", "307 D", "308 E"] {
            let server = Server::start(move |path, _| match path {
                "x/a" => Answer::with(status, &["Location: ../y/b?c#d"], "moved"),
                "y/b?c" => Answer::ok("good"),
                other => panic!("{other}"),
            });
            let run = Run::of(strategy, &server.jobs(["x/a"]), &[]);
            assert_eq!(
                (run.results(), run.files()),
                (vec!["ok".to_owned()], vec!["a".to_owned()])
            );
            let record = &run.records()[0];
            assert_eq!(
                (record["attempts"].as_u64(), record["status"].as_u64()),
                (Some(1), Some(200))
            );
            assert_eq!(server.connections(), 1, "{strategy}: {status}");
        }
    }
}

#[test]
fn there_is_a_limit_and_a_redirect_must_lead_somewhere() {
    for strategy in TRUSTED {
        let server = Server::start(|path, _| match path {
            "loop" => Answer::redirect("loop"),
            "nowhere" => Answer::status("302 Found", ""),
            "ftp" => Answer::redirect("ftp://example.org/x"),
            _ => Answer::redirect("http://"),
        });
        let jobs = server.jobs(["loop", "nowhere", "ftp", "empty"]);
        let run = Run::of(strategy, &jobs, &["--max-redirects", "3"]);
        let expected = [
            "too-many-redirects",
            "bad-redirect",
            "bad-redirect",
            "bad-redirect",
        ];
        assert_eq!(run.results(), expected, "{strategy}");
        assert_eq!(
            (server.asked("loop").len(), server.requests()),
            (4, 7),
            "{strategy}"
        );
        assert!(
            run.stderr.contains("more than 3 redirects"),
            "{}",
            run.stderr
        );
    }
}

#[test]
fn a_body_that_is_not_worth_reading_costs_the_connection_and_no_more() {
    for strategy in TRUSTED {
        let server = Server::start(|path, _| match path {
            "a" => Answer::with("302 Found", &["Location: b"], vec![7; 300_000]),
            _ => Answer::ok("good"),
        });
        let run = Run::of(strategy, &server.jobs(["a"]), &[]);
        assert_eq!(
            (run.results(), server.connections()),
            (vec!["ok".to_owned()], 2),
            "{strategy}"
        );
    }
}

/// `a` leads to another origin, and that one back home.
fn away_and_back() -> (Server, Server) {
    let away = Server::scripted(|asked| {
        let home = asked.path.strip_prefix("to?").unwrap();
        Answer::redirect(&format!("http://{home}/c"))
    });
    let there = away.address;
    let home = Server::scripted(move |asked| match asked.path.as_str() {
        "a" => Answer::redirect(&format!("/b?{}", asked.header("host").unwrap())),
        "c" => Answer::ok("good"),
        path => {
            let home = path.strip_prefix("b?").unwrap();
            Answer::redirect(&format!("http://{there}/to?{home}"))
        }
    });
    (home, away)
}

#[test]
fn what_is_for_the_job_s_origin_is_left_there() {
    for strategy in TRUSTED {
        let (home, away) = away_and_back();
        let url = format!("http://user:s3cr3t@{}/a\n", home.address);
        let more = ["-H", "X-Token: t0ken", "-H", "User-Agent: mine"];
        let run = Run::of(strategy, &url, &more);
        assert_eq!(run.results(), ["ok"], "{strategy}: {}", run.stderr);
        let heads = home.seen.heads.lock().unwrap();
        for (head, sent) in heads.iter().zip([true, true, false]) {
            assert_eq!(
                header(head, "x-token").is_some(),
                sent,
                "{strategy}: {head}"
            );
            assert_eq!(
                header(head, "authorization").is_some(),
                sent,
                "{strategy}: {head}"
            );
            assert_eq!(
                header(head, "user-agent") == Some("mine"),
                sent,
                "{strategy}: {head}"
            );
        }
        let head = away.seen.heads.lock().unwrap()[0].clone();
        assert!(
            !head.contains("t0ken") && header(&head, "authorization").is_none(),
            "{head}"
        );
    }
}

#[test]
fn credentials_of_a_location_are_used_there_and_shown_nowhere() {
    for strategy in TRUSTED {
        let there = Server::start(|_, _| Answer::status("404 No", ""));
        let to = format!("http://user:s3cr3t@{}/x", there.address);
        let server = Server::start(move |_, _| Answer::redirect(&to));
        let run = Run::of(strategy, &server.jobs(["a"]), &[]);
        assert_eq!(run.results(), ["http-status"], "{strategy}");
        let head = there.seen.heads.lock().unwrap()[0].clone();
        assert_eq!(
            header(&head, "authorization"),
            Some("Basic dXNlcjpzM2NyM3Q="),
            "{strategy}"
        );
        let shown = [run.stdout, run.stderr].concat();
        assert!(!shown.contains("s3cr3t"), "{strategy}: {shown}");
    }
}

#[test]
fn a_retry_starts_at_the_job_s_url() {
    for strategy in TRUSTED {
        let server = Server::scripted(|asked| match (asked.path.as_str(), asked.earlier) {
            ("a", _) => Answer::redirect("b"),
            (_, 0) => Answer::ok("good").cut(1, Then::Close),
            _ => Answer::ok("good"),
        });
        let run = Run::of(strategy, &server.jobs(["a"]), &[]);
        assert_eq!(
            (run.results(), server.asked("a").len()),
            (vec!["ok".to_owned()], 2),
            "{strategy}"
        );
    }
}

#[test]
fn headers_are_sent_as_given() {
    for strategy in TRUSTED {
        let server = Server::start(|_, _| Answer::ok("good"));
        let more = [
            "-H",
            "X-A: 1",
            "--header=X-A:2",
            "-H",
            "X-Empty:",
            "-H",
            "Accept: text/plain",
        ];
        let run = Run::of(strategy, &server.jobs(["a"]), &more);
        assert_eq!(run.results(), ["ok"], "{strategy}");
        let head = server.asked("a")[0].to_lowercase();
        for line in [
            "x-a: 1\r\n",
            "x-a: 2\r\n",
            "x-empty: \r\n",
            "accept: text/plain\r\n",
        ] {
            assert!(head.contains(line), "{strategy}: {head}");
        }
        assert!(
            !head.contains("*/*") && head.contains("accept-encoding: identity"),
            "{head}"
        );
    }
}
