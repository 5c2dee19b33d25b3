//! The output folder: a part beside each name, a rename at the end, and nothing outside.
//!
//! Files are opened relative to an open folder and never through a link: a link at `NAME.part` is replaced, one at
//! `NAME` is replaced by the rename, and a folder that is a link must lead to a place inside the output folder.

use std::fs::{self, File};
use std::io::{self, Write};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustix::fs::{AtFlags, Mode, OFlags, mkdirat, openat, renameat, unlinkat};
use rustix::io::Errno;

use crate::failure::Failure;

const FOLDER: OFlags = OFlags::RDONLY
    .union(OFlags::DIRECTORY)
    .union(OFlags::CLOEXEC);
/// `EXCL` makes sure that the file is ours alone: no link, hard or soft, and nobody's half-written file.
const NEW_FILE: OFlags = OFlags::WRONLY
    .union(OFlags::CREATE)
    .union(OFlags::EXCL)
    .union(OFlags::NOFOLLOW)
    .union(OFlags::CLOEXEC);

/// DIR.
#[derive(Debug)]
pub struct Folder {
    fd: OwnedFd,
    /// Without links, so that what a link leads to can be compared with it.
    real_path: PathBuf,
}

impl Folder {
    /// Opens DIR, and makes it first where it is missing.
    pub fn open(path: &Path) -> io::Result<Self> {
        fs::create_dir_all(path)?;
        let real_path = fs::canonicalize(path)?;
        let fd = rustix::fs::open(&real_path, FOLDER, Mode::empty())?;
        Ok(Self { fd, real_path })
    }

    /// Finds, and makes where missing, the folder that `path` lies in.
    pub fn place(self: &Arc<Self>, path: &str) -> Result<Place, Failure> {
        let (parents, name) = path
            .rsplit_once('/')
            .map_or(("", path), |(parents, name)| (parents, name));
        let mut place = Place {
            root: self.clone(),
            folder: None,
            name: name.to_owned(),
            path: path.to_owned(),
        };
        for (end, _) in parents
            .match_indices('/')
            .chain((!parents.is_empty()).then_some((parents.len(), "")))
        {
            place.folder = Some(self.enter(place.folder(), &parents[..end], path)?);
        }
        Ok(place)
    }

    /// Opens the folder `so_far` (relative to DIR), whose parent is open as `parent`.
    fn enter(&self, parent: BorrowedFd<'_>, so_far: &str, path: &str) -> Result<OwnedFd, Failure> {
        let part = so_far.rsplit('/').next().unwrap_or(so_far);
        let open = || openat(parent, part, FOLDER | OFlags::NOFOLLOW, Mode::empty());
        let opened = match open() {
            Err(Errno::NOENT) => match mkdirat(parent, part, Mode::from_raw_mode(0o777)) {
                // Another download may have made it in the meantime.
                Ok(()) | Err(Errno::EXIST) => open(),
                Err(error) => Err(error),
            },
            other => other,
        };
        match opened {
            Err(Errno::LOOP | Errno::NOTDIR) => self.follow(so_far, path),
            other => other.map_err(|error| disk("make or open the folder of", path, error.into())),
        }
    }

    /// Where a folder of the path is a link: it may be passed when it leads to a folder inside DIR.
    fn follow(&self, so_far: &str, path: &str) -> Result<OwnedFd, Failure> {
        let failed = |error| disk("open the folder of", path, error);
        let target = fs::canonicalize(self.real_path.join(so_far)).map_err(failed)?;
        if !target.starts_with(&self.real_path) {
            let reason = format!("{so_far:?} is a link that leaves the output folder");
            return Err(Failure::UnsafePath {
                path: path.to_owned(),
                reason,
            });
        }
        rustix::fs::open(&target, FOLDER | OFlags::NOFOLLOW, Mode::empty())
            .map_err(|error| failed(error.into()))
    }
}

/// Where one file goes: an open folder and a name in it.
#[derive(Debug)]
pub struct Place {
    root: Arc<Folder>,
    /// None: DIR itself.
    folder: Option<OwnedFd>,
    name: String,
    /// As the job has it, for messages.
    path: String,
}

impl Place {
    fn folder(&self) -> BorrowedFd<'_> {
        self.folder.as_ref().unwrap_or(&self.root.fd).as_fd()
    }

    fn part_name(&self) -> String {
        format!("{}.part", self.name)
    }

    /// Starts the file, as `NAME.part`.
    pub fn create(self) -> Result<Part, Failure> {
        let part_name = self.part_name();
        let open = || {
            openat(
                self.folder(),
                &part_name,
                NEW_FILE,
                Mode::from_raw_mode(0o666),
            )
        };
        let opened = match open() {
            Err(Errno::EXIST) => {
                unlinkat(self.folder(), &part_name, AtFlags::empty()).and_then(|()| open())
            }
            other => other,
        };
        match opened {
            Ok(fd) => Ok(Part {
                place: self,
                part_name,
                file: File::from(fd),
                renamed: false,
            }),
            Err(error) => Err(disk("create", &format!("{}.part", self.path), error.into())),
        }
    }

    /// The path of `NAME.part`, for a caller that writes it by other means.
    pub fn part_path(&self) -> PathBuf {
        self.root.real_path.join(format!("{}.part", self.path))
    }

    /// The final path.
    pub fn path(&self) -> PathBuf {
        self.root.real_path.join(&self.path)
    }
}

/// A file being written. Dropped before [`Part::finish`], it is removed: at this level nothing goes on where it stopped.
#[derive(Debug)]
pub struct Part {
    place: Place,
    part_name: String,
    file: File,
    renamed: bool,
}

impl Part {
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        self.file
            .write_all(bytes)
            .map_err(|error| disk("write", &format!("{}.part", self.place.path), error))
    }

    /// Gives the whole file its final name.
    pub fn finish(mut self) -> Result<(), Failure> {
        let folder = self.place.folder();
        renameat(folder, &self.part_name, folder, &self.place.name).map_err(|error| {
            disk(
                "rename the finished part to",
                &self.place.path,
                error.into(),
            )
        })?;
        self.renamed = true;
        Ok(())
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        if !self.renamed {
            // The download has failed already; that its part cannot be removed either changes nothing about it.
            let _ = unlinkat(self.place.folder(), &self.part_name, AtFlags::empty());
        }
    }
}

/// A failure of the file system, in the words of the contract.
pub fn disk(action: &'static str, path: &str, source: io::Error) -> Failure {
    Failure::Disk {
        action,
        path: path.to_owned(),
        source,
    }
}

#[cfg(test)]
mod tests;
