//! A file being written: whole pieces at its end.

use std::fs::File;
use std::io::{self, Write};
use std::os::fd::OwnedFd;
use std::os::unix::fs::{FileExt, MetadataExt};

#[derive(Debug)]
pub struct Part {
    file: File,
    bytes: u64,
}

impl Part {
    pub fn new(fd: OwnedFd) -> Self {
        Self {
            file: File::from(fd),
            bytes: 0,
        }
    }

    /// What an earlier attempt or run left: a file, and under no other name that it would be changed under as well.
    pub fn left(fd: OwnedFd) -> Option<Self> {
        let file = File::from(fd);
        let found = file.metadata().ok()?;
        (found.is_file() && found.nlink() == 1).then_some(Self {
            bytes: found.len(),
            file,
        })
    }

    /// How long it is.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Where only some of `bytes` can be written, those are in the part, and count.
    pub fn write(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            match self.file.write(bytes) {
                Ok(written) => {
                    self.bytes += written as u64;
                    bytes = &bytes[written..];
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Gives up what is behind the first `bytes`.
    pub fn cut(&mut self, bytes: u64) -> io::Result<()> {
        self.file.set_len(bytes)?;
        self.bytes = bytes;
        Ok(())
    }

    /// Its bytes are on the disk afterwards.
    pub fn sync(&self) -> io::Result<()> {
        self.file.sync_all()
    }

    /// Fills `buffer` from `offset` on, as far as there is something; returns how far.
    pub fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        self.file.read_at(buffer, offset)
    }
}
