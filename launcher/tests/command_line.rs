//! Arguments and specs: what is accepted, and how the rest is refused.

mod support;

use serde_json::{Value, json};
use support::{Scratch, raw, with};

fn assert_refused(arguments: &[&str], stdin: &str, expected: &str) {
    let output = raw(arguments, stdin);
    let message = String::from_utf8(output.stderr).expect("UTF-8");
    assert_eq!(output.status.code(), Some(2), "{stdin}: {message}");
    assert!(output.stdout.is_empty());
    assert!(message.starts_with("fairfetch-launcher: "), "{message}");
    assert!(message.contains(expected), "{expected:?} in {message:?}");
    assert_eq!(message.matches('\n').count(), 1, "one line: {message:?}");
}

#[test]
fn help_and_version() {
    for (argument, expected) in [
        ("--help", "Usage: fairfetch-launcher"),
        (
            "--version",
            concat!("fairfetch-launcher ", env!("CARGO_PKG_VERSION")),
        ),
    ] {
        let output = raw(&[argument], "");
        assert_eq!(output.status.code(), Some(0));
        let text = String::from_utf8(output.stdout).expect("UTF-8");
        assert!(text.contains(expected), "{text}");
    }
}

#[test]
fn other_arguments_are_refused() {
    assert_refused(&["--halp"], "", "\"--halp\"");
    assert_refused(&["--help", "more"], "", "\"--help\"");
    assert_refused(&["spec.json"], "", "\"spec.json\"");
}

#[test]
fn every_field_is_required_and_checked() {
    let scratch = Scratch::new();
    let spec = scratch.spec(&["true"]);
    for field in spec.as_object().expect("object").keys() {
        let mut without = spec.clone();
        without.as_object_mut().expect("object").remove(field);
        assert_refused(&[], &without.to_string(), &format!("`{field}` is missing"));
        let wrong = with(spec.clone(), field, json!(true));
        assert_refused(&[], &wrong.to_string(), &format!("`{field}`: invalid type"));
    }
}

#[test]
fn values_that_cannot_work_name_their_field() {
    let scratch = Scratch::new();
    let cases: [(&str, Value); 16] = [
        ("command", json!([])),
        ("command", json!([""])),
        ("command", json!(["true", 1])),
        ("command", json!(["a\u{0}b"])),
        ("cwd", json!("relative")),
        ("cwd", json!("/nul\u{0}")),
        ("env", json!({"A": 1})),
        ("env", json!({"": "1"})),
        ("env", json!({"A=B": "1"})),
        ("env", json!({"A": "\u{0}"})),
        ("stdoutPath", json!("out")),
        ("stderrPath", json!(scratch.path("stdout"))),
        ("timeoutMs", json!(0)),
        ("timeoutMs", json!(1.5)),
        ("timeoutMs", json!(-1)),
        ("outputLimitBytes", json!("1")),
    ];
    for (field, value) in cases {
        let spec = with(scratch.spec(&["true"]), field, value);
        assert_refused(&[], &spec.to_string(), &format!("`{field}`"));
    }
    assert!(!std::path::Path::new(&scratch.path("stdout")).exists());
}

#[test]
fn unknown_and_repeated_fields_are_refused() {
    let scratch = Scratch::new();
    let spec = with(scratch.spec(&["true"]), "nice", 10);
    assert_refused(&[], &spec.to_string(), "unknown field `nice`");
    let twice = scratch
        .spec(&["true"])
        .to_string()
        .replacen('{', r#"{"cwd":"/","#, 1);
    assert_refused(&[], &twice, "duplicate field `cwd`");
}

#[test]
fn text_that_is_no_spec_is_refused() {
    let scratch = Scratch::new();
    for text in [
        "",
        "nonsense",
        "[]",
        "null",
        r#"[["true"],"/",{},"/a","/b",1,1]"#,
    ] {
        assert_refused(&[], text, "one JSON object");
    }
    assert_refused(&[], r#"{"command":"#, "EOF");
    let twice = scratch.spec(&["true"]).to_string().repeat(2);
    assert_refused(&[], &twice, "trailing characters");
}
