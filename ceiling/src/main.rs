//! The ceiling: a download, or half of one, as fast as it can be done here.
//!
//! A race tells programs apart only while the programs are what limits it. This one does so little
//! that what is left is the limit of something else: of the origin (`net` fetches everything and
//! stores nothing), of the disk (`disk` stores everything and fetches nothing), or of a machine that
//! has to do `both` at once. A program that comes near one of them is measured at that limit, and not
//! at its own.
//!
//! One thread and one epoll for the network, because the origin is one thread too and on two cores
//! a second one would only take its place; where files are written as many threads as there are
//! cores, if there is enough to write. `options` in, `jobs` read, `net` or `disk`, one line out.

#[cfg(not(target_os = "linux"))]
compile_error!("fairfetch-ceiling runs on Linux only: it needs epoll");

mod disk;
mod folder;
mod jobs;
mod net;
mod options;
mod outcome;
mod threads;

use std::io::Write;
use std::process::ExitCode;

use options::{Asked, Mode, Options};
use outcome::Outcome;

const HELP: &str = include_str!("help.txt");
const VERSION: &str = concat!("fairfetch-ceiling ", env!("CARGO_PKG_VERSION"), "\n");

const FAILED: u8 = 1;
const UNUSABLE: u8 = 2;

fn main() -> ExitCode {
    let options = match options::read(lexopt::Parser::from_env()) {
        Ok(Asked::Help) => return print(HELP),
        Ok(Asked::Version) => return print(VERSION),
        Ok(Asked::Run(options)) => options,
        Err(error) => return complain(UNUSABLE, &format!("{error}; see --help")),
    };
    match run(&options) {
        Ok(outcome) => print(&outcome.line()),
        Err(error) => complain(FAILED, &format!("{error:#}")),
    }
}

fn run(options: &Options) -> anyhow::Result<Outcome> {
    let jobs = jobs::read(&options.input)?;
    match &options.mode {
        Mode::Net { cacert } => net::fetch(&jobs, options.concurrency, cacert.as_deref()),
        Mode::Both { dir, cacert } => {
            net::fetch_and_store(&jobs, options.concurrency, dir, cacert.as_deref())
        }
        Mode::Disk { dir } => disk::write(&jobs, options.concurrency, dir),
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
    let _ = writeln!(std::io::stderr(), "fairfetch-ceiling: {message}");
    ExitCode::from(code)
}
