//! How fast it goes, and when it will be over.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use super::Meter;
use super::line::State;
use super::words::rate;

/// The rate is that of the last seconds.
const WINDOW: Duration = Duration::from_secs(5);

pub struct Pace {
    start: Instant,
    /// When how many bytes had come; the first one is the oldest not within the window.
    looks: VecDeque<(Instant, u64)>,
}

impl Pace {
    pub fn start() -> Self {
        let start = Instant::now();
        Self {
            start,
            looks: VecDeque::from([(start, 0)]),
        }
    }

    /// Where the run is.
    pub fn look(&mut self, meter: &Meter, now: Instant) -> State {
        let bytes = meter.bytes();
        while self.looks.get(1).is_some_and(|&(at, _)| now - at >= WINDOW) {
            self.looks.pop_front();
        }
        let (since, before) = self.looks.front().copied().unwrap_or((self.start, 0));
        self.looks.push_back((now, bytes));
        let (done, total) = (meter.done(), meter.total());
        State {
            done,
            total,
            bytes,
            bytes_per_second: rate(bytes - before, now - since),
            eta_seconds: total.and_then(|total| eta(now - self.start, done, total)),
            in_flight: meter.in_flight.now(),
            retrying: meter.waiting(),
            failed: meter.failed(),
        }
    }
}

#[expect(clippy::cast_precision_loss)]
fn eta(elapsed: Duration, done: u64, total: u64) -> Option<f64> {
    let left = total.saturating_sub(done) as f64;
    (done > 0).then(|| elapsed.as_secs_f64() * left / done as f64)
}

#[cfg(test)]
mod tests {
    use super::{Pace, WINDOW};
    use crate::progress::Meter;
    use std::time::Duration;

    #[test]
    fn the_rate_is_that_of_the_last_seconds() {
        let (mut pace, meter) = (Pace::start(), Meter::default());
        let start = pace.start;
        let second = Duration::from_secs(1);
        meter.received(3_000);
        assert_eq!(pace.look(&meter, start + second).bytes_per_second, 3_000.0);
        assert_eq!(
            pace.look(&meter, start + 3 * second).bytes_per_second,
            1_000.0
        );
        assert_eq!(pace.look(&meter, start + 2 * WINDOW).bytes_per_second, 0.0);
        meter.received(500);
        let now = start + 2 * WINDOW + second;
        assert_eq!(pace.look(&meter, now).bytes_per_second, 500.0 / 8.0);
    }

    #[test]
    fn the_end_is_told_from_what_is_done() {
        let (mut pace, meter) = (Pace::start(), Meter::default());
        let at = pace.start + Duration::from_secs(6);
        assert_eq!(pace.look(&meter, at).eta_seconds, None);
        meter.ended(false);
        meter.ended(true);
        assert_eq!(pace.look(&meter, at).eta_seconds, None);
        meter.set_total(3);
        let state = pace.look(&meter, at);
        assert_eq!((state.eta_seconds, state.failed), (Some(3.0), 1));
    }
}
