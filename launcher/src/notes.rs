//! What a process on its way to exec tells the launcher, without a pipe that could block either.

use std::io;
use std::ptr::NonNull;
use std::sync::atomic::{AtomicI32, AtomicI64, Ordering::Relaxed};

/// Where the way to the command can end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Prepare = 1,
    Cwd = 2,
    Exec = 3,
}

/// What the new process leaves for the launcher to read, in memory that both see.
#[derive(Default)]
struct Notes {
    floor_kib: AtomicI64,
    /// 0, or the `Step` that failed.
    failed_step: AtomicI32,
    errno: AtomicI32,
}

/// One shared page holding `Notes`; fresh pages are zeroes, and that is "nothing failed".
pub struct NotesPage(NonNull<Notes>);

impl NotesPage {
    pub fn new() -> io::Result<Self> {
        // SAFETY: a new anonymous mapping at an address of the kernel's choice disturbs nothing.
        let page = unsafe {
            libc::mmap(
                std::ptr::null_mut(),
                size_of::<Notes>(),
                libc::PROT_READ | libc::PROT_WRITE,
                libc::MAP_SHARED | libc::MAP_ANONYMOUS,
                -1,
                0,
            )
        };
        if page == libc::MAP_FAILED {
            return Err(io::Error::last_os_error());
        }
        let notes = NonNull::new(page.cast()).ok_or(io::ErrorKind::OutOfMemory)?;
        Ok(Self(notes))
    }

    fn get(&self) -> &Notes {
        // SAFETY: the page is mapped as long as self lives, aligned, zeroed (a value of these
        // atomics), and only ever touched through them.
        unsafe { self.0.as_ref() }
    }

    pub fn set_floor_kib(&self, kib: i64) {
        self.get().floor_kib.store(kib, Relaxed);
    }

    pub fn set_failure(&self, step: Step, errno: i32) {
        self.get().errno.store(errno, Relaxed);
        self.get().failed_step.store(step as i32, Relaxed);
    }

    /// The resident-memory peak the process had just before exec, in KiB.
    pub fn floor_kib(&self) -> i64 {
        self.get().floor_kib.load(Relaxed)
    }

    /// The step that failed and its errno, or nothing when the command was reached. To be asked
    /// once the process has ended; its end orders the memory.
    pub fn failure(&self) -> Option<(Step, i32)> {
        let step = match self.get().failed_step.load(Relaxed) {
            0 => return None,
            step if step == Step::Cwd as i32 => Step::Cwd,
            step if step == Step::Exec as i32 => Step::Exec,
            _ => Step::Prepare,
        };
        Some((step, self.get().errno.load(Relaxed)))
    }
}

impl Drop for NotesPage {
    fn drop(&mut self) {
        // SAFETY: unmaps exactly what `new` mapped; no reference outlives self.
        unsafe { libc::munmap(self.0.as_ptr().cast(), size_of::<Notes>()) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_are_read_as_written() {
        let notes = NotesPage::new().expect("a page");
        assert_eq!(notes.failure(), None);
        notes.set_floor_kib(7);
        assert_eq!(notes.floor_kib(), 7);
        for step in [Step::Prepare, Step::Cwd, Step::Exec] {
            notes.set_failure(step, libc::ENOENT);
            assert_eq!(notes.failure(), Some((step, libc::ENOENT)));
        }
    }
}
