#![allow(clippy::unwrap_used)]
mod support;

use serde_json::json;
use support::Origin;

#[test]
fn heads_are_kept_word_for_word_where_asked_for() {
    let origin = Origin::start();
    let session = origin.open(&json!({"seed": 1, "keepHeads": true, "files": [{"bytes": 10}]}));
    let mut client = session.connect();
    let target = format!("{}?a=%20b", session.path(0));
    client.ask("GET", &target, "X-Twice: 1\r\nx-twice:  2 \r\n");
    client.ask("HEAD", "/elsewhere", "");
    client.write("nonsense\r\n\r\n");
    assert_eq!(client.read_reply(false).unwrap().status, 400);
    let truth = session.truth();
    assert_eq!(
        truth["heads"],
        json!([
            {"target": target, "method": "GET", "viaProxy": false,
             "headers": [["Host", "o"], ["X-Twice", "1"], ["x-twice", "2"]]},
            {"target": "/elsewhere", "method": "HEAD", "viaProxy": false, "headers": [["Host", "o"]]},
            null,
        ])
    );
    assert_eq!(truth["requests"], 3);
}

#[test]
fn heads_are_not_kept_otherwise() {
    let origin = Origin::start();
    let session = origin.open(&json!({"seed": 1, "files": [{"bytes": 10}]}));
    session.connect().get(&session.path(0));
    assert_eq!(session.truth().get("heads"), None);
}
