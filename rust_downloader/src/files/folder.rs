//! DIR, and the way to the folders in it.

use std::fs::{self, File};
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use rustix::fs::{Mode, OFlags, fsync, mkdirat, openat};
use rustix::io::Errno;

use super::Place;
use crate::failure::Failure;
use crate::run::locked;

const FOLDER: OFlags = OFlags::RDONLY
    .union(OFlags::DIRECTORY)
    .union(OFlags::CLOEXEC);

/// DIR.
#[derive(Debug)]
pub struct Folder {
    fd: OwnedFd,
    /// Without links, so that what a link leads to can be compared with it.
    real_path: PathBuf,
    /// There was nothing in it: no earlier run has left anything.
    fresh: bool,
    /// A new folder is on the disk before anything in it is.
    durable: bool,
    /// The folder that was entered last; most jobs go where the one before went.
    last_entered: Mutex<String>,
}

impl Folder {
    /// Opens DIR, and makes it first where it is missing.
    pub fn open(path: &Path, durable: bool) -> io::Result<Self> {
        let missing = missing_folders(path);
        fs::create_dir_all(path)?;
        if durable {
            missing.iter().try_for_each(|made| sync_parent(made))?;
        }
        let real_path = fs::canonicalize(path)?;
        let fd = rustix::fs::open(&real_path, FOLDER, Mode::empty())?;
        // One that cannot be listed is taken for one with something in it.
        let fresh = fs::read_dir(&real_path).is_ok_and(|mut entries| entries.next().is_none());
        Ok(Self {
            fd,
            real_path,
            fresh,
            durable,
            last_entered: Mutex::default(),
        })
    }

    pub fn is_fresh(&self) -> bool {
        self.fresh
    }

    pub fn is_durable(&self) -> bool {
        self.durable
    }

    pub fn fd(&self) -> BorrowedFd<'_> {
        self.fd.as_fd()
    }

    pub fn real_path(&self) -> &Path {
        &self.real_path
    }

    /// Finds, and makes where missing, the folder that `path` lies in.
    pub fn place(self: &Arc<Self>, path: &str) -> Result<Place, Failure> {
        let place = Place::new(self.clone(), path);
        let parents = place.parents();
        if !parents.is_empty() && *locked(&self.last_entered) != parents {
            self.enter_all(parents, path)?;
            parents.clone_into(&mut locked(&self.last_entered));
        }
        Ok(place)
    }

    /// Opens the folder `parents` (relative to DIR, not empty), looking at each step of the way.
    pub fn enter_all(&self, parents: &str, path: &str) -> Result<OwnedFd, Failure> {
        let mut entered: Option<OwnedFd> = None;
        for end in parents
            .match_indices('/')
            .map(|(at, _)| at)
            .chain([parents.len()])
        {
            let parent = entered.as_ref().map_or(self.fd(), AsFd::as_fd);
            entered = Some(self.enter(parent, &parents[..end], path)?);
        }
        entered.ok_or_else(|| Failure::disk("open the folder of", path, Errno::INVAL))
    }

    /// Opens the folder `so_far` (relative to DIR), whose parent is open as `parent`.
    fn enter(&self, parent: BorrowedFd<'_>, so_far: &str, path: &str) -> Result<OwnedFd, Failure> {
        let part = so_far.rsplit('/').next().unwrap_or(so_far);
        let open = || openat(parent, part, FOLDER | OFlags::NOFOLLOW, Mode::empty());
        let opened = match open() {
            Err(Errno::NOENT) => self.make(parent, part).and_then(|()| open()),
            other => other,
        };
        match opened {
            Err(Errno::LOOP | Errno::NOTDIR) => self.follow(so_far, path),
            other => {
                other.map_err(|error| Failure::disk("make or open the folder of", path, error))
            }
        }
    }

    fn make(&self, parent: BorrowedFd<'_>, part: &str) -> rustix::io::Result<()> {
        match mkdirat(parent, part, Mode::from_raw_mode(0o777)) {
            // Another download may have made it in the meantime.
            Ok(()) | Err(Errno::EXIST) if self.durable => fsync(parent),
            Err(Errno::EXIST) => Ok(()),
            other => other,
        }
    }

    /// Where a folder of the path is a link: it may be passed when it leads to a folder inside DIR.
    fn follow(&self, so_far: &str, path: &str) -> Result<OwnedFd, Failure> {
        let failed = |error| Failure::disk("open the folder of", path, error);
        let target = fs::canonicalize(self.real_path.join(so_far)).map_err(failed)?;
        if !target.starts_with(&self.real_path) {
            return Err(Failure::UnsafePath {
                path: path.to_owned(),
                reason: "it passes a link that leaves the output folder".to_owned(),
            });
        }
        rustix::fs::open(&target, FOLDER | OFlags::NOFOLLOW, Mode::empty())
            .map_err(|error| failed(error.into()))
    }
}

/// The folders on the way to `path` that are not there yet.
fn missing_folders(path: &Path) -> Vec<PathBuf> {
    let ancestors = path.ancestors().filter(|at| !at.as_os_str().is_empty());
    ancestors
        .take_while(|at| !at.exists())
        .map(Path::to_owned)
        .collect()
}

fn sync_parent(path: &Path) -> io::Result<()> {
    let parent = path.parent().filter(|at| !at.as_os_str().is_empty());
    File::open(parent.unwrap_or(Path::new(".")))?.sync_all()
}
