//! Killed in the middle of a download, without a chance to clean up.

#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

mod common;

use common::STRATEGIES;
use common::server::{Answer, Server, Then};
use std::fs;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

#[test]
fn what_was_finished_is_there_with_its_record_and_the_rest_is_no_file() {
    // Past what is gathered before the first write, and short of the promised length.
    let half = || {
        let head = "HTTP/1.1 200 OK\r\nContent-Length: 2000000\r\n\r\n".bytes();
        Answer(head.chain(vec![b'x'; 1_000_000]).collect(), Then::Hang)
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
        let mut child = Command::new(env!("CARGO_BIN_EXE_fairfetch-rust"))
            .args([
                "--strategy",
                strategy,
                "-j",
                "2",
                "-d",
                "out",
                "--records",
                "records.jsonl",
            ])
            .args([server.url("whole"), server.url("half")])
            .current_dir(home.path())
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
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
        while !(under_way() && recorded()) {
            assert!(
                child.try_wait().unwrap().is_none(),
                "{strategy}: ended by itself"
            );
            sleep(Duration::from_millis(5));
        }
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
