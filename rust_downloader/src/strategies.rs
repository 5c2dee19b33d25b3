//! The variants: where they differ, and only there.

mod seed_tokio;
mod threads;
mod tokio;

use crate::cli::Strategy;
use crate::run::Run;
use std::sync::Arc;

/// Carries out every job of the run.
pub fn carry_out(run: &Arc<Run>) -> std::io::Result<()> {
    match run.options.strategy {
        Strategy::Tokio => self::tokio::carry_out(run),
        Strategy::Threads => {
            threads::carry_out(run);
            Ok(())
        }
        Strategy::SeedTokio => seed_tokio::carry_out(run),
    }
}

/// The cap a variant keeps; `None` where all jobs are at it at once.
pub fn cap(run: &Run) -> Option<u64> {
    match run.options.strategy {
        Strategy::Tokio | Strategy::Threads => Some(run.options.concurrency as u64),
        Strategy::SeedTokio => None,
    }
}
