//! One monotonic clock, and waits that end when they should.
//!
//! A tokio timer ticks in milliseconds and rounds up: 1.5 to 15 ms late in a race of 25 ms round trips.
//! Here a heap of deadlines stands behind one `timerfd`, which the kernel serves from a
//! high-resolution timer without the slack it allows an `epoll_wait` time-out.

use std::cell::{Cell, RefCell};
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::future::Future;
use std::io;
use std::os::fd::OwnedFd;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use rustix::time::{
    ClockId, Itimerspec, TimerfdClockId, TimerfdFlags, TimerfdTimerFlags, Timespec, clock_gettime,
    timerfd_create, timerfd_settime,
};
use tokio::io::Interest;
use tokio::io::unix::AsyncFd;

/// Absolute nanoseconds of `CLOCK_MONOTONIC`, the clock every process of a race shares.
#[must_use]
pub fn now_ns() -> u64 {
    nanoseconds(clock_gettime(ClockId::Monotonic))
}

/// Processor time this process has used so far, user and system.
#[must_use]
pub fn process_cpu_ns() -> u64 {
    nanoseconds(clock_gettime(ClockId::ProcessCPUTime))
}

fn nanoseconds(time: Timespec) -> u64 {
    // Neither clock is ever negative.
    time.tv_sec.unsigned_abs() * 1_000_000_000 + time.tv_nsec.unsigned_abs()
}

const UNARMED: u64 = u64::MAX;

/// Wakes tasks of one thread at absolute times.
pub struct Timers {
    timer: AsyncFd<OwnedFd>,
    waiting: RefCell<BinaryHeap<Reverse<Entry>>>,
    armed_ns: Cell<u64>,
}

struct Entry {
    deadline_ns: u64,
    waker: Waker,
}

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        self.deadline_ns == other.deadline_ns
    }
}
impl Eq for Entry {}
impl PartialOrd for Entry {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Entry {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.deadline_ns.cmp(&other.deadline_ns)
    }
}

impl Timers {
    /// Starts the timers on the current local runtime.
    pub fn start() -> io::Result<Rc<Self>> {
        let fd = timerfd_create(
            TimerfdClockId::Monotonic,
            TimerfdFlags::NONBLOCK | TimerfdFlags::CLOEXEC,
        )?;
        // SAFETY: an `OwnedFd` is open for as long as it lives, always the same descriptor, and nothing
        // takes it out of the `AsyncFd`.
        let timer = unsafe { AsyncFd::register_with_interest(fd, Interest::READABLE) }?;
        let timers = Rc::new(Self {
            timer,
            waiting: RefCell::default(),
            armed_ns: Cell::new(UNARMED),
        });
        tokio::task::spawn_local(Rc::clone(&timers).run());
        Ok(timers)
    }

    /// Completes at `deadline_ns` or as soon after as the machine lets it; never before.
    pub fn sleep_until(&self, deadline_ns: u64) -> Sleep<'_> {
        Sleep {
            timers: self,
            deadline_ns,
            entered: false,
        }
    }

    async fn run(self: Rc<Self>) {
        // The timer is edge-triggered and set anew after each expiry, so its count is never read.
        while let Ok(mut ready) = self.timer.readable().await {
            ready.clear_ready();
            self.armed_ns.set(UNARMED);
            self.wake_due();
        }
    }

    fn wake_due(&self) {
        let now = now_ns();
        let mut waiting = self.waiting.borrow_mut();
        while let Some(Reverse(next)) = waiting.peek() {
            if next.deadline_ns > now {
                self.arm(next.deadline_ns);
                return;
            }
            if let Some(Reverse(due)) = waiting.pop() {
                due.waker.wake();
            }
        }
    }

    fn enter(&self, deadline_ns: u64, waker: Waker) {
        self.waiting
            .borrow_mut()
            .push(Reverse(Entry { deadline_ns, waker }));
        if deadline_ns < self.armed_ns.get() {
            self.arm(deadline_ns);
        }
    }

    fn arm(&self, deadline_ns: u64) {
        let it_value = Timespec {
            tv_sec: (deadline_ns / 1_000_000_000).cast_signed(),
            tv_nsec: (deadline_ns % 1_000_000_000).cast_signed(),
        };
        let once = Itimerspec {
            it_interval: Timespec {
                tv_sec: 0,
                tv_nsec: 0,
            },
            it_value,
        };
        match timerfd_settime(self.timer.get_ref(), TimerfdTimerFlags::ABSTIME, &once) {
            Ok(_) => self.armed_ns.set(deadline_ns),
            // The descriptor is ours and the time is valid: only a defect gets here, and hanging would hide it.
            Err(error) => panic!("cannot set the timer: {error}"),
        }
    }
}

pub struct Sleep<'a> {
    timers: &'a Timers,
    deadline_ns: u64,
    entered: bool,
}

impl Future for Sleep<'_> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if now_ns() >= self.deadline_ns {
            return Poll::Ready(());
        }
        if !self.entered {
            self.entered = true;
            self.timers.enter(self.deadline_ns, context.waker().clone());
        }
        Poll::Pending
    }
}

#[cfg(test)]
mod tests {
    use tokio::runtime::{Builder, LocalOptions};

    use super::*;

    fn with_timers<T>(test: impl AsyncFnOnce(Rc<Timers>) -> T) -> T {
        let runtime = Builder::new_current_thread()
            .enable_io()
            .build_local(LocalOptions::default())
            .unwrap();
        runtime.block_on(async { test(Timers::start().unwrap()).await })
    }

    #[test]
    fn never_early() {
        with_timers(async |timers| {
            for wait_ns in [0, 1, 1_000, 50_000, 300_000, 1_700_000] {
                let deadline = now_ns() + wait_ns;
                timers.sleep_until(deadline).await;
                assert!(now_ns() >= deadline, "woke before {wait_ns} ns were over");
            }
        });
    }

    #[test]
    fn a_past_deadline_does_not_wait() {
        with_timers(async |timers| {
            timers.sleep_until(0).await;
            assert!(timers.waiting.borrow().is_empty());
        });
    }

    #[test]
    fn wakes_in_the_order_of_the_deadlines_not_of_the_asking() {
        with_timers(async |timers| {
            let order = Rc::new(RefCell::new(Vec::new()));
            let start = now_ns();
            let tasks: Vec<_> = [9, 2, 30, 14]
                .into_iter()
                .map(|wait_ms| {
                    let (timers, order) = (Rc::clone(&timers), Rc::clone(&order));
                    tokio::task::spawn_local(async move {
                        timers.sleep_until(start + wait_ms * 1_000_000).await;
                        order.borrow_mut().push(wait_ms);
                    })
                })
                .collect();
            for task in tasks {
                task.await.unwrap();
            }
            assert_eq!(*order.borrow(), [2, 9, 14, 30]);
        });
    }

    #[test]
    fn an_abandoned_sleep_disturbs_nobody() {
        with_timers(async |timers| {
            let deadline = now_ns() + 5_000_000;
            let abandoned = tokio::task::spawn_local({
                let timers = Rc::clone(&timers);
                async move { timers.sleep_until(deadline - 3_000_000).await }
            });
            tokio::task::yield_now().await;
            abandoned.abort();
            timers.sleep_until(deadline).await;
            assert!(now_ns() >= deadline);
        });
    }
}
