//! Going on where an attempt or a run has stopped: bit for bit what the server has now, or failed; never a mix.

#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

mod common;

use common::content::Content;
use common::server::{Answer, Asked, Server, Then, header};
use common::{Run, TRUSTED};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

const BIG: usize = 2_000_000;
const HALF: usize = 1_200_000;
const OLD: &str = "\"old\"";
const NEW: &str = "\"new\"";

fn server(answer: impl Fn(&Asked) -> Answer + Send + Sync + 'static) -> Server {
    Server::scripted(answer)
}

/// Leaves a part of the old version in `out`, as an earlier run would.
fn leave(home: &Path, url: &str, bytes: usize) {
    let out = home.join("out");
    fs::create_dir(&out).unwrap();
    fs::write(out.join("a.part"), &Content::new(BIG, OLD).bytes[..bytes]).unwrap();
    let description = json!({"url": url, "validator": OLD, "total": BIG});
    fs::write(out.join("a.part.json"), description.to_string()).unwrap();
}

fn ranges(server: &Server) -> Vec<Option<String>> {
    let asked = server.asked("a");
    let range = |head: &String| header(head, "range").map(str::to_owned);
    asked.iter().map(range).collect()
}

fn range(offset: usize) -> Option<String> {
    Some(format!("bytes={offset}-"))
}

/// The run ended well, and the file is all of this version.
fn check(run: &Run, version: &'static str, bytes: usize, resumed_from: Option<usize>, what: &str) {
    assert_eq!(run.results(), ["ok"], "{what}: {}", run.stderr);
    assert!(
        run.file("a") == Content::new(bytes, version).bytes,
        "{what}: not as served"
    );
    assert_eq!(run.files(), ["a"], "{what}");
    assert_eq!(
        run.records()[0]["resumedFrom"],
        json!(resumed_from),
        "{what}"
    );
}

#[test]
fn a_retry_goes_on_where_the_last_attempt_stopped_whatever_the_size() {
    for strategy in TRUSTED {
        for (bytes, cuts) in [(BIG, [HALF, 500_000]), (50_000, [20_000, 10_000])] {
            let content = Content::new(bytes, OLD);
            let server =
                server(
                    move |asked| match cuts.get(usize::try_from(asked.earlier).unwrap()) {
                        Some(&cut) => content.answer(asked).cut(cut, Then::Close),
                        None => content.answer(asked),
                    },
                );
            let run = Run::of(strategy, &server.jobs(["a"]), &["--work", "sha256"]);
            check(&run, OLD, bytes, Some(cuts[0] + cuts[1]), strategy);
            assert_eq!(
                ranges(&server),
                [None, range(cuts[0]), range(cuts[0] + cuts[1])],
                "{strategy}"
            );
            let summary = run.summary();
            assert_eq!(
                (&summary["bytes"], &summary["attempts"]),
                (&json!(bytes), &json!(3))
            );
            let digest = ring::digest::digest(&ring::digest::SHA256, &run.file("a"));
            let digest: String = digest
                .as_ref()
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect();
            assert_eq!(run.records()[0]["work"], json!(digest), "{strategy}");
        }
    }
}

#[test]
fn a_retry_that_meets_another_version_starts_over() {
    for strategy in TRUSTED {
        for bytes in [BIG, 50_000] {
            let server = server(move |asked| match asked.earlier {
                0 => Content::new(bytes, OLD)
                    .answer(asked)
                    .cut(bytes / 2, Then::Reset),
                _ => Content::new(bytes, NEW).answer(asked),
            });
            let run = Run::of(strategy, &server.jobs(["a"]), &[]);
            check(&run, NEW, bytes, None, strategy);
        }
    }
}

#[test]
fn without_a_strong_validator_a_retry_starts_from_zero() {
    for strategy in TRUSTED {
        let server = server(|asked| {
            let body = Content::new(50_000, OLD).bytes;
            let answer = Answer::with("200 OK", &["ETag: W/\"weak\""], body);
            match asked.earlier {
                0 => answer.cut(20_000, Then::Close),
                _ => answer,
            }
        });
        let run = Run::of(strategy, &server.jobs(["a"]), &[]);
        check(&run, OLD, 50_000, None, strategy);
        assert_eq!(ranges(&server), [None, None], "{strategy}");
    }
}

#[test]
fn the_next_run_goes_on_and_hashes_what_is_there() {
    for strategy in TRUSTED {
        for more in [&[][..], &["--work", "sha256"]] {
            let server = server(|asked| Content::new(BIG, OLD).answer(asked));
            let run = Run::prepared(strategy, &server.jobs(["a"]), more, |home| {
                leave(home, &server.url("a"), HALF);
            });
            check(&run, OLD, BIG, Some(HALF), strategy);
            assert_eq!(run.summary()["bytes"], json!(BIG - HALF), "{strategy}");
            assert_eq!(run.records()[0].get("work").is_some(), !more.is_empty());
        }
    }
}

#[test]
fn a_part_that_lacks_only_its_rename_is_asked_for_its_last_byte() {
    for strategy in TRUSTED {
        for (version, resumed_from) in [(OLD, Some(BIG - 1)), (NEW, None)] {
            let server = server(move |asked| Content::new(BIG, version).answer(asked));
            let run = Run::prepared(strategy, &server.jobs(["a"]), &[], |home| {
                leave(home, &server.url("a"), BIG);
            });
            check(&run, version, BIG, resumed_from, strategy);
            assert_eq!(ranges(&server), [range(BIG - 1)], "{strategy}");
        }
    }
}

