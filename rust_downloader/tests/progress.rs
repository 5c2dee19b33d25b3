//! What is drawn on stderr.

#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

mod common;

use common::server::{Answer, Server};
use common::{Run, STRATEGIES, command};
use std::io::{Read, Write};

const HIDE: &str = "\x1b[?25l";
const SHOW: &str = "\r\x1b[K\x1b[?25h";

#[test]
fn a_bar_is_drawn_on_one_line_and_goes_at_the_end() {
    for strategy in STRATEGIES {
        let server = Server::start(|path, _| match path {
            "missing" => Answer::status("404 No", ""),
            _ => Answer::ok("good"),
        });
        let jobs = server.jobs(["missing", "b", "c"]);
        let run = Run::of(strategy, &jobs, &["--progress", "bar"]);
        let text = run.stderr;
        assert!(
            text.starts_with(&format!("{HIDE}\r[>")) && text.ends_with(SHOW),
            "{strategy}: {text:?}"
        );
        assert_eq!(
            (
                text.matches(HIDE).count(),
                text.matches("\x1b[?25h").count()
            ),
            (1, 1),
            "{text:?}"
        );
        assert!(text.contains("] 0/3  0 B  0 B/s"), "{strategy}: {text:?}");
        // A failure is told on a line of its own, and the bar comes back below it.
        let told = format!(
            "\r\x1b[Kfairfetch-rust: {}: the server answered 404 (http-status)\n",
            server.url("missing")
        );
        assert!(text.contains(&told), "{strategy}: {text:?}");
    }
}

#[test]
fn without_a_terminal_there_is_none_and_quiet_takes_it_away() {
    let server = Server::start(|_, _| Answer::ok("good"));
    for more in [
        &["--progress", "auto"][..],
        &[],
        &["--progress", "plain"],
        &["--progress", "bar", "-q"],
    ] {
        let run = Run::of("tokio", &server.jobs(["a"]), more);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{more:?}");
    }
}

#[test]
fn the_total_is_not_known_while_the_input_goes_on() {
    let server = Server::start(|_, _| Answer::ok("good"));
    let home = tempfile::tempdir().unwrap();
    let arguments = ["-i", "-", "-d", "out", "--progress", "bar"];
    let mut child = command(home.path(), &arguments).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    input.write_all(server.jobs(["a"]).as_bytes()).unwrap();
    let (mut stderr, mut text) = (child.stderr.take().unwrap(), String::new());
    while !text.contains("1 done  4 B") {
        let mut piece = [0; 1024];
        let read = stderr.read(&mut piece).unwrap();
        assert_ne!(read, 0, "{text:?}");
        text += std::str::from_utf8(&piece[..read]).unwrap();
    }
    drop(input);
    stderr.read_to_string(&mut text).unwrap();
    assert!(child.wait().unwrap().success());
    assert!(
        text.contains(&format!("{SHOW}1 ok, 0 failed, 4 B in ")),
        "{text:?}"
    );
}
