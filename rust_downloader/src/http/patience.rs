//! How long anything here waits: for a connection, for the next byte, for the whole download, until a signal.

use std::time::{Duration, Instant};

use super::Limits;
use crate::failure::Failure;
use crate::stop::Stop;

/// For bytes that nobody needs but the connection.
const HURRIED: Duration = Duration::from_secs(1);

/// A moment by which something must be done.
#[derive(Clone, Copy, Debug)]
pub struct Deadline {
    limit: Duration,
    at: Instant,
}

impl Deadline {
    pub fn after(limit: Duration) -> Self {
        Self::since(Instant::now(), limit)
    }

    pub fn since(start: Instant, limit: Duration) -> Self {
        Self {
            limit,
            at: start + limit,
        }
    }

    pub fn is_before(&self, moment: Instant) -> bool {
        self.at < moment
    }

    /// That the whole download was not done by now.
    pub fn passed(&self) -> Failure {
        Failure::Timeout(self.limit)
    }

    /// `None` when there is nothing left.
    fn left(&self) -> Option<Duration> {
        let left = self.at.saturating_duration_since(Instant::now());
        (!left.is_zero()).then_some(left)
    }
}

#[derive(Clone, Debug)]
enum Wait {
    Connection(Deadline),
    /// For the next byte; since the last one, or since something was asked.
    Byte {
        limit: Duration,
        since: Instant,
    },
}

/// What one attempt's waiting is measured against.
#[derive(Clone)]
pub struct Patience {
    stop: Stop,
    whole: Option<Deadline>,
    wait: Wait,
}

impl Patience {
    /// For look-up, TCP, a proxy's tunnel and TLS together. `whole`: the download's own deadline.
    pub fn for_connection(stop: &Stop, limits: Limits, whole: Option<Deadline>) -> Self {
        Self {
            stop: stop.clone(),
            whole,
            wait: Wait::Connection(Deadline::after(limits.connect)),
        }
    }

    /// For a request and its answer.
    pub fn for_exchange(stop: &Stop, limits: Limits, whole: Option<Deadline>) -> Self {
        let (limit, since) = (limits.stall, Instant::now());
        Self {
            stop: stop.clone(),
            whole,
            wait: Wait::Byte { limit, since },
        }
    }

    /// A byte has come.
    pub fn heard(&mut self, at: Instant) {
        if let Wait::Byte { since, .. } = &mut self.wait {
            *since = at;
        }
    }

    /// Whether to go on at all: for who is never kept waiting, and would not look otherwise.
    pub fn check(&self, now: Instant) -> Result<(), Failure> {
        self.stop.check()?;
        match &self.whole {
            Some(whole) if whole.is_before(now) => Err(whole.passed()),
            _ => Ok(()),
        }
    }

    /// What comes now is only worth a short wait for each byte.
    pub fn hurry(&mut self) {
        if let Wait::Byte { limit, since } = &mut self.wait {
            *limit = HURRIED.min(*limit);
            *since = Instant::now();
        }
    }

    /// How much longer to wait, or why not at all.
    pub fn left(&self) -> Result<Duration, Failure> {
        self.stop.check()?;
        let whole = match &self.whole {
            Some(whole) => whole.left().ok_or_else(|| whole.passed())?,
            None => Duration::MAX,
        };
        let wait = match &self.wait {
            Wait::Connection(deadline) => deadline
                .left()
                .ok_or(Failure::ConnectTimeout(deadline.limit))?,
            Wait::Byte { limit, since } => Deadline::since(*since, *limit)
                .left()
                .ok_or(Failure::StallTimeout(*limit))?,
        };
        Ok(whole.min(wait))
    }

    /// Why a wait that came to nothing was given up.
    pub fn spent(&self) -> Failure {
        match (self.left(), &self.wait) {
            (Err(failure), _) => failure,
            (Ok(_), Wait::Connection(deadline)) => Failure::ConnectTimeout(deadline.limit),
            (Ok(_), Wait::Byte { limit, .. }) => Failure::StallTimeout(*limit),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Deadline, Patience};
    use crate::failure::Failure;
    use crate::http::Limits;
    use crate::stop::{Signal, Stop};
    use std::time::{Duration, Instant};

    const LONG: Duration = Duration::from_secs(1_000);
    const SHORT: Duration = Duration::from_nanos(1);

    fn limits(connect: Duration, stall: Duration) -> Limits {
        Limits { connect, stall }
    }

    #[test]
    fn the_shortest_limit_counts_and_has_its_own_name() {
        let stop = Stop::default();
        let whole = |limit| Some(Deadline::since(Instant::now() - LONG, limit));
        let left = |patience: Patience| patience.left().map(|left| left <= LONG);
        let connection =
            |connect, whole| Patience::for_connection(&stop, limits(connect, LONG), whole);
        let exchange = |stall, whole| Patience::for_exchange(&stop, limits(LONG, stall), whole);
        assert_eq!(left(connection(LONG, None)), Ok(true));
        assert_eq!(
            left(connection(SHORT, None)),
            Err(Failure::ConnectTimeout(SHORT))
        );
        assert_eq!(left(exchange(LONG, whole(LONG * 2))), Ok(true));
        assert_eq!(
            left(exchange(SHORT, None)),
            Err(Failure::StallTimeout(SHORT))
        );
        assert_eq!(
            left(exchange(SHORT, whole(SHORT))),
            Err(Failure::Timeout(SHORT))
        );
        stop.tell(Signal::Interrupt);
        assert_eq!(
            left(exchange(LONG, None)),
            Err(Failure::Cancelled("SIGINT"))
        );
    }

    #[test]
    fn a_byte_starts_the_wait_anew() {
        let stop = Stop::default();
        let mut patience = Patience::for_exchange(&stop, limits(LONG, LONG), None);
        patience.heard(Instant::now() - LONG);
        assert_eq!(patience.left(), Err(Failure::StallTimeout(LONG)));
        patience.heard(Instant::now());
        assert!(patience.left().is_ok());
    }

    #[test]
    fn who_is_never_kept_waiting_stops_all_the_same() {
        let (stop, now) = (Stop::default(), Instant::now());
        let whole = Deadline::since(now, LONG);
        let patience = Patience::for_exchange(&stop, limits(LONG, LONG), Some(whole));
        assert_eq!(patience.check(now), Ok(()));
        assert_eq!(patience.check(now + LONG * 2), Err(Failure::Timeout(LONG)));
        stop.tell(Signal::Terminate);
        assert_eq!(patience.check(now), Err(Failure::Cancelled("SIGTERM")));
    }
}
