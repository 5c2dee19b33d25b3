//! One download: a job through its attempts. Decisions only, and the same ones whatever carries the bytes: a strategy
//! begins an [`Attempt`], performs what it asks for, and hears from [`Download::settle`] what follows.

mod attempt;
mod flight;

use std::time::{Duration, Instant, SystemTime};

use crate::body::{Body, Stored};
use crate::cli::Options;
use crate::failure::Failure;
use crate::http::{Deadline, Head};
use crate::jobs::Job;
use crate::retry::{self, Retried, is_status_retried, parse_retry_after, retried};
use crate::stop::Stop;

pub use attempt::{Attempt, Verdict};
pub use flight::Flight;

/// A job that is being carried out.
pub struct Download {
    pub job: Job,
    pub flight: Flight,
    pub body: Body,
    deadline: Option<Deadline>,
    retries_left: u32,
    /// The one further attempt after a wrong size or digest has been taken.
    was_wrong: bool,
}

/// An attempt that failed.
#[derive(Debug)]
pub struct Failed {
    pub failure: Failure,
    /// What the server asked for.
    retry_after: Option<Duration>,
}

impl From<Failure> for Failed {
    fn from(failure: Failure) -> Self {
        Self {
            failure,
            retry_after: None,
        }
    }
}

/// What follows an attempt.
#[derive(Debug)]
pub enum Next {
    /// Another one, at once.
    Again,
    /// Another one, not before that moment and without a slot until then.
    After(Instant),
    Ended(Result<Stored, Failure>),
}

impl Download {
    pub fn new(job: Job, flight: Flight, body: Body, options: &Options) -> Self {
        let start = flight.start;
        Self {
            job,
            flight,
            body,
            deadline: options.timeout.map(|limit| Deadline::since(start, limit)),
            retries_left: options.retries,
            was_wrong: false,
        }
    }

    /// When it must be done, where that was asked for.
    pub fn deadline(&self) -> Option<Deadline> {
        self.deadline
    }

    /// Fails once its time is up, or that of the run.
    pub fn check(&self, stop: &Stop) -> Result<(), Failure> {
        stop.check()?;
        check_time(self.deadline)
    }

    /// Reads what an earlier run has left; may take long.
    pub fn catch_up(&mut self, stop: &Stop) -> Result<(), Failure> {
        let deadline = self.deadline;
        self.body.catch_up(|| {
            stop.check()?;
            check_time(deadline)
        })
    }

    /// What follows an attempt that failed. `random` is in [0, 1).
    pub fn settle(&mut self, failed: Failed, random: f64) -> Next {
        let Failed {
            failure,
            retry_after,
        } = failed;
        let again = match retried(failure.code()) {
            Retried::No => false,
            Retried::Yes => true,
            Retried::ByStatus => {
                matches!(failure, Failure::HttpStatus(status) if is_status_retried(status))
            }
            Retried::Once if self.was_wrong => false,
            Retried::Once => {
                self.was_wrong = true;
                return match self.body.forget() {
                    Ok(()) => Next::Again,
                    Err(failure) => Next::Ended(Err(failure)),
                };
            }
        };
        if !again || self.retries_left == 0 {
            return Next::Ended(Err(failure));
        }
        self.retries_left -= 1;
        let attempts = u32::try_from(self.flight.attempts).unwrap_or(u32::MAX);
        let due = Instant::now() + retry::wait(attempts, random, retry_after);
        if let Some(deadline) = self.deadline.filter(|deadline| deadline.is_before(due)) {
            return Next::Ended(Err(deadline.passed()));
        }
        self.body.rest();
        Next::After(due)
    }
}

fn check_time(deadline: Option<Deadline>) -> Result<(), Failure> {
    match deadline.filter(|deadline| deadline.is_before(Instant::now())) {
        Some(deadline) => Err(deadline.passed()),
        None => Ok(()),
    }
}

/// `Retry-After` of an answer, as a wait from now on.
fn retry_after(head: &Head) -> Option<Duration> {
    parse_retry_after(head.retry_after.as_deref()?, SystemTime::now())
}

#[cfg(test)]
pub(crate) mod tests;
