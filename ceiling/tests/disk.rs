//! Real folders: what lies there afterwards.
#![allow(clippy::unwrap_used)]

mod support;

use std::fs;

use serde_json::json;
use support::{Scratch, ceiling, complaint_of, files_in, line_of};

fn disk(scratch: &Scratch, jobs: &str) -> std::process::Output {
    fs::create_dir_all(scratch.path("out")).unwrap();
    let out = scratch.path("out");
    ceiling(&["disk", "-i", jobs, "-j", "4", "-d", out.to_str().unwrap()])
}

#[test]
fn every_file_has_its_size_and_nothing_is_left_over() {
    let scratch = Scratch::new();
    let sizes = [
        ("a", 0_u64),
        ("b", 4096),
        ("c.part", 300_000),
        ("d/e/f", 1),
        ("d/g", 2),
    ];
    let jobs = scratch.jobs(sizes.map(|(path, bytes)| json!({"path": path, "bytes": bytes})));
    let line = line_of(&disk(&scratch, &jobs));
    assert_eq!(line["mode"], "disk");
    assert_eq!(
        (&line["jobs"], &line["bytes"]),
        (&json!(5), &json!(304_099))
    );
    assert_eq!(line["threads"], 1);
    assert!(line["durationNs"].as_u64().unwrap() > 0);
    let expected = sizes.map(|(path, bytes)| (path.to_owned(), bytes));
    assert_eq!(files_in(&scratch.path("out")), expected);
}

#[test]
fn what_cannot_be_written_is_named() {
    let scratch = Scratch::new();
    for (job, words) in [
        (
            json!({"path": "../a", "bytes": 1}),
            "../a does not name a file below the folder",
        ),
        (json!({"path": "a"}), "a job without bytes"),
        (json!({"bytes": 1}), "a job without a path"),
    ] {
        let said = complaint_of(&disk(&scratch, &scratch.jobs([job])), 1);
        assert!(said.contains(words), "{said}");
    }
    let twice = scratch.jobs([0, 1].map(|_| json!({"path": "a", "bytes": 1})));
    assert_eq!(line_of(&disk(&scratch, &twice))["jobs"], 2);
    fs::write(scratch.path("out").join("b.part"), "in the way").unwrap();
    let there = scratch.jobs([json!({"path": "b", "bytes": 1})]);
    let said = complaint_of(&disk(&scratch, &there), 1);
    assert!(said.contains("cannot write b"), "{said}");
}

#[test]
fn a_folder_that_is_not_there_is_named() {
    let scratch = Scratch::new();
    let jobs = scratch.jobs([json!({"path": "a", "bytes": 1})]);
    let output = ceiling(&["disk", "-i", &jobs, "-j", "1", "-d", "/no/such/folder"]);
    let said = complaint_of(&output, 1);
    assert!(
        said.contains("cannot open the folder /no/such/folder"),
        "{said}"
    );
}
