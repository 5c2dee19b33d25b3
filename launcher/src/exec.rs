//! From fork to exec: everything the new process does before it is the command.
//!
//! Between the two only system calls are allowed: no allocation, no lock, no panic. What they need
//! is laid out before the fork, and what they have to say goes through a shared page.

use std::ffi::{CString, NulError};
use std::io;
use std::os::fd::RawFd;

use libc::{c_char, c_int};

use crate::notes::{NotesPage, Step};
use crate::signals::empty_set;
use crate::spec::Spec;
use crate::sys::{NOT_USED, check};

/// The command as the C arrays that exec takes, built before the fork.
pub struct Plan {
    cwd: CString,
    argv: CArray,
    envp: CArray,
    /// The files to try, in the order of PATH.
    pub candidates: Vec<CString>,
}

struct CArray {
    pointers: Vec<*const c_char>,
    _owner: Vec<CString>,
}

impl CArray {
    fn new(owner: Vec<CString>) -> Self {
        let pointers = owner.iter().map(|text| text.as_ptr());
        let pointers = pointers.chain([std::ptr::null()]).collect();
        Self {
            pointers,
            _owner: owner,
        }
    }
}

impl Plan {
    pub fn new(spec: &Spec) -> Result<Self, NulError> {
        let words = spec.command.iter().map(|word| CString::new(word.as_str()));
        let variables = spec.env.iter();
        let variables = variables.map(|(key, value)| CString::new(format!("{key}={value}")));
        let candidates = candidates(&spec.command[0], spec.env.get("PATH"));
        Ok(Self {
            cwd: CString::new(spec.cwd.as_str())?,
            argv: CArray::new(words.collect::<Result<_, _>>()?),
            envp: CArray::new(variables.collect::<Result<_, _>>()?),
            candidates: candidates
                .into_iter()
                .map(CString::new)
                .collect::<Result<_, _>>()?,
        })
    }
}

/// A name with a slash is a path as it stands; any other is looked up in the command's own PATH.
/// Empty entries of PATH, which stand for the working folder, are passed over.
fn candidates(program: &str, path: Option<&String>) -> Vec<String> {
    if program.contains('/') {
        return vec![program.to_owned()];
    }
    let folders = path.map_or("", String::as_str).split(':');
    let folders = folders.filter(|folder| !folder.is_empty());
    folders
        .map(|folder| format!("{folder}/{program}"))
        .collect()
}

/// The command's stdin, stdout and stderr.
pub type Standard = [RawFd; 3];

/// Turns the forked process into the command, or ends it with a note of why not.
///
/// # Safety
/// Only in a process just forked, by the only thread of a process with the id `launcher`.
pub unsafe fn become_command(
    plan: &Plan,
    notes: &NotesPage,
    standard: Standard,
    launcher: libc::pid_t,
) -> ! {
    // SAFETY: the caller's promise is passed on; all of it is system calls.
    let (step, error) = unsafe {
        match prepare(standard, launcher) {
            Err(error) => (Step::Prepare, error),
            Ok(()) => match check(libc::chdir(plan.cwd.as_ptr())) {
                Err(error) => (Step::Cwd, error),
                Ok(_) => {
                    note_floor(notes);
                    (Step::Exec, exec_first(plan))
                }
            },
        }
    };
    let errno = error.raw_os_error().unwrap_or(libc::EIO);
    notes.set_failure(step, errno);
    // SAFETY: ends this process at once, without running anything the launcher registered.
    unsafe { libc::_exit(127) }
}

