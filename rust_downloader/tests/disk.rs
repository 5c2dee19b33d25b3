//! A disk that is full, gone, too slow to be trusted, or allows too few files.

#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

mod common;

use common::child::until;
use common::content::Content;
use common::server::{Answer, Server};
use common::{Run, TRUSTED, command};
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use std::time::Duration;

/// The program with its arguments behind `wrapper`, in `home`; `None` where there is no such program.
fn wrapped(wrapper: &[&str], home: &Path, arguments: &[&str]) -> Option<Output> {
    let found = Command::new(wrapper[0]).arg("--version").output();
    if found.is_err() {
        eprintln!("skipped: no {}", wrapper[0]);
        return None;
    }
    let program = env!("CARGO_BIN_EXE_fairfetch-rust");
    let mut command = Command::new(wrapper[0]);
    command.args(&wrapper[1..]).arg(program).args(arguments);
    Some(command.current_dir(home).env_clear().output().unwrap())
}

fn code(output: &Output) -> (Option<i32>, String) {
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    (output.status.code(), stderr)
}

#[test]
fn a_file_that_cannot_grow_fails_and_the_others_are_there() {
    for strategy in TRUSTED {
        let server = Server::scripted(|asked| match asked.path.as_str() {
            "large" => Content::new(2_000_000, "\"x\"").answer(asked),
            "medium" => Answer::ok(vec![7; 500_000]),
            _ => Answer::ok("good"),
        });
        let home = tempfile::tempdir().unwrap();
        let urls = ["large", "medium", "small"].map(|path| server.url(path));
        let arguments = [
            "--strategy",
            strategy,
            "-d",
            "out",
            &urls[0],
            &urls[1],
            &urls[2],
        ];
        let Some(output) = wrapped(&["prlimit", "--fsize=100000"], home.path(), &arguments) else {
            return;
        };
        let (code, stderr) = code(&output);
        assert_eq!(code, Some(1), "{strategy}: {stderr}");
        assert!(
            stderr.contains("cannot write large.part: File too large (disk)"),
            "{stderr}"
        );
        let run = Run::new(home, &output);
        // What is described is kept as far as it got; the next run may have more room.
        assert_eq!(
            run.files(),
            ["large.part", "large.part.json", "small"],
            "{strategy}"
        );
        let part = run.file("large.part");
        assert!(
            part == Content::new(2_000_000, "\"x\"").bytes[..part.len()],
            "{strategy}"
        );
        assert_eq!(server.requests(), 3, "{strategy}");
    }
}

#[test]
fn a_folder_that_is_gone_is_a_failure_of_the_disk() {
    for strategy in TRUSTED {
        let server =
            Server::start(|_, _| Answer::ok([7; 40]).slowly(20, Duration::from_millis(150)));
        let home = tempfile::tempdir().unwrap();
        let url = server.url("a");
        let mut child = command(home.path(), &["--strategy", strategy, "-d", "out", &url])
            .spawn()
            .unwrap();
        until(&mut child, "the request", || server.requests() == 1);
        fs::remove_dir_all(home.path().join("out")).unwrap();
        let (code, stderr) = code(&child.wait_with_output().unwrap());
        assert_eq!(code, Some(1), "{strategy}: {stderr}");
        assert!(stderr.contains("(disk)"), "{strategy}: {stderr}");
        assert!(!home.path().join("out").exists());
    }
}

#[test]
fn too_few_open_files_are_said_before_anything_is_written() {
    let home = tempfile::tempdir().unwrap();
    let arguments = [
        "-j",
        "512",
        "-d",
        "out",
        "--records",
        "r.jsonl",
        "http://127.0.0.1:1/",
    ];
    let limit = ["prlimit", "--nofile=256:256"];
    let Some(output) = wrapped(&limit, home.path(), &arguments) else {
        return;
    };
    let expected = "fairfetch-rust: --concurrency 512 needs 1056 open files and the limit is 256; \
                    raise it (ulimit -n 1056) or lower --concurrency\n";
    assert_eq!(code(&output), (Some(3), expected.to_owned()));
    assert_eq!(fs::read_dir(home.path()).unwrap().count(), 0);
}