#[test]
fn what_the_server_has_now_counts() {
    type Script = fn(&Asked) -> Answer;
    let scripts: [(&str, Script); 6] = [
        ("changed", |asked| Content::new(BIG, NEW).answer(asked)),
        ("no ranges", |_| {
            Answer::with("200 OK", &["ETag: \"new\""], Content::new(BIG, NEW).bytes)
        }),
        ("refused", |asked| match asked.header("range") {
            Some(_) => Answer::status("416 No", ""),
            None => Content::new(BIG, NEW).answer(asked),
        }),
        ("lies", |asked| match asked.header("range") {
            // Pays no heed to If-Range.
            Some(_) => {
                let range = format!("Content-Range: bytes {HALF}-{}/{BIG}", BIG - 1);
                let rest = &Content::new(BIG, NEW).bytes[HALF..];
                Answer::with("206 Partial Content", &["ETag: \"new\"", &range], rest)
            }
            None => Content::new(BIG, NEW).answer(asked),
        }),
        ("wrong length", |asked| match asked.header("range") {
            Some(_) => {
                let range = format!("Content-Range: bytes {HALF}-{}/{BIG}", BIG - 1);
                Answer::with(
                    "206 Partial Content",
                    &["ETag: \"old\"", &range],
                    "too short",
                )
            }
            None => Content::new(BIG, NEW).answer(asked),
        }),
        ("no Content-Range", |asked| match asked.header("range") {
            Some(_) => Answer::with("206 Partial Content", &["ETag: \"old\""], "anything"),
            None => Content::new(BIG, NEW).answer(asked),
        }),
    ];
    for strategy in TRUSTED {
        for (what, script) in scripts {
            let server = server(script);
            let run = Run::once_prepared(strategy, &server.jobs(["a"]), &[], |home| {
                leave(home, &server.url("a"), HALF);
            });
            check(&run, NEW, BIG, None, &format!("{strategy}: {what}"));
            assert_eq!(run.records()[0]["attempts"], 1, "{strategy}: {what}");
        }
    }
}

#[test]
fn a_rest_that_is_longer_than_it_says_is_not_taken() {
    for strategy in TRUSTED {
        let server = server(|asked| match (asked.header("range"), asked.earlier) {
            (Some(_), 0) => {
                let chunk = |bytes: &[u8]| {
                    [format!("{:x}\r\n", bytes.len()).as_bytes(), bytes, b"\r\n"].concat()
                };
                let head = format!(
                    "HTTP/1.1 206 Partial Content\r\nETag: {OLD}\r\nContent-Range: bytes {HALF}-{}/{BIG}\r\n\
                     Transfer-Encoding: chunked\r\n\r\n",
                    BIG - 1
                );
                let rest = chunk(&Content::new(BIG, OLD).bytes[HALF..]);
                Answer::bytes(
                    [head.as_bytes(), &rest, &chunk(b"more"), b"0\r\n\r\n"].concat(),
                    Then::Keep,
                )
            }
            _ => Content::new(BIG, OLD).answer(asked),
        });
        let run = Run::prepared(strategy, &server.jobs(["a"]), &[], |home| {
            leave(home, &server.url("a"), HALF);
        });
        assert_eq!(run.results(), ["ok"], "{strategy}: {}", run.stderr);
        assert!(run.file("a") == Content::new(BIG, OLD).bytes, "{strategy}");
        assert_eq!(
            run.summary()["errors"],
            json!({"bad-response": 1}),
            "{strategy}"
        );
    }
}

#[test]
fn what_is_left_of_a_failure_is_what_can_be_gone_on_with() {
    for strategy in TRUSTED {
        for (bytes, cut, etag, left) in [
            (BIG, HALF, OLD, true),
            (BIG, 10, OLD, true),
            (BIG, HALF, "W/\"weak\"", false),
            (50_000, 20_000, OLD, false),
        ] {
            let server = server(move |asked| {
                Content::new(bytes, etag)
                    .answer(asked)
                    .cut(cut, Then::Close)
            });
            let run = Run::once(strategy, &server.jobs(["a"]), &[]);
            assert_eq!(run.results(), ["short-body"], "{strategy}");
            if !left {
                assert_eq!(run.files(), [""; 0], "{strategy}: {bytes} {etag}");
                continue;
            }
            assert_eq!(run.files(), ["a.part", "a.part.json"], "{strategy}");
            assert!(
                run.file("a.part") == Content::new(bytes, etag).bytes[..cut],
                "{strategy}"
            );
            let description: Value = serde_json::from_slice(&run.file("a.part.json")).unwrap();
            let expected = json!({"url": server.url("a"), "validator": etag, "total": bytes});
            assert_eq!(description, expected, "{strategy}");
        }
    }
}

#[test]
fn no_resume_puts_away_what_is_there_and_a_failure_before_a_body_keeps_it() {
    for strategy in TRUSTED {
        let good = server(|asked| Content::new(BIG, OLD).answer(asked));
        let run = Run::prepared(strategy, &good.jobs(["a"]), &["--no-resume"], |home| {
            leave(home, &good.url("a"), HALF);
        });
        check(&run, OLD, BIG, None, strategy);
        assert_eq!(ranges(&good), [None], "{strategy}");
        let missing = Server::start(|_, _| Answer::status("404 No", ""));
        let run = Run::prepared(strategy, &missing.jobs(["a"]), &[], |home| {
            leave(home, &missing.url("a"), HALF);
        });
        assert_eq!(run.results(), ["http-status"], "{strategy}");
        assert_eq!(run.files(), ["a.part", "a.part.json"], "{strategy}");
    }
}
