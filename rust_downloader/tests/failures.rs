//! Each failure by its kind, with every strategy: the right code, no file, and the other jobs go on.

#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

mod common;

use common::server::{Answer, Server, Then};
use common::{Run, STRATEGIES};
use fairfetch_rust::http::Limits;
use fairfetch_rust::{Options, Stop, Strategy};
use std::fs;
use std::net::TcpListener;
use std::time::Duration;

/// Runs `path` of a server between two good jobs; the code must be the middle one's alone.
fn check(code: &str, answer: impl Fn(&str, u64) -> Answer + Send + Sync + Clone + 'static) {
    for strategy in STRATEGIES {
        let answer = answer.clone();
        let server = Server::start(move |path, before| match path {
            "before" | "after" => Answer::ok("good"),
            _ => answer(path, before),
        });
        let run = Run::once(
            strategy,
            &server.jobs(["before", "bad", "after"]),
            &["-j", "1"],
        );
        assert_eq!(
            run.results(),
            ["ok", code, "ok"],
            "{strategy}: {}",
            run.stderr
        );
        assert_eq!(
            (run.code, run.files()),
            (1, vec!["after".to_owned(), "before".to_owned()]),
            "{strategy}"
        );
        assert_eq!(run.summary()["errors"][code], 1, "{strategy}");
        assert!(
            run.stderr.contains(&format!("({code})")),
            "{strategy}: {}",
            run.stderr
        );
    }
}

#[test]
fn http_status() {
    for status in [
        "404 Not Found",
        "500 Internal Server Error",
        "300 Multiple Choices",
        "304 Not Modified",
        "305 Use Proxy",
    ] {
        check("http-status", move |_, _| Answer::status(status, ""));
    }
}

#[test]
fn http_status_with_a_body_that_is_not_worth_reading() {
    check("http-status", |_, _| {
        Answer::status("404 Not Found", vec![0; 300_000])
    });
}

#[test]
fn short_body() {
    check("short-body", |_, _| {
        Answer::raw(
            "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhello",
            Then::Close,
        )
    });
    check("short-body", |_, _| {
        let head = "HTTP/1.1 200 OK\r\nContent-Length: 9000000\r\n\r\n".bytes();
        Answer::bytes(head.chain(vec![b'x'; 4_000_000]).collect(), Then::Close)
    });
}

#[test]
fn short_body_over_tls() {
    for strategy in STRATEGIES {
        let short = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhello";
        let server = Server::start_tls("127.0.0.1", move |_, _| Answer::raw(short, Then::Close));
        let pem = tempfile::NamedTempFile::new().unwrap();
        fs::write(pem.path(), &server.pem).unwrap();
        let run = Run::once(
            strategy,
            &server.jobs(["a"]),
            &["--cacert", pem.path().to_str().unwrap()],
        );
        assert_eq!(run.results(), ["short-body"], "{strategy}: {}", run.stderr);
        assert!(run.files().is_empty(), "{strategy}");
    }
}

#[test]
fn reset() {
    check("reset", |_, _| {
        Answer::raw(
            "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhello",
            Then::Reset,
        )
    });
    check("reset", |_, _| {
        Answer::raw(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel",
            Then::Close,
        )
    });
}

#[test]
fn reset_before_the_answer() {
    for strategy in STRATEGIES {
        for then in [Then::Close, Then::Reset] {
            let server = Server::start(move |_, _| Answer::raw("", then));
            let run = Run::once(strategy, &server.jobs(["a"]), &[]);
            assert_eq!(
                (run.results(), run.files()),
                (vec!["reset".to_owned()], vec![]),
                "{strategy}"
            );
        }
    }
}

#[test]
fn bad_response() {
    check("bad-response", |_, _| {
        let many: String = (0..101).map(|at| format!("X-{at}: 1\r\n")).collect();
        Answer::raw(
            &format!("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n{many}\r\n"),
            Then::Close,
        )
    });
    check("bad-response", |_, _| {
        Answer::raw("SSH-2.0-OpenSSH_9.2\r\n\r\n", Then::Close)
    });
    check("bad-response", |_, _| {
        Answer::raw(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n",
            Then::Close,
        )
    });
    check("bad-response", |_, _| {
        Answer::status("206 Partial Content", "hello")
    });
}

