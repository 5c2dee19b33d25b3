//! What is done about a file that is there already.

use std::io::Read;

use super::Body;
use crate::cli::Existing as Mode;
use crate::failure::Failure;
use crate::files::{Existing, Here};
use crate::work::{Hasher, Work};

const READ_BYTES: usize = 1024 * 1024;

/// A file that was there, and stays.
#[derive(Debug)]
pub struct Kept {
    /// Where it had to be computed.
    pub sha256: Option<String>,
}

impl Body {
    /// Whether the file that is there is kept. May read all of it; `go_on` is asked now and then.
    pub fn look_at_existing(
        &self,
        mode: Mode,
        go_on: impl Fn() -> Result<(), Failure>,
    ) -> Result<Option<Kept>, Failure> {
        if mode == Mode::Overwrite {
            return Ok(None);
        }
        let here = self.place.enter()?;
        let existing = here.existing()?;
        if mode == Mode::Fail {
            return match existing {
                Existing::Nothing => Ok(None),
                Existing::File { .. } | Existing::Other => Err(Failure::Exists),
            };
        }
        let Existing::File { bytes } = existing else {
            return Ok(None);
        };
        let kept = self.compare(&here, bytes, go_on)?;
        if kept.is_some() && !self.place.root().is_fresh() {
            here.remove_description()?;
            here.remove_part()?;
        }
        Ok(kept)
    }

    fn compare(
        &self,
        here: &Here<'_>,
        bytes: u64,
        go_on: impl Fn() -> Result<(), Failure>,
    ) -> Result<Option<Kept>, Failure> {
        if !self.terms.fits_size(bytes) {
            return Ok(None);
        }
        if !self.terms.wants_digest() {
            return Ok(Some(Kept { sha256: None }));
        }
        let mut hasher = Hasher::new(Work::None, true);
        // What cannot be read is not known to be the file: it is fetched.
        let Ok(mut file) = here.open_existing() else {
            return Ok(None);
        };
        let mut buffer = vec![0; READ_BYTES];
        loop {
            go_on()?;
            match file.read(&mut buffer) {
                Ok(0) => break,
                Ok(read) => hasher.update(&buffer[..read]),
                Err(_) => return Ok(None),
            }
        }
        let sha256 = hasher.finish().sha256;
        let fits = self.terms.fits_digest(sha256.as_deref());
        Ok(fits.then_some(Kept { sha256 }))
    }
}
