//! What a run can be asked to do, and what it does where nothing is asked.

use std::path::PathBuf;
use std::time::Duration;

use super::{Header, Level};
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

    /// The level of the contract it keeps.
    pub fn level(self) -> Level {
        match self {
            Self::Tokio | Self::Threads => Level::Trusted,
            Self::SeedTokio => Level::Races,
        }
    }

    /// Why it does not take the option called `name`, if it does not.
    pub fn refuses(self, name: &str) -> Option<String> {
        let (needed, name) = super::level::needed_for(name)?;
        (self.level() < needed).then(|| {
            format!(
                "--{name} needs level {needed}; {} is at level {}",
                self.name(),
                self.level()
            )
        })
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

/// What happens to a file that is there already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Existing {
    /// Replaced when the new one is complete.
    #[default]
    Overwrite,
    /// Kept, where it is what the job says.
    Skip,
    Fail,
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
    /// Further attempts after the first.
    pub retries: u32,
    pub limits: Limits,
    /// For a download with all its attempts and waits.
    pub timeout: Option<Duration>,
    /// In bytes.
    pub max_size: Option<u64>,
    pub max_redirects: u32,
    pub existing: Existing,
    /// Go on from what an earlier run left.
    pub resume: bool,
    pub headers: Vec<Header>,
    pub cacert: Option<PathBuf>,
    pub fsync: bool,
    pub work: Work,
    pub json: bool,
    pub records: Option<PathBuf>,
    pub progress: ProgressMode,
    pub quiet: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            strategy: Strategy::default(),
            input: None,
            urls: Vec::new(),
            dir: PathBuf::from("downloads"),
            concurrency: 10,
            retries: 3,
            limits: Limits::default(),
            timeout: None,
            max_size: None,
            max_redirects: 10,
            existing: Existing::Overwrite,
            resume: true,
            headers: Vec::new(),
            cacert: None,
            fsync: false,
            work: Work::None,
            json: false,
            records: None,
            progress: ProgressMode::Auto,
            quiet: false,
        }
    }
}

pub const WORKS: [(&str, Work); 3] = [
    ("none", Work::None),
    ("sha256", Work::Sha256),
    ("fnv1a", Work::Fnv1a),
];
pub const PROGRESS_MODES: [(&str, ProgressMode); 4] = [
    ("auto", ProgressMode::Auto),
    ("bar", ProgressMode::Bar),
    ("plain", ProgressMode::Plain),
    ("none", ProgressMode::None),
];
pub const EXISTING: [(&str, Existing); 3] = [
    ("overwrite", Existing::Overwrite),
    ("skip", Existing::Skip),
    ("fail", Existing::Fail),
];
pub const STRATEGIES: [(&str, Strategy); 3] = [
    ("tokio", Strategy::Tokio),
    ("threads", Strategy::Threads),
    ("seed-tokio", Strategy::SeedTokio),
];
