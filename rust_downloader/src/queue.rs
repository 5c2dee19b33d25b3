//! What a free slot does next: a download whose wait is over, before a job that was never tried.
//!
//! The one queue for both ways of waiting for it, with a thread and with a task.

mod supply;
mod waiting;

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::Notify;

use crate::download::Download;
use crate::jobs::{Entry, Source, Unreadable};
use crate::progress::Meter;
use crate::run::locked;
use crate::stop::{Bell, Stop};
use supply::Supply;
use waiting::Waiting;

/// Most downloads that wait for their next attempt at any time.
pub const MOST_WAITING: usize = 1024;

const SHORTEST: Duration = Duration::from_micros(100);

/// Something to do.
pub enum Turn {
    Again(Box<Download>),
    New(Entry),
}

/// What there is at one moment.
enum Found {
    Turn(Turn),
    /// Nothing, before that moment at least.
    Later(Option<Instant>),
    Done,
}

pub struct Queue {
    state: Mutex<State>,
    /// Something has changed for those who wait: threads, and tasks.
    changed: Condvar,
    noticed: Notify,
    meter: Arc<Meter>,
    stop: Stop,
}

struct State {
    waiting: Waiting,
    supply: Supply,
    broken: Option<Unreadable>,
    /// Threads that wait for a change; waking nobody is a system call all the same.
    sleepers: usize,
}

impl Queue {
    /// Reads from `source` when something is wanted, or from a thread of its own where reading may wait.
    pub fn over(source: Source, meter: Arc<Meter>, stop: Stop) -> Arc<Self> {
        let may_wait = source.may_wait();
        let (supply, source) = if may_wait {
            (Supply::ahead(), Some(source))
        } else {
            (Supply::Direct(source), None)
        };
        let queue = Arc::new(Self {
            state: Mutex::new(State {
                waiting: Waiting::default(),
                supply,
                broken: None,
                sleepers: 0,
            }),
            changed: Condvar::new(),
            noticed: Notify::new(),
            meter,
            stop,
        });
        let told = Arc::downgrade(&queue);
        queue.stop.listen(move || {
            if let Some(told) = told.upgrade() {
                told.wake_all();
            }
        });
        if let Some(source) = source {
            let feeding = queue.clone();
            std::thread::spawn(move || feeding.feed(source));
        }
        queue
    }

    /// The next thing to do, which is in flight from here on; `None` when all is done.
    pub fn next_blocking(&self) -> Option<Turn> {
        let mut state = locked(&self.state);
        loop {
            match self.find(&mut state) {
                Found::Turn(turn) => return Some(turn),
                Found::Done => return None,
                Found::Later(due) => state = self.sleep(state, due),
            }
        }
    }

    /// The same for a task.
    pub async fn next(&self, bell: &Bell) -> Option<Turn> {
        loop {
            match self.find(&mut locked(&self.state)) {
                Found::Turn(turn) => return Some(turn),
                Found::Done => return None,
                Found::Later(_) => {}
            }
            let mut noticed = std::pin::pin!(self.noticed.notified());
            noticed.as_mut().enable();
            // Once more, now that no notice can be missed.
            let due = match self.find(&mut locked(&self.state)) {
                Found::Turn(turn) => return Some(turn),
                Found::Done => return None,
                Found::Later(due) => due,
            };
            let waited = async {
                match due {
                    Some(due) => drop(tokio::time::timeout_at(due.into(), noticed).await),
                    None => noticed.await,
                }
            };
            // Told to stop, it is the next look that says so.
            let _ = bell.unless_stopped(waited).await;
        }
    }

    /// `download`, no longer in flight, waits until `due` and then for a slot.
    pub fn put_off(&self, download: Box<Download>, due: Instant) {
        let mut state = locked(&self.state);
        // Before another slot can take it: it would be in flight twice.
        self.meter.in_flight.leave();
        state.waiting.push(download, due);
        self.meter.set_waiting(state.waiting.len());
        drop(state);
        self.wake_one();
    }

