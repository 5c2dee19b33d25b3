//! The event loops: one thread and one single-threaded runtime each.

use std::future::Future;
use std::io;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::thread::{self, available_parallelism};

use tokio::runtime::{Builder, Handle, Runtime};
use tokio::sync::Barrier;
use tokio::task::JoinSet;

/// More loops than this only wait for each other where they create files in one folder.
const MOST_LOOPS: usize = 4;

pub struct Loops {
    loops: Vec<Loop>,
    /// A loop that is done stays until all are: it may have been given a body of another's.
    done: Barrier,
}

struct Loop {
    slots: usize,
    /// Large bodies it is receiving.
    large: AtomicUsize,
    runtime: OnceLock<Handle>,
}

impl Loops {
    /// As many loops as cores, and together as many slots as are asked for.
    pub fn for_slots(slots: usize) -> Self {
        let cores = available_parallelism().map_or(1, usize::from);
        let number = cores.min(MOST_LOOPS).min(slots);
        let share = |at| slots / number + usize::from(at < slots % number);
        let new = |at| Loop {
            slots: share(at),
            large: AtomicUsize::new(0),
            runtime: OnceLock::new(),
        };
        Self {
            loops: (0..number).map(new).collect(),
            done: Barrier::new(number),
        }
    }

    /// Runs what `start` gives for each loop and the number of its slots, until all of it is done.
    pub fn run<F>(&self, start: impl Fn(usize, usize) -> Vec<F> + Sync) -> io::Result<()>
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let mut runtimes = Vec::new();
        for each in &self.loops {
            let runtime = Builder::new_current_thread().enable_all().build()?;
            each.runtime.get_or_init(|| runtime.handle().clone());
            runtimes.push(runtime);
        }
        let start = &start;
        thread::scope(|scope| {
            let run = |(at, runtime): (usize, Runtime)| {
                self.run_one(&runtime, start(at, self.loops[at].slots));
                // A name that is still being looked up for nobody is not waited for.
                runtime.shutdown_background();
            };
            let mut runtimes = runtimes.into_iter().enumerate();
            let first = runtimes.next();
            let others: Vec<_> = runtimes
                .map(|other| scope.spawn(move || run(other)))
                .collect();
            first.into_iter().for_each(run);
            others
                .into_iter()
                .for_each(|other| other.join().unwrap_or_else(|panic| resume_unwind(panic)));
        });
        Ok(())
    }

    fn run_one<F>(&self, runtime: &Runtime, slots: Vec<F>)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let panicked = runtime.block_on(async {
            let mut slots: JoinSet<()> = slots.into_iter().collect();
            let mut panicked = None;
            while let Some(ended) = slots.join_next().await {
                panicked = panicked.or(ended.err());
            }
            self.done.wait().await;
            panicked
        });
        // Only now: the other loops would wait for this one for ever.
        if let Some(error) = panicked {
            resume_unwind(error.into_panic());
        }
    }

    /// Takes a place for one more large body, on the loop that has the fewest; `here` where that is one of those.
    pub fn least_loaded(self: Arc<Self>, here: usize) -> Place {
        let load = |at: &usize| (self.loops[*at].large.load(Ordering::Relaxed), *at != here);
        let at = (0..self.loops.len()).min_by_key(load).unwrap_or(here);
        self.loops[at].large.fetch_add(1, Ordering::Relaxed);
        Place {
            loops: self,
            at,
            here,
        }
    }
}

/// A large body counts on its loop for as long as this lives.
pub struct Place {
    loops: Arc<Loops>,
    at: usize,
    here: usize,
}

impl Place {
    /// The runtime to receive the body on, where it is another one than that of `here`.
    pub fn elsewhere(&self) -> Option<&Handle> {
        self.loops.loops[self.at]
            .runtime
            .get()
            .filter(|_| self.at != self.here)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.loops.loops[self.at]
            .large
            .fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::Loops;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[test]
    fn the_slots_are_dealt_out_and_all_run() {
        for slots in [1, 2, 3, 10, 64] {
            let loops = Loops::for_slots(slots);
            let ran = Arc::new(AtomicUsize::new(0));
            let one = |ran: Arc<AtomicUsize>| async move {
                ran.fetch_add(1, Ordering::Relaxed);
            };
            loops
                .run(|_, share| (0..share).map(|_| one(ran.clone())).collect())
                .unwrap();
            assert_eq!(ran.load(Ordering::Relaxed), slots);
        }
    }

    #[test]
    fn large_bodies_are_spread_and_stay_where_they_are_when_all_are_equal() {
        let loops = Arc::new(Loops::for_slots(64));
        let number = loops.loops.len();
        let places: Vec<_> = (0..2 * number)
            .map(|_| loops.clone().least_loaded(number - 1))
            .collect();
        assert_eq!(places[0].at, number - 1);
        assert!(
            loops
                .loops
                .iter()
                .all(|each| each.large.load(Ordering::Relaxed) == 2)
        );
        drop(places);
        assert!(
            loops
                .loops
                .iter()
                .all(|each| each.large.load(Ordering::Relaxed) == 0)
        );
    }
}