#[test]
fn as_many_open_files_as_are_asked_for_are_enough() {
    const JOBS: usize = 400;
    for strategy in TRUSTED {
        let server =
            Server::start(|_, _| Answer::ok([7; 100]).slowly(50, Duration::from_millis(20)));
        let home = tempfile::tempdir().unwrap();
        // Each in a folder of its own.
        let jobs: String = (0..JOBS)
            .map(|at| {
                format!(
                    "{{\"url\": \"{}\", \"path\": \"d{at}/e/a\"}}\n",
                    server.url("a")
                )
            })
            .collect();
        fs::write(home.path().join("jobs"), jobs).unwrap();
        let arguments = [
            "--strategy",
            strategy,
            "-j",
            "100",
            "-i",
            "jobs",
            "-d",
            "out",
        ];
        let Some(output) = wrapped(&["prlimit", "--nofile=64:232"], home.path(), &arguments) else {
            return;
        };
        let (code, stderr) = code(&output);
        assert_eq!(code, Some(0), "{strategy}: {stderr}");
        assert!(
            stderr.starts_with("400 ok, 0 failed"),
            "{strategy}: {stderr}"
        );
    }
}

/// The system calls of a run that matter here, in order, by name and file name.
fn traced(strategy: &str, home: &Path, url: &str) -> Option<Vec<String>> {
    let calls = "trace=fsync,fdatasync,rename,renameat,renameat2,mkdirat,write";
    let wrapper = ["strace", "-f", "-y", "-o", "trace", "-e", calls];
    let job = format!("{{\"url\": \"{url}\", \"path\": \"x/a\"}}\n");
    fs::write(home.join("jobs"), job).unwrap();
    let arguments = [
        "--strategy",
        strategy,
        "--fsync",
        "-i",
        "jobs",
        "-d",
        "out",
        "--records",
        "r.jsonl",
    ];
    let output = wrapped(&wrapper, home, &arguments)?;
    let (code, stderr) = code(&output);
    if code != Some(0) && stderr.contains("ptrace") {
        eprintln!("skipped: strace may not trace here");
        return None;
    }
    assert_eq!(code, Some(0), "{strategy}: {stderr}");
    let root = fs::canonicalize(home).unwrap().display().to_string();
    let trace = fs::read_to_string(home.join("trace")).unwrap();
    let mut seen = Vec::new();
    for line in trace.lines() {
        let Some((call, rest)) = line
            .split_once(' ')
            .and_then(|(_, line)| line.trim().split_once('('))
        else {
            continue;
        };
        let file = rest
            .split_once('<')
            .and_then(|(_, rest)| rest.split_once('>'));
        let file = file.map_or("", |(file, _)| file);
        if let Some(file) = file.strip_prefix(&root) {
            seen.push(format!("{call} {}", file.trim_start_matches('/')));
        }
    }
    Some(seen)
}

#[test]
fn what_is_flushed_is_flushed_in_the_order_that_counts() {
    for strategy in TRUSTED {
        let server = Server::start(|_, _| Answer::ok("good"));
        let home = tempfile::tempdir().unwrap();
        let Some(seen) = traced(strategy, home.path(), &server.url("a")) else {
            return;
        };
        let order = [
            "mkdirat out",
            "fsync out",
            "write out/x/a.part",
            "fsync out/x/a.part",
            "renameat out/x",
            "fsync out/x",
            "write r.jsonl",
        ];
        let mut at = seen.iter();
        for step in order {
            assert!(
                at.any(|call| call == step),
                "{strategy}: no {step} in its place in {seen:?}"
            );
        }
        assert!(
            seen.contains(&"fsync ".to_owned()),
            "{strategy}: the parent of out: {seen:?}"
        );
    }
}
