//! What an attempt or a run leaves, and what the next one makes of it.

use super::Body;
use crate::failure::{Code, Failure};
use crate::files::Part;
use crate::jobs::Job;
use crate::masking::mask;
use crate::resume::{self, RangeRequest, Validator};

const CATCH_UP_BYTES: usize = 1024 * 1024;

impl Body {
    /// Looks for what an earlier run has left; what cannot be gone on with is removed.
    pub fn look(&mut self, job: &Job, resume: bool) -> Result<(), Failure> {
        if self.place.root().is_fresh() {
            return Ok(());
        }
        let here = self.place.enter()?;
        let Some(found) = here.description() else {
            return Ok(());
        };
        self.has_description = true;
        self.has_part = true;
        let url = mask(job.url.as_str());
        let fits = found.filter(|found| resume && found.url == url);
        if let Some((found, part)) = fits.zip(here.reopen_part()) {
            self.validator = Validator::of(&found.validator);
            self.total = found.total;
            self.bytes = part.bytes();
            self.part = Some(part);
        }
        if resume::request(&self.left()).is_none() {
            self.forget()?;
        }
        Ok(())
    }

    /// Takes the part in hand before an attempt; what to ask for to go on from it.
    pub fn take_up(&mut self) -> Result<Option<RangeRequest>, Failure> {
        if self.has_part && self.part.is_none() {
            let reopened = self.place.enter()?.reopen_part();
            self.part = reopened.filter(|part| part.bytes() == self.bytes);
        }
        let range = resume::request(&self.left());
        match (&range, &mut self.part) {
            (Some(range), Some(part)) if range.offset == self.bytes => {
                debug_assert_eq!(part.bytes(), self.bytes);
            }
            (Some(range), Some(part)) => {
                part.cut(range.offset)
                    .map_err(|error| self.place.part_failed("cut", error))?;
                self.bytes = range.offset;
                self.hasher = None;
            }
            _ => {
                self.forget()?;
                return Ok(None);
            }
        }
        Ok(range)
    }

    /// What is in the part must be hashed before more can be; may take long.
    pub fn is_behind(&self) -> bool {
        self.hasher.is_none()
    }

    /// Reads what is in the part. `go_on` is asked now and then.
    pub fn catch_up(&mut self, go_on: impl Fn() -> Result<(), Failure>) -> Result<(), Failure> {
        let mut hasher = self.terms.hasher();
        let mut buffer = vec![0; CATCH_UP_BYTES];
        let mut at = 0;
        while let Some(part) = self.part.as_ref().filter(|_| at < self.bytes) {
            go_on()?;
            let left = usize::try_from(self.bytes - at).unwrap_or(usize::MAX);
            let room = left.min(CATCH_UP_BYTES);
            let read = part
                .read_at(&mut buffer[..room], at)
                .map_err(|error| self.place.part_failed("read", error))?;
            if read == 0 {
                return Err(Failure::BadResponse("the part was cut".to_owned()));
            }
            hasher.update(&buffer[..read]);
            at += read as u64;
        }
        self.hasher = Some(hasher);
        Ok(())
    }

    /// Before a wait: holds no open file and no memory. Kept is only what can be gone on with.
    pub fn rest(&mut self) {
        if self.validator.if_range().is_none() || self.write_gathered().is_err() {
            // What cannot be removed now is in the way of the next attempt, which will say so.
            let _ = self.forget();
        }
        self.part = None;
        self.gathered = Vec::new();
    }

    /// The download has failed with `code`: the next run may go on from what is described, and finds nothing else.
    pub fn give_up(&mut self, code: Code) {
        let spoilt = matches!(
            code,
            Code::TooLarge | Code::SizeMismatch | Code::DigestMismatch
        );
        let described = self.has_description || self.description.is_some();
        if described && !spoilt {
            // What a full disk did not take is not described either: the part is as long as it is.
            let _ = self.write_gathered();
            let written = self.part.as_ref().map_or(self.bytes, Part::bytes);
            if self.has_description && self.has_part && written > 0 {
                return;
            }
        }
        // The download has failed already; that something cannot be removed either changes nothing about it.
        let _ = self.forget();
        if !self.place.root().is_fresh() {
            let _ = self.place.enter().and_then(|here| here.remove_part());
        }
    }

    /// Removes what there is: nothing of it will be used.
    pub fn forget(&mut self) -> Result<(), Failure> {
        self.part = None;
        self.gathered.clear();
        (self.bytes, self.end, self.total) = (0, None, None);
        self.validator = Validator::default();
        (self.description, self.hasher) = (None, None);
        if !(self.has_description || self.has_part) {
            return Ok(());
        }
        let here = self.place.enter()?;
        if self.has_description {
            here.remove_description()?;
            self.has_description = false;
        }
        here.remove_part()?;
        self.has_part = false;
        Ok(())
    }

    /// What there is to go on from.
    pub fn left(&self) -> resume::Part {
        resume::Part {
            bytes: self.bytes,
            validator: self.validator.clone(),
            total: self.total,
        }
    }
}

#[cfg(test)]
mod tests;
