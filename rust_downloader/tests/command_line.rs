//! The program as a whole: exit codes, what stands on stdout and stderr, where input comes from.

#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

mod common;

use common::server::{Answer, Server};
use common::{Run, STRATEGIES, program};
use std::fs;
use std::path::Path;
use std::process::Output;

fn run(folder: &Path, line: &str, stdin: &str) -> (Option<i32>, String, String) {
    let arguments: Vec<&str> = line.split_whitespace().collect();
    let Output {
        status,
        stdout,
        stderr,
    } = program(folder, &arguments, stdin);
    (
        status.code(),
        String::from_utf8(stdout).unwrap(),
        String::from_utf8(stderr).unwrap(),
    )
}

#[test]
fn a_wrong_command_line_is_exit_2_one_line_and_nothing_written() {
    let home = tempfile::tempdir().unwrap();
    for (line, says) in [
        (
            "--strategy tokio",
            "nothing to download: give a URL, or --input FILE",
        ),
        (
            "--retries 3 http://127.0.0.1:1/ --strategy seed-tokio",
            "--retries needs level downloads; seed-tokio is at level races",
        ),
        ("--nonsense http://127.0.0.1:1/", "--nonsense"),
        ("-j 0 http://127.0.0.1:1/", "-j takes a whole number"),
        ("--records", "--records takes FILE"),
    ] {
        let (code, stdout, stderr) = run(home.path(), line, "");
        assert_eq!(
            (code, stdout.as_str(), stderr.lines().count()),
            (Some(2), "", 1),
            "{line}: {stderr}"
        );
        assert!(
            stderr.starts_with("fairfetch-rust: ") && stderr.contains(says),
            "{line}: {stderr}"
        );
    }
    assert_eq!(fs::read_dir(home.path()).unwrap().count(), 0);
}

#[test]
fn a_wrong_environment_is_exit_3_and_names_the_thing() {
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join("file"), "no certificate").unwrap();
    for (line, says) in [
        ("-i missing.jsonl", "missing.jsonl"),
        ("-i .", "cannot read the input ."),
        ("-d file http://127.0.0.1:1/", "cannot use the folder file"),
        (
            "-d file/below http://127.0.0.1:1/",
            "cannot use the folder file/below",
        ),
        ("--cacert missing.pem http://127.0.0.1:1/", "missing.pem"),
        ("--cacert file http://127.0.0.1:1/", "no PEM certificate"),
        (
            "--records missing/r.jsonl http://127.0.0.1:1/",
            "cannot write the records to missing/r.jsonl",
        ),
    ] {
        let (code, stdout, stderr) = run(home.path(), line, "");
        assert_eq!(
            (code, stdout.as_str(), stderr.lines().count()),
            (Some(3), "", 1),
            "{line}: {stderr}"
        );
        assert!(stderr.contains(says), "{line}: {stderr}");
    }
}

#[test]
fn records_that_cannot_be_written_are_exit_3_and_the_downloads_are_done() {
    if !Path::new("/dev/full").exists() {
        return;
    }
    let server = Server::start(|_, _| Answer::ok("good"));
    let home = tempfile::tempdir().unwrap();
    let (code, _, stderr) = run(
        home.path(),
        &format!("--records /dev/full -d out {}", server.url("a")),
        "",
    );
    assert_eq!(code, Some(3), "{stderr}");
    assert!(stderr.contains("cannot write the records"), "{stderr}");
    assert_eq!(
        fs::read_to_string(home.path().join("out/a")).unwrap(),
        "good"
    );
}

#[test]
fn people_get_a_closing_line_on_stderr_and_quiet_takes_it_away() {
    for strategy in STRATEGIES {
        let server = Server::start(|_, _| Answer::ok("good"));
        let home = tempfile::tempdir().unwrap();
        let (code, stdout, stderr) = run(
            home.path(),
            &format!("--strategy {strategy} {}", server.url("a")),
            "",
        );
        assert_eq!((code, stdout.as_str()), (Some(0), ""));
        assert!(stderr.starts_with("1 ok, 0 failed, 4 B in "), "{stderr}");
        assert_eq!(
            fs::read_to_string(home.path().join("downloads/a")).unwrap(),
            "good"
        );
        let quiet = run(
            home.path(),
            &format!("--strategy {strategy} -q {}", server.url("a")),
            "",
        );
        assert_eq!(quiet, (Some(0), String::new(), String::new()));
    }
}

