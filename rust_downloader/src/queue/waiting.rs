//! Downloads that wait for their next attempt, the one that is due first on top.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;
use std::time::Instant;

use crate::download::Download;

#[derive(Default)]
pub struct Waiting {
    heap: BinaryHeap<Reverse<Due>>,
    pushed: u64,
}

struct Due {
    at: Instant,
    /// Those that are due at once go in the order they came.
    number: u64,
    download: Box<Download>,
}

impl Waiting {
    pub fn len(&self) -> usize {
        self.heap.len()
    }

    pub fn is_empty(&self) -> bool {
        self.heap.is_empty()
    }

    pub fn push(&mut self, download: Box<Download>, at: Instant) {
        let number = self.pushed;
        self.pushed += 1;
        self.heap.push(Reverse(Due {
            at,
            number,
            download,
        }));
    }

    pub fn first_due(&self) -> Option<Instant> {
        self.heap.peek().map(|Reverse(due)| due.at)
    }

    pub fn pop_due(&mut self, now: Instant) -> Option<Box<Download>> {
        self.first_due().filter(|&due| due <= now)?;
        self.pop()
    }

    pub fn pop(&mut self) -> Option<Box<Download>> {
        self.heap.pop().map(|Reverse(due)| due.download)
    }
}

impl Ord for Due {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.at, self.number).cmp(&(other.at, other.number))
    }
}

impl PartialOrd for Due {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Due {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Due {}
