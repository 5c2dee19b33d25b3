//! The command's stdout and stderr: from pipes to files, up to a limit.
//!
//! Through the launcher and not straight to the file, because only a reader can stop a flood before
//! it has filled the disk.

use std::fs::File;
use std::io::{self, Read, Write};
use std::os::fd::{AsRawFd, OwnedFd, RawFd};

use crate::result::Stream;
use crate::sys;

const CHUNK_BYTES: usize = 64 * 1024;

/// One stream on its way to its file.
pub struct Output {
    stream: Stream,
    path: String,
    /// None when the writers have closed it, or when it has been cut off.
    pipe: Option<File>,
    file: File,
    /// What the file may still take.
    left_bytes: u64,
    chunk: Vec<u8>,
}

#[derive(Debug, PartialEq, Eq)]
pub enum Drained {
    /// There may be more.
    Some,
    /// Nothing now, or nothing ever again.
    Empty,
    /// More than the limit; the file holds exactly the limit.
    Flooded,
}

impl Output {
    /// Creates or empties the file and makes the pipe; the returned writing end is the command's.
    pub fn open(stream: Stream, path: &str, limit_bytes: u64) -> io::Result<(Self, OwnedFd)> {
        let file = File::create(path)?;
        let (reader, writer) = sys::pipe()?;
        let output = Self {
            stream,
            path: path.to_owned(),
            pipe: Some(reader.into()),
            file,
            left_bytes: limit_bytes,
            chunk: vec![0; CHUNK_BYTES],
        };
        Ok((output, writer))
    }

    pub fn stream(&self) -> Stream {
        self.stream
    }

    /// An error of this stream with the name of its file.
    pub fn explain(&self, error: io::Error) -> io::Error {
        io::Error::new(error.kind(), format!("keeping {}: {error}", self.path))
    }

    /// The descriptor to poll, or -1 when there is nothing more to come.
    pub fn as_raw_fd(&self) -> RawFd {
        self.pipe.as_ref().map_or(-1, AsRawFd::as_raw_fd)
    }

    /// Moves one chunk, so that the caller can look at its other descriptors in between.
    pub fn drain_some(&mut self) -> io::Result<Drained> {
        let Some(pipe) = &mut self.pipe else {
            return Ok(Drained::Empty);
        };
        let got = match pipe.read(&mut self.chunk) {
            Ok(0) => {
                self.pipe = None;
                return Ok(Drained::Empty);
            }
            Ok(got) => got,
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(Drained::Empty),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => return Ok(Drained::Some),
            Err(error) => return Err(error),
        };
        let room = usize::try_from(self.left_bytes).unwrap_or(usize::MAX);
        let kept = got.min(room);
        self.file.write_all(&self.chunk[..kept])?;
        self.left_bytes -= kept as u64;
        if kept < got {
            self.pipe = None;
            return Ok(Drained::Flooded);
        }
        Ok(Drained::Some)
    }

    /// Moves all that is in the pipe now. True for a flood.
    pub fn drain_rest(&mut self) -> io::Result<bool> {
        loop {
            match self.drain_some()? {
                Drained::Some => {}
                Drained::Empty => return Ok(false),
                Drained::Flooded => return Ok(true),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn output(limit_bytes: u64, name: &str) -> (Output, File, std::path::PathBuf) {
        let name = format!("fairfetch-launcher-{}-{name}", std::process::id());
        let path = std::env::temp_dir().join(name);
        let text = path.to_str().expect("UTF-8");
        let (output, writer) = Output::open(Stream::Stdout, text, limit_bytes).expect("opened");
        (output, writer.into(), path)
    }

    #[test]
    fn exactly_the_limit_is_no_flood() {
        let (mut output, mut writer, path) = output(5, "limit");
        writer.write_all(b"12345").expect("written");
        assert!(!output.drain_rest().expect("drained"));
        drop(writer);
        assert!(!output.drain_rest().expect("drained"));
        assert_eq!(output.as_raw_fd(), -1);
        assert_eq!(std::fs::read(&path).expect("file"), b"12345");
        std::fs::remove_file(path).expect("removed");
    }

    #[test]
    fn one_byte_more_is_a_flood_and_is_not_kept() {
        let (mut output, mut writer, path) = output(5, "flood");
        writer.write_all(b"123456").expect("written");
        assert!(output.drain_rest().expect("drained"));
        assert_eq!(std::fs::read(&path).expect("file"), b"12345");
        std::fs::remove_file(path).expect("removed");
    }
}
