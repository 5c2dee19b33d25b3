//! A body on its way to its file: counted, hashed, written in useful sizes, checked at the end; and what is kept of it
//! where it does not get there.
//!
//! At no moment does `NAME.part.json` describe bytes of another version than those in `NAME.part`: it goes before they
//! do, and comes when there is nothing but an empty part.

mod existing;
mod left;
mod stored;
mod terms;

use std::sync::Arc;

use crate::failure::Failure;
use crate::files::{Description, Part, Place};
use crate::jobs::Job;
use crate::masking::mask;
use crate::progress::Meter;
use crate::resume::Validator;
use crate::work::Hasher;

pub use existing::Kept;
pub use stored::Stored;
pub use terms::Terms;

/// Smaller pieces are gathered up to this size before they are written; larger ones go straight to the file.
const GATHER_BYTES: usize = 64 * 1024;
/// What is smaller is fetched again by the next run sooner than it is looked after.
const WORTH_DESCRIBING_BYTES: u64 = 1024 * 1024;

/// Takes the body of one job, in as many attempts as it needs. Nothing is created before there is something to write.
pub struct Body {
    place: Place,
    terms: Terms,
    meter: Arc<Meter>,
    /// What is there of the file, be it written or gathered.
    bytes: u64,
    /// What that is the beginning of.
    validator: Validator,
    total: Option<u64>,
    /// Where the answer that is being received ends in the file, if it says so.
    end: Option<u64>,
    gathered: Vec<u8>,
    part: Option<Part>,
    has_part: bool,
    has_description: bool,
    /// To be written when the part is created.
    description: Option<Description>,
    /// None: what is in the part has not been read.
    hasher: Option<Hasher>,
}

impl Body {
    pub fn new(place: Place, terms: Terms, meter: Arc<Meter>) -> Self {
        Self {
            place,
            terms,
            meter,
            bytes: 0,
            validator: Validator::default(),
            total: None,
            end: None,
            gathered: Vec::new(),
            part: None,
            has_part: false,
            has_description: false,
            description: None,
            hasher: None,
        }
    }

    /// The answer's body is the whole file.
    pub fn start_over(
        &mut self,
        job: &Job,
        length: Option<u64>,
        validator: Validator,
    ) -> Result<(), Failure> {
        self.terms.check_total(length)?;
        self.forget()?;
        self.total = length;
        self.end = length;
        self.validator = validator;
        self.hasher = Some(self.terms.hasher());
        let worth_it = |total| total >= WORTH_DESCRIBING_BYTES;
        let validator = self.validator.if_range();
        self.description = validator
            .filter(|_| self.total.is_none_or(worth_it))
            .map(|validator| Description {
                url: mask(job.url.as_str()).into_owned(),
                validator: validator.to_owned(),
                total: self.total,
            });
        Ok(())
    }

    /// The answer's body is the rest of a file of `total` bytes.
    pub fn append(&mut self, total: u64) -> Result<(), Failure> {
        self.terms.check_total(Some(total))?;
        self.total = Some(total);
        self.end = Some(total);
        if self.hasher.is_none() && !self.terms.hashes() {
            self.hasher = Some(self.terms.hasher());
        }
        Ok(())
    }

    pub fn push(&mut self, piece: &[u8]) -> Result<(), Failure> {
        self.meter.received(piece.len() as u64);
        let bytes = self.bytes + piece.len() as u64;
        if self.end.is_some_and(|end| bytes > end) {
            return Err(Failure::BadResponse("more bytes than it says".to_owned()));
        }
        self.terms.check_so_far(bytes)?;
        self.bytes = bytes;
        if let Some(hasher) = &mut self.hasher {
            hasher.update(piece);
        }
        if self.gathered.is_empty() && piece.len() >= GATHER_BYTES {
            return self.write(piece);
        }
        self.gathered.extend_from_slice(piece);
        if self.gathered.len() >= GATHER_BYTES {
            self.write_gathered()?;
        }
        Ok(())
    }

    /// Counts bytes of an answer that is not the file.
    pub fn pass_by(&self, piece: &[u8]) {
        self.meter.received(piece.len() as u64);
    }

    /// The answer ended before its body did; `None` where it did not say how long that is.
    pub fn short(&self) -> Option<Failure> {
        self.end.map(|expected| Failure::ShortBody {
            expected,
            got: Some(self.bytes),
        })
    }

    /// The body is whole: checks it against the job and gives the file its name.
    pub fn finish(&mut self) -> Result<Stored, Failure> {
        if let Some(expected) = self.end.filter(|&end| self.bytes < end) {
            let got = Some(self.bytes);
            return Err(Failure::ShortBody { expected, got });
        }
        let hasher = self.hasher.take().unwrap_or_else(|| self.terms.hasher());
        let stored = Stored {
            bytes: self.bytes,
            digests: hasher.finish(),
        };
        self.terms.check(&stored)?;
        self.store()?;
        Ok(stored)
    }

    /// Writes what is not written yet, flushes it where that is asked for, and renames.
    fn store(&mut self) -> Result<(), Failure> {
        let place = &self.place;
        let here = place.enter()?;
        let mut part = match self.part.take() {
            Some(part) => part,
            None => here.create_part()?,
        };
        self.has_part = true;
        part.write(&self.gathered)
            .map_err(|error| place.part_failed("write", error))?;
        let durable = place.root().is_durable();
        if durable {
            part.sync()
                .map_err(|error| place.part_failed("flush", error))?;
        }
        here.rename()?;
        self.has_part = false;
        if self.has_description {
            // The file is in its place; a description of nothing is removed by the next run.
            let _ = here.remove_description();
        }
        if durable {
            here.sync()?;
        }
        Ok(())
    }

    fn write_gathered(&mut self) -> Result<(), Failure> {
        if self.gathered.is_empty() {
            return Ok(());
        }
        let gathered = std::mem::take(&mut self.gathered);
        self.write(&gathered)?;
        // The room is kept for what comes next; a body of one piece never comes back here.
        self.gathered = gathered;
        self.gathered.clear();
        Ok(())
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        let mut part = match self.part.take() {
            Some(part) => part,
            None => self.create()?,
        };
        let written = part.write(bytes);
        self.part = Some(part);
        written.map_err(|error| self.place.part_failed("write", error))
    }

    fn create(&mut self) -> Result<Part, Failure> {
        let here = self.place.enter()?;
        let part = here.create_part()?;
        self.has_part = true;
        if let Some(description) = self.description.take() {
            self.has_description = here.describe(&description)?;
        }
        Ok(part)
    }
}

#[cfg(test)]
pub(crate) mod tests;
