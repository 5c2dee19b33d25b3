//! What a run says of itself: one record a download, and the summary.

mod records;

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Serialize;

pub use records::Records;

use crate::cli::Strategy;
use crate::failure::Code;

/// How one download ended: a line of `--records`. Times are nanoseconds since the zero of `durationNs`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Record {
    pub index: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    pub state: State,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bytes: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub work: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attempts: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resumed_from: Option<u64>,
    pub start_ns: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_byte_ns: Option<u64>,
    pub end_ns: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<RecordError>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    Ok,
    Failed,
    Skipped,
    Cancelled,
}

#[derive(Debug, Serialize)]
pub struct RecordError {
    pub code: &'static str,
    pub message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
}

/// Sums over the downloads that ended.
#[derive(Debug, Default)]
pub struct Tally {
    pub total: u64,
    pub failed: u64,
    pub skipped: u64,
    pub cancelled: u64,
    pub attempts: u64,
    errors: BTreeMap<Code, u64>,
}

impl Tally {
    /// A download ended, after so many attempts.
    pub fn ended(&mut self, state: State, attempts: u64) {
        self.total += 1;
        self.attempts += attempts;
        match state {
            State::Ok => {}
            State::Failed => self.failed += 1,
            State::Skipped => self.skipped += 1,
            State::Cancelled => self.cancelled += 1,
        }
    }

    /// An attempt failed, or a download without one.
    pub fn failed(&mut self, code: Code) {
        *self.errors.entry(code).or_default() += 1;
    }
}

/// The document that `--json` prints.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    contract: u32,
    backend: &'static str,
    variant: &'static str,
    version: &'static str,
    runtime: Runtime,
    libraries: BTreeMap<&'static str, &'static str>,
    concurrency: u64,
    duration_ns: u64,
    pub downloads: Downloads,
    pub bytes: u64,
    attempts: u64,
    peak_in_flight: u64,
    errors: BTreeMap<&'static str, u64>,
}

#[derive(Debug, Serialize)]
struct Runtime {
    name: &'static str,
    version: &'static str,
}

#[derive(Debug, Serialize)]
pub struct Downloads {
    pub total: u64,
    pub ok: u64,
    pub failed: u64,
    pub skipped: u64,
    pub cancelled: u64,
}

/// What a summary is made of.
pub struct Totals<'a> {
    pub strategy: Strategy,
    /// Most downloads in flight the run allowed itself; the number of jobs where there is no cap.
    pub concurrency: u64,
    pub duration: Duration,
    /// The shared counter's value, so that it can be checked against the records.
    pub ok: u64,
    pub bytes: u64,
    pub peak_in_flight: u64,
    pub tally: &'a Tally,
}

impl Summary {
    pub fn new(totals: &Totals<'_>) -> Self {
        let Totals {
            strategy,
            concurrency,
            duration,
            ok,
            bytes,
            peak_in_flight,
            tally,
        } = *totals;
        Self {
            contract: 1,
            backend: "rust",
            variant: strategy.name(),
            version: env!("CARGO_PKG_VERSION"),
            runtime: Runtime {
                name: "Rust",
                version: env!("FAIRFETCH_RUSTC"),
            },
            libraries: libraries(strategy),
            concurrency,
            duration_ns: nanoseconds(duration),
            downloads: Downloads {
                total: tally.total,
                ok,
                failed: tally.failed,
                skipped: tally.skipped,
                cancelled: tally.cancelled,
            },
            bytes,
            attempts: tally.attempts,
            peak_in_flight,
            errors: tally
                .errors
                .iter()
                .map(|(code, times)| (code.as_str(), *times))
                .collect(),
        }
    }
}

/// Nanoseconds as the documents have them; 64 bits last 584 years.
pub fn nanoseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}

/// The libraries a variant's bytes go through, with the versions this program was built with.
fn libraries(strategy: Strategy) -> BTreeMap<&'static str, &'static str> {
    let used: &[(&str, &str)] = match strategy {
        Strategy::Tokio => &[
            ("hyper", env!("FAIRFETCH_LIB_HYPER")),
            ("tokio", env!("FAIRFETCH_LIB_TOKIO")),
            ("rustls", env!("FAIRFETCH_LIB_RUSTLS")),
        ],
        Strategy::Threads => &[
            ("httparse", env!("FAIRFETCH_LIB_HTTPARSE")),
            ("rustls", env!("FAIRFETCH_LIB_RUSTLS")),
        ],
        Strategy::SeedTokio => &[
            ("reqwest", env!("FAIRFETCH_LIB_REQWEST")),
            ("tokio", env!("FAIRFETCH_LIB_TOKIO")),
            ("rustls", env!("FAIRFETCH_LIB_RUSTLS")),
        ],
    };
    used.iter()
        .copied()
        .filter(|(_, version)| !version.is_empty())
        .collect()
}
