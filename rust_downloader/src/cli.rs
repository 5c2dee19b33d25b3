//! The command line: arguments in, resolved options out.

mod help;

use std::ffi::OsString;
use std::path::PathBuf;

use lexopt::prelude::{Long, Short, Value};
use lexopt::{Arg, Parser};

pub use help::{HELP, VERSION};

use crate::http::Limits;
use crate::work::Work;

/// Which of the variants does the downloading.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Strategy {
    #[default]
    Tokio,
    Threads,
    SeedTokio,
}

impl Strategy {
    pub fn name(self) -> &'static str {
        match self {
            Self::Tokio => "tokio",
            Self::Threads => "threads",
            Self::SeedTokio => "seed-tokio",
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ProgressMode {
    /// A bar on a terminal, nothing otherwise.
    #[default]
    Auto,
    Bar,
    Plain,
    None,
}

/// What a run was asked to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    pub strategy: Strategy,
    pub input: Option<PathBuf>,
    pub urls: Vec<String>,
    pub dir: PathBuf,
    /// Most downloads in flight, 1..=1024.
    pub concurrency: usize,
    pub cacert: Option<PathBuf>,
    pub work: Work,
    pub json: bool,
    pub records: Option<PathBuf>,
    pub progress: ProgressMode,
    pub quiet: bool,
    /// The contract's defaults; no option of this level changes them.
    pub limits: Limits,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            strategy: Strategy::default(),
            input: None,
            urls: Vec::new(),
            dir: PathBuf::from("downloads"),
            concurrency: 10,
            cacert: None,
            work: Work::None,
            json: false,
            records: None,
            progress: ProgressMode::Auto,
            quiet: false,
            limits: Limits::default(),
        }
    }
}

/// What the command line asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    Run(Options),
    Help,
    Version,
    /// No argument at all.
    Demonstration,
}

/// A command line that is wrong: exit 2.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct UsageError(String);

/// The level this program keeps; options of a higher one are refused by name.
const LEVEL: &str = "races";
const HIGHER: [(&str, &str); 11] = [
    ("retries", "downloads"),
    ("connect-timeout", "downloads"),
    ("stall-timeout", "downloads"),
    ("timeout", "downloads"),
    ("max-size", "downloads"),
    ("max-redirects", "downloads"),
    ("existing", "downloads"),
    ("header", "downloads"),
    ("H", "downloads"),
    ("no-resume", "trusted"),
    ("fsync", "trusted"),
];

/// Reads the arguments that follow the program's name.
pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Command, UsageError> {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    if arguments.is_empty() {
        return Ok(Command::Demonstration);
    }
    let mut options = Options::default();
    let mut parser = Parser::from_args(arguments);
    while let Some(argument) = parser.next().map_err(plain)? {
        match argument {
            Short('h') | Long("help") => return Ok(Command::Help),
            Long("version") => return Ok(Command::Version),
            Value(url) => options.urls.push(text(url, "a URL")?),
            _ => {
                let name = option_name(&argument);
                set(&mut options, &name, &mut parser)?;
            }
        }
    }
    if options.urls.is_empty() && options.input.is_none() {
        return Err(UsageError(
            "nothing to download: give a URL, or --input FILE".to_owned(),
        ));
    }
    Ok(Command::Run(options))
}

fn set(options: &mut Options, name: &str, parser: &mut Parser) -> Result<(), UsageError> {
    let option = dashed(name);
    let file = |parser: &mut Parser| given(parser, &option, "FILE").map(PathBuf::from);
    match name {
        "i" | "input" => options.input = Some(file(parser)?),
        "d" | "dir" => options.dir = given(parser, &option, "DIR")?.into(),
        "j" | "concurrency" => options.concurrency = concurrency(parser, &option)?,
        "cacert" => options.cacert = Some(file(parser)?),
        "records" => options.records = Some(file(parser)?),
        "work" => options.work = choice(parser, &option, "KIND", &WORKS)?,
        "progress" => options.progress = choice(parser, &option, "MODE", &PROGRESS_MODES)?,
        "strategy" => options.strategy = choice(parser, &option, "NAME", &STRATEGIES)?,
        "json" => options.json = true,
        "q" | "quiet" => options.quiet = true,
        _ => return Err(unknown(name)),
    }
    Ok(())
}

const WORKS: [(&str, Work); 3] = [
    ("none", Work::None),
    ("sha256", Work::Sha256),
    ("fnv1a", Work::Fnv1a),
];
const PROGRESS_MODES: [(&str, ProgressMode); 4] = [
    ("auto", ProgressMode::Auto),
    ("bar", ProgressMode::Bar),
    ("plain", ProgressMode::Plain),
    ("none", ProgressMode::None),
];
const STRATEGIES: [(&str, Strategy); 3] = [
    ("tokio", Strategy::Tokio),
    ("threads", Strategy::Threads),
    ("seed-tokio", Strategy::SeedTokio),
];

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

fn unknown(name: &str) -> UsageError {
    let option = dashed(name);
    UsageError(match HIGHER.iter().find(|(higher, _)| *higher == name) {
        Some((_, level)) => {
            format!("{option} needs level {level}; this variant is at level {LEVEL}")
        }
        None => format!("unknown option {option}; --help lists the options"),
    })
}

fn concurrency(parser: &mut Parser, option: &str) -> Result<usize, UsageError> {
    let takes = format!("{option} takes a whole number from 1 to 1024");
    let given = text(given(parser, option, "N")?, &takes)?;
    let digits = given.bytes().all(|digit| digit.is_ascii_digit());
    let number = given
        .parse()
        .ok()
        .filter(|number| digits && (1..=1024).contains(number));
    number.ok_or_else(|| not(&takes, &given))
}

fn choice<T: Copy>(
    parser: &mut Parser,
    option: &str,
    what: &str,
    choices: &[(&str, T)],
) -> Result<T, UsageError> {
    let words: Vec<&str> = choices.iter().map(|(word, _)| *word).collect();
    let takes = format!("{option} takes one of {}", words.join(", "));
    let given = text(given(parser, option, what)?, &takes)?;
    let chosen = choices.iter().find(|(word, _)| *word == given);
    chosen
        .map(|(_, choice)| *choice)
        .ok_or_else(|| not(&takes, &given))
}

/// The value of an option; an empty one is as good as none.
fn given(parser: &mut Parser, option: &str, what: &str) -> Result<OsString, UsageError> {
    let value = parser.value().ok().filter(|value| !value.is_empty());
    value.ok_or_else(|| UsageError(format!("{option} takes {what}")))
}

fn text(given: OsString, takes: &str) -> Result<String, UsageError> {
    given
        .into_string()
        .map_err(|given| UsageError(format!("{takes}, not {given:?} (not UTF-8)")))
}

fn not(takes: &str, given: &str) -> UsageError {
    UsageError(format!("{takes}, not '{}'", given.escape_debug()))
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
