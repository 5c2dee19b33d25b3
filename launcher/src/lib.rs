//! Starts one command in a clean room, watches it to its end, and reports what it really used.
//!
//! It is a program of its own, and a tiny one, because of a trap: at exec Linux folds the
//! resident-memory peak of the process that forked into the new program's `ru_maxrss`. A command
//! started straight from a 400 MB process is never seen below 400 MB; started from here, the floor
//! is about a megabyte, and it is measured and reported.
//!
//! The rooms, in the order a run passes them: a `spec` is read, a `child` started and `watch`ed to
//! its end while `output` keeps its streams; `usage` is what it used, `reap` clears what it left
//! behind, `result` is what is said about it. `run` is that sentence as code.

#[cfg(not(target_os = "linux"))]
compile_error!(
    "fairfetch-launcher runs on Linux only: it needs pidfd, signalfd, a child subreaper and /proc"
);

#[cfg(target_os = "linux")]
mod child;
#[cfg(target_os = "linux")]
mod error;
#[cfg(target_os = "linux")]
mod exec;
#[cfg(target_os = "linux")]
mod notes;
#[cfg(target_os = "linux")]
mod output;
#[cfg(target_os = "linux")]
mod reap;
#[cfg(target_os = "linux")]
mod result;
#[cfg(target_os = "linux")]
mod run;
#[cfg(target_os = "linux")]
mod signals;
#[cfg(target_os = "linux")]
mod spec;
#[cfg(target_os = "linux")]
mod sys;
#[cfg(target_os = "linux")]
mod tree;
#[cfg(target_os = "linux")]
mod usage;
#[cfg(target_os = "linux")]
mod watch;

#[cfg(target_os = "linux")]
pub use {
    error::LaunchError,
    result::{Outcome, RunResult, Stream},
    run::run,
    signals::Parent,
    spec::{Spec, SpecError},
};
