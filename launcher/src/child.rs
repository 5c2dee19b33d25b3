//! The command's process: started, signalled, waited for.

use std::ffi::CStr;
use std::fs::File;
use std::io;
use std::os::fd::{AsRawFd, OwnedFd, RawFd};
use std::path::Path;

use libc::pid_t;

use crate::exec::{Plan, Standard, become_command};
use crate::notes::{NotesPage, Step};
use crate::result::Outcome;
use crate::spec::Spec;
use crate::sys;
use crate::usage::{Usage, bytes_of_kib};

/// A started process, not yet waited for: until then its id, and the group of the same number,
/// cannot be anybody else's.
pub struct Child {
    pid: pid_t,
    pidfd: OwnedFd,
    notes: NotesPage,
    plan: Plan,
}

/// What `wait4` said.
pub struct Ended {
    pub outcome: Outcome,
    pub usage: Usage,
    pub rss_floor_bytes: u64,
}

impl Child {
    /// Forks and execs. An error here is the launcher's; that a command cannot be started shows
    /// when the process has ended, in `wait`.
    pub fn start(spec: &Spec, stdout: OwnedFd, stderr: OwnedFd) -> io::Result<Self> {
        let plan = Plan::new(spec)?;
        let notes = NotesPage::new()?;
        let nothing = File::open("/dev/null")?;
        let standard: Standard = [nothing.as_raw_fd(), stdout.as_raw_fd(), stderr.as_raw_fd()];
        // SAFETY: getpid has no preconditions.
        let launcher = unsafe { libc::getpid() };
        // SAFETY: this program has one thread, so the forked process is whole; it calls nothing
        // but `become_command`, which does not return.
        let pid = sys::check(unsafe { libc::fork() })?;
        if pid == 0 {
            // SAFETY: just forked from `launcher`, which has one thread.
            unsafe { become_command(&plan, &notes, standard, launcher) }
        }
        // Not waited for yet, so the id still is this process's.
        let pidfd = sys::pidfd_open(pid).inspect_err(|_| kill(pid))?;
        Ok(Self {
            pid,
            pidfd,
            notes,
            plan,
        })
    }

    pub fn pid(&self) -> pid_t {
        self.pid
    }

    /// Readable once the process has ended.
    pub fn pidfd(&self) -> RawFd {
        self.pidfd.as_raw_fd()
    }

    /// Sends `signal` to the whole process group.
    pub fn signal_group(&self, signal: libc::c_int) {
        // SAFETY: kill takes integers; the process has not been waited for, so both numbers are
        // its own.
        unsafe {
            // No such group: the process has not come to setsid yet and is alone.
            if libc::kill(-self.pid, signal) == -1 {
                libc::kill(self.pid, signal);
            }
        }
    }

    /// Waits for the process and takes its figures. `spec` is for the message if it never became
    /// the command.
    pub fn wait(self, spec: &Spec) -> io::Result<Ended> {
        // SAFETY: rusage is plain integers, for which all zeroes is a value.
        let (mut status, mut used) = (0, unsafe { std::mem::zeroed() });
        // SAFETY: both pointers are to live locals, and the process is a child of ours.
        sys::check(unsafe { libc::wait4(self.pid, &mut status, 0, &mut used) })?;
        let outcome = match self.notes.failure() {
            Some((step, errno)) => Outcome::NotStarted {
                message: why_not_started(spec, &self.plan, step, errno),
            },
            None => Outcome::of_status(status),
        };
        Ok(Ended {
            outcome,
            usage: Usage::from(&used),
            rss_floor_bytes: bytes_of_kib(self.notes.floor_kib()),
        })
    }
}

fn kill(pid: pid_t) {
    // SAFETY: kill takes integers; the caller knows the process to be its own.
    unsafe { libc::kill(pid, libc::SIGKILL) };
}

fn why_not_started(spec: &Spec, plan: &Plan, step: Step, errno: i32) -> String {
    let program = &spec.command[0];
    let error = io::Error::from_raw_os_error(errno);
    let reason = match (step, errno) {
        (Step::Prepare, _) => format!("its process could not be prepared: {error}"),
        (Step::Cwd, libc::ENOENT) => format!("the working folder {} does not exist", spec.cwd),
        (Step::Cwd, libc::ENOTDIR) => format!("the working folder {} is not a folder", spec.cwd),
        (Step::Cwd, _) => format!("cannot enter the working folder {}: {error}", spec.cwd),
        (Step::Exec, libc::ENOENT) => why_not_found(spec, plan),
        (Step::Exec, libc::EACCES) => "permission denied; is it an executable file?".to_owned(),
        (Step::Exec, libc::ENOEXEC) => {
            "not a program this system can run; does a script lack its #! line?".to_owned()
        }
        (Step::Exec, _) => error.to_string(),
    };
    format!("cannot start {program:?}: {reason}")
}

fn why_not_found(spec: &Spec, plan: &Plan) -> String {
    let present = plan.candidates.iter().find(|file| is_there(spec, file));
    if let Some(file) = present {
        return format!(
            "{} is there, but the interpreter it names (#! line or loader) is not",
            file.to_string_lossy()
        );
    }
    if spec.command[0].contains('/') {
        return "no such file".to_owned();
    }
    match spec.env.get("PATH") {
        Some(path) => format!("not found in PATH ({path})"),
        None => "not found: the spec's env has no PATH to look in".to_owned(),
    }
}

/// Relative candidates are relative to the command's folder, not to ours.
fn is_there(spec: &Spec, file: &CStr) -> bool {
    let file = Path::new(&spec.cwd).join(&*file.to_string_lossy());
    file.symlink_metadata().is_ok()
}
