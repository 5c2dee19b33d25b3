//! Asking the scheduler for short turns, and soon, instead of long ones later.

use std::io;

/// A tenth of a millisecond: the shortest turn the kernel grants, and enough for a few answers.
const SHORT_TURN_NS: u64 = 100_000;
/// The kernel's own choice.
const DEFAULT_TURN_NS: u64 = 0;

/// Sets the length of the calling thread's turns on its core.
///
/// A thread with short turns is let onto a busy core sooner after it wakes, and gets no more of it: the
/// downloader loses nothing, and a modelled delay is not lengthened by the downloader's own work. Needs
/// no privilege. Kernels before 6.12 take the request and change nothing.
pub fn prefer_short_turns(short: bool) -> io::Result<()> {
    let mut attributes = attributes()?;
    let fair = [libc::SCHED_OTHER, libc::SCHED_BATCH].map(libc::c_int::cast_unsigned);
    if !fair.contains(&attributes.sched_policy) {
        // Whoever gave us a real-time policy has other ideas than ours.
        return Ok(());
    }
    attributes.sched_runtime = if short {
        SHORT_TURN_NS
    } else {
        DEFAULT_TURN_NS
    };
    // SAFETY: the kernel reads `size` bytes of a structure that is as long and lives through the call.
    let set = unsafe { libc::syscall(libc::SYS_sched_setattr, 0, &raw const attributes, 0) };
    if set == 0 {
        Ok(())
    } else {
        Err(io::Error::last_os_error())
    }
}

fn attributes() -> io::Result<libc::sched_attr> {
    // SAFETY: the structure is of integers alone, for which zero is a value.
    let mut attributes: libc::sched_attr = unsafe { std::mem::zeroed() };
    let size = size_of::<libc::sched_attr>();
    // SAFETY: the kernel writes at most `size` bytes, and the structure has as many.
    let got = unsafe { libc::syscall(libc::SYS_sched_getattr, 0, &raw mut attributes, size, 0) };
    if got == 0 {
        Ok(attributes)
    } else {
        Err(io::Error::last_os_error())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_and_the_priority_stay_what_they_were() {
        let before = attributes().unwrap();
        for short in [true, true, false] {
            prefer_short_turns(short).unwrap();
            let after = attributes().unwrap();
            assert_eq!(after.sched_policy, before.sched_policy);
            assert_eq!(after.sched_nice, before.sched_nice);
        }
    }
}
