//! One run: what all its downloads share, and the life of each from its job to its record.

mod ending;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::body::{Body, Kept, Stored, Terms};
use crate::cli::{Existing, Options};
use crate::counter::SharedCounter;
use crate::download::{Attempt, Download, Failed, Flight, Next};
use crate::failure::Failure;
use crate::files::Folder;
use crate::http::{Net, Requests};
use crate::jobs::{Job, Source, Unreadable};
use crate::progress::{Meter, Progress};
use crate::queue::{Queue, Turn};
use crate::report::{Records, Summary, Tally, Totals};
use crate::retry::Jitter;
use crate::stop::Signal;

pub use ending::Outcome;

/// What a run cannot go on without: the environment is wrong (exit 3).
#[derive(Debug, thiserror::Error)]
pub enum Broken {
    #[error(transparent)]
    Input(#[from] Unreadable),
    #[error("cannot write the records to {path}: {reason}")]
    Records { path: String, reason: String },
}

/// Everything a strategy needs; shared by all its concurrent parts.
pub struct Run {
    pub options: Options,
    pub folder: Arc<Folder>,
    pub net: Net,
    pub requests: Requests,
    pub meter: Arc<Meter>,
    pub queue: Arc<Queue>,
    /// Most connections, in use and kept together.
    pub connections: usize,
    counter: SharedCounter,
    records: Option<Records>,
    progress: Progress,
    tally: Mutex<Tally>,
    /// Failures told on stderr.
    told: SharedCounter,
    jitter: Jitter,
    /// The zero of all times: the first job is about to be read.
    zero: Instant,
    broken: Mutex<Option<Broken>>,
}

/// What is opened before a run and may be missing.
pub struct Equipment {
    pub source: Source,
    pub folder: Folder,
    pub net: Net,
    pub requests: Requests,
    pub connections: usize,
    pub records: Option<Records>,
    pub meter: Arc<Meter>,
    pub progress: Progress,
}

impl Run {
    pub fn new(options: Options, equipment: Equipment) -> Self {
        let Equipment {
            source,
            folder,
            net,
            requests,
            connections,
            records,
            meter,
            progress,
        } = equipment;
        let zero = Instant::now();
        let queue = Queue::over(source, meter.clone(), net.stop.clone());
        Self {
            options,
            folder: Arc::new(folder),
            net,
            requests,
            meter,
            queue,
            connections,
            counter: SharedCounter::default(),
            records,
            progress,
            tally: Mutex::default(),
            told: SharedCounter::default(),
            jitter: Jitter::default(),
            zero,
            broken: Mutex::default(),
        }
    }

    /// Whether [`Run::begin`] may have to read a whole file.
    pub fn begins_slowly(&self, job: &Job) -> bool {
        self.options.existing == Existing::Skip && job.sha256.is_some()
    }

    /// A job's download, where there is something to download. Its folder is looked at now, before any traffic.
    pub fn begin(&self, job: Job) -> Option<Box<Download>> {
        let flight = Flight::start();
        let place = match self.folder.place(&job.path) {
            Ok(place) => place,
            Err(failure) => {
                self.land(job, flight, Outcome::Failed(failure));
                return None;
            }
        };
        let terms = Terms::of(&job, &self.options);
        let body = Body::new(place, terms, self.meter.clone());
        let mut download = Box::new(Download::new(job, flight, body, &self.options));
        match self.prepare(&mut download) {
            Ok(None) => Some(download),
            Ok(Some(kept)) => {
                let Download { job, flight, .. } = *download;
                self.land(job, flight, Outcome::Skipped(kept));
                None
            }
            Err(failure) => {
                self.end(download, Err(failure));
                None
            }
        }
    }

    fn prepare(&self, download: &mut Download) -> Result<Option<Kept>, Failure> {
        let go_on = || download.check(&self.net.stop);
        let kept = download
            .body
            .look_at_existing(self.options.existing, go_on)?;
        if kept.is_none() {
            download.body.look(&download.job, self.options.resume)?;
        }
        Ok(kept)
    }

    /// Begins an attempt, unless it is too late for one.
    pub fn attempt(&self, download: &mut Download) -> Result<Attempt, Failure> {
        Attempt::begin(download, self.options.max_redirects, &self.net.stop)
    }

    /// Deals with the end of an attempt; gives the download back where another one follows at once.
    pub fn settle(
        &self,
        mut download: Box<Download>,
        result: Result<(), Failed>,
    ) -> Option<Box<Download>> {
        let result = result.and_then(|()| download.body.finish().map_err(Failed::from));
        let failed = match result {
            Ok(stored) => {
                self.end(download, Ok(stored));
                return None;
            }
            Err(failed) => failed,
        };
        self.attempt_failed(&failed.failure);
        match download.settle(failed, self.jitter.next()) {
            Next::Again => return Some(download),
            Next::After(due) => self.queue.put_off(download, due),
            Next::Ended(result) => self.end(download, result),
        }
        None
    }

    /// Counts what went wrong, be it repaired later or not.
    pub fn attempt_failed(&self, failure: &Failure) {
        locked(&self.tally).failed(failure.code());
    }

    /// A download in flight has ended.
    pub fn end(&self, mut download: Box<Download>, result: Result<Stored, Failure>) {
        let outcome = match result {
            Ok(stored) => Outcome::Stored(stored),
            Err(failure) => {
                download.body.give_up(failure.code());
                Outcome::Failed(failure)
            }
        };
        let Download { job, flight, .. } = *download;
        self.land(job, flight, outcome);
    }

    /// The same for what was in flight without being a [`Download`].
    pub fn land(&self, job: Job, flight: Flight, outcome: Outcome) {
        self.meter.in_flight.leave();
        self.conclude(job, flight, outcome);
    }

    /// After a stop: what was read and never ended is cancelled.
    fn cancel_rest(&self, signal: Signal) {
        let cancelled = || Failure::Cancelled(signal.name());
        for turn in self.queue.take_rest() {
            let (job, flight) = match turn {
                Turn::New(Err(refused)) => {
                    self.refuse(*refused);
                    continue;
                }
                Turn::New(Ok(job)) => (job, Flight::start()),
                Turn::Again(mut download) => {
                    download.body.give_up(cancelled().code());
                    let Download { job, flight, .. } = *download;
                    (job, flight)
                }
            };
            self.conclude(job, flight, Outcome::Failed(cancelled()));
        }
    }

    /// Ends the run, and sums up; also its duration. `concurrency`: see [`Totals`].
    pub fn finish(&self, concurrency: Option<u64>) -> (Summary, Duration) {
        if let Some(signal) = self.net.stop.signal() {
            self.progress.stop();
            self.cancel_rest(signal);
        }
        let duration = self.zero.elapsed();
        self.progress.stop();
        let tally = locked(&self.tally);
        let summary = Summary::new(&Totals {
            strategy: self.options.strategy,
            concurrency: concurrency.unwrap_or(tally.total),
            duration,
            ok: self.counter.value(),
            bytes: self.meter.bytes(),
            peak_in_flight: self.meter.in_flight.peak(),
            tally: &tally,
        });
        (summary, duration)
    }

    /// What broke in the middle of the run, if anything did.
    pub fn broken(&self) -> Option<Broken> {
        let records = locked(&self.broken).take();
        records.or_else(|| self.queue.broken().map(Broken::Input))
    }
}

/// A panic elsewhere leaves these values whole: each is changed in one step.
pub fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
