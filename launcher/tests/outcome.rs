//! How a command ended, as the result tells it.

mod support;

use serde_json::{Value, json};
use support::{Scratch, is_alive, launch, result_of, signal, start, wait_until, with};

#[test]
fn exit_codes() {
    let scratch = Scratch::new();
    for code in [0, 1, 3, 127, 255] {
        let result = launch(&scratch.shell(&format!("exit {code}")));
        assert_eq!(result["outcome"], json!({"state": "exited", "code": code}));
    }
}

#[test]
fn death_by_signal() {
    let scratch = Scratch::new();
    for (signal, name) in [(9, "SIGKILL"), (15, "SIGTERM"), (6, "SIGABRT")] {
        let result = launch(&scratch.shell(&format!("kill -{signal} $$")));
        let expected = json!({"state": "signalled", "signal": signal, "name": name});
        assert_eq!(result["outcome"], expected);
    }
}

#[test]
fn output_goes_to_the_files_whole() {
    let scratch = Scratch::new();
    let result = launch(&scratch.shell("seq 1 100000; echo oops >&2"));
    assert_eq!(result["outcome"], json!({"state": "exited", "code": 0}));
    let lines: Vec<_> = (1..=100_000).map(|number| number.to_string()).collect();
    assert!(scratch.read("stdout").lines().eq(lines.iter()));
    assert_eq!(scratch.read("stderr"), "oops\n");
}

#[test]
fn an_earlier_output_file_is_emptied() {
    let scratch = Scratch::new();
    std::fs::write(scratch.path("stdout"), "from before").expect("written");
    launch(&scratch.shell("echo new"));
    assert_eq!(scratch.read("stdout"), "new\n");
}

#[test]
fn a_flood_ends_the_command() {
    let scratch = Scratch::new();
    for (stream, redirect) in [("stdout", ""), ("stderr", ">&2")] {
        let spec = scratch.shell(&format!("while :; do echo 0123456789; done {redirect}"));
        let result = launch(&with(spec, "outputLimitBytes", 100_000));
        assert_eq!(
            result["outcome"],
            json!({"state": "flooded", "stream": stream})
        );
        assert_eq!(scratch.read(stream).len(), 100_000);
    }
}

#[test]
fn the_limit_is_the_last_byte_allowed() {
    let scratch = Scratch::new();
    for (text, state) in [("12345", "exited"), ("123456", "flooded")] {
        let spec = scratch.shell(&format!("printf {text}"));
        let result = launch(&with(spec, "outputLimitBytes", 5));
        assert_eq!(result["outcome"]["state"], state);
        assert_eq!(scratch.read("stdout"), "12345");
    }
}

#[test]
fn a_flood_is_one_even_when_the_end_is_seen_first() {
    let scratch = Scratch::new();
    let script = "echo $$ > child; while ! [ -e go ]; do sleep 0.01; done; printf 123456";
    let launcher = start(&with(scratch.shell(script), "outputLimitBytes", 5));
    let child = scratch.pid_of("child");
    signal(&launcher, libc::SIGSTOP);
    std::fs::write(scratch.path("go"), "").expect("written");
    wait_until("the command's end", || !is_alive(child));
    signal(&launcher, libc::SIGCONT);
    let outcome = &result_of(launcher)["outcome"];
    assert_eq!(*outcome, json!({"state": "flooded", "stream": "stdout"}));
    assert_eq!(scratch.read("stdout"), "12345");
}

/// (what is changed in a spec for `true`, what the message must hold)
fn not_started_cases(scratch: &Scratch) -> Vec<(Value, Vec<String>)> {
    let plain = || scratch.spec(&["true"]);
    let file = scratch.path("plain-file");
    let (no_interpreter, no_shebang) = (scratch.path("lost"), scratch.path("bare"));
    std::fs::write(&file, "data").expect("written");
    executable(&no_interpreter, "#!/nowhere/interpreter\n");
    executable(&no_shebang, "echo hello\n");
    let owned = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    vec![
        (
            with(plain(), "command", json!(["no-such-program"])),
            owned(&[
                "\"no-such-program\"",
                "not found in PATH (/usr/local/bin:/usr/bin:/bin)",
            ]),
        ),
        (
            with(plain(), "env", json!({})),
            owned(&["\"true\"", "no PATH"]),
        ),
        (
            with(plain(), "command", json!(["/no/such/file"])),
            owned(&["\"/no/such/file\"", "no such file"]),
        ),
        (
            with(plain(), "command", json!([file])),
            owned(&[&file, "permission denied"]),
        ),
        (
            with(plain(), "command", json!([no_interpreter])),
            owned(&[&no_interpreter, "interpreter"]),
        ),
        (
            with(plain(), "command", json!([no_shebang])),
            owned(&[&no_shebang, "#! line"]),
        ),
        (
            with(plain(), "cwd", "/no/such/folder"),
            owned(&["\"true\"", "working folder /no/such/folder does not exist"]),
        ),
        (
            with(plain(), "cwd", file.as_str()),
            owned(&["\"true\"", &file, "is not a folder"]),
        ),
        (
            with(plain(), "stdoutPath", "/no/such/folder/out"),
            owned(&["stdoutPath", "/no/such/folder/out"]),
        ),
    ]
}

fn executable(path: &str, text: &str) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::write(path, text).expect("written");
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).expect("mode set");
}

#[test]
fn not_started_says_what_and_why() {
    let scratch = Scratch::new();
    for (spec, expected) in not_started_cases(&scratch) {
        let result = launch(&spec);
        assert_eq!(result["outcome"]["state"], "not-started", "{spec}");
        let message = result["outcome"]["message"].as_str().expect("a message");
        for part in expected {
            assert!(message.contains(&part), "{part:?} in {message:?}");
        }
        assert_eq!(result["userNs"], Value::Null);
        assert_eq!(result["peakRssBytes"], Value::Null);
    }
}