#[test]
fn standard_input_and_arguments_go_together() {
    for strategy in STRATEGIES {
        let server = Server::start(|path, _| Answer::ok(path));
        let home = tempfile::tempdir().unwrap();
        let line = format!(
            "--strategy {strategy} -i - --json -d out {}",
            server.url("first")
        );
        let (code, stdout, stderr) = run(home.path(), &line, &server.jobs(["second", "third"]));
        assert_eq!(code, Some(0), "{stderr}");
        assert!(stdout.contains("\"total\":3,\"ok\":3"), "{stdout}");
        assert_eq!(fs::read_dir(home.path().join("out")).unwrap().count(), 3);
    }
}

#[test]
fn an_empty_input_is_no_failure() {
    for strategy in STRATEGIES {
        let run = Run::of(strategy, "\n# nothing\n", &[]);
        assert_eq!(
            (run.code, &run.summary()["downloads"]["total"]),
            (0, &serde_json::json!(0)),
            "{strategy}"
        );
    }
}

#[test]
fn records_are_appended() {
    let server = Server::start(|_, _| Answer::ok("good"));
    let run = Run::prepared("tokio", &server.jobs(["a"]), &[], |home| {
        fs::write(home.join("records.jsonl"), "{\"index\":-1}\n").unwrap();
    });
    let text = fs::read_to_string(run.home.path().join("records.jsonl")).unwrap();
    assert_eq!(text.lines().count(), 2, "{text}");
    assert!(
        text.starts_with("{\"index\":-1}\n") && text.ends_with("}\n"),
        "{text}"
    );
}

#[test]
fn help_and_version_are_exit_0() {
    let home = tempfile::tempdir().unwrap();
    let (code, stdout, stderr) = run(home.path(), "--help", "");
    assert_eq!((code, stderr.as_str()), (Some(0), ""));
    for option in [
        "--strategy",
        "--input",
        "--dir",
        "--concurrency",
        "--cacert",
        "--work",
        "--json",
        "--records",
    ] {
        assert!(stdout.contains(option), "{option}");
    }
    assert!(stdout.lines().all(|line| line.len() <= 80), "{stdout}");
    assert_eq!(
        run(home.path(), "--version", "").1,
        concat!("fairfetch-rust ", env!("CARGO_PKG_VERSION"), "\n")
    );
}

#[test]
fn without_any_argument_it_demonstrates_and_the_counter_is_right() {
    let home = tempfile::tempdir().unwrap();
    let (code, stdout, stderr) = run(home.path(), "", "");
    assert_eq!((code, stderr.as_str()), (Some(0), ""));
    assert!(
        stdout.contains("30 URLs") && stdout.contains("downloads completed: 30 (failed: 0)"),
        "{stdout}"
    );
    assert_eq!(fs::read_dir(home.path()).unwrap().count(), 0);
}

#[test]
fn progress_goes_to_stderr_only() {
    let server = Server::start(|_, _| Answer::ok("good"));
    for mode in ["auto", "bar", "plain", "none"] {
        let run = Run::of("tokio", &server.jobs(["a"]), &["--progress", mode]);
        assert_eq!(
            (run.code, &run.summary()["downloads"]["ok"]),
            (0, &serde_json::json!(1)),
            "{mode}"
        );
    }
}

#[test]
fn a_thousand_failures_are_told_and_all_are_counted() {
    let run = Run::of("tokio", &"nonsense\n".repeat(1_500), &[]);
    assert_eq!(
        (run.code, &run.summary()["errors"]["bad-job"]),
        (1, &serde_json::json!(1_500))
    );
    assert_eq!(
        (run.stderr.lines().count(), run.records().len()),
        (1_001, 1_500)
    );
    assert!(run.stderr.contains("--records FILE has them all\n"));
}
