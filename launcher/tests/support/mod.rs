//! Real launchers on real commands, and the means to look at what became of them.

// Each test file is a program of its own and uses its own part of this.
#![allow(dead_code)]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

pub const LAUNCHER: &str = env!("CARGO_BIN_EXE_fairfetch-launcher");

/// How long a test waits for what must come before it says that it did not. No measure of speed.
const PATIENCE: Duration = Duration::from_secs(60);

/// A folder of its own for each test, removed at its end.
pub struct Scratch(PathBuf);

impl Scratch {
    pub fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("fairfetch-launcher-test-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        fs::create_dir_all(&path).expect("scratch folder");
        Self(path)
    }

    pub fn path(&self, name: &str) -> String {
        self.0.join(name).to_str().expect("UTF-8 path").to_owned()
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.0.join(name)).unwrap_or_default()
    }

    /// Waits until the file holds a whole line and returns it.
    pub fn line_of(&self, name: &str) -> String {
        wait_until(&format!("a line in {name}"), || {
            self.read(name).ends_with('\n')
        });
        self.read(name).trim().to_owned()
    }

    /// The process that has written its id to the file.
    pub fn pid_of(&self, name: &str) -> i32 {
        self.line_of(name).parse().expect("a process id")
    }

    /// A spec for `command` with generous limits, run in this folder.
    pub fn spec(&self, command: &[&str]) -> Value {
        json!({
            "command": command,
            "cwd": self.0,
            "env": {"PATH": "/usr/local/bin:/usr/bin:/bin"},
            "stdoutPath": self.path("stdout"),
            "stderrPath": self.path("stderr"),
            "timeoutMs": 60_000,
            "outputLimitBytes": 1_048_576,
        })
    }

    pub fn shell(&self, script: &str) -> Value {
        self.spec(&["sh", "-c", script])
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// `value` with one field set.
pub fn with(mut value: Value, field: &str, set: impl Into<Value>) -> Value {
    value[field] = set.into();
    value
}

/// Starts a launcher and hands it the spec.
pub fn start(spec: &Value) -> Child {
    start_as(&mut Command::new(LAUNCHER), &spec.to_string())
}

pub fn start_as(command: &mut Command, stdin: &str) -> Child {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the launcher starts");
    let mut pipe = child.stdin.take().expect("a pipe");
    // A launcher that refuses its arguments never reads; that is for the test to see.
    let _ = pipe.write_all(stdin.as_bytes());
    child
}

/// Runs to the end and returns the result line as JSON.
pub fn launch(spec: &Value) -> Value {
    result_of(start(spec))
}

pub fn result_of(launcher: Child) -> Value {
    let output = finish(launcher);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    assert_eq!(text.matches('\n').count(), 1, "one line: {text:?}");
    serde_json::from_str(&text).expect("JSON")
}

/// Waits for the launcher's end and returns all there is to see of it.
pub fn finish(mut launcher: Child) -> Output {
    wait_until("the launcher's end", || {
        launcher.try_wait().expect("a child of ours").is_some()
    });
    launcher.wait_with_output().expect("its output")
}

/// Runs with the text as stdin.
pub fn raw(arguments: &[&str], stdin: &str) -> Output {
    finish(start_as(Command::new(LAUNCHER).args(arguments), stdin))
}

pub fn wait_until(what: &str, mut happened: impl FnMut() -> bool) {
    let start = Instant::now();
    while !happened() {
        assert!(start.elapsed() < PATIENCE, "still waiting for {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// True while the process exists and is not just waiting to be waited for.
pub fn is_alive(pid: i32) -> bool {
    let Ok(stat) = fs::read_to_string(Path::new("/proc").join(pid.to_string()).join("stat")) else {
        return false;
    };
    let state = stat
        .rsplit(") ")
        .next()
        .and_then(|rest| rest.chars().next());
    !matches!(state, Some('Z' | 'X') | None)
}

pub fn signal(launcher: &Child, signal: libc::c_int) {
    let pid = libc::pid_t::try_from(launcher.id()).expect("a pid");
    // SAFETY: kill takes integers; the launcher has not been waited for.
    assert_eq!(unsafe { libc::kill(pid, signal) }, 0);
}
