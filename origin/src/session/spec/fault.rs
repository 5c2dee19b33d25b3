//! A fault as asked for: one flat object, of which each kind uses its own part.

use serde::Deserialize;

use super::{SpecError, refuse, wait_ns};
use crate::faults::Fault;

const REDIRECTS: [u16; 5] = [301, 302, 303, 307, 308];

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct FaultBody {
    pub kind: FaultKind,
    status: Option<u16>,
    retry_after: Option<u64>,
    after_bytes: Option<u64>,
    ms: Option<f64>,
    location: Option<String>,
    times: Option<u32>,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub(super) enum FaultKind {
    Status,
    ShortBody,
    Reset,
    Stall,
    Delay,
    Redirect,
    NotHttp,
}

impl FaultBody {
    pub fn resolve(self, field: &str, file_bytes: u64) -> Result<(Fault, Option<u32>), SpecError> {
        self.refuse_foreign(field)?;
        if self.times == Some(0) {
            return refuse(
                format!("{field}.times"),
                "0 is no fault at all; leave the fault out",
            );
        }
        let times = self.times;
        let after = |bytes: Option<u64>| match needed(field, "afterBytes", bytes)? {
            after if after < file_bytes => Ok(after),
            after => refuse(
                format!("{field}.afterBytes"),
                format!("{after} is not below the file's {file_bytes}"),
            ),
        };
        let fault = match self.kind {
            FaultKind::Status => match needed(field, "status", self.status)? {
                status @ 400..=599 => Fault::Status {
                    status,
                    retry_after_s: self.retry_after,
                },
                status => {
                    return refuse(
                        format!("{field}.status"),
                        format!("{status} is not from 400 to 599"),
                    );
                }
            },
            FaultKind::ShortBody => Fault::ShortBody {
                after_bytes: after(self.after_bytes)?,
            },
            FaultKind::Reset => Fault::Reset {
                after_bytes: after(self.after_bytes)?,
            },
            FaultKind::Stall => Fault::Stall {
                after_bytes: after(self.after_bytes)?,
            },
            FaultKind::Delay => Fault::Delay {
                delay_ns: wait_ns(&format!("{field}.ms"), needed(field, "ms", self.ms)?)?,
            },
            FaultKind::Redirect => redirect(field, self.status, self.location)?,
            FaultKind::NotHttp => Fault::NotHttp,
        };
        Ok((fault, times))
    }

    /// An option of another kind of fault would do nothing: say so instead.
    fn refuse_foreign(&self, field: &str) -> Result<(), SpecError> {
        use FaultKind::{Delay, Redirect, Reset, ShortBody, Stall, Status};
        let given: [(&str, bool, &[FaultKind]); 5] = [
            ("status", self.status.is_some(), &[Status, Redirect]),
            ("retryAfter", self.retry_after.is_some(), &[Status]),
            (
                "afterBytes",
                self.after_bytes.is_some(),
                &[ShortBody, Reset, Stall],
            ),
            ("ms", self.ms.is_some(), &[Delay]),
            ("location", self.location.is_some(), &[Redirect]),
        ];
        match given
            .iter()
            .find(|(_, given, kinds)| *given && !kinds.contains(&self.kind))
        {
            Some((name, ..)) => refuse(
                format!("{field}.{name}"),
                "means nothing for this kind of fault",
            ),
            None => Ok(()),
        }
    }
}

fn needed<T>(field: &str, name: &str, value: Option<T>) -> Result<T, SpecError> {
    value.map_or_else(|| refuse(format!("{field}.{name}"), "is missing"), Ok)
}

fn redirect(
    field: &str,
    status: Option<u16>,
    location: Option<String>,
) -> Result<Fault, SpecError> {
    let status = needed(field, "status", status)?;
    if !REDIRECTS.contains(&status) {
        return refuse(
            format!("{field}.status"),
            format!("{status} is not one of {REDIRECTS:?}"),
        );
    }
    let location = needed(field, "location", location)?;
    // It becomes a header: anything but visible ASCII could end it and start another.
    if !location.bytes().all(|byte| byte.is_ascii_graphic()) {
        return refuse(format!("{field}.location"), "has characters no URL has");
    }
    Ok(Fault::Redirect { status, location })
}
