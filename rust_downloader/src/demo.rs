//! The seed's demonstration: 30 URLs (6 files, 5 times each), all at once, the time, and the counter.

mod server;

use std::fs;
use std::path::PathBuf;

use anyhow::Context;

use crate::app::download;
use crate::cli::{Options, ProgressMode, Strategy};
use crate::stop::Stop;
use server::Server;

const TIMES_EACH: usize = 5;

/// Runs it, and returns what there is to show. Nothing of it stays behind.
pub fn run() -> anyhow::Result<String> {
    let server = Server::start().context("cannot start the demonstration's server")?;
    let urls = [(); TIMES_EACH].map(|()| server.urls()).concat();
    let dir = scratch();
    let options = Options {
        strategy: Strategy::SeedTokio,
        dir: dir.clone(),
        progress: ProgressMode::None,
        urls,
        ..Options::default()
    };
    let outcome = download(options, &Stop::default());
    let removed = fs::remove_dir_all(&dir);
    let outcome = outcome?;
    removed.with_context(|| format!("cannot remove {}", dir.display()))?;
    let (downloads, seconds) = (&outcome.summary.downloads, outcome.duration.as_secs_f64());
    Ok(format!(
        "Rust, all at once with tokio and reqwest: {} URLs of a small server inside this program\n\
         time: {seconds:.3} s\n\
         downloads completed: {} (failed: {})\n",
        downloads.total, downloads.ok, downloads.failed
    ))
}

fn scratch() -> PathBuf {
    std::env::temp_dir().join(format!(
        "{}-demonstration-{}",
        env!("CARGO_PKG_NAME"),
        std::process::id()
    ))
}
