//! What makes no sense in an answer is refused: an option that would do nothing is a mistake.

use super::headers::check_value;
use super::{AnswerBody, FramingName};
use crate::script::{BodyKind, Ranges, bodiless};
use crate::session::spec::{SpecError, refuse};

/// The shortest line of padding there is.
const LEAST_PAD_BYTES: usize = 32;
/// A head is put together in memory.
const MOST_PAD_BYTES: usize = 64 << 20;

impl AnswerBody {
    pub(super) fn check(&self, field: &str, bytes: u64) -> Result<(), SpecError> {
        self.check_raw(field)?;
        self.check_status(field)?;
        self.check_ranges(field)?;
        self.check_ending(field, bytes)?;
        self.check_rates(field)?;
        self.check_head(field)
    }

    /// Text that is no answer has none of an answer's parts.
    fn check_raw(&self, field: &str) -> Result<(), SpecError> {
        if self.raw.is_none() {
            return Ok(());
        }
        let given = [
            ("status", self.status.is_some()),
            ("body", self.body.is_some()),
            ("headers", !self.headers.is_empty()),
            ("version", self.version != 0),
            ("bytes", self.bytes.is_some()),
            ("lastModified", self.last_modified.is_some()),
            ("ranges", self.ranges.is_some()),
            ("ifRange", self.if_range.is_some()),
            ("rangeShift", self.range_shift != 0),
            ("rangeCut", self.range_cut != 0),
            ("framing", self.framing != FramingName::Length),
            ("afterBytes", self.after_bytes.is_some()),
            ("bodyBytesPerSecond", self.body_bytes_per_second.is_some()),
            ("padHeaders", self.pad_headers != 0),
        ];
        match given.iter().find(|(_, given)| *given) {
            Some((name, _)) => refuse(
                format!("{field}.{name}"),
                "means nothing with `raw`, which is sent as it stands",
            ),
            None => Ok(()),
        }
    }

    fn check_status(&self, field: &str) -> Result<(), SpecError> {
        let Some(status) = self.status else {
            return Ok(());
        };
        if !(100..=999).contains(&status) {
            return refuse(
                format!("{field}.status"),
                format!("{status} is not from 100 to 999"),
            );
        }
        if bodiless(status) && !matches!(self.body, None | Some(BodyKind::None)) {
            return refuse(
                format!("{field}.body"),
                format!("an answer of {status} has none"),
            );
        }
        Ok(())
    }

    /// An option that would do nothing is refused.
    fn check_ranges(&self, field: &str) -> Result<(), SpecError> {
        let shaped = [
            ("rangeShift", self.range_shift != 0),
            ("rangeCut", self.range_cut != 0),
            ("ifRange", self.if_range.is_some()),
        ];
        let kept = matches!(self.ranges, None | Some(Ranges::Honour));
        let given = |name: &str, given: bool, reason: &str| match given {
            true => refuse(format!("{field}.{name}"), reason),
            false => Ok(()),
        };
        let with_status = !matches!(self.status, None | Some(206));
        given(
            "ranges",
            with_status && self.ranges.is_some(),
            "means nothing with a status that is not 206",
        )?;
        for (name, is_given) in shaped {
            given(
                name,
                is_given && (with_status || !kept),
                "needs a range that is honoured",
            )?;
        }
        Ok(())
    }

    fn check_ending(&self, field: &str, bytes: u64) -> Result<(), SpecError> {
        match self.after_bytes {
            Some(_) if self.then.is_none() => refuse(
                format!("{field}.afterBytes"),
                "says when; what happens then is to be said by `then`",
            ),
            Some(after) if after > bytes && self.carries_the_file() => refuse(
                format!("{field}.afterBytes"),
                format!("{after} is above the {bytes} bytes of the file"),
            ),
            _ => Ok(()),
        }
    }

    fn carries_the_file(&self) -> bool {
        match (self.body, self.status) {
            (Some(body), _) => body == BodyKind::File,
            (None, status) => status.is_none_or(|status| (200..=299).contains(&status)),
        }
    }

    fn check_rates(&self, field: &str) -> Result<(), SpecError> {
        for (name, rate) in [
            ("headBytesPerSecond", self.head_bytes_per_second),
            ("bodyBytesPerSecond", self.body_bytes_per_second),
        ] {
            if rate == Some(0) {
                return refuse(
                    format!("{field}.{name}"),
                    "0 would never finish; leave it out for no limit",
                );
            }
        }
        Ok(())
    }

    fn check_head(&self, field: &str) -> Result<(), SpecError> {
        for (nth, status) in self.interim.iter().enumerate() {
            if !(100..=199).contains(status) || *status == 101 {
                return refuse(
                    format!("{field}.interim[{nth}]"),
                    format!("{status} is not from 100 to 199, or ends HTTP"),
                );
            }
        }
        let padded = LEAST_PAD_BYTES..=MOST_PAD_BYTES;
        if self.pad_headers != 0 && !padded.contains(&self.pad_headers) {
            return refuse(
                format!("{field}.padHeaders"),
                format!(
                    "{} is neither 0 nor from {LEAST_PAD_BYTES} to {MOST_PAD_BYTES}",
                    self.pad_headers
                ),
            );
        }
        match &self.last_modified {
            Some(text) => check_value(&format!("{field}.lastModified"), text),
            None => Ok(()),
        }
    }
}
