//! Files, names and connections, with every strategy.

#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

mod common;

use common::server::{Answer, Server, Then};
use common::{Run, STRATEGIES};
use serde_json::json;
use std::fs;
use std::os::unix::fs::MetadataExt;

fn content(path: &str) -> Vec<u8> {
    let bytes: usize = path
        .split('-')
        .next()
        .and_then(|bytes| bytes.parse().ok())
        .unwrap_or(10);
    path.bytes().cycle().take(bytes).collect()
}

#[test]
fn files_of_every_size_arrive_whole_and_nothing_else() {
    let sizes = [
        "0-a",
        "1-b",
        "4096-c",
        "65535-d",
        "65536-e",
        "200000-f",
        "1048576-g",
        "5000000-h",
        "3000001-i",
    ];
    for strategy in STRATEGIES {
        let server = Server::start(|path, _| Answer::ok(content(path)));
        let run = Run::of(strategy, &server.jobs(sizes), &["-j", "3"]);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{strategy}");
        let mut expected = sizes.to_vec();
        expected.sort_unstable();
        assert_eq!(run.files(), expected, "{strategy}");
        for path in sizes {
            assert!(
                run.file(path) == content(path),
                "{strategy}: {path} differs"
            );
        }
    }
}

#[test]
fn bodies_may_be_chunked_or_end_with_the_connection() {
    let answer = |path: &str, _| match path {
        "chunked" => Answer::raw(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
            Then::Keep,
        ),
        "until-close" => Answer::raw("HTTP/1.1 200 OK\r\n\r\nhello", Then::Close),
        "old" => Answer::raw("HTTP/1.0 200 OK\r\n\r\nhello", Then::Close),
        "informed" => Answer::raw(
            "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
            Then::Keep,
        ),
        _ => Answer::raw("HTTP/1.1 204 No Content\r\n\r\n", Then::Keep),
    };
    for strategy in STRATEGIES {
        let server = Server::start(answer);
        let paths = ["chunked", "until-close", "old", "informed", "nothing"];
        let run = Run::of(strategy, &server.jobs(paths), &["-j", "1"]);
        assert_eq!(run.results(), ["ok"; 5], "{strategy}: {}", run.stderr);
        for path in &paths[..4] {
            assert_eq!(run.file(path), b"hello", "{strategy}: {path}");
        }
        assert_eq!(run.file("nothing"), b"", "{strategy}");
    }
}

#[test]
fn connections_are_reused_and_never_more_than_asked_for() {
    for strategy in ["tokio", "threads"] {
        for (jobs, asked, most) in [(60, "4", 4), (3, "10", 3), (20, "1", 1)] {
            let server = Server::start(|path, _| Answer::ok(content(path)));
            let paths: Vec<String> = (0..jobs).map(|at| format!("f{at}")).collect();
            let run = Run::of(
                strategy,
                &server.jobs(paths.iter().map(String::as_str)),
                &["-j", asked],
            );
            assert_eq!(
                run.summary()["downloads"]["ok"],
                jobs,
                "{strategy}: {}",
                run.stderr
            );
            assert!(
                server.connections() <= most,
                "{strategy}: {} connections",
                server.connections()
            );
            assert!(
                run.summary()["peakInFlight"].as_u64().unwrap() <= most,
                "{strategy}"
            );
            assert_eq!(
                (
                    server.requests(),
                    run.summary()["concurrency"].to_string().as_str()
                ),
                (jobs, asked)
            );
        }
    }
}

#[test]
fn a_kept_connection_that_was_closed_is_replaced_and_that_is_no_attempt() {
    // The answer promises to keep the connection, and the server closes it.
    let answer = |_: &str, _| {
        Answer::raw(
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
            Then::Close,
        )
    };
    for strategy in STRATEGIES {
        let server = Server::start(answer);
        let run = Run::of(strategy, &server.jobs(["a", "b", "c"]), &["-j", "1"]);
        assert_eq!(run.results(), ["ok"; 3], "{strategy}: {}", run.stderr);
        assert_eq!(run.summary()["attempts"], 3, "{strategy}");
        assert_eq!(
            (server.connections(), server.requests()),
            (3, 3),
            "{strategy}"
        );
    }
}

#[test]
fn names_are_numbered_in_input_order_and_paths_make_folders() {
    for strategy in STRATEGIES {
        let server = Server::start(|path, _| Answer::ok(path));
        let jobs = format!(
            "{}{}\n{}\n",
            server.jobs(["x/a.txt", "y/a.txt", "z/"]),
            json!({"url": server.url("deep"), "path": "b/c/d.bin"}),
            json!({"url": server.url("again"), "path": "b/c/d.bin"}),
        );
        let run = Run::of(strategy, &jobs, &[]);
        assert_eq!(
            run.results(),
            ["ok", "ok", "ok", "ok", "duplicate-path"],
            "{strategy}"
        );
        assert_eq!(
            run.files(),
            ["a-2.txt", "a.txt", "b/c/d.bin", "index"],
            "{strategy}"
        );
        assert_eq!(
            (run.file("a-2.txt"), run.file("b/c/d.bin")),
            (b"y/a.txt".to_vec(), b"deep".to_vec())
        );
    }
}

