//! The command line: one spec in on stdin, one result line out on stdout.

use std::io::{Read, Write};
use std::process::ExitCode;

use fairfetch_launcher::{Parent, RunResult, Spec};

const HELP: &str = include_str!("help.txt");

const FAILED: u8 = 1;
const UNUSABLE: u8 = 2;

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().skip(1).collect();
    match arguments.first().map(|first| first.to_string_lossy()) {
        None => launch(),
        Some(first) if arguments.len() == 1 && first == "--help" => print(HELP),
        Some(first) if arguments.len() == 1 && first == "--version" => print(concat!(
            "fairfetch-launcher ",
            env!("CARGO_PKG_VERSION"),
            "\n"
        )),
        Some(first) => complain(
            UNUSABLE,
            &format!("unexpected argument {first:?}; the spec is read from stdin, see --help"),
        ),
    }
}

fn launch() -> ExitCode {
    // Before stdin is read: a parent that dies meanwhile must not be missed.
    let parent = Parent::current();
    let spec = match read_spec() {
        Ok(spec) => spec,
        Err(reason) => return complain(UNUSABLE, &reason),
    };
    match fairfetch_launcher::run(&spec, &parent) {
        Ok(result) => print_result(&result),
        Err(error) => complain(FAILED, &error.to_string()),
    }
}

fn read_spec() -> Result<Spec, String> {
    let mut text = String::new();
    std::io::stdin()
        .read_to_string(&mut text)
        .map_err(|error| format!("cannot read the spec from stdin: {error}"))?;
    Spec::parse(&text).map_err(|error| error.to_string())
}

fn print_result(result: &RunResult) -> ExitCode {
    match serde_json::to_string(result) {
        Ok(line) => print(&format!("{line}\n")),
        Err(error) => complain(FAILED, &format!("cannot write the result as JSON: {error}")),
    }
}

fn print(text: &str) -> ExitCode {
    let mut stdout = std::io::stdout().lock();
    match stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush())
    {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => complain(FAILED, &format!("cannot write to stdout: {error}")),
    }
}

fn complain(code: u8, message: &str) -> ExitCode {
    // Nobody may be listening any more; the exit code still tells.
    let _ = writeln!(std::io::stderr(), "fairfetch-launcher: {message}");
    ExitCode::from(code)
}
