//! A real server and a real folder: everything that was served lies there afterwards.
#![allow(clippy::unwrap_used)]

mod support;

use std::fs;

use serde_json::json;
use support::{Scratch, Server, ceiling, complaint_of, files_in, line_of};

const SIZES: [(&str, u64); 5] = [
    ("a", 0),
    ("b", 1),
    ("c/d", 100_000),
    ("c/e", 9_000_000),
    ("f", 70_000_000),
];

fn both(server: &Server, scratch: &Scratch, more: &[&str]) -> std::process::Output {
    let job = |(path, bytes)| json!({"url": server.url(&format!("/send/{bytes}")), "path": path, "bytes": bytes});
    let jobs = scratch.jobs(SIZES.map(job));
    fs::create_dir_all(scratch.path("out")).unwrap();
    let out = scratch.path("out");
    let args = ["both", "-i", &jobs, "-j", "3", "-d", out.to_str().unwrap()];
    ceiling(&[&args, more].concat())
}

#[test]
fn what_was_served_is_stored() {
    let (server, scratch) = (Server::plain(), Scratch::new());
    let line = line_of(&both(&server, &scratch, &[]));
    assert_eq!(
        (&line["mode"], &line["jobs"], &line["bytes"]),
        (&json!("both"), &json!(5), &json!(79_100_001))
    );
    assert!(line["connections"].as_u64().unwrap() <= 3);
    assert!(line["durationNs"].as_u64().unwrap() > 0);
    let expected = SIZES.map(|(path, bytes)| (path.to_owned(), bytes));
    assert_eq!(files_in(&scratch.path("out")), expected);
}

#[test]
fn over_tls_too() {
    let (server, scratch) = (Server::tls(), Scratch::new());
    let ca = scratch.write("ca.pem", server.certificate.as_ref().unwrap());
    let line = line_of(&both(&server, &scratch, &["--cacert", &ca]));
    assert_eq!(line["bytes"], 79_100_001);
    let expected = SIZES.map(|(path, bytes)| (path.to_owned(), bytes));
    assert_eq!(files_in(&scratch.path("out")), expected);
}

#[test]
fn a_file_that_is_not_whole_is_no_ceiling() {
    let (server, scratch) = (Server::plain(), Scratch::new());
    let url = server.url("/short/1000");
    let jobs = scratch.jobs([json!({"url": url, "path": "a", "bytes": 1000})]);
    let out = scratch.path("");
    let args = ["both", "-i", &jobs, "-j", "1", "-d", out.to_str().unwrap()];
    let said = complaint_of(&ceiling(&args), 1);
    assert!(said.contains("the server closed the connection"), "{said}");
}
