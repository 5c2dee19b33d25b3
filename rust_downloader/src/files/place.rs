//! Where one file goes: a folder in DIR and a name in it. No folder stays open for a download that waits for bytes.

use std::fs;
use std::io::{self, Write};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::PathBuf;
use std::sync::Arc;

use rustix::fs::{AtFlags, FileType, Mode, OFlags, fsync, openat, renameat, statat, unlinkat};
use rustix::io::Errno;

use super::{Description, Folder, Part};
use crate::failure::Failure;

/// `EXCL` makes sure that the file is ours alone: no link, hard or soft, and nobody's half-written file.
const NEW_FILE: OFlags = OFlags::RDWR
    .union(OFlags::CREATE)
    .union(OFlags::EXCL)
    .union(OFlags::APPEND)
    .union(OFlags::NOFOLLOW)
    .union(OFlags::CLOEXEC);
/// `NONBLOCK`: a pipe under that name must not hold us.
const OLD_PART: OFlags = OFlags::RDWR
    .union(OFlags::APPEND)
    .union(OFlags::NONBLOCK)
    .union(OFlags::NOFOLLOW)
    .union(OFlags::CLOEXEC);
const READ: OFlags = OFlags::RDONLY
    .union(OFlags::NONBLOCK)
    .union(OFlags::NOFOLLOW)
    .union(OFlags::CLOEXEC);

/// What stands under a final name, links not followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Existing {
    Nothing,
    File { bytes: u64 },
    Other,
}

#[derive(Debug)]
pub struct Place {
    root: Arc<Folder>,
    /// The job's path, and `.part` behind it: both names that most downloads need, in one text.
    part_path: String,
    /// Where in it the name begins.
    name_at: usize,
}

const PART: &str = ".part";

impl Place {
    pub fn new(root: Arc<Folder>, path: &str) -> Self {
        Self {
            root,
            part_path: [path, PART].concat(),
            name_at: path.rfind('/').map_or(0, |slash| slash + 1),
        }
    }

    /// As the job has it.
    fn path(&self) -> &str {
        &self.part_path[..self.part_path.len() - PART.len()]
    }

    pub fn root(&self) -> &Folder {
        &self.root
    }

    pub fn parents(&self) -> &str {
        self.part_path[..self.name_at].trim_end_matches('/')
    }

    /// Opens the folder. Each time anew, and with each check: 1,024 downloads in as many folders need no more open files
    /// than in one, and who puts a link in the way in the meantime gains nothing.
    pub fn enter(&self) -> Result<Here<'_>, Failure> {
        let parents = self.parents();
        let own = if parents.is_empty() {
            None
        } else {
            Some(self.root.enter_all(parents, self.path())?)
        };
        Ok(Here { place: self, own })
    }

    /// Where `NAME.part` is on the disk, for a caller that writes it by other means.
    pub fn part_on_disk(&self) -> PathBuf {
        self.root.real_path().join(&self.part_path)
    }

    /// The same for the file under its final name.
    pub fn on_disk(&self) -> PathBuf {
        self.root.real_path().join(self.path())
    }

    /// Something could not be done with `NAME.part`.
    pub fn part_failed(&self, action: &'static str, error: impl Into<io::Error>) -> Failure {
        Failure::disk(action, self.part_path.as_str(), error)
    }

    fn failed(&self, action: &'static str, error: impl Into<io::Error>) -> Failure {
        Failure::disk(action, self.path(), error)
    }

    fn description_failed(&self, action: &'static str, error: impl Into<io::Error>) -> Failure {
        Failure::disk(action, format!("{}.json", self.part_path), error)
    }
}

/// The open folder of a place.
pub struct Here<'a> {
    place: &'a Place,
    /// None: DIR itself.
    own: Option<OwnedFd>,
}

