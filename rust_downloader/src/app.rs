//! The program: a command line in, an exit code out.

use std::ffi::OsString;
use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;

use crate::cli::{self, Command, HELP, Options, ProgressMode, VERSION};
use crate::demo;
use crate::download::{Broken, Equipment, Run};
use crate::files::Folder;
use crate::http::Tls;
use crate::jobs::{Source, count};
use crate::progress::{Meter, Progress, human_bytes, rate, say, write_line};
use crate::report::{Downloads, Records, Summary};
use crate::strategies;

const SOME_FAILED: u8 = 1;
const WRONG_USAGE: u8 = 2;
const WRONG_ENVIRONMENT: u8 = 3;

/// Runs the program with the arguments that follow its name.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let done = match cli::parse(arguments) {
        Ok(Command::Run(options)) => run(options),
        Ok(Command::Help) => print(HELP),
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
}

/// Carries out every job that `options` names. Fails where the environment is wrong; a failed download is no failure.
pub fn download(options: Options) -> anyhow::Result<Outcome> {
    let equipment = equip(&options)?;
    allow_many_files();
    let run = Arc::new(Run::new(options, equipment));
    let carried_out = strategies::carry_out(&run).context("cannot start downloading");
    let (summary, duration) = run.summary(strategies::cap(&run));
    carried_out?;
    Ok(Outcome {
        summary,
        duration,
        broken: run.broken(),
    })
}

fn run(options: Options) -> anyhow::Result<ExitCode> {
    let (json, quiet) = (options.json, options.quiet);
    let Outcome {
        summary,
        duration,
        broken,
    } = download(options)?;
    if json {
        print(&format!("{}\n", serde_json::to_string(&summary)?))?;
    } else if !quiet {
        write_line(&closing_line(&summary.downloads, summary.bytes, duration));
    }
    if let Some(broken) = broken {
        return Err(broken.into());
    }
    Ok(if summary.downloads.failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(SOME_FAILED)
    })
}

/// Opens what the options name: what only reads first, so that a wrong name leaves nothing behind.
fn equip(options: &Options) -> anyhow::Result<Equipment> {
    let input = options.input.as_deref();
    let shown = |path: &std::path::Path| path.display().to_string();
    let opened = Source::open(options.urls.clone(), input);
    let source = opened.with_context(|| {
        format!(
            "cannot read the input {}",
            input.map(shown).unwrap_or_default()
        )
    })?;
    let cacert = options.cacert.as_deref();
    let opened = Tls::open(cacert);
    let tls = opened.with_context(|| {
        format!(
            "cannot use the certificates of {}",
            cacert.map(shown).unwrap_or_default()
        )
    })?;
    let folder = Folder::open(&options.dir)
        .with_context(|| format!("cannot use the folder {}", shown(&options.dir)))?;
    let open = |path| {
        Records::open(path).with_context(|| format!("cannot write the records to {}", shown(path)))
    };
    let records = options.records.as_deref().map(open).transpose()?;
    let meter = Arc::new(Meter::default());
    let progress = start_progress(options, &meter);
    Ok(Equipment {
        source,
        folder,
        tls,
        records,
        meter,
        progress,
    })
}

/// A bar wants to know how many jobs there are, which costs a reading of the input: only done for one that is seen.
fn start_progress(options: &Options, meter: &Arc<Meter>) -> Progress {
    let mode = match options.progress {
        _ if options.quiet => ProgressMode::None,
        ProgressMode::Auto if io::stderr().is_terminal() => ProgressMode::Bar,
        ProgressMode::Auto => ProgressMode::None,
        asked => asked,
    };
    let total = if mode == ProgressMode::None {
        None
    } else {
        count(&options.urls, options.input.as_deref())
    };
    Progress::start(mode, meter, total)
}

/// 1,024 connections and their files are more than the usual soft limit of open files.
fn allow_many_files() {
    use rustix::process::{Resource, getrlimit, setrlimit};
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    // Not allowed, it stays as it is; downloads that then find no descriptor say so themselves.
    let _ = setrlimit(Resource::Nofile, limit);
}

/// `30 ok, 0 failed, 1.0 MiB in 0.31 s (3.2 MiB/s)`.
#[expect(clippy::cast_precision_loss)]
fn closing_line(downloads: &Downloads, bytes: u64, duration: Duration) -> String {
    let mut counts = format!("{} ok, {} failed", downloads.ok, downloads.failed);
    for (count, state) in [
        (downloads.skipped, "skipped"),
        (downloads.cancelled, "cancelled"),
    ] {
        if count > 0 {
            counts += &format!(", {count} {state}");
        }
    }
    format!(
        "{counts}, {} in {:.2} s ({}/s)",
        human_bytes(bytes as f64),
        duration.as_secs_f64(),
        human_bytes(rate(bytes, duration))
    )
}

fn print(text: &str) -> anyhow::Result<ExitCode> {
    io::stdout()
        .write_all(text.as_bytes())
        .context("cannot write to standard output")?;
    Ok(ExitCode::SUCCESS)
}

#[cfg(test)]
mod tests {
    use super::closing_line;
    use crate::report::Downloads;
    use std::time::Duration;

    #[test]
    fn the_closing_line_counts_what_there_is() {
        let mut downloads = Downloads {
            total: 3,
            ok: 2,
            failed: 1,
            skipped: 0,
            cancelled: 0,
        };
        let line = |downloads: &Downloads| {
            closing_line(downloads, 12 * 1024, Duration::from_micros(12_500))
        };
        assert_eq!(
            line(&downloads),
            "2 ok, 1 failed, 12.0 KiB in 0.01 s (960.0 KiB/s)"
        );
        (downloads.skipped, downloads.cancelled) = (4, 5);
        assert!(
            line(&downloads).starts_with("2 ok, 1 failed, 4 skipped, 5 cancelled, 12.0 KiB in")
        );
    }
}
