//! A body on its way to its file: counted, hashed, written in useful sizes, checked at the end.

use std::io::ErrorKind;
use std::sync::Arc;

use crate::failure::Failure;
use crate::files::{Part, Place, disk};
use crate::jobs::Job;
use crate::progress::Meter;
use crate::work::{Digests, Hasher, Work};

/// Smaller pieces are gathered up to this size before they are written; larger ones go straight to the file.
const GATHER_BYTES: usize = 64 * 1024;

/// Takes one body. Nothing is created before there is something to write or the body is whole.
pub struct Body {
    /// Where it goes, until there is a part.
    place: Option<Place>,
    part: Option<Part>,
    gathered: Vec<u8>,
    bytes: u64,
    hasher: Hasher,
    expected_bytes: Option<u64>,
    expected_sha256: Option<String>,
    meter: Arc<Meter>,
}

/// A body that lies whole under its final name.
#[derive(Debug)]
pub struct Stored {
    pub bytes: u64,
    pub digests: Digests,
}

impl Stored {
    /// Whether this is what the job says it is.
    pub fn check(&self, bytes: Option<u64>, sha256: Option<&str>) -> Result<(), Failure> {
        if let Some(expected) = bytes.filter(|&expected| expected != self.bytes) {
            return Err(Failure::SizeMismatch {
                expected,
                got: self.bytes,
            });
        }
        let got = self.digests.sha256.as_deref().unwrap_or_default();
        match sha256.filter(|&expected| expected != got) {
            Some(expected) => Err(Failure::DigestMismatch {
                expected: expected.to_owned(),
                got: got.to_owned(),
            }),
            None => Ok(()),
        }
    }
}

impl Body {
    pub fn new(job: &Job, work: Work, place: Place, meter: Arc<Meter>) -> Self {
        Self {
            place: Some(place),
            part: None,
            gathered: Vec::new(),
            bytes: 0,
            hasher: Hasher::new(work, job.sha256.is_some()),
            expected_bytes: job.bytes,
            expected_sha256: job.sha256.clone(),
            meter,
        }
    }

    /// Bytes taken so far.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    pub fn push(&mut self, piece: &[u8]) -> Result<(), Failure> {
        self.bytes += piece.len() as u64;
        self.meter.received(piece.len() as u64);
        self.hasher.update(piece);
        if self.gathered.is_empty() && piece.len() >= GATHER_BYTES {
            return self.part()?.write(piece);
        }
        self.gathered.extend_from_slice(piece);
        if self.gathered.len() >= GATHER_BYTES {
            self.write_gathered()
        } else {
            Ok(())
        }
    }

    /// Counts bytes of an answer that is not the file.
    pub fn pass_by(&self, piece: &[u8]) {
        self.meter.received(piece.len() as u64);
    }

    /// The body is whole: checks it against the job and gives the file its name.
    pub fn finish(mut self) -> Result<Stored, Failure> {
        if self
            .expected_bytes
            .is_none_or(|expected| expected == self.bytes)
        {
            self.write_gathered()?;
        }
        let stored = Stored {
            bytes: self.bytes,
            digests: self.hasher.finish(),
        };
        stored.check(self.expected_bytes, self.expected_sha256.as_deref())?;
        if let Some(part) = self.part {
            part.finish()?;
        }
        Ok(stored)
    }

    fn write_gathered(&mut self) -> Result<(), Failure> {
        let gathered = std::mem::take(&mut self.gathered);
        let part = self.part()?;
        if !gathered.is_empty() {
            part.write(&gathered)?;
        }
        // The room is kept for what comes next; a body of one piece never comes back here.
        self.gathered = gathered;
        self.gathered.clear();
        Ok(())
    }

    fn part(&mut self) -> Result<&mut Part, Failure> {
        if let Some(place) = self.place.take() {
            self.part = Some(place.create()?);
        }
        let gone = || {
            disk(
                "write to",
                "a part that could not be created",
                ErrorKind::NotFound.into(),
            )
        };
        self.part.as_mut().ok_or_else(gone)
    }
}
