//! Killed in the middle of a download, without a chance to clean up.

#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

mod common;

use common::child::until;
use common::content::Content;
use common::server::{Answer, Asked, Server, Then};
use common::{Run, STRATEGIES, TRUSTED, command};
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::time::Duration;
use tempfile::TempDir;

#[test]
fn what_was_finished_is_there_with_its_record_and_the_rest_is_no_file() {
    // Past what is gathered before the first write, and short of the promised length.
    let half = || {
        let head = "HTTP/1.1 200 OK\r\nContent-Length: 2000000\r\n\r\n".bytes();
        Answer::bytes(head.chain(vec![b'x'; 1_000_000]).collect(), Then::Hang)
    };
    for strategy in STRATEGIES {
        let server = Server::start(move |path, _| {
            if path == "whole" {
                Answer::ok("whole")
            } else {
                half()
            }
        });
        let home = tempfile::tempdir().unwrap();
        let (out, records) = (home.path().join("out"), home.path().join("records.jsonl"));
        let urls = [server.url("whole"), server.url("half")];
        let fixed = [
            "--strategy",
            strategy,
            "-j",
            "2",
            "-d",
            "out",
            "--records",
            "records.jsonl",
        ];
        let arguments = fixed.into_iter().chain(urls.iter().map(String::as_str));
        let arguments: Vec<&str> = arguments.collect();
        let mut child = command(home.path(), &arguments).spawn().unwrap();
        // The seed's way holds the body in memory, and has nothing of it on the disk.
        let part = out.join("half.part");
        let under_way = || {
            if strategy == "seed-tokio" {
                server.requests() == 2
            } else {
                part.exists()
            }
        };
        let recorded = || fs::read_to_string(&records).is_ok_and(|text| text.ends_with('\n'));
        until(&mut child, "the half", || under_way() && recorded());
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(!out.join("half").exists(), "{strategy}");
        assert_eq!(
            fs::read_to_string(out.join("whole")).unwrap(),
            "whole",
            "{strategy}"
        );
        let text = fs::read_to_string(&records).unwrap();
        assert!(
            text.lines().count() == 1 && text.contains("\"path\":\"whole\""),
            "{strategy}: {text}"
        );
    }
}

const FILES: [&str; 4] = ["large-1", "large-2", "chunked", "small"];

fn content(path: &str) -> Content {
    match path {
        "small" => Content::new(30_000, "\"small\""),
        "large-1" => Content::new(3_000_000, "\"one\""),
        _ => Content::new(2_000_000, "\"other\""),
    }
}

/// Slow enough to be met in the middle; `chunked` does not say how long it is.
fn answer(asked: &Asked) -> Answer {
    let content = content(&asked.path);
    if asked.path != "chunked" || asked.header("range").is_some() {
        return content
            .answer(asked)
            .slowly(50_000, Duration::from_millis(1));
    }
    let tag = content.etag;
    let mut bytes = format!("HTTP/1.1 200 OK\r\nETag: {tag}\r\nTransfer-Encoding: chunked\r\n\r\n")
        .into_bytes();
    for chunk in content.bytes.chunks(33_333) {
        bytes.extend(format!("{:x}\r\n", chunk.len()).bytes());
        bytes.extend(chunk);
        bytes.extend(b"\r\n");
    }
    bytes.extend(b"0\r\n\r\n");
    Answer::bytes(bytes, Then::Keep).slowly(50_000, Duration::from_millis(1))
}

fn bytes_in(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let bytes = entries.filter_map(|entry| entry.metadata().ok());
    bytes.map(|metadata| metadata.len()).sum()
}

/// The parts that the next run can go on with: name and length.
fn described(out: &Path) -> Vec<(&'static str, u64)> {
    let part = |name: &'static str| {
        let text = fs::read(out.join(format!("{name}.part.json"))).ok()?;
        serde_json::from_slice::<Value>(&text).ok()?;
        let bytes = fs::metadata(out.join(format!("{name}.part"))).ok()?.len();
        (bytes > 0).then_some((name, bytes))
    };
    FILES.into_iter().filter_map(part).collect()
}

/// Starts a run in a folder of its own and kills it when so many bytes are there; the folder.
fn killed_at(point: u64, arguments: &[&str]) -> TempDir {
    let home = tempfile::tempdir().unwrap();
    let out = home.path().join("out");
    let mut child = command(home.path(), arguments).spawn().unwrap();
    while bytes_in(&out) < point && child.try_wait().unwrap().is_none() {
        std::thread::yield_now();
    }
    child.kill().unwrap();
    child.wait().unwrap();
    home
}

/// The next run makes all of it right, and sends nothing again that was described.
fn check_next_run(home: TempDir, arguments: &[&str], what: &str) {
    let left = described(&home.path().join("out"));
    let more = ["--records", "records.jsonl", "--existing", "skip"];
    let arguments = [arguments, &more].concat();
    let output = command(home.path(), &arguments).output().unwrap();
    let run = Run::new(home, &output);
    assert_eq!(run.code, 0, "{what}: {}", run.stderr);
    let mut expected = FILES.to_vec();
    expected.sort_unstable();
    assert_eq!(run.files(), expected, "{what}");
    for path in FILES {
        assert!(run.file(path) == content(path).bytes, "{what}: {path}");
    }
    let records = run.records();
    for (path, bytes) in left {
        let whole = content(path).bytes.len() as u64;
        // Whose end a part is that says no total, nobody has written down.
        if path != "chunked" || bytes < whole {
            let record = records.iter().find(|record| record["path"] == path);
            let from = &record.unwrap()["resumedFrom"];
            assert_eq!(*from, bytes.min(whole - 1), "{what}: {path}");
        }
    }
}

#[test]
fn killed_at_any_byte_the_next_run_makes_all_of_it_right() {
    for strategy in TRUSTED {
        let server = Server::scripted(answer);
        let urls = FILES.map(|path| server.url(path));
        let fixed = ["--strategy", strategy, "-d", "out", "--json"];
        let arguments: Vec<&str> = fixed
            .into_iter()
            .chain(urls.iter().map(String::as_str))
            .collect();
        let mut draw = 7u64;
        for kill in 0..12 {
            draw = draw.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            // The first ones within the first bytes, where parts and descriptions begin.
            let point = (draw >> 33) % if kill < 4 { 100_000 } else { 7_000_000 };
            let what = format!("{strategy}, killed at {point}");
            let home = killed_at(point, &arguments);
            for path in FILES {
                let whole = fs::read(home.path().join("out").join(path));
                assert!(
                    whole.map_or(true, |bytes| bytes == content(path).bytes),
                    "{what}: {path} is not whole"
                );
            }
            check_next_run(home, &arguments, &what);
        }
    }
}
