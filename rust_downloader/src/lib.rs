//! Fairfetch's downloader in Rust: the same promises (the contract) kept in three ways, to be raced against each other
//! and against other languages.
//!
//! The way of a run: [`cli`] reads the options, [`app`] opens what they name, [`queue`] gives one thing to do after the
//! other, one of [`strategies`] carries it out over [`http`] into [`body`] and [`files`], [`download`] decides what
//! follows, and [`report`] says how it went.

pub mod app;
pub mod body;
pub mod cli;
pub mod counter;
pub mod demo;
pub mod download;
pub mod failure;
pub mod files;
pub mod http;
pub mod jobs;
pub mod masking;
pub mod names;
pub mod progress;
pub mod queue;
pub mod quoted;
pub mod report;
pub mod resume;
pub mod retry;
pub mod run;
pub mod signals;
pub mod stop;
pub mod strategies;
pub mod work;

#[cfg(test)]
mod vectors;

pub use app::{Outcome, download, main};
pub use cli::{Options, Strategy};
pub use counter::SharedCounter;
pub use failure::{Code, Failure};
pub use stop::Stop;
