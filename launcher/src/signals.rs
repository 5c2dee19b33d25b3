//! The signals that stop the launcher, and the death of its parent, as descriptors to poll.

use std::io;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd, RawFd};
use std::os::unix::process::parent_id;

use crate::sys;

const STOPPING: [libc::c_int; 3] = [libc::SIGTERM, libc::SIGINT, libc::SIGHUP];

/// Signals taken from a descriptor instead of by handlers.
pub struct Signals {
    fd: OwnedFd,
}

impl Signals {
    /// Blocks the stopping signals and `SIGCHLD`, and opens the descriptor they arrive at.
    pub fn capture() -> io::Result<Self> {
        let mut set = empty_set();
        for signal in STOPPING.into_iter().chain([libc::SIGCHLD]) {
            // An inherited "ignore" would throw a stopping signal away even while it is blocked
            // (a shell's background job ignores SIGINT), and for SIGCHLD it would make the kernel
            // reap the command before it can be asked what it used.
            // SAFETY: SIG_DFL is a valid disposition and no handler of ours is replaced.
            unsafe { libc::signal(signal, libc::SIG_DFL) };
            // SAFETY: `set` is an initialised signal set.
            unsafe { libc::sigaddset(&mut set, signal) };
        }
        // SAFETY: both calls read the initialised `set`; a null old mask is allowed.
        let fd = unsafe {
            sys::check(libc::sigprocmask(
                libc::SIG_BLOCK,
                &set,
                std::ptr::null_mut(),
            ))?;
            sys::check(libc::signalfd(
                -1,
                &set,
                libc::SFD_CLOEXEC | libc::SFD_NONBLOCK,
            ))?
        };
        // SAFETY: signalfd has just made this descriptor for us.
        let fd = unsafe { OwnedFd::from_raw_fd(fd) };
        Ok(Self { fd })
    }

    pub fn as_raw_fd(&self) -> RawFd {
        self.fd.as_raw_fd()
    }

    /// Takes every signal that has arrived; true when one of them says stop.
    pub fn take(&self) -> io::Result<bool> {
        let mut stop = false;
        while let Some(signal) = self.take_one()? {
            stop |= STOPPING.contains(&signal);
        }
        Ok(stop)
    }

    fn take_one(&self) -> io::Result<Option<libc::c_int>> {
        // SAFETY: signalfd_siginfo is plain integers, for which all zeroes is a value.
        let mut info: libc::signalfd_siginfo = unsafe { std::mem::zeroed() };
        let size = size_of_val(&info);
        // SAFETY: the kernel writes at most `size` bytes into `info`, which has that many.
        let got = unsafe { libc::read(self.as_raw_fd(), (&raw mut info).cast(), size) };
        if got == -1 {
            let error = io::Error::last_os_error();
            return match error.kind() {
                io::ErrorKind::WouldBlock => Ok(None),
                io::ErrorKind::Interrupted => self.take_one(),
                _ => Err(error),
            };
        }
        Ok(Some(info.ssi_signo.cast_signed()))
    }
}

/// A signal set with nothing in it.
pub fn empty_set() -> libc::sigset_t {
    // SAFETY: sigset_t is plain integers; sigemptyset then makes it a set in its own terms.
    unsafe {
        let mut set = std::mem::zeroed();
        libc::sigemptyset(&mut set);
        set
    }
}

/// The process that started this one, watched so that its death stops the run.
///
/// A descriptor and not `PR_SET_PDEATHSIG`, which fires when the starting *thread* ends: a program
/// that starts us from a worker thread would stop us too early.
pub struct Parent {
    fd: Option<OwnedFd>,
}

impl Parent {
    /// Nothing to watch when the parent is outside our PID namespace or beyond our permission.
    pub fn current() -> Self {
        let fd = libc::pid_t::try_from(parent_id())
            .ok()
            .and_then(|pid| sys::pidfd_open(pid).ok());
        Self { fd }
    }

    /// The descriptor to poll, or -1.
    pub fn as_raw_fd(&self) -> RawFd {
        self.fd.as_ref().map_or(-1, AsRawFd::as_raw_fd)
    }
}
