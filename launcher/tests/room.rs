//! The command's surroundings: exactly what the spec says, and nothing of the launcher's own.

mod support;

use std::os::unix::process::CommandExt;
use std::process::Command;

use serde_json::json;
use support::{LAUNCHER, Scratch, launch, result_of, start_as, with};

#[test]
fn the_environment_is_exactly_what_was_given() {
    let scratch = Scratch::new();
    let env = json!({"A": "1", "EMPTY": "", "WORDS": "two words=3", "ÜMLAUT": "é"});
    launch(&with(scratch.spec(&["/usr/bin/env"]), "env", env));
    let output = scratch.read("stdout");
    let mut lines: Vec<_> = output.lines().collect();
    lines.sort_unstable();
    assert_eq!(lines, ["A=1", "EMPTY=", "WORDS=two words=3", "ÜMLAUT=é"]);
}

#[test]
fn the_program_is_looked_up_in_the_given_path() {
    let scratch = Scratch::new();
    std::os::unix::fs::symlink("/bin/echo", scratch.path("fairfetch-echo")).expect("linked");
    let path = format!("/nowhere:{}", scratch.path(""));
    let spec = scratch.spec(&["fairfetch-echo", "found"]);
    launch(&with(spec, "env", json!({"PATH": path})));
    assert_eq!(scratch.read("stdout"), "found\n");
}

#[test]
fn the_working_folder_and_paths_relative_to_it() {
    let scratch = Scratch::new();
    std::fs::create_dir(scratch.path("inner")).expect("made");
    std::os::unix::fs::symlink("/bin/pwd", scratch.path("where")).expect("linked");
    let spec = scratch.spec(&["../where", "-P"]);
    launch(&with(spec, "cwd", scratch.path("inner")));
    let real = std::fs::canonicalize(scratch.path("inner")).expect("real path");
    assert_eq!(
        scratch.read("stdout").trim_end(),
        real.to_str().expect("UTF-8")
    );
}

#[test]
fn arguments_arrive_as_they_are() {
    let scratch = Scratch::new();
    launch(&scratch.spec(&["printf", "[%s]", "a b", "", "$HOME", "*", "\n"]));
    assert_eq!(scratch.read("stdout"), "[a b][][$HOME][*][\n]");
}

#[test]
fn stdin_is_empty() {
    let scratch = Scratch::new();
    let result = launch(&scratch.spec(&["cat"]));
    assert_eq!(result["outcome"], json!({"state": "exited", "code": 0}));
    assert_eq!(scratch.read("stdout"), "");
}

#[test]
fn a_group_and_session_of_its_own() {
    let scratch = Scratch::new();
    launch(&scratch.spec(&["cat", "/proc/self/stat"]));
    let stat = scratch.read("stdout");
    let fields: Vec<_> = stat.split(' ').collect();
    let [pid, group, session] = [fields[0], fields[4], fields[5]];
    assert_eq!([group, session], [pid, pid]);
}

/// A launcher whose parent left it an open descriptor, an ignored signal and a blocked one.
fn start_from_untidy_parent(spec: &serde_json::Value) -> std::process::Child {
    let mut command = Command::new(LAUNCHER);
    // SAFETY: between fork and exec only system calls are made, on integers and a local set.
    unsafe {
        command.pre_exec(|| {
            libc::dup2(0, 17);
            libc::signal(libc::SIGUSR1, libc::SIG_IGN);
            libc::signal(libc::SIGCHLD, libc::SIG_IGN);
            let mut set = std::mem::zeroed();
            libc::sigemptyset(&mut set);
            libc::sigaddset(&mut set, libc::SIGUSR2);
            libc::sigprocmask(libc::SIG_BLOCK, &set, std::ptr::null_mut());
            Ok(())
        })
    };
    start_as(&mut command, &spec.to_string())
}

#[test]
fn no_signal_is_ignored_or_blocked() {
    let scratch = Scratch::new();
    let spec = scratch.spec(&["grep", "-E", "^Sig(Blk|Ign)", "/proc/self/status"]);
    let result = result_of(start_from_untidy_parent(&spec));
    assert_eq!(result["outcome"], json!({"state": "exited", "code": 0}));
    let status = scratch.read("stdout");
    let masks: Vec<_> = status.lines().map(|line| &line[8..]).collect();
    assert_eq!(masks, ["0000000000000000"; 2], "{status}");
}

#[test]
fn no_descriptor_but_the_three() {
    let scratch = Scratch::new();
    let spec = scratch.spec(&["ls", "/proc/self/fd"]);
    result_of(start_from_untidy_parent(&spec));
    // 3 is the folder that ls is reading.
    assert_eq!(scratch.read("stdout"), "0\n1\n2\n3\n");
}
