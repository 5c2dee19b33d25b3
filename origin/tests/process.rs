#![allow(clippy::unwrap_used)]
mod support;

use std::net::TcpStream;
use std::process::Command;

use rustix::process::{Pid, Signal, kill_process};
use serde_json::json;
use support::Origin;

fn run(arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_fairfetch-origin"))
        .args(arguments)
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (
        output.status.code(),
        text(output.stdout),
        text(output.stderr),
    )
}

#[test]
fn says_what_it_is() {
    let (code, stdout, _) = run(&["--version"]);
    assert_eq!(
        (code, stdout.trim()),
        (
            Some(0),
            concat!("fairfetch-origin ", env!("CARGO_PKG_VERSION"))
        )
    );
    let (code, stdout, _) = run(&["--help"]);
    assert!(code == Some(0) && stdout.contains("--host"));
}

#[test]
fn an_unknown_option_is_a_usage_error() {
    for (arguments, named) in [
        (&["--port", "80"][..], "--port"),
        (&["--host", "nowhere"][..], "nowhere"),
    ] {
        let (code, stdout, stderr) = run(arguments);
        assert_eq!((code, stdout.as_str()), (Some(2), ""));
        assert!(
            stderr.starts_with("fairfetch-origin: ") && stderr.contains(named),
            "{stderr}"
        );
        assert_eq!(stderr.lines().count(), 1);
    }
}

#[test]
fn an_address_that_is_not_ours_is_named() {
    let (code, _, stderr) = run(&["--host", "192.0.2.1"]);
    assert_eq!(code, Some(1));
    assert!(stderr.contains("control port"), "{stderr}");
}

#[test]
fn ends_with_its_standard_input() {
    let mut origin = Origin::start();
    let control = origin.ready["control"]
        .as_str()
        .unwrap()
        .replace("http://", "");
    drop(origin.stdin.take());
    assert!(origin.process.wait().unwrap().success());
    assert!(TcpStream::connect(control).is_err());
}

#[test]
fn ends_when_told_to() {
    for signal in [Signal::TERM, Signal::INT] {
        let mut origin = Origin::start();
        let address = {
            let session = origin.open(&json!({"seed": 1, "files": [{"bytes": 1}]}));
            session.base().0
        };
        kill_process(Pid::from_child(&origin.process), signal).unwrap();
        assert!(origin.process.wait().unwrap().success());
        assert!(TcpStream::connect(address).is_err());
    }
}

#[test]
fn the_ready_line_is_complete() {
    let origin = Origin::start();
    assert_eq!(
        (&origin.ready["origin"], &origin.ready["version"]),
        (&json!(1), &json!(env!("CARGO_PKG_VERSION")))
    );
    assert!(
        origin.ready["caPem"]
            .as_str()
            .unwrap()
            .starts_with("-----BEGIN CERTIFICATE-----")
    );
}

#[test]
fn raises_its_own_limit_of_open_files() {
    let origin = Origin::start();
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", origin.process.id())).unwrap();
    let line = limits
        .lines()
        .find(|line| line.starts_with("Max open files"))
        .unwrap();
    let numbers: Vec<&str> = line.split_whitespace().collect();
    assert_eq!(numbers[3], numbers[4], "{line}");
}

#[test]
fn listens_on_the_host_it_is_given() {
    let mut process = Command::new(env!("CARGO_BIN_EXE_fairfetch-origin"))
        .args(["--host", "127.0.0.3"])
        .stdin(std::process::Stdio::null())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    assert!(process.wait().unwrap().success());
    let mut line = String::new();
    std::io::Read::read_to_string(&mut process.stdout.take().unwrap(), &mut line).unwrap();
    assert!(line.contains("http://127.0.0.3:"), "{line}");
}
