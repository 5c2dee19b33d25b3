//! What the downloads count.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::counter::Gauge;

#[derive(Debug)]
pub struct Meter {
    bytes: AtomicU64,
    ended: AtomicU64,
    failed: AtomicU64,
    waiting: AtomicU64,
    /// How many jobs there are, or `UNKNOWN`.
    total: AtomicU64,
    pub in_flight: Gauge,
}

const UNKNOWN: u64 = u64::MAX;

impl Default for Meter {
    fn default() -> Self {
        Self {
            bytes: AtomicU64::new(0),
            ended: AtomicU64::new(0),
            failed: AtomicU64::new(0),
            waiting: AtomicU64::new(0),
            total: AtomicU64::new(UNKNOWN),
            in_flight: Gauge::default(),
        }
    }
}

impl Meter {
    /// Body bytes that arrived.
    pub fn received(&self, bytes: u64) {
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
    }

    /// One more download ended, well or not.
    pub fn ended(&self, failed: bool) {
        self.ended.fetch_add(1, Ordering::Relaxed);
        if failed {
            self.failed.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// So many wait for their next attempt.
    pub fn set_waiting(&self, waiting: usize) {
        self.waiting.store(waiting as u64, Ordering::Relaxed);
    }

    pub fn set_total(&self, total: u64) {
        self.total.store(total, Ordering::Relaxed);
    }

    pub fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }

    pub fn done(&self) -> u64 {
        self.ended.load(Ordering::Relaxed)
    }

    pub fn failed(&self) -> u64 {
        self.failed.load(Ordering::Relaxed)
    }

    pub fn waiting(&self) -> u64 {
        self.waiting.load(Ordering::Relaxed)
    }

    pub fn total(&self) -> Option<u64> {
        Some(self.total.load(Ordering::Relaxed)).filter(|&total| total != UNKNOWN)
    }
}
