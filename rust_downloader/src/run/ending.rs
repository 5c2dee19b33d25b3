//! How a download ended: counted, told to whoever watches, recorded.

use std::time::Instant;

use super::{Broken, Run, locked};
use crate::body::{Kept, Stored};
use crate::download::Flight;
use crate::failure::{Code, Failure, system_words};
use crate::jobs::{Job, Refused};
use crate::masking::mask;
use crate::report::{Record, RecordError, State, nanoseconds};
use crate::work::Digests;

/// A million failures are no reading for a person, and would fill the disk of whoever keeps what is on stderr.
const MOST_TOLD: u64 = 1_000;
const FIRST_UNTOLD: u64 = MOST_TOLD + 1;

/// What came of a job.
#[derive(Debug)]
pub enum Outcome {
    Stored(Stored),
    Skipped(Kept),
    Failed(Failure),
}

impl Outcome {
    fn state(&self) -> State {
        match self {
            Self::Stored(_) => State::Ok,
            Self::Skipped(_) => State::Skipped,
            Self::Failed(failure) if failure.code() == Code::Cancelled => State::Cancelled,
            Self::Failed(_) => State::Failed,
        }
    }
}

impl Run {
    pub(super) fn conclude(&self, job: Job, flight: Flight, outcome: Outcome) {
        let end = Instant::now();
        let state = outcome.state();
        let url = mask(job.url.as_str());
        let mut digests = Digests::default();
        let (mut bytes, mut error) = (None, None);
        match outcome {
            Outcome::Stored(stored) => {
                self.counter.increment();
                bytes = Some(stored.bytes);
                digests = stored.digests;
            }
            Outcome::Skipped(kept) => digests.sha256 = kept.sha256,
            Outcome::Failed(failure) => {
                if flight.attempts == 0 {
                    locked(&self.tally).failed(failure.code());
                }
                error = Some(self.told(&url, &failure, None));
            }
        }
        locked(&self.tally).ended(state, flight.attempts);
        self.meter.ended(state == State::Failed);
        if self.records.is_none() {
            return;
        }
        self.record(&Record {
            index: job.index,
            state,
            url: Some(url.into_owned()),
            path: Some(job.path),
            status: flight.status,
            bytes,
            sha256: digests.sha256,
            work: digests.work,
            attempts: (flight.attempts > 0).then_some(flight.attempts),
            resumed_from: flight.resumed_from,
            start_ns: self.since_zero(flight.start),
            first_byte_ns: flight.first_byte.map(|at| self.since_zero(at)),
            end_ns: self.since_zero(end),
            error,
        });
    }

    /// A line that is no job.
    pub fn refuse(&self, refused: Refused) {
        let Refused {
            index,
            line,
            url,
            path,
            failure,
        } = refused;
        let at = self.since_zero(Instant::now());
        {
            let mut tally = locked(&self.tally);
            tally.failed(failure.code());
            tally.ended(State::Failed, 0);
        }
        self.meter.ended(true);
        let error = Some(self.told(url.as_deref().unwrap_or_default(), &failure, line));
        self.record(&Record {
            index,
            url,
            path,
            state: State::Failed,
            status: None,
            bytes: None,
            sha256: None,
            work: None,
            attempts: None,
            resumed_from: None,
            start_ns: at,
            first_byte_ns: None,
            end_ns: at,
            error,
        });
    }

    /// Tells the person at the terminal of a failure, and returns what the record says of it.
    fn told(&self, url: &str, failure: &Failure, line: Option<u64>) -> RecordError {
        let what = match line {
            Some(line) if url.is_empty() => &format!("line {line}"),
            _ => url,
        };
        let message = mask(&format!("{what}: {failure}")).into_owned();
        // Who has pressed Ctrl-C knows, and is told how many there were.
        if failure.code() != Code::Cancelled {
            match self.told.increment() {
                ..=MOST_TOLD => self
                    .progress
                    .tell(&format!("{message} ({})", failure.code())),
                FIRST_UNTOLD => self
                    .progress
                    .tell("more downloads failed; --records FILE has them all"),
                _ => {}
            }
        }
        RecordError {
            code: failure.code().as_str(),
            message,
            line,
        }
    }

    fn record(&self, record: &Record) {
        if let Some(records) = &self.records
            && let Err(error) = records.append(record)
        {
            locked(&self.broken).get_or_insert(Broken::Records {
                path: records.path().display().to_string(),
                reason: system_words(&error),
            });
        }
    }

    fn since_zero(&self, at: Instant) -> u64 {
        nanoseconds(at.saturating_duration_since(self.zero))
    }
}
