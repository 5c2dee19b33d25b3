#![allow(clippy::unwrap_used)]
mod support;

use serde_json::json;
use support::{Origin, sha256};

#[test]
fn a_file_is_where_it_was_told_to_be() {
    let origin = Origin::start();
    let paths = [
        "a%20b.txt",
        "%FF",
        "dir/",
        "",
        "a/../b",
        "file-00006.bin",
        "{base0}",
    ];
    let mut files: Vec<_> = paths
        .iter()
        .map(|path| json!({"bytes": 10, "path": path}))
        .collect();
    files.push(json!({"bytes": 10}));
    let session = origin.open(&json!({"seed": 1, "files": files}));
    let mut client = session.connect();
    let prefix = session.base().1;
    for (index, path) in paths.iter().chain(&["file-00007.bin"]).enumerate() {
        let promised = &session.opened["files"][index];
        assert_eq!(promised["name"], *path);
        for query in ["", "?q=1"] {
            let reply = client.get(&format!("{prefix}{path}{query}"));
            assert_eq!(
                (reply.status, sha256(&reply.body)),
                (200, promised["sha256"].as_str().unwrap().into())
            );
        }
    }
    // Neither the name its place would give, nor another spelling of its own.
    for path in ["file-00000.bin", "a b.txt", "%ff", "dir"] {
        assert_eq!(
            client
                .get(&format!("{prefix}{path}").replace(' ', "+"))
                .status,
            404
        );
    }
}

#[test]
fn two_files_cannot_be_at_one_place() {
    let origin = Origin::start();
    for (files, message) in [
        (
            json!([{"bytes": 1, "path": "x"}, {"bytes": 1, "path": "y"}, {"bytes": 1, "path": "x"}]),
            "files[2].path: \"x\" is that of files[0]",
        ),
        (
            json!([{"bytes": 1, "path": "file-00001.bin"}, {"bytes": 1}]),
            "files[0].path: \"file-00001.bin\" is that of files[1]",
        ),
        (
            json!([{"bytes": 1, "path": "a b"}]),
            "files[0].path: has characters",
        ),
        (
            json!([{"bytes": 1, "path": "a?b"}]),
            "files[0].path: has characters",
        ),
    ] {
        let body = json!({"seed": 1, "files": files}).to_string();
        let (status, answer) = origin.control("POST", "/sessions", &body);
        assert_eq!(status, 400);
        assert!(
            answer["error"].as_str().unwrap().starts_with(message),
            "{answer}"
        );
    }
}

#[test]
fn a_name_is_free_where_its_file_is_elsewhere() {
    let origin = Origin::start();
    let files =
        json!([{"bytes": 1, "path": "file-00001.bin"}, {"bytes": 2, "path": "file-00000.bin"}]);
    let session = origin.open(&json!({"seed": 1, "files": files}));
    let lengths = [0, 1].map(|file| session.connect().get(&session.path(file)).body.len());
    assert_eq!(lengths, [2, 1]);
}
