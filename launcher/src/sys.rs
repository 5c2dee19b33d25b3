//! The few system calls that std has no safe form of, wrapped once.

use std::io;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd, RawFd};

use libc::{c_int, pid_t};

/// A system call's `-1` as the error it stands for.
pub fn check(returned: c_int) -> io::Result<c_int> {
    if returned == -1 {
        return Err(io::Error::last_os_error());
    }
    Ok(returned)
}

/// `CLOCK_MONOTONIC` in nanoseconds: the one clock all parts of a race share.
pub fn now_ns() -> u64 {
    let mut time = libc::timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    // SAFETY: `time` is a valid timespec to write to. The call cannot fail for this clock.
    unsafe { libc::clock_gettime(libc::CLOCK_MONOTONIC, &mut time) };
    time.tv_sec.unsigned_abs() * 1_000_000_000 + time.tv_nsec.unsigned_abs()
}

/// Sleeps until one of `fds` has news or `deadline_ns` is past. Interrupted sleeps go on.
pub fn wait_ready(fds: &mut [libc::pollfd], deadline_ns: Option<u64>) -> io::Result<()> {
    loop {
        let left = deadline_ns.map(left_until);
        let left = left.as_ref().map_or(std::ptr::null(), std::ptr::from_ref);
        // SAFETY: `fds` is a valid array of its own length, `left` null or a timespec that lives
        // until after the call, and a null mask leaves the signal mask alone.
        let ready = unsafe {
            libc::ppoll(
                fds.as_mut_ptr(),
                fds.len() as libc::nfds_t,
                left,
                std::ptr::null(),
            )
        };
        match check(ready) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            other => return other.map(|_| ()),
        }
    }
}

fn left_until(deadline_ns: u64) -> libc::timespec {
    let left = std::time::Duration::from_nanos(deadline_ns.saturating_sub(now_ns()));
    libc::timespec {
        tv_sec: libc::time_t::try_from(left.as_secs()).unwrap_or(libc::time_t::MAX),
        tv_nsec: libc::c_long::from(left.subsec_nanos().cast_signed()),
    }
}

/// What `wait_ready` needs to look for input on `fd`; a negative `fd` is looked past.
pub fn poll_entry(fd: RawFd) -> libc::pollfd {
    libc::pollfd {
        fd,
        events: libc::POLLIN,
        revents: 0,
    }
}

/// A descriptor that becomes readable when the process `pid` has ended.
pub fn pidfd_open(pid: pid_t) -> io::Result<OwnedFd> {
    // SAFETY: pidfd_open takes two integers and touches no memory of ours.
    let fd = unsafe { libc::syscall(libc::SYS_pidfd_open, pid, 0) };
    let fd = check(RawFd::try_from(fd).unwrap_or(-1))?;
    // SAFETY: the kernel has just made this descriptor for us and nobody else holds it.
    Ok(unsafe { OwnedFd::from_raw_fd(fd) })
}

/// A pipe closed at exec, whose reading end never blocks. Returns (reading end, writing end).
pub fn pipe() -> io::Result<(OwnedFd, OwnedFd)> {
    let (reader, writer) = std::io::pipe()?;
    let (reader, writer) = (OwnedFd::from(reader), OwnedFd::from(writer));
    // SAFETY: F_SETFL with a flag on a descriptor we own touches no memory. The writing end is an
    // open file description of its own and goes on blocking, as the command expects.
    check(unsafe { libc::fcntl(reader.as_raw_fd(), libc::F_SETFL, libc::O_NONBLOCK) })?;
    Ok((reader, writer))
}

const YES: libc::c_ulong = 1;
/// prctl reads all its arguments as longs, whatever the caller thinks they are.
pub const NOT_USED: libc::c_ulong = 0;

/// Makes orphans below this process its children instead of init's.
pub fn become_subreaper() -> io::Result<()> {
    // SAFETY: this prctl takes integers only.
    check(unsafe {
        libc::prctl(
            libc::PR_SET_CHILD_SUBREAPER,
            YES,
            NOT_USED,
            NOT_USED,
            NOT_USED,
        )
    })?;
    Ok(())
}
