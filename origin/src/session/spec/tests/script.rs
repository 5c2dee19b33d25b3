use serde_json::{Value, json};

use super::parse;
use crate::script::{Framing, Then};

fn with(answer: &Value) -> Value {
    json!({"seed": 1, "hosts": 2, "files": [{"bytes": 1}, {"bytes": 10, "answers": [{}, answer]}]})
}

#[test]
fn an_answer_says_what_differs() {
    let answer = json!({
        "bytes": 7, "framing": "chunked", "trailers": {"a": "b"}, "then": "stall", "delayMs": 1.5,
        "headers": {"x": null, "y": ["1", "{base1}"]},
    });
    let spec = parse(&with(&answer)).unwrap();
    let answers = spec.files[1].answers.as_ref().unwrap();
    assert_eq!(
        (answers[0].bytes, &answers[0].framing),
        (10, &Framing::Length)
    );
    let framing = Framing::Chunked {
        chunk_bytes: 16_384,
        trailers: vec![("a".into(), "b".into())],
    };
    assert_eq!((answers[1].bytes, &answers[1].framing), (7, &framing));
    assert_eq!(answers[1].then, Some(Then::Stall));
    assert_eq!(answers[1].delay_ns, 1_500_000);
    assert_eq!(answers[1].edits.len(), 2);
}

#[test]
fn what_no_answer_can_be_is_refused_by_name() {
    let cases = [
        (json!({"colour": 1}), "colour: unknown field"),
        (json!({"status": 99}), "status: 99 is not"),
        (json!({"status": 1000}), "status: 1000 is not"),
        (
            json!({"status": 204, "body": "file"}),
            "body: an answer of 204 has none",
        ),
        (json!({"body": "all"}), "body: unknown variant"),
        (json!({"headers": {"a b": "1"}}), "headers.a b: is no name"),
        (
            json!({"headers": {"a": "1\r\nb: 2"}}),
            "headers.a: has a line break",
        ),
        (json!({"headers": {"a": 1}}), "headers.a: neither a string"),
        (
            json!({"headers": {"a": "1", "A": "2"}}),
            "headers.a: is there in another case",
        ),
        (
            json!({"headers": {"a": "{base2}/x"}}),
            "headers.a: {base2} names a host",
        ),
        (
            json!({"bytes": 1_u64 << 40}),
            "bytes: 1099511627776 is above",
        ),
        (json!({"version": -1}), "version: invalid value"),
        (
            json!({"lastModified": "a\n"}),
            "lastModified: has a line break",
        ),
        (
            json!({"status": 200, "ranges": "ignore"}),
            "ranges: means nothing",
        ),
        (
            json!({"status": 200, "rangeShift": 1}),
            "rangeShift: needs a range",
        ),
        (
            json!({"ranges": "refuse", "rangeCut": 1}),
            "rangeCut: needs a range",
        ),
        (
            json!({"ranges": "ignore", "ifRange": "ignore"}),
            "ifRange: needs a range",
        ),
        (json!({"chunkBytes": 5}), "chunkBytes: needs \"framing\""),
        (
            json!({"framing": "close", "trailers": {}}),
            "trailers: needs \"framing\"",
        ),
        (
            json!({"framing": "chunked", "chunkBytes": 0}),
            "chunkBytes: 0 would",
        ),
        (
            json!({"framing": "chunked", "trailers": {"a": "\n"}}),
            "trailers.a: has a line",
        ),
        (json!({"afterBytes": 5}), "afterBytes: says when"),
        (
            json!({"afterBytes": 11, "then": "close"}),
            "afterBytes: 11 is above the 10 bytes",
        ),
        (json!({"delayMs": -1}), "delayMs: -1 is not"),
        (
            json!({"headBytesPerSecond": 0}),
            "headBytesPerSecond: 0 would",
        ),
        (
            json!({"bodyBytesPerSecond": 0}),
            "bodyBytesPerSecond: 0 would",
        ),
        (json!({"interim": [100, 101]}), "interim[1]: 101 is not"),
        (json!({"padHeaders": 31}), "padHeaders: 31 is neither"),
        (
            json!({"raw": "", "status": 200}),
            "status: means nothing with `raw`",
        ),
        (
            json!({"raw": "", "headers": {"a": "1"}}),
            "headers: means nothing with `raw`",
        ),
        (
            json!({"raw": "", "afterBytes": 0, "then": "close"}),
            "afterBytes: means nothing with",
        ),
    ];
    for (answer, message) in cases {
        let error = parse(&with(&answer)).expect_err(&answer.to_string());
        let message = format!("files[1].answers[1].{message}");
        assert!(
            error.starts_with(&message),
            "{answer}\n  gave {error}\n  not {message}"
        );
    }
}

#[test]
fn a_script_stands_alone() {
    let files = json!([{"bytes": 1, "answers": [{}], "fault": {"kind": "not-http"}}]);
    for (body, message) in [
        (
            json!({"seed": 1, "files": files}),
            "files[0].fault: answers are given",
        ),
        (
            json!({"seed": 1, "files": [{"bytes": 1, "answers": []}]}),
            "files[0].answers: the list is empty",
        ),
        (
            json!({"seed": 1, "http": ["2", "1.1"], "files": [{"bytes": 1, "answers": [{}]}]}),
            "files[0].answers: need \"http\": [\"1.1\"]",
        ),
    ] {
        assert!(parse(&body).unwrap_err().starts_with(message), "{body}");
    }
}
