//! The values of options, each refused by the option's name and what it takes.

use std::ffi::OsString;
use std::ops::RangeInclusive;
use std::time::Duration;

use lexopt::Parser;

use super::UsageError;
use crate::quoted::quoted;

const MOST_SECONDS: f64 = 1_000_000.0;
/// What every language can count to.
const MOST_BYTES: u64 = (1 << 53) - 1;

/// A whole number without a sign.
pub fn whole<T>(
    parser: &mut Parser,
    option: &str,
    range: RangeInclusive<T>,
) -> Result<T, UsageError>
where
    T: std::str::FromStr + PartialOrd + std::fmt::Display,
{
    let (least, most) = (range.start(), range.end());
    let takes = format!("{option} takes a whole number from {least} to {most}");
    let given = text(value(parser, option, "N")?, &takes)?;
    let number = digits(&given).filter(|number| range.contains(number));
    number.ok_or_else(|| not(&takes, &given))
}

/// Seconds, with a fraction if need be. `or_none`: 0 is allowed.
pub fn seconds(parser: &mut Parser, option: &str, or_none: bool) -> Result<Duration, UsageError> {
    let what = if or_none {
        "seconds, 0 or more"
    } else {
        "seconds above 0"
    };
    let takes = format!("{option} takes {what}");
    let given = text(value(parser, option, "S")?, &takes)?;
    let read = read_seconds(&given).filter(|seconds| or_none || !seconds.is_zero());
    read.ok_or_else(|| not(&takes, &given))
}

/// A number of bytes.
pub fn size(parser: &mut Parser, option: &str) -> Result<u64, UsageError> {
    let takes = format!("{option} takes a number of bytes, with K, M or G if you like");
    let given = text(value(parser, option, "BYTES")?, &takes)?;
    read_size(&given).ok_or_else(|| not(&takes, &given))
}

pub fn choice<T: Copy>(
    parser: &mut Parser,
    option: &str,
    what: &str,
    choices: &[(&str, T)],
) -> Result<T, UsageError> {
    let words: Vec<&str> = choices.iter().map(|(word, _)| *word).collect();
    let takes = format!("{option} takes one of {}", words.join(", "));
    let given = text(value(parser, option, what)?, &takes)?;
    let chosen = choices.iter().find(|(word, _)| *word == given);
    chosen
        .map(|(_, choice)| *choice)
        .ok_or_else(|| not(&takes, &given))
}

/// The name of something; an empty one is as good as none.
pub fn given(parser: &mut Parser, option: &str, what: &str) -> Result<OsString, UsageError> {
    let value = value(parser, option, what)?;
    if value.is_empty() {
        return Err(UsageError(format!("{option} takes {what}")));
    }
    Ok(value)
}

pub fn text(given: OsString, takes: &str) -> Result<String, UsageError> {
    given
        .into_string()
        .map_err(|given| UsageError(format!("{takes}, not {given:?} (not UTF-8)")))
}

pub fn not(takes: &str, given: &str) -> UsageError {
    UsageError(format!("{takes}, not {}", quoted(given)))
}

fn value(parser: &mut Parser, option: &str, what: &str) -> Result<OsString, UsageError> {
    parser
        .value()
        .map_err(|_| UsageError(format!("{option} takes {what}")))
}

/// Digits alone: `parse` would take a sign too.
fn digits<T: std::str::FromStr>(text: &str) -> Option<T> {
    text.bytes()
        .all(|digit| digit.is_ascii_digit())
        .then(|| text.parse().ok())
        .flatten()
}

fn read_seconds(given: &str) -> Option<Duration> {
    let plain = given
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.');
    let seconds: f64 = plain.then(|| given.parse().ok()).flatten()?;
    (seconds <= MOST_SECONDS).then(|| Duration::from_secs_f64(seconds))
}

fn read_size(given: &str) -> Option<u64> {
    let (number, unit) = match given.as_bytes().last() {
        Some(b'K') => (&given[..given.len() - 1], 1 << 10),
        Some(b'M') => (&given[..given.len() - 1], 1 << 20),
        Some(b'G') => (&given[..given.len() - 1], 1 << 30),
        _ => (given, 1),
    };
    let bytes = digits::<u64>(number)?.checked_mul(unit)?;
    (bytes <= MOST_BYTES).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::{read_seconds, read_size};
    use crate::vectors;

    #[test]
    fn seconds_are_those_of_the_vectors() {
        for case in vectors::cases("seconds.json", "cases") {
            let read = read_seconds(vectors::text(&case, "given"));
            let seconds = read.map(|seconds| seconds.as_secs_f64());
            assert_eq!(seconds, case["seconds"].as_f64(), "{case}");
        }
    }

    #[test]
    fn sizes_are_those_of_the_vectors() {
        for case in vectors::cases("sizes.json", "cases") {
            let read = read_size(vectors::text(&case, "given"));
            assert_eq!(read, case["bytes"].as_u64(), "{case}");
        }
    }
}
