//! Counters that the concurrent parts of a run really share.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Finished downloads. A clone counts into the same number: the seed's was copied for each task, and its total stayed 0.
#[derive(Clone, Debug, Default)]
pub struct SharedCounter(Arc<AtomicU64>);

impl SharedCounter {
    /// Counts one more, and returns how many there are now.
    pub fn increment(&self) -> u64 {
        self.0.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// How many were counted so far, by all clones together.
    pub fn value(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// How many are at it now, and the most there ever were.
#[derive(Debug, Default)]
pub struct Gauge {
    now: AtomicU64,
    peak: AtomicU64,
}

impl Gauge {
    pub fn enter(&self) {
        let now = self.now.fetch_add(1, Ordering::Relaxed) + 1;
        self.peak.fetch_max(now, Ordering::Relaxed);
    }

    pub fn leave(&self) {
        self.now.fetch_sub(1, Ordering::Relaxed);
    }

    pub fn now(&self) -> u64 {
        self.now.load(Ordering::Relaxed)
    }

    pub fn peak(&self) -> u64 {
        self.peak.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::{Gauge, SharedCounter};

    #[test]
    fn clones_in_threads_count_into_one_number() {
        let counter = SharedCounter::default();
        let threads: Vec<_> = (0..8)
            .map(|_| {
                let counter = counter.clone();
                std::thread::spawn(move || (0..1_000).map(|_| counter.increment()).max())
            })
            .collect();
        threads
            .into_iter()
            .for_each(|thread| assert!(thread.join().unwrap().is_some()));
        assert_eq!(counter.value(), 8_000);
    }

    #[test]
    fn the_peak_stays_when_all_have_left() {
        let gauge = Gauge::default();
        gauge.enter();
        gauge.enter();
        gauge.leave();
        gauge.enter();
        gauge.leave();
        gauge.leave();
        assert_eq!(gauge.peak(), 2);
    }
}
