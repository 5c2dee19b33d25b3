//! What the integration tests share: a scripted server on the loopback interface, and the program run as a user would.
#![allow(dead_code, reason = "each test file uses its own part")]

pub mod child;
pub mod content;
pub mod proxy;
pub mod server;

use serde_json::Value;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

pub const STRATEGIES: [&str; 3] = ["tokio", "threads", "seed-tokio"];
/// Those that keep all of the contract.
pub const TRUSTED: [&str; 2] = ["tokio", "threads"];

/// A run of the program in a fresh folder: `out` for the files, `records.jsonl` beside it.
pub struct Run {
    pub home: TempDir,
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Run {
    /// The same with one attempt for each job.
    pub fn once(strategy: &str, jobs: &str, more: &[&str]) -> Self {
        Self::once_prepared(strategy, jobs, more, |_| {})
    }

    pub fn once_prepared(
        strategy: &str,
        jobs: &str,
        more: &[&str],
        prepare: impl FnOnce(&Path),
    ) -> Self {
        let mut more = more.to_vec();
        if TRUSTED.contains(&strategy) {
            more.extend(["--retries", "0"]);
        }
        Self::prepared(strategy, jobs, &more, prepare)
    }

    /// `jobs` are the lines of the input.
    pub fn of(strategy: &str, jobs: &str, more: &[&str]) -> Self {
        Self::prepared(strategy, jobs, more, |_| {})
    }

    pub fn with_env(strategy: &str, jobs: &str, more: &[&str], env: &[(&str, &str)]) -> Self {
        Self::prepared_with_env(strategy, jobs, more, env, |_| {})
    }

    /// The same, in a folder that `prepare` has been at first.
    pub fn prepared(
        strategy: &str,
        jobs: &str,
        more: &[&str],
        prepare: impl FnOnce(&Path),
    ) -> Self {
        Self::prepared_with_env(strategy, jobs, more, &[], prepare)
    }

    /// The same, with these variables.
    pub fn prepared_with_env(
        strategy: &str,
        jobs: &str,
        more: &[&str],
        env: &[(&str, &str)],
        prepare: impl FnOnce(&Path),
    ) -> Self {
        let home = tempfile::tempdir().unwrap();
        fs::write(home.path().join("jobs.jsonl"), jobs).unwrap();
        prepare(home.path());
        let fixed = [
            "--strategy",
            strategy,
            "-i",
            "jobs.jsonl",
            "-d",
            "out",
            "--json",
            "--records",
            "records.jsonl",
        ];
        let mut child = command(home.path(), fixed.iter().chain(more))
            .envs(env.iter().copied())
            .spawn()
            .unwrap();
        drop(child.stdin.take());
        let output = child.wait_with_output().unwrap();
        Self::new(home, &output)
    }

    pub fn new(home: TempDir, output: &Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        let code = output.status.code().unwrap();
        Self {
            home,
            code,
            stdout: text(&output.stdout),
            stderr: text(&output.stderr),
        }
    }

    pub fn summary(&self) -> Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|error| panic!("{error}: {} {}", self.stdout, self.stderr))
    }

    /// In the order of the jobs.
    pub fn records(&self) -> Vec<Value> {
        let text = fs::read_to_string(self.home.path().join("records.jsonl")).unwrap();
        let mut records: Vec<Value> = text
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        records.sort_by_key(|record| record["index"].as_u64());
        records
    }

    /// `ok`, or the code of the failure, of each job.
    pub fn results(&self) -> Vec<String> {
        let result = |record: &Value| record["error"]["code"].as_str().unwrap_or("ok").to_owned();
        self.records().iter().map(result).collect()
    }

    /// The files in the output folder, folders too, by path.
    pub fn files(&self) -> Vec<String> {
        let mut files = Vec::new();
        list(&self.home.path().join("out"), "", &mut files);
        files.sort();
        files
    }

    pub fn file(&self, path: &str) -> Vec<u8> {
        fs::read(self.home.path().join("out").join(path))
            .unwrap_or_else(|error| panic!("{path}: {error}"))
    }
}

fn list(folder: &Path, prefix: &str, files: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let path = format!("{prefix}{}", entry.file_name().into_string().unwrap());
        if entry.file_type().unwrap().is_dir() {
            list(&entry.path(), &format!("{path}/"), files);
        } else {
            files.push(path);
        }
    }
}

/// Runs the program in `folder` with a clean environment.
pub fn program<'a>(
    folder: &Path,
    arguments: impl IntoIterator<Item = &'a &'a str>,
    stdin: &str,
) -> Output {
    let mut child = command(folder, arguments).spawn().unwrap();
    // A program that does not read its input has closed it.
    let _ = child.stdin.take().unwrap().write_all(stdin.as_bytes());
    child.wait_with_output().unwrap()
}

/// The program in `folder`, with a clean environment and three pipes.
pub fn command<'a>(folder: &Path, arguments: impl IntoIterator<Item = &'a &'a str>) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fairfetch-rust"));
    command
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .envs(std::env::var_os("TMPDIR").map(|folder| ("TMPDIR", folder)))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}
