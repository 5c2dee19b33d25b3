//! The watch: one sleep on everything that can happen to a running command.

use std::io;

use crate::child::Child;
use crate::output::{Drained, Output};
use crate::reap;
use crate::result::Outcome;
use crate::signals::{Parent, Signals};
use crate::sys;

/// What a command gets between SIGTERM and SIGKILL when its time is up.
const GRACE_NS: u64 = 2_000_000_000;

/// How a watch ended: the command has, and waits to be waited for.
pub struct Watched {
    pub end_ns: u64,
    /// Why the command was ended from here, if it was.
    pub cut: Option<Outcome>,
}

/// Everything watched, and what has come of it so far.
pub struct Watch<'a> {
    child: &'a Child,
    outputs: &'a mut [Output; 2],
    signals: &'a Signals,
    parent: &'a Parent,
    alarm: Alarm,
    cut: Option<Outcome>,
}

/// What happens when time passes and nothing else does.
enum Alarm {
    TimeOut {
        at_ns: u64,
    },
    Kill {
        at_ns: u64,
    },
    /// SIGKILL is sent; nothing but the end is waited for.
    None,
}

/// What one wake-up brought.
struct News {
    at_ns: u64,
    ended: bool,
    signals: bool,
    parent_ended: bool,
    outputs: [bool; 2],
}

impl<'a> Watch<'a> {
    pub fn new(
        child: &'a Child,
        outputs: &'a mut [Output; 2],
        signals: &'a Signals,
        parent: &'a Parent,
        deadline_ns: u64,
    ) -> Self {
        Self {
            child,
            outputs,
            signals,
            parent,
            alarm: Alarm::TimeOut { at_ns: deadline_ns },
            cut: None,
        }
    }

    /// Returns when the command has ended, by itself or from here.
    pub fn until_end(mut self) -> io::Result<Watched> {
        loop {
            let news = self.sleep()?;
            if news.ended {
                return Ok(Watched {
                    end_ns: news.at_ns,
                    cut: self.cut,
                });
            }
            if news.signals {
                self.take_signals()?;
            }
            if news.parent_ended {
                self.kill(Outcome::Stopped);
            }
            for index in 0..self.outputs.len() {
                if news.outputs[index] {
                    self.drain(index)?;
                }
            }
            self.look_at_alarm(news.at_ns);
        }
    }

    fn sleep(&self) -> io::Result<News> {
        let mut entries = [
            self.child.pidfd(),
            self.signals.as_raw_fd(),
            // It stays readable, and would keep us awake until the command is gone.
            if self.cut.is_none() {
                self.parent.as_raw_fd()
            } else {
                -1
            },
            self.outputs[0].as_raw_fd(),
            self.outputs[1].as_raw_fd(),
        ]
        .map(sys::poll_entry);
        sys::wait_ready(&mut entries, self.alarm.at_ns())?;
        // Before anything else: this is the command's end, if it is that.
        let at_ns = sys::now_ns();
        let [ended, signals, parent_ended, stdout, stderr] =
            entries.map(|entry| entry.revents != 0);
        Ok(News {
            at_ns,
            ended,
            signals,
            parent_ended,
            outputs: [stdout, stderr],
        })
    }

    fn take_signals(&mut self) -> io::Result<()> {
        if self.signals.take()? {
            self.kill(Outcome::Stopped);
        }
        // One of them may have been SIGCHLD, of an orphan the command has left to us.
        reap::reap_orphans(self.child.pid())
    }

    fn drain(&mut self, index: usize) -> io::Result<()> {
        let output = &mut self.outputs[index];
        let stream = output.stream();
        if output.drain_some().map_err(|error| output.explain(error))? == Drained::Flooded {
            self.kill(Outcome::Flooded { stream });
        }
        Ok(())
    }

    fn look_at_alarm(&mut self, now_ns: u64) {
        match self.alarm {
            Alarm::TimeOut { at_ns } if now_ns >= at_ns => {
                self.cut = Some(Outcome::TimedOut);
                self.child.signal_group(libc::SIGTERM);
                self.alarm = Alarm::Kill {
                    at_ns: now_ns + GRACE_NS,
                };
            }
            Alarm::Kill { at_ns } if now_ns >= at_ns => self.kill(Outcome::TimedOut),
            _ => {}
        }
    }

    /// Kills the group. The first reason to end the command is the one that is told.
    fn kill(&mut self, reason: Outcome) {
        self.cut.get_or_insert(reason);
        self.child.signal_group(libc::SIGKILL);
        self.alarm = Alarm::None;
    }
}

impl Alarm {
    fn at_ns(&self) -> Option<u64> {
        match self {
            Self::TimeOut { at_ns } | Self::Kill { at_ns } => Some(*at_ns),
            Self::None => None,
        }
    }
}
