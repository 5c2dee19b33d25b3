//! What a command leaves behind: found, counted, killed, waited for.
//!
//! The launcher is a subreaper, so whatever loses its parent below it becomes its child, even when
//! it has left the group and the session of the command. It has gone when `wait` knows no child.

use std::collections::BTreeSet;
use std::io;

use libc::pid_t;

use crate::signals::Signals;
use crate::sys;
use crate::tree;

/// Helpers that end because their parent did, such as one that reads from its pipe, are given this
/// long before they count as left behind.
const SETTLE_NS: u64 = 250_000_000;

/// After this long something is alive that SIGKILL does not end.
const GIVE_UP_NS: u64 = 10_000_000_000;

/// The longest sleep between two looks; SIGCHLD ends it sooner.
const LOOK_AGAIN_NS: u64 = 50_000_000;

/// Waits for children that have ended, but never for `except`, whose figures are still to be taken.
pub fn reap_orphans(except: pid_t) -> io::Result<()> {
    loop {
        let peek = libc::WEXITED | libc::WNOHANG | libc::WNOWAIT;
        // SAFETY: siginfo_t is plain integers, for which all zeroes is a value.
        let mut info: libc::siginfo_t = unsafe { std::mem::zeroed() };
        // SAFETY: `info` is valid to write to. Peeking leaves the child to be waited for.
        sys::check(unsafe { libc::waitid(libc::P_ALL, 0, &mut info, peek) })?;
        // SAFETY: waitid has filled the fields that si_pid reads, or left them zero.
        let pid = unsafe { info.si_pid() };
        if pid == 0 || pid == except {
            return Ok(());
        }
        // SAFETY: waits for a child that has ended; a null status is allowed.
        sys::check(unsafe { libc::waitpid(pid, std::ptr::null_mut(), 0) })?;
    }
}

/// Ends every process below this one and returns how many there were. To be called once the command
/// has been waited for.
///
/// `killed_group` is the group that has been killed from here already: whether its members are still
/// dying says nothing about the command, so they are not counted.
pub fn clear(signals: &Signals, group: pid_t, killed_group: bool) -> io::Result<usize> {
    if !killed_group && settled(signals)? {
        return Ok(0);
    }
    let mut counted = BTreeSet::new();
    let give_up_ns = sys::now_ns() + GIVE_UP_NS;
    loop {
        // First, so that the end of a child after this line is news to the sleep below.
        signals.take()?;
        if !reap_ended()? {
            return Ok(counted.len());
        }
        for (pid, process) in tree::below()? {
            let dying = process.ended || (killed_group && process.group == group);
            if !dying {
                counted.insert(pid);
            }
            if process.own {
                kill(pid, (process.group == group).then_some(group));
            }
        }
        let now_ns = sys::now_ns();
        if now_ns > give_up_ns {
            return Err(io::Error::other(
                "a process is still alive 10 s after SIGKILL",
            ));
        }
        sleep(signals, now_ns + LOOK_AGAIN_NS)?;
    }
}

/// True if all children end by themselves within the time allowed for it.
fn settled(signals: &Signals) -> io::Result<bool> {
    let until_ns = sys::now_ns() + SETTLE_NS;
    loop {
        signals.take()?;
        if !reap_ended()? {
            return Ok(true);
        }
        if sys::now_ns() >= until_ns {
            return Ok(false);
        }
        sleep(signals, until_ns)?;
    }
}

/// Waits for all children that have ended; true if others are left.
fn reap_ended() -> io::Result<bool> {
    loop {
        // SAFETY: a null status is allowed.
        let waited = unsafe { libc::waitpid(-1, std::ptr::null_mut(), libc::WNOHANG) };
        match sys::check(waited) {
            Ok(0) => return Ok(true),
            Ok(_) => {}
            Err(error) if error.raw_os_error() == Some(libc::ECHILD) => return Ok(false),
            Err(error) => return Err(error),
        }
    }
}

/// Kills a child of ours, with the command's whole group if it is in it: a group is killed at once,
/// so that forking does not outrun it. The child is not waited for yet, so both numbers are taken.
fn kill(pid: pid_t, group: Option<pid_t>) {
    // SAFETY: kill takes integers; both are ids of live or unwaited processes below this one.
    unsafe {
        libc::kill(pid, libc::SIGKILL);
        if let Some(group) = group {
            libc::kill(-group, libc::SIGKILL);
        }
    }
}

fn sleep(signals: &Signals, until_ns: u64) -> io::Result<()> {
    sys::wait_ready(&mut [sys::poll_entry(signals.as_raw_fd())], Some(until_ns))
}