#[test]
fn connect() {
    // Bound, so that nobody else gets the port, but not for long: a closed port refuses.
    let address = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    for strategy in STRATEGIES {
        let run = Run::once(
            strategy,
            &format!("http://{address}/a\nhttps://{address}/b\n"),
            &[],
        );
        assert_eq!(run.results(), ["connect"; 2], "{strategy}: {}", run.stderr);
        assert_eq!(run.summary()["attempts"], 2, "{strategy}");
    }
}

#[test]
fn dns() {
    for strategy in STRATEGIES {
        let run = Run::once(strategy, "http://no-such-host.invalid/a\n", &[]);
        assert_eq!(run.results(), ["dns"], "{strategy}: {}", run.stderr);
    }
}

#[test]
fn tls_that_is_none() {
    for strategy in STRATEGIES {
        // What is no text, the server takes for the end.
        let server = Server::start(|_, _| Answer::ok(""));
        let run = Run::once(strategy, &format!("https://{}/a\n", server.address), &[]);
        assert_eq!(run.results(), ["tls"], "{strategy}: {}", run.stderr);
    }
}

#[test]
fn tls_for_another_name() {
    for strategy in STRATEGIES {
        let server = Server::start_tls("elsewhere.example", |_, _| Answer::ok(""));
        let pem = tempfile::NamedTempFile::new().unwrap();
        fs::write(pem.path(), &server.pem).unwrap();
        let run = Run::once(
            strategy,
            &server.jobs(["a"]),
            &["--cacert", pem.path().to_str().unwrap()],
        );
        assert_eq!(run.results(), ["tls"], "{strategy}: {}", run.stderr);
    }
}

#[test]
fn disk() {
    for strategy in STRATEGIES {
        let server = Server::start(|_, _| Answer::ok("good"));
        let long = "n".repeat(300);
        let jobs = server.jobs(["folder", "fine"])
            + &format!(
                "{{\"url\": \"{0}\", \"path\": \"{long}\"}}\n{{\"url\": \"{0}\", \"path\": \"file/x\"}}\n",
                server.url("x")
            );
        let run = Run::once_prepared(strategy, &jobs, &[], |home| {
            fs::create_dir_all(home.join("out/folder/full")).unwrap();
            fs::write(home.join("out/file"), "").unwrap();
        });
        assert_eq!(
            run.results(),
            ["disk", "ok", "disk", "disk"],
            "{strategy}: {}",
            run.stderr
        );
        assert_eq!(run.files(), ["file", "fine"], "{strategy}");
    }
}

/// Time-outs are not on the command line of every strategy; the library takes them.
fn within(connect_ms: u64, stall_ms: u64, strategy: Strategy, url: String) -> serde_json::Value {
    let home = tempfile::tempdir().unwrap();
    let limits = Limits {
        connect: Duration::from_millis(connect_ms),
        stall: Duration::from_millis(stall_ms),
    };
    let options = Options {
        strategy,
        urls: vec![url],
        dir: home.path().join("out"),
        retries: 0,
        limits,
        ..Options::default()
    };
    let outcome = fairfetch_rust::download(options, &Stop::default()).unwrap();
    assert_eq!(fs::read_dir(home.path().join("out")).unwrap().count(), 0);
    serde_json::to_value(outcome.summary).unwrap()["errors"].clone()
}

const ALL: [Strategy; 3] = [Strategy::Tokio, Strategy::Threads, Strategy::SeedTokio];

#[test]
fn stall_timeout() {
    for strategy in ALL {
        for sent in [
            "",
            "HTTP/1.1 200 OK\r\nContent-Le",
            "HTTP/1.1 200 OK\r\nContent-Length: 9000000\r\n\r\nhello",
        ] {
            let server = Server::start(move |_, _| Answer::raw(sent, Then::Hang));
            let errors = within(10_000, 200, strategy, server.url("a"));
            assert_eq!(
                errors,
                serde_json::json!({"stall-timeout": 1}),
                "{strategy:?} {sent:?}"
            );
        }
    }
}

#[test]
fn connect_timeout() {
    for strategy in ALL {
        // The kernel accepts, and nobody answers the handshake.
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let errors = within(
            200,
            10_000,
            strategy,
            format!("https://{}/a", listener.local_addr().unwrap()),
        );
        assert_eq!(
            errors,
            serde_json::json!({"connect-timeout": 1}),
            "{strategy:?}"
        );
    }
}
