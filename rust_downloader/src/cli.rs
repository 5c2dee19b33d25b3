//! The command line: arguments in, resolved options out.

mod header;
mod help;
mod level;
mod options;
mod values;

use std::ffi::OsString;
use std::path::PathBuf;

use lexopt::prelude::{Long, Short, Value};
use lexopt::{Arg, Parser};

pub use header::Header;
pub use help::{VERSION, help};
pub use level::Level;
pub use options::{Existing, Options, ProgressMode, Strategy};

use values::{choice, given, seconds, size, text, whole};

/// What the command line asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    Run(Box<Options>),
    Help,
    Version,
    /// No argument at all.
    Demonstration,
}

/// A command line that is wrong: exit 2.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct UsageError(String);

/// Reads the arguments that follow the program's name.
pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Command, UsageError> {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    if arguments.is_empty() {
        return Ok(Command::Demonstration);
    }
    let mut options = Options::default();
    // Which strategy it is may be said after the options it does not know.
    let mut names = Vec::new();
    let mut parser = Parser::from_args(arguments);
    while let Some(argument) = parser.next().map_err(plain)? {
        match argument {
            Short('h') | Long("help") => return Ok(Command::Help),
            Long("version") => return Ok(Command::Version),
            Value(url) => options.urls.push(text(url, "a URL")?),
            _ => {
                let name = option_name(&argument);
                set(&mut options, &name, &mut parser)?;
                names.push(name);
            }
        }
    }
    if let Some(refusal) = names.iter().find_map(|name| options.strategy.refuses(name)) {
        return Err(UsageError(refusal));
    }
    if options.urls.is_empty() && options.input.is_none() {
        return Err(UsageError(
            "nothing to download: give a URL, or --input FILE".to_owned(),
        ));
    }
    Ok(Command::Run(Box::new(options)))
}

fn set(options: &mut Options, name: &str, parser: &mut Parser) -> Result<(), UsageError> {
    let option = dashed(name);
    let file = |parser: &mut Parser| given(parser, &option, "FILE").map(PathBuf::from);
    match name {
        "i" | "input" => options.input = Some(file(parser)?),
        "d" | "dir" => options.dir = given(parser, &option, "DIR")?.into(),
        "j" | "concurrency" => options.concurrency = whole(parser, &option, 1..=1024)?,
        "retries" => options.retries = whole(parser, &option, 0..=1000)?,
        "connect-timeout" => options.limits.connect = seconds(parser, &option, false)?,
        "stall-timeout" => options.limits.stall = seconds(parser, &option, false)?,
        "timeout" => {
            options.timeout = Some(seconds(parser, &option, true)?).filter(|all| !all.is_zero());
        }
        "max-size" => options.max_size = Some(size(parser, &option)?),
        "max-redirects" => options.max_redirects = whole(parser, &option, 0..=10_000)?,
        "existing" => options.existing = choice(parser, &option, "MODE", &options::EXISTING)?,
        "no-resume" => options.resume = false,
        "H" | "header" => options.headers.push(header::read(parser)?),
        "cacert" => options.cacert = Some(file(parser)?),
        "fsync" => options.fsync = true,
        "records" => options.records = Some(file(parser)?),
        "work" => options.work = choice(parser, &option, "KIND", &options::WORKS)?,
        "progress" => options.progress = choice(parser, &option, "MODE", &options::PROGRESS_MODES)?,
        "strategy" => options.strategy = choice(parser, &option, "NAME", &options::STRATEGIES)?,
        "json" => options.json = true,
        "q" | "quiet" => options.quiet = true,
        _ => {
            return Err(UsageError(format!(
                "unknown option {option}; --help lists the options"
            )));
        }
    }
    Ok(())
}

fn option_name(argument: &Arg<'_>) -> String {
    match argument {
        Short(letter) => letter.to_string(),
        Long(name) => (*name).to_owned(),
        Value(_) => String::new(),
    }
}

fn dashed(name: &str) -> String {
    if name.chars().count() == 1 {
        format!("-{name}")
    } else {
        format!("--{name}")
    }
}

/// The parser's own complaints are one line, but for a value given to an option that takes none.
fn plain(error: lexopt::Error) -> UsageError {
    match error {
        lexopt::Error::UnexpectedValue { option, .. } => {
            UsageError(format!("{option} takes no value"))
        }
        other => UsageError(other.to_string().replace('\n', " ")),
    }
}

#[cfg(test)]
mod tests;