    /// After a stop: what was read and never ended. Nothing can be taken afterwards.
    pub fn take_rest(&self) -> Vec<Turn> {
        let mut state = locked(&self.state);
        let waiting = std::iter::from_fn(|| state.waiting.pop()).map(Turn::Again);
        let mut rest: Vec<Turn> = waiting.collect();
        rest.extend(state.supply.close().map(Turn::New));
        self.meter.set_waiting(0);
        drop(state);
        self.wake_all();
        rest
    }

    /// Why the input could not be read to its end.
    pub fn broken(&self) -> Option<Unreadable> {
        locked(&self.state).broken.take()
    }

    fn find(&self, state: &mut State) -> Found {
        if self.stop.signal().is_some() {
            return Found::Done;
        }
        if let Some(download) = state.waiting.pop_due(Instant::now()) {
            self.meter.set_waiting(state.waiting.len());
            self.meter.in_flight.enter();
            return Found::Turn(Turn::Again(download));
        }
        // Each of those in flight may have to wait as well.
        let in_flight = usize::try_from(self.meter.in_flight.now()).unwrap_or(MOST_WAITING);
        let crowded = !state.waiting.is_empty() && state.waiting.len() + in_flight >= MOST_WAITING;
        if !crowded && let Some(entry) = self.read(state) {
            if entry.is_ok() {
                self.meter.in_flight.enter();
            }
            return Found::Turn(Turn::New(entry));
        }
        if state.supply.is_used_up() && state.waiting.is_empty() {
            return Found::Done;
        }
        Found::Later(state.waiting.first_due())
    }

    fn read(&self, state: &mut State) -> Option<Entry> {
        let entry = match &mut state.supply {
            Supply::Direct(source) => match source.read() {
                Ok(Some(entry)) => return Some(entry),
                ended => {
                    self.meter.set_total(source.entries());
                    state.broken = ended.err();
                    state.supply = Supply::UsedUp;
                    None
                }
            },
            Supply::Ahead { entries, .. } => entries.pop_front(),
            Supply::UsedUp => None,
        };
        if entry.is_some() && state.sleepers > 0 {
            // There is room for one more.
            self.changed.notify_all();
        }
        entry
    }

    /// Reads ahead, as far as there is room, until the input ends or the run does.
    fn feed(&self, mut source: Source) {
        loop {
            let read = source.read();
            let mut state = locked(&self.state);
            while state.supply.is_full() {
                state = self.sleep(state, None);
            }
            let ended = match read {
                Ok(Some(entry)) => !state.supply.push(entry),
                Ok(None) => true,
                Err(error) => {
                    state.broken = Some(error);
                    true
                }
            };
            if ended {
                self.meter.set_total(source.entries());
                state.supply.end();
                drop(state);
                return self.wake_all();
            }
            drop(state);
            self.wake_one();
        }
    }

    /// Lets a thread wait for a change, or for that moment.
    fn sleep<'a>(
        &self,
        mut state: MutexGuard<'a, State>,
        until: Option<Instant>,
    ) -> MutexGuard<'a, State> {
        state.sleepers += 1;
        let mut state = match until {
            None => self
                .changed
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner),
            Some(until) => {
                // A wait of nothing would spin where the clock is coarse.
                let left = until
                    .saturating_duration_since(Instant::now())
                    .max(SHORTEST);
                let woken = self.changed.wait_timeout(state, left);
                woken.unwrap_or_else(PoisonError::into_inner).0
            }
        };
        state.sleepers -= 1;
        state
    }

    /// Threads of both kinds sleep here, those that feed and those that take, so all of them are woken.
    fn wake_one(&self) {
        if locked(&self.state).sleepers > 0 {
            self.changed.notify_all();
        }
        self.noticed.notify_one();
    }

    fn wake_all(&self) {
        // Not between somebody's look and his wait.
        drop(locked(&self.state));
        self.changed.notify_all();
        self.noticed.notify_waiters();
    }
}

#[cfg(test)]
mod tests;
