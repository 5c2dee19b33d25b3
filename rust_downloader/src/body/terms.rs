//! What a body must be like.

use super::Stored;
use crate::cli::Options;
use crate::failure::Failure;
use crate::jobs::Job;
use crate::work::{Hasher, Work};

#[derive(Clone, Debug)]
pub struct Terms {
    work: Work,
    max_size: Option<u64>,
    bytes: Option<u64>,
    sha256: Option<String>,
}

impl Terms {
    pub fn of(job: &Job, options: &Options) -> Self {
        Self {
            work: options.work,
            max_size: options.max_size,
            bytes: job.bytes,
            sha256: job.sha256.clone(),
        }
    }

    pub fn hasher(&self) -> Hasher {
        Hasher::new(self.work, self.sha256.is_some())
    }

    /// Whether anything is computed over the bytes.
    pub fn hashes(&self) -> bool {
        self.work != Work::None || self.sha256.is_some()
    }

    pub fn wants_digest(&self) -> bool {
        self.sha256.is_some()
    }

    pub fn fits_size(&self, bytes: u64) -> bool {
        self.bytes.is_none_or(|expected| expected == bytes)
    }

    pub fn fits_digest(&self, got: Option<&str>) -> bool {
        self.sha256.is_none() || self.sha256.as_deref() == got
    }

    /// The size that an answer announces.
    pub fn check_total(&self, total: Option<u64>) -> Result<(), Failure> {
        let Some(got) = total else {
            return Ok(());
        };
        self.check_so_far(got)?;
        self.check_size(got)
    }

    /// A body that has come so far, and may go on.
    pub fn check_so_far(&self, bytes: u64) -> Result<(), Failure> {
        if let Some(most) = self.max_size.filter(|&most| bytes > most) {
            return Err(Failure::TooLarge(most));
        }
        match self.bytes {
            Some(expected) if bytes > expected => self.check_size(bytes),
            _ => Ok(()),
        }
    }

    /// A body that has come to its end.
    pub fn check(&self, stored: &Stored) -> Result<(), Failure> {
        self.check_size(stored.bytes)?;
        let got = stored.digests.sha256.as_deref();
        match &self.sha256 {
            Some(expected) if !self.fits_digest(got) => Err(Failure::DigestMismatch {
                expected: expected.clone(),
                got: got.unwrap_or_default().to_owned(),
            }),
            _ => Ok(()),
        }
    }

    fn check_size(&self, got: u64) -> Result<(), Failure> {
        match self.bytes {
            Some(expected) if expected != got => Err(Failure::SizeMismatch { expected, got }),
            _ => Ok(()),
        }
    }
}
