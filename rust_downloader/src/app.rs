//! The program: a command line in, an exit code out.

mod closing;
mod equip;

use std::ffi::OsString;
use std::io::{self, Write};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, anyhow};

use crate::cli::{self, Command, Level, Options, VERSION, help};
use crate::demo;
use crate::failure::system_words;
use crate::progress::{say, write_line};
use crate::report::Summary;
use crate::run::{Broken, Run};
use crate::stop::{Signal, Stop};
use crate::{signals, strategies};

const SOME_FAILED: u8 = 1;
const WRONG_USAGE: u8 = 2;
const WRONG_ENVIRONMENT: u8 = 3;

/// Runs the program with the arguments that follow its name.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let done = match cli::parse(arguments) {
        Ok(Command::Run(options)) => run(*options),
        Ok(Command::Help) => print(&help()),
        Ok(Command::Version) => print(&format!("{VERSION}\n")),
        Ok(Command::Demonstration) => demo::run().and_then(|shown| print(&shown)),
        Err(usage) => {
            say(&usage.to_string());
            return ExitCode::from(WRONG_USAGE);
        }
    };
    done.unwrap_or_else(|error| {
        say(&format!("{error:#}"));
        ExitCode::from(WRONG_ENVIRONMENT)
    })
}

/// How a run ended.
pub struct Outcome {
    pub summary: Summary,
    /// From the first job read to the last file in place.
    pub duration: Duration,
    /// The environment broke in the middle; what could be done was done.
    pub broken: Option<Broken>,
    /// What told it to stop, if anything did.
    pub stopped: Option<Signal>,
}

/// Carries out every job that `options` names, until `stop`. Fails where the environment is wrong; a failed download is
/// no failure.
pub fn download(options: Options, stop: &Stop) -> anyhow::Result<Outcome> {
    let equipment = equip::equip(&options, stop)?;
    // A strategy of the first level does not look whether it should stop.
    if options.strategy.level() > Level::Races {
        stop.heed();
    }
    let run = Arc::new(Run::new(options, equipment));
    let carried_out = strategies::carry_out(&run).context("cannot start downloading");
    let (summary, duration) = run.finish(strategies::cap(&run));
    carried_out?;
    Ok(Outcome {
        summary,
        duration,
        broken: run.broken(),
        stopped: stop.signal(),
    })
}

fn run(options: Options) -> anyhow::Result<ExitCode> {
    let stop = Stop::default();
    signals::watch(&stop).context("cannot watch for signals")?;
    let (json, quiet) = (options.json, options.quiet);
    let Outcome {
        summary,
        duration,
        broken,
        stopped,
    } = download(options, &stop)?;
    let mut code = if summary.downloads.failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(SOME_FAILED)
    };
    if json {
        let printed = print(&format!("{}\n", serde_json::to_string(&summary)?));
        code = printed.map_or_else(|error| wrong_environment(&error), |_| code);
    } else if !quiet {
        write_line(&closing::line(&summary.downloads, summary.bytes, duration));
    }
    if let Some(broken) = broken {
        code = wrong_environment(&broken.into());
    }
    Ok(stopped.map_or(code, |signal| ExitCode::from(signal.exit_code())))
}

fn wrong_environment(error: &anyhow::Error) -> ExitCode {
    say(&format!("{error:#}"));
    ExitCode::from(WRONG_ENVIRONMENT)
}

fn print(text: &str) -> anyhow::Result<ExitCode> {
    let mut stdout = io::stdout();
    stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush())
        .map_err(|error| anyhow!("cannot write to standard output: {}", system_words(&error)))?;
    Ok(ExitCode::SUCCESS)
}