impl Here<'_> {
    fn fd(&self) -> BorrowedFd<'_> {
        self.own.as_ref().map_or(self.place.root.fd(), AsFd::as_fd)
    }

    fn name(&self) -> &str {
        &self.place.path()[self.place.name_at..]
    }

    fn part_name(&self) -> &str {
        &self.place.part_path[self.place.name_at..]
    }

    fn description_name(&self) -> String {
        format!("{}.json", self.part_name())
    }

    /// Starts the file, as `NAME.part`. Whatever stands there is replaced, and not written to.
    pub fn create_part(&self) -> Result<Part, Failure> {
        let created = self.create(self.part_name());
        created
            .map(Part::new)
            .map_err(|error| self.place.part_failed("create", error))
    }

    /// `NAME.part` as something was left in it, if it is a file that only has this name.
    pub fn reopen_part(&self) -> Option<Part> {
        let fd = openat(self.fd(), self.part_name(), OLD_PART, Mode::empty());
        Part::left(fd.ok()?)
    }

    /// Gives the whole file its final name.
    pub fn rename(&self) -> Result<(), Failure> {
        renameat(self.fd(), self.part_name(), self.fd(), self.name())
            .map_err(|error| self.place.failed("rename the finished part to", error))
    }

    /// What has happened to names in this folder is on the disk afterwards.
    pub fn sync(&self) -> Result<(), Failure> {
        fsync(self.fd()).map_err(|error| self.place.failed("flush the folder of", error))
    }

    /// What `NAME.part.json` says. `None`: there is none; `Some(None)`: it says nothing that can be believed.
    pub fn description(&self) -> Option<Option<Description>> {
        match openat(self.fd(), self.description_name(), READ, Mode::empty()) {
            Err(Errno::NOENT | Errno::NAMETOOLONG) => None,
            Err(_) => Some(None),
            Ok(fd) => Some(Description::read(fd)),
        }
    }

    /// Writes `NAME.part.json`; false where the name is just too long for that, and the file itself is not.
    pub fn describe(&self, description: &Description) -> Result<bool, Failure> {
        let failed = |action, error| self.place.description_failed(action, error);
        let fd = match self.create(&self.description_name()) {
            Err(Errno::NAMETOOLONG) => return Ok(false),
            created => created.map_err(|error| failed("create", error.into()))?,
        };
        fs::File::from(fd)
            .write_all(&description.line())
            .map_err(|error| failed("write", error))?;
        Ok(true)
    }

    pub fn remove_part(&self) -> Result<(), Failure> {
        self.remove(self.part_name())
            .map_err(|error| self.place.part_failed("remove", error))
    }

    pub fn remove_description(&self) -> Result<(), Failure> {
        self.remove(&self.description_name())
            .map_err(|error| self.place.description_failed("remove", error))
    }

    /// Makes sure that no description of an earlier run's part is there.
    pub fn forget_description(&self) -> Result<(), Failure> {
        if self.place.root.is_fresh() {
            return Ok(());
        }
        self.remove_description()
    }

    pub fn existing(&self) -> Result<Existing, Failure> {
        match statat(self.fd(), self.name(), AtFlags::SYMLINK_NOFOLLOW) {
            Err(Errno::NOENT) => Ok(Existing::Nothing),
            Err(error) => Err(self.place.failed("look at", error)),
            Ok(found) if FileType::from_raw_mode(found.st_mode) == FileType::RegularFile => {
                Ok(Existing::File {
                    bytes: u64::try_from(found.st_size).unwrap_or_default(),
                })
            }
            Ok(_) => Ok(Existing::Other),
        }
    }

    /// The file under the final name, to be read.
    pub fn open_existing(&self) -> Result<fs::File, Failure> {
        openat(self.fd(), self.name(), READ, Mode::empty())
            .map(fs::File::from)
            .map_err(|error| self.place.failed("read", error))
    }

    fn create(&self, name: &str) -> rustix::io::Result<OwnedFd> {
        let open = || openat(self.fd(), name, NEW_FILE, Mode::from_raw_mode(0o666));
        match open() {
            Err(Errno::EXIST) => unlinkat(self.fd(), name, AtFlags::empty()).and_then(|()| open()),
            other => other,
        }
    }

    fn remove(&self, name: &str) -> rustix::io::Result<()> {
        match unlinkat(self.fd(), name, AtFlags::empty()) {
            Err(Errno::NOENT) => Ok(()),
            other => other,
        }
    }
}
