//! Where one file goes: a folder in DIR and a name in it. No folder stays open for a download that waits for bytes.

use std::io::Write;
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
    /// As the job has it.
    path: String,
    /// Where in it the name begins.
    name_at: usize,
}

impl Place {
    pub fn new(root: Arc<Folder>, path: &str) -> Self {
        Self {
            root,
            path: path.to_owned(),
            name_at: path.rfind('/').map_or(0, |slash| slash + 1),
        }
    }

    pub fn root(&self) -> &Folder {
        &self.root
    }

    pub fn parents(&self) -> &str {
        self.path[..self.name_at].trim_end_matches('/')
    }

    /// Opens the folder. Each time anew, and with each check: 1,024 downloads in as many folders need no more open files
    /// than in one, and who puts a link in the way in the meantime gains nothing.
    pub fn enter(&self) -> Result<Here<'_>, Failure> {
        let parents = self.parents();
        let own = if parents.is_empty() {
            None
        } else {
            Some(self.root.enter_all(parents, &self.path)?)
        };
        Ok(Here { place: self, own })
    }

    /// The path of `NAME.part`, for a caller that writes it by other means.
    pub fn part_path(&self) -> PathBuf {
        self.root.real_path().join(self.with(".part"))
    }

    /// The final path.
    pub fn path(&self) -> PathBuf {
        self.root.real_path().join(&self.path)
    }

    fn with(&self, suffix: &str) -> String {
        format!("{}{suffix}", self.path)
    }

    fn failed(&self, action: &'static str, suffix: &str, error: Errno) -> Failure {
        Failure::disk(action, self.with(suffix), error)
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

    fn name(&self, suffix: &str) -> String {
        format!("{}{suffix}", &self.place.path[self.place.name_at..])
    }

    /// Starts the file, as `NAME.part`. Whatever stands there is replaced, and not written to.
    pub fn create_part(&self) -> Result<Part, Failure> {
        let created = self.create(".part");
        let fd = created.map_err(|error| self.place.failed("create", ".part", error))?;
        Ok(Part::new(fd, self.place.with(".part")))
    }

    /// `NAME.part` as something was left in it, if it is a file that only has this name.
    pub fn reopen_part(&self) -> Option<Part> {
        let fd = openat(self.fd(), self.name(".part"), OLD_PART, Mode::empty()).ok()?;
        Part::left(fd, self.place.with(".part"))
    }

    /// Gives the whole file its final name.
    pub fn rename(&self) -> Result<(), Failure> {
        renameat(self.fd(), self.name(".part"), self.fd(), self.name(""))
            .map_err(|error| self.place.failed("rename the finished part to", "", error))
    }

    /// What has happened to names in this folder is on the disk afterwards.
    pub fn sync(&self) -> Result<(), Failure> {
        fsync(self.fd()).map_err(|error| self.place.failed("flush the folder of", "", error))
    }

    /// What `NAME.part.json` says. `None`: there is none; `Some(None)`: it says nothing that can be believed.
    pub fn description(&self) -> Option<Option<Description>> {
        match openat(self.fd(), self.name(".part.json"), READ, Mode::empty()) {
            Err(Errno::NOENT | Errno::NAMETOOLONG) => None,
            Err(_) => Some(None),
            Ok(fd) => Some(Description::read(fd)),
        }
    }

    /// Writes `NAME.part.json`; false where the name is just too long for that, and the file itself is not.
    pub fn describe(&self, description: &Description) -> Result<bool, Failure> {
        let fd = match self.create(".part.json") {
            Err(Errno::NAMETOOLONG) => return Ok(false),
            created => created.map_err(|error| self.place.failed("create", ".part.json", error))?,
        };
        std::fs::File::from(fd)
            .write_all(&description.line())
            .map_err(|error| Failure::disk("write", self.place.with(".part.json"), error))?;
        Ok(true)
    }

    pub fn remove_part(&self) -> Result<(), Failure> {
        self.remove(".part")
    }

    pub fn remove_description(&self) -> Result<(), Failure> {
        self.remove(".part.json")
    }

    /// Makes sure that no description of an earlier run's part is there.
    pub fn forget_description(&self) -> Result<(), Failure> {
        if self.place.root.is_fresh() {
            return Ok(());
        }
        self.remove_description()
    }

    pub fn existing(&self) -> Result<Existing, Failure> {
        match statat(self.fd(), self.name(""), AtFlags::SYMLINK_NOFOLLOW) {
            Err(Errno::NOENT) => Ok(Existing::Nothing),
            Err(error) => Err(self.place.failed("look at", "", error)),
            Ok(found) if FileType::from_raw_mode(found.st_mode) == FileType::RegularFile => {
                Ok(Existing::File {
                    bytes: u64::try_from(found.st_size).unwrap_or_default(),
                })
            }
            Ok(_) => Ok(Existing::Other),
        }
    }

    /// The file under the final name, to be read.
    pub fn open_existing(&self) -> Result<std::fs::File, Failure> {
        openat(self.fd(), self.name(""), READ, Mode::empty())
            .map(std::fs::File::from)
            .map_err(|error| self.place.failed("read", "", error))
    }

    fn create(&self, suffix: &str) -> rustix::io::Result<OwnedFd> {
        let name = self.name(suffix);
        let open = || openat(self.fd(), &name, NEW_FILE, Mode::from_raw_mode(0o666));
        match open() {
            Err(Errno::EXIST) => unlinkat(self.fd(), &name, AtFlags::empty()).and_then(|()| open()),
            other => other,
        }
    }

    fn remove(&self, suffix: &str) -> Result<(), Failure> {
        match unlinkat(self.fd(), self.name(suffix), AtFlags::empty()) {
            Ok(()) | Err(Errno::NOENT) => Ok(()),
            Err(error) => Err(self.place.failed("remove", suffix, error)),
        }
    }
}
