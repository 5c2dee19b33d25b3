//! Where files go: NAME.part, renamed to NAME once it is whole.

use std::collections::HashSet;
use std::fs::File;
use std::os::fd::AsFd;
use std::path::Path;

use anyhow::{Context, Result};
use rustix::fs::{Mode, OFlags, mkdirat, openat, renameat};
use rustix::io::Errno;

use crate::jobs::Job;

/// A thread more for each of these: below it, they would only wait for each other in the folder.
const BYTES_A_THREAD: u64 = 64 << 20;

/// The folder of all files, open.
pub struct Folder(File);

/// One file to be, checked before the clock starts.
pub struct Place<'a> {
    pub path: &'a str,
    part: String,
    pub bytes: u64,
}

/// A file under way.
pub struct Part<'a> {
    place: &'a Place<'a>,
    file: File,
}

impl<'a> Place<'a> {
    pub fn of(job: &'a Job) -> Result<Self> {
        let path = job.path()?;
        Ok(Self {
            path,
            part: format!("{path}.part"),
            bytes: job.bytes()?,
        })
    }
}

impl Folder {
    /// Opens it and makes the sub-folders that the files need.
    pub fn open(dir: &Path, places: &[Place<'_>]) -> Result<Self> {
        let folder =
            File::open(dir).with_context(|| format!("cannot open the folder {}", dir.display()))?;
        make_folders(&folder, places)?;
        Ok(Self(folder))
    }

    pub fn begin<'a>(&self, place: &'a Place<'a>) -> Result<Part<'a>> {
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::CLOEXEC;
        let mode = Mode::from_raw_mode(0o666);
        let file = openat(&self.0, place.part.as_str(), flags, mode)
            .with_context(|| format!("cannot write {}", place.path))?;
        Ok(Part {
            place,
            file: file.into(),
        })
    }

    /// Closes it and gives it its name.
    pub fn finish(&self, part: Part<'_>) -> Result<()> {
        let Part { place, file } = part;
        drop(file);
        renameat(&self.0, place.part.as_str(), &self.0, place.path)
            .with_context(|| format!("cannot rename {} to {}", place.part, place.path))
    }
}

impl Part<'_> {
    pub fn write(&self, mut data: &[u8]) -> Result<()> {
        while !data.is_empty() {
            let count = rustix::io::write(self.file.as_fd(), data)
                .with_context(|| format!("cannot write {}", self.place.path))?;
            data = &data[count..];
        }
        Ok(())
    }
}

/// How many threads are of use to write so much, `most` at most.
pub fn thread_count(bytes: u64, most: usize) -> usize {
    let useful = usize::try_from(bytes / BYTES_A_THREAD).unwrap_or(usize::MAX);
    useful.clamp(1, most)
}

fn make_folders(folder: &File, places: &[Place<'_>]) -> Result<()> {
    let mut made = HashSet::new();
    for place in places {
        for (end, _) in place.path.match_indices('/') {
            let name = &place.path[..end];
            if !made.insert(name) {
                continue;
            }
            match mkdirat(folder, name, Mode::from_raw_mode(0o777)) {
                Ok(()) | Err(Errno::EXIST) => {}
                Err(error) => return Err(error).context(format!("cannot make the folder {name}")),
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_thread_comes_with_the_bytes_for_it() {
        for (bytes, most, threads) in [
            (0, 2, 1),
            (BYTES_A_THREAD, 2, 1),
            (2 * BYTES_A_THREAD, 2, 2),
            (u64::MAX, 4, 4),
            (u64::MAX, 1, 1),
        ] {
            assert_eq!(thread_count(bytes, most), threads, "{bytes} on {most}");
        }
    }
}