#[test]
fn an_old_file_is_replaced_and_an_old_part_does_not_stay() {
    for strategy in STRATEGIES {
        let server = Server::start(|_, _| Answer::ok("new"));
        let run = Run::prepared(strategy, &server.jobs(["a"]), &[], |home| {
            fs::create_dir(home.join("out")).unwrap();
            fs::write(home.join("out/a"), "something old and longer").unwrap();
            fs::write(home.join("out/a.part"), "half of something").unwrap();
            fs::write(home.join("ordinary"), "").unwrap();
        });
        assert_eq!(
            (run.files(), run.file("a")),
            (vec!["a".to_owned()], b"new".to_vec()),
            "{strategy}"
        );
        let mode = |path: &str| fs::metadata(run.home.path().join(path)).unwrap().mode();
        assert_eq!(mode("out/a"), mode("ordinary"), "{strategy}");
    }
}

#[test]
fn links_are_never_written_through() {
    for strategy in STRATEGIES {
        let server = Server::start(|_, _| Answer::ok("new"));
        let jobs = format!(
            "{}{}\n",
            server.jobs(["a", "b"]),
            json!({"url": server.url("c"), "path": "way-out/c"})
        );
        let run = Run::prepared(strategy, &jobs, &[], |home| {
            for folder in ["out", "outside"] {
                fs::create_dir(home.join(folder)).unwrap();
            }
            fs::write(home.join("outside/kept"), "kept").unwrap();
            for (target, link) in [
                ("../outside/kept", "a"),
                ("../outside/kept", "b.part"),
                ("../outside", "way-out"),
            ] {
                std::os::unix::fs::symlink(target, home.join("out").join(link)).unwrap();
            }
        });
        assert_eq!(run.results(), ["ok", "ok", "unsafe-path"], "{strategy}");
        assert_eq!(
            (run.file("a"), run.file("b")),
            (b"new".to_vec(), b"new".to_vec()),
            "{strategy}"
        );
        assert_eq!(
            fs::read_to_string(run.home.path().join("outside/kept")).unwrap(),
            "kept",
            "{strategy}"
        );
        assert_eq!(
            fs::read_dir(run.home.path().join("outside"))
                .unwrap()
                .count(),
            1,
            "{strategy}"
        );
        assert!(
            !fs::symlink_metadata(run.home.path().join("out/a"))
                .unwrap()
                .is_symlink(),
            "{strategy}"
        );
    }
}

#[test]
fn tls_is_checked_against_the_given_certificates() {
    for strategy in STRATEGIES {
        let server = Server::start_tls("127.0.0.1", |path, _| Answer::ok(content(path)));
        let pem = tempfile::NamedTempFile::new().unwrap();
        fs::write(pem.path(), &server.pem).unwrap();
        let trusted = ["-j", "2", "--cacert", pem.path().to_str().unwrap()];
        let jobs = server.jobs(["70000-a", "3-b", "2000000-c"]);
        let run = Run::of(strategy, &jobs, &trusted);
        assert_eq!(
            (run.code, run.results()),
            (0, vec!["ok".to_owned(); 3]),
            "{strategy}: {}",
            run.stderr
        );
        assert!(run.file("2000000-c") == content("2000000-c"), "{strategy}");
        let run = Run::of(strategy, &jobs, &[]);
        assert_eq!(
            (run.code, run.results()),
            (1, vec!["tls".to_owned(); 3]),
            "{strategy}"
        );
        assert!(run.files().is_empty(), "{strategy}");
    }
}

#[test]
fn a_url_is_asked_for_as_it_is_written() {
    let path = "a|b^c[d]'e~f!g$h&i(j)*k+l,m;n=o:p@q%20r%?s=|^`{}[]'%zz";
    for strategy in STRATEGIES {
        let server = Server::start(|_, _| Answer::ok("good"));
        let run = Run::of(strategy, &server.jobs([path]), &[]);
        assert_eq!(run.results(), ["ok"], "{strategy}: {}", run.stderr);
        let head = server.seen.heads.lock().unwrap()[0].clone();
        let asked = head.lines().next().unwrap().to_owned();
        let expected = url::Url::parse(&server.url(path)).unwrap();
        assert_eq!(
            asked,
            format!(
                "GET {}?{} HTTP/1.1",
                expected.path(),
                expected.query().unwrap()
            ),
            "{strategy}"
        );
    }
}
