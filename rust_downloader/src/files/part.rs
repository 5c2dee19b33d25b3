//! A file being written: whole pieces at its end.

use std::fs::File;
use std::io::{self, Write};
use std::os::fd::OwnedFd;
use std::os::unix::fs::{FileExt, MetadataExt};

use crate::failure::Failure;

#[derive(Debug)]
pub struct Part {
    file: File,
    bytes: u64,
    /// Relative to DIR, for messages.
    path: String,
}

impl Part {
    pub fn new(fd: OwnedFd, path: String) -> Self {
        Self {
            file: File::from(fd),
            bytes: 0,
            path,
        }
    }

    /// What an earlier attempt or run left: a file, and under no other name that it would be changed under as well.
    pub fn left(fd: OwnedFd, path: String) -> Option<Self> {
        let file = File::from(fd);
        let found = file.metadata().ok()?;
        (found.is_file() && found.nlink() == 1).then_some(Self {
            bytes: found.len(),
            file,
            path,
        })
    }

    /// How long it is.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Where only some of `bytes` can be written, those are in the part, and count.
    pub fn write(&mut self, mut bytes: &[u8]) -> Result<(), Failure> {
        while !bytes.is_empty() {
            match self.file.write(bytes) {
                Ok(written) => {
                    self.bytes += written as u64;
                    bytes = &bytes[written..];
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(Failure::disk("write", self.path.as_str(), error)),
            }
        }
        Ok(())
    }

    /// Gives up what is behind the first `bytes`.
    pub fn cut(&mut self, bytes: u64) -> Result<(), Failure> {
        self.file
            .set_len(bytes)
            .map_err(|error| Failure::disk("cut", self.path.as_str(), error))?;
        self.bytes = bytes;
        Ok(())
    }

    /// Its bytes are on the disk afterwards.
    pub fn sync(&self) -> Result<(), Failure> {
        self.file
            .sync_all()
            .map_err(|error| Failure::disk("flush", self.path.as_str(), error))
    }

    /// Fills `buffer` from `offset` on, as far as there is something; returns how far.
    pub fn read_at(&self, buffer: &mut [u8], offset: u64) -> Result<usize, Failure> {
        self.file
            .read_at(buffer, offset)
            .map_err(|error| Failure::disk("read", self.path.as_str(), error))
    }
}
