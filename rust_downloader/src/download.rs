//! One run: what all its downloads share, and the life of each from its job to its record.

use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use crate::body::{Body, Stored};
use crate::cli::Options;
use crate::counter::{Gauge, SharedCounter};
use crate::failure::Failure;
use crate::files::Folder;
use crate::http::Tls;
use crate::jobs::{Job, Refused, Source};
use crate::masking::mask;
use crate::progress::{Meter, Progress};
use crate::report::{Record, RecordError, Records, State, Summary, Tally, Totals, nanoseconds};

/// A million failures are no reading for a person, and would fill the disk of whoever keeps what is on stderr.
const MOST_TOLD: u64 = 1_000;
const FIRST_UNTOLD: u64 = MOST_TOLD + 1;

/// What a run cannot go on without: the environment is wrong (exit 3).
#[derive(Debug, thiserror::Error)]
pub enum Broken {
    #[error("cannot read the input further: {0}")]
    Input(std::io::Error),
    #[error("cannot write the records: {0}")]
    Records(std::io::Error),
}

/// Everything a strategy needs; shared by all its concurrent parts.
pub struct Run {
    pub options: Options,
    pub folder: Arc<Folder>,
    pub tls: Tls,
    pub meter: Arc<Meter>,
    counter: SharedCounter,
    in_flight: Gauge,
    source: Mutex<Source>,
    records: Option<Records>,
    progress: Progress,
    tally: Mutex<Tally>,
    /// Failures told on stderr.
    told: SharedCounter,
    /// The zero of all times: the first job is about to be read.
    zero: OnceLock<Instant>,
    broken: Mutex<Option<Broken>>,
}

/// What is opened before a run and may be missing.
pub struct Equipment {
    pub source: Source,
    pub folder: Folder,
    pub tls: Tls,
    pub records: Option<Records>,
    pub meter: Arc<Meter>,
    pub progress: Progress,
}

/// A download under way.
#[derive(Debug)]
pub struct Flight {
    start: Instant,
    attempts: u64,
    first_byte: Option<Instant>,
    status: Option<u16>,
}

impl Flight {
    /// From here on there is traffic.
    pub fn attempt(&mut self) {
        self.attempts += 1;
    }

    /// The headers of an answer are complete.
    pub fn answered(&mut self, status: u16) {
        self.first_byte = Some(Instant::now());
        self.status = Some(status);
    }
}

impl Run {
    pub fn new(options: Options, equipment: Equipment) -> Self {
        let Equipment {
            source,
            folder,
            tls,
            records,
            meter,
            progress,
        } = equipment;
        Self {
            options,
            folder: Arc::new(folder),
            tls,
            meter,
            counter: SharedCounter::default(),
            in_flight: Gauge::default(),
            source: Mutex::new(source),
            records,
            progress,
            tally: Mutex::default(),
            told: SharedCounter::default(),
            zero: OnceLock::new(),
            broken: Mutex::default(),
        }
    }

    /// The next job, in input order; lines that are none are recorded on the way. Waits where the input makes it wait.
    pub fn next(&self) -> Option<Job> {
        self.zero.get_or_init(Instant::now);
        loop {
            let entry = locked(&self.source).read();
            match entry {
                Ok(Some(Ok(job))) => return Some(job),
                Ok(Some(Err(refused))) => self.refuse(*refused),
                Ok(None) => return None,
                Err(error) => {
                    self.breaks(Broken::Input(error));
                    return None;
                }
            }
        }
    }

    /// Whether [`Run::next`] may wait for whoever writes the input.
    pub fn input_may_wait(&self) -> bool {
        locked(&self.source).may_wait()
    }

    pub fn begin(&self) -> Flight {
        self.in_flight.enter();
        Flight {
            start: Instant::now(),
            attempts: 0,
            first_byte: None,
            status: None,
        }
    }

    /// The way from a job's body to its file. Its folder is looked at now, before any traffic.
    pub fn body(&self, job: &Job) -> Result<Body, Failure> {
        let place = self.folder.place(&job.path)?;
        Ok(Body::new(job, self.options.work, place, self.meter.clone()))
    }

    pub fn end(&self, job: Job, flight: Flight, result: Result<Stored, Failure>) {
        let end = Instant::now();
        self.in_flight.leave();
        let (stored, failure) = match result {
            Ok(stored) => (Some(stored), None),
            Err(failure) => (None, Some(failure)),
        };
        if stored.is_some() {
            self.counter.increment();
        }
        locked(&self.tally).add(flight.attempts, failure.as_ref().map(Failure::code));
        self.meter.ended();
        let url = mask(job.url.as_str());
        let error = failure.map(|failure| self.told(&url, &failure, None));
        if self.records.is_none() {
            return;
        }
        let (bytes, digests) = stored.map(|stored| (stored.bytes, stored.digests)).unzip();
        let digests = digests.unwrap_or_default();
        self.record(&Record {
            index: job.index,
            state: if error.is_none() {
                State::Ok
            } else {
                State::Failed
            },
            url: Some(url.into_owned()),
            path: Some(job.path),
            status: flight.status,
            bytes,
            sha256: digests.sha256,
            work: digests.work,
            attempts: (flight.attempts > 0).then_some(flight.attempts),
            start_ns: self.since_zero(flight.start),
            first_byte_ns: flight.first_byte.map(|at| self.since_zero(at)),
            end_ns: self.since_zero(end),
            error,
        });
    }

    /// Ends the showing, and sums up; also the run's duration. `concurrency`: see [`Totals`].
    pub fn summary(&self, concurrency: Option<u64>) -> (Summary, Duration) {
        let zero = self.zero.get_or_init(Instant::now);
        let duration = zero.elapsed();
        self.progress.stop();
        let tally = locked(&self.tally);
        let summary = Summary::new(&Totals {
            strategy: self.options.strategy,
            concurrency: concurrency.unwrap_or(tally.total),
            duration,
            ok: self.counter.value(),
            bytes: self.meter.bytes(),
            peak_in_flight: self.in_flight.peak(),
            tally: &tally,
        });
        (summary, duration)
    }

    /// What broke in the middle of the run, if anything did.
    pub fn broken(&self) -> Option<Broken> {
        locked(&self.broken).take()
    }

    fn refuse(&self, refused: Refused) {
        let Refused {
            index,
            line,
            url,
            path,
            failure,
        } = refused;
        let now = Instant::now();
        locked(&self.tally).add(0, Some(failure.code()));
        self.meter.ended();
        let error = Some(self.told(url.as_deref().unwrap_or_default(), &failure, line));
        let at = self.since_zero(now);
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
        match self.told.increment() {
            ..=MOST_TOLD => self
                .progress
                .tell(&format!("{message} ({})", failure.code())),
            FIRST_UNTOLD => self
                .progress
                .tell("more downloads failed; --records FILE has them all"),
            _ => {}
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
            self.breaks(Broken::Records(error));
        }
    }

    fn breaks(&self, broken: Broken) {
        locked(&self.broken).get_or_insert(broken);
    }

    fn since_zero(&self, at: Instant) -> u64 {
        nanoseconds(at.saturating_duration_since(*self.zero.get_or_init(Instant::now)))
    }
}

/// A panic elsewhere leaves these values whole: each is changed in one step.
pub fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
