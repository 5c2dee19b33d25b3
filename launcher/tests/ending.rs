//! Nothing of a command is alive after it, however it ended.

mod support;

use std::process::{Command, Stdio};

use serde_json::json;
use support::{
    LAUNCHER, Scratch, finish, is_alive, launch, result_of, signal, start, wait_until, with,
};

/// Started by a shell that goes on, itself with a child: both write their ids first.
const FAMILY: &str = "sh -c 'echo $$ > grandchild; sleep 300; :' & echo $$ > child; wait";

/// One that has left the command's session and group, and its parent.
const DAEMON: &str = "setsid sh -c 'echo $$ > daemon; sleep 300; :' & \
                      while ! [ -s daemon ]; do sleep 0.01; done;";

#[test]
fn a_time_out_takes_the_grandchildren_too() {
    let scratch = Scratch::new();
    let result = launch(&with(scratch.shell(FAMILY), "timeoutMs", 1_500));
    assert_eq!(result["outcome"], json!({"state": "timed-out"}));
    assert!(!is_alive(scratch.pid_of("child")));
    assert!(!is_alive(scratch.pid_of("grandchild")));
    // They were killed from here, not left behind.
    assert_eq!(result["leftBehind"], 0);
}

#[test]
fn a_time_out_asks_the_whole_group_first() {
    let scratch = Scratch::new();
    let inner = "trap \"echo bye; exit\" TERM; sleep 300 & wait";
    // The outer shell survives SIGTERM and its first wait, and then waits for the inner one.
    let script = format!("trap : TERM; sh -c '{inner}' & wait; wait");
    let result = launch(&with(scratch.shell(&script), "timeoutMs", 1_500));
    assert_eq!(result["outcome"], json!({"state": "timed-out"}));
    assert_eq!(scratch.read("stdout"), "bye\n");
}

#[test]
fn a_time_out_lets_the_command_clean_up() {
    let scratch = Scratch::new();
    let script = "trap 'echo bye; exit 5' TERM; sleep 300 & wait";
    let result = launch(&with(scratch.shell(script), "timeoutMs", 1_500));
    assert_eq!(result["outcome"], json!({"state": "timed-out"}));
    assert_eq!(scratch.read("stdout"), "bye\n");
}

#[test]
fn a_time_out_ends_one_that_ignores_sigterm() {
    let scratch = Scratch::new();
    let script = "trap '' TERM; echo $$ > child; while :; do sleep 1; done";
    let result = launch(&with(scratch.shell(script), "timeoutMs", 1_500));
    assert_eq!(result["outcome"], json!({"state": "timed-out"}));
    assert!(!is_alive(scratch.pid_of("child")));
}

#[test]
fn a_daemon_is_counted_and_killed() {
    let scratch = Scratch::new();
    let result = launch(&scratch.shell(&format!("{DAEMON} exit 4")));
    assert_eq!(result["outcome"], json!({"state": "exited", "code": 4}));
    // The daemon and its sleep.
    assert_eq!(result["leftBehind"], 2);
    assert!(!is_alive(scratch.pid_of("daemon")));
}

#[test]
fn a_background_job_is_counted_and_killed() {
    let scratch = Scratch::new();
    let result = launch(&scratch.shell("sleep 300 & echo $! > job"));
    assert_eq!(result["outcome"], json!({"state": "exited", "code": 0}));
    assert_eq!(result["leftBehind"], 1);
    assert!(!is_alive(scratch.pid_of("job")));
}

#[test]
fn a_daemon_does_not_survive_a_time_out_either() {
    let scratch = Scratch::new();
    let spec = with(
        scratch.shell(&format!("{DAEMON} sleep 300")),
        "timeoutMs",
        2_000,
    );
    let result = launch(&spec);
    assert_eq!(result["outcome"], json!({"state": "timed-out"}));
    assert_eq!(result["leftBehind"], 2);
    assert!(!is_alive(scratch.pid_of("daemon")));
}

#[test]
fn helpers_that_end_with_their_parent_are_not_left_behind() {
    let scratch = Scratch::new();
    // It reads to the end of its pipe, which is the end of the command, and then has work left.
    let helper = "cat pipe > copy; sleep 0.02";
    let script = format!("mkfifo pipe; sh -c '{helper}' & exec 3> pipe; echo x >&3");
    let result = launch(&scratch.shell(&script));
    assert_eq!(result["outcome"], json!({"state": "exited", "code": 0}));
    assert_eq!(result["leftBehind"], 0);
    assert_eq!(scratch.read("copy"), "x\n");
}

#[test]
fn orphans_that_end_meanwhile_do_not_pile_up() {
    let scratch = Scratch::new();
    // The inner shell leaves its sleep an orphan; once it has ended nothing may be left to see.
    let script = "sh -c 'sleep 0.1 & echo $! > orphan'; \
                  while [ -e /proc/$(cat orphan) ]; do sleep 0.05; done";
    let result = launch(&scratch.shell(script));
    assert_eq!(result["outcome"], json!({"state": "exited", "code": 0}));
}

#[test]
fn stopped_by_a_signal_leaves_nothing() {
    for number in [libc::SIGTERM, libc::SIGINT, libc::SIGHUP] {
        let scratch = Scratch::new();
        let launcher = start(&scratch.shell(FAMILY));
        let (child, grandchild) = (scratch.pid_of("child"), scratch.pid_of("grandchild"));
        signal(&launcher, number);
        let result = result_of(launcher);
        assert_eq!(result["outcome"], json!({"state": "stopped"}));
        assert!(!is_alive(child) && !is_alive(grandchild));
        assert!(result["wallNs"].as_u64().is_some());
    }
}

#[test]
fn killed_outright_leaves_no_direct_child() {
    let scratch = Scratch::new();
    let mut launcher = start(&scratch.shell("echo $$ > child; exec sleep 300"));
    let child = scratch.pid_of("child");
    launcher.kill().expect("killed");
    launcher.wait().expect("waited for");
    wait_until("the child's end", || !is_alive(child));
}

#[test]
fn the_end_of_its_parent_stops_it() {
    let scratch = Scratch::new();
    std::fs::write(scratch.path("spec"), scratch.shell(FAMILY).to_string()).expect("written");
    // In the background of a shell, where SIGINT is ignored besides.
    let script = format!("'{LAUNCHER}' < spec > result & wait");
    let mut parent = Command::new("sh")
        .args(["-c", &script])
        .current_dir(scratch.path(""))
        .stdin(Stdio::null())
        .spawn()
        .expect("sh starts");
    let (child, grandchild) = (scratch.pid_of("child"), scratch.pid_of("grandchild"));
    parent.kill().expect("killed");
    parent.wait().expect("waited for");
    let result: serde_json::Value = serde_json::from_str(&scratch.line_of("result")).expect("JSON");
    assert_eq!(result["outcome"], json!({"state": "stopped"}));
    assert!(!is_alive(child) && !is_alive(grandchild));
}

#[test]
fn a_full_disk_is_the_launchers_failure_and_leaves_nothing() {
    let scratch = Scratch::new();
    let spec = scratch.shell("echo $$ > child; echo text; sleep 300");
    let output = finish(start(&with(spec, "stdoutPath", "/dev/full")));
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stdout.is_empty());
    let message = String::from_utf8_lossy(&output.stderr);
    assert!(
        message.contains("/dev/full: No space left on device"),
        "{message}"
    );
    assert!(!is_alive(scratch.pid_of("child")));
}
