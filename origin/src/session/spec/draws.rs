//! Drawn faults as asked for.

use serde::Deserialize;

use super::file::FileBody;
use super::{SpecError, refuse};
use crate::faults::Draws;

/// A client is expected to make another attempt after each.
const MAX_PER_FILE: u32 = 100;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct DrawsBody {
    unavailable: Option<UnavailableBody>,
    reset: Option<ResetBody>,
    most_per_file: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct UnavailableBody {
    share: f64,
    retry_after: Option<u64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ResetBody {
    share: f64,
}

impl DrawsBody {
    pub fn resolve(self, files: &[FileBody]) -> Result<Draws, SpecError> {
        if let Some(index) = files.iter().position(FileBody::misbehaves) {
            return refuse(
                "faults",
                format!("files[{index}] says itself what goes wrong with it"),
            );
        }
        if !(1..=MAX_PER_FILE).contains(&self.most_per_file) {
            return refuse(
                "faults.mostPerFile",
                format!("{} is not from 1 to {MAX_PER_FILE}", self.most_per_file),
            );
        }
        let unavailable_share = share("unavailable", self.unavailable.as_ref().map(|it| it.share))?;
        let reset_share = share("reset", self.reset.map(|it| it.share))?;
        if unavailable_share + reset_share > 1.0 {
            return refuse("faults", "the shares are more than 1 together");
        }
        if unavailable_share + reset_share == 0.0 {
            return refuse("faults", "name unavailable, reset, or both");
        }
        Ok(Draws {
            unavailable_share,
            retry_after_s: self.unavailable.and_then(|it| it.retry_after),
            reset_share,
            most_per_file: self.most_per_file,
        })
    }
}

fn share(name: &str, given: Option<f64>) -> Result<f64, SpecError> {
    match given {
        None => Ok(0.0),
        Some(share) if share > 0.0 && share <= 1.0 => Ok(share),
        Some(share) => refuse(
            format!("faults.{name}.share"),
            format!("{share} is not above 0 and at most 1"),
        ),
    }
}