/// Own session and group, death with the launcher, own descriptors, default signals.
///
/// # Safety
/// As `become_command`.
unsafe fn prepare(standard: Standard, launcher: libc::pid_t) -> io::Result<()> {
    // SAFETY: system calls on integers and on descriptors the launcher holds open; `none` is an
    // initialised set.
    unsafe {
        // A session and not just a group: without a terminal nothing in it can be stopped by one.
        check(libc::setsid())?;
        let deadly = libc::SIGKILL as libc::c_ulong;
        check(libc::prctl(
            libc::PR_SET_PDEATHSIG,
            deadly,
            NOT_USED,
            NOT_USED,
            NOT_USED,
        ))?;
        // The launcher may have died before the line above could take effect.
        if libc::getppid() != launcher {
            libc::_exit(127);
        }
        for (target, fd) in (0..).zip(standard) {
            check(libc::dup2(fd, target))?;
        }
        // Descriptors the launcher's parent let slip are no business of the command's.
        let closed = libc::syscall(libc::SYS_close_range, 3, libc::c_uint::MAX, 0);
        check(c_int::try_from(closed).unwrap_or(-1))?;
        default_signals();
        let none = empty_set();
        check(libc::sigprocmask(
            libc::SIG_SETMASK,
            &none,
            std::ptr::null_mut(),
        ))?;
    }
    Ok(())
}

/// Rust ignores SIGPIPE and our parent may ignore more; exec would pass both on.
///
/// By the kernel's own call, because the C library's refuses the two signals it keeps for itself,
/// and those come in ignored too.
fn default_signals() {
    // The kernel's sigaction, whose layout differs between architectures, as "the default, no
    // flags, an empty mask", which is zeroes in all of them. Its signal sets have 8 bytes.
    let (default, set_bytes) = ([0_u64; 8], 8_usize);
    let nowhere = std::ptr::null_mut::<u64>();
    for signal in 1..=64_i64 {
        // SAFETY: `default` is longer than the structure read from it, and nothing is written.
        // SIGKILL and SIGSTOP refuse, and have their defaults anyway.
        unsafe {
            libc::syscall(
                libc::SYS_rt_sigaction,
                signal,
                default.as_ptr(),
                nowhere,
                set_bytes,
            )
        };
    }
}

/// Exec folds the peak this process has had so far into the command's, so it is noted here, as
/// late as can be. It is asked of the fork and not of the launcher: the launcher's own figure
/// carries the peak of whoever started the launcher.
fn note_floor(notes: &NotesPage) {
    // SAFETY: rusage is plain integers, for which all zeroes is a value, and getrusage fills it.
    let used = unsafe {
        let mut used: libc::rusage = std::mem::zeroed();
        libc::getrusage(libc::RUSAGE_SELF, &mut used);
        used
    };
    notes.set_floor_kib(used.ru_maxrss);
}

/// Returns only if no candidate could be executed, with the reason that says most.
///
/// # Safety
/// As `become_command`.
unsafe fn exec_first(plan: &Plan) -> io::Error {
    let mut reason = libc::ENOENT;
    for file in &plan.candidates {
        // SAFETY: the arrays end in null, and their strings live in `plan`.
        unsafe {
            libc::execve(
                file.as_ptr(),
                plan.argv.pointers.as_ptr(),
                plan.envp.pointers.as_ptr(),
            )
        };
        match io::Error::last_os_error().raw_os_error() {
            Some(libc::ENOENT | libc::ENOTDIR) => {}
            // There may be one further on that we are allowed to run, as execvp has it.
            Some(libc::EACCES) => reason = libc::EACCES,
            other => return io::Error::from_raw_os_error(other.unwrap_or(libc::EIO)),
        }
    }
    io::Error::from_raw_os_error(reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn candidates_follow_path() {
        let path = "/a:/b c::".to_owned();
        let cases: [(&str, Option<&String>, &[&str]); 4] = [
            ("node", Some(&path), &["/a/node", "/b c/node"]),
            ("node", None, &[]),
            ("./node", Some(&path), &["./node"]),
            ("/x/node", None, &["/x/node"]),
        ];
        for (program, path, expected) in cases {
            assert_eq!(candidates(program, path), expected, "{program}");
        }
    }
}
