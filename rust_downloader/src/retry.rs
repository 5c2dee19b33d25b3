//! Which failures are worth another attempt, and how long to wait before it. Decisions only: nothing here waits.

use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use crate::failure::Code;

/// What follows a failed attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retried {
    Yes,
    No,
    /// One further attempt from zero, whatever the number of retries allowed.
    Once,
    /// Only for the statuses of [`is_status_retried`].
    ByStatus,
}

/// The contract's table of failures.
pub fn retried(code: Code) -> Retried {
    match code {
        Code::Dns | Code::Connect | Code::Reset | Code::ConnectTimeout | Code::StallTimeout => {
            Retried::Yes
        }
        Code::ShortBody | Code::BadResponse => Retried::Yes,
        Code::HttpStatus => Retried::ByStatus,
        Code::SizeMismatch | Code::DigestMismatch => Retried::Once,
        Code::BadJob | Code::UnsafePath | Code::DuplicatePath | Code::Exists => Retried::No,
        Code::Tls | Code::Timeout | Code::TooManyRedirects | Code::BadRedirect => Retried::No,
        Code::TooLarge | Code::Disk | Code::Cancelled => Retried::No,
    }
}

/// A status that may be another one next time.
pub fn is_status_retried(status: u16) -> bool {
    matches!(status, 408 | 425 | 429 | 500 | 502 | 503 | 504)
}

const FIRST_WAIT_MS: f64 = 200.0;
const LONGEST_WAIT_MS: f64 = 10_000.0;
const LONGEST_RETRY_AFTER: Duration = Duration::from_secs(60);

/// The wait before attempt `attempt + 1` (`attempt` from 1): full jitter, with `Retry-After` as a floor.
///
/// `random` is in [0, 1) and comes from outside, so that a test can say what the wait is.
pub fn wait(attempt: u32, random: f64, retry_after: Option<Duration>) -> Duration {
    // Past the sixth doubling the cap holds anyway, and 2^n would overflow long after.
    let doublings = i32::try_from(attempt.saturating_sub(1).min(10)).unwrap_or(10);
    let cap_ms = (FIRST_WAIT_MS * 2f64.powi(doublings)).min(LONGEST_WAIT_MS);
    let jittered = Duration::from_secs_f64(random * cap_ms / 1_000.0);
    jittered.max(retry_after.map_or(Duration::ZERO, |floor| floor.min(LONGEST_RETRY_AFTER)))
}

/// Random numbers that spread the waits of many downloads; another sequence in each run.
#[derive(Debug)]
pub struct Jitter(AtomicU64);

impl Default for Jitter {
    fn default() -> Self {
        Self(AtomicU64::new(RandomState::new().hash_one(0)))
    }
}

impl Jitter {
    /// In [0, 1), by splitmix64.
    #[expect(clippy::cast_precision_loss, reason = "53 bits fit")]
    pub fn next(&self) -> f64 {
        const STEP: u64 = 0x9e37_79b9_7f4a_7c15;
        let mut bits = self.0.fetch_add(STEP, Ordering::Relaxed).wrapping_add(STEP);
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((bits ^ (bits >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }
}

/// `Retry-After` as seconds or as a date; `None` for anything else. A date in the past is no wait.
pub fn parse_retry_after(header: &str, now: SystemTime) -> Option<Duration> {
    let header = header.trim();
    if !header.is_empty() && header.bytes().all(|digit| digit.is_ascii_digit()) {
        return (header.len() <= 9)
            .then(|| header.parse().ok().map(Duration::from_secs))
            .flatten();
    }
    let date = httpdate::parse_http_date(header).ok()?;
    Some(date.duration_since(now).unwrap_or(Duration::ZERO))
}

#[cfg(test)]
mod tests {
    use super::{Jitter, Retried, is_status_retried, parse_retry_after, retried, wait};
    use crate::failure::Code;
    use crate::vectors;
    use std::time::{Duration, SystemTime};

    #[test]
    fn the_codes_are_those_of_the_contract_and_retried_as_it_says() {
        let cases = vectors::cases("failures.json", "codes");
        assert_eq!(cases.len(), Code::ALL.len());
        for (case, code) in cases.iter().zip(Code::ALL) {
            let word = match retried(code) {
                Retried::Yes => "yes",
                Retried::No => "no",
                Retried::Once => "once",
                Retried::ByStatus => "by-status",
            };
            assert_eq!(
                (vectors::text(case, "code"), vectors::text(case, "retried")),
                (code.as_str(), word)
            );
        }
    }

    #[test]
    fn statuses_are_retried_as_the_vectors_say() {
        for case in vectors::cases("failures.json", "statuses") {
            let status = u16::try_from(case["status"].as_u64().unwrap()).unwrap();
            assert_eq!(
                is_status_retried(status),
                case["retried"].as_bool().unwrap(),
                "{case}"
            );
        }
    }

    #[test]
    fn waits_as_long_as_the_vectors_say() {
        for case in vectors::cases("retry.json", "cases") {
            let attempt = u32::try_from(case["attempt"].as_u64().unwrap()).unwrap();
            let floor = case["retryAfterSeconds"]
                .as_f64()
                .map(Duration::from_secs_f64);
            let waited = wait(attempt, case["random"].as_f64().unwrap(), floor);
            let expected = Duration::from_secs_f64(case["waitMs"].as_f64().unwrap() / 1_000.0);
            assert!(
                waited.abs_diff(expected) < Duration::from_micros(1),
                "{case}: {waited:?}"
            );
        }
    }

    #[test]
    fn the_jitter_is_spread_over_its_range() {
        let jitter = Jitter::default();
        let drawn: Vec<f64> = (0..1_000).map(|_| jitter.next()).collect();
        assert!(drawn.iter().all(|random| (0.0..1.0).contains(random)));
        for tenth in 0..10 {
            let here = |random: &f64| (random * 10.0).floor() == f64::from(tenth);
            assert!(drawn.iter().any(here), "none in tenth {tenth}");
        }
    }

    #[test]
    fn reads_retry_after_as_the_vectors_do() {
        for case in vectors::cases("retry.json", "retryAfter") {
            let now = SystemTime::UNIX_EPOCH
                + Duration::from_millis(case["nowEpochMs"].as_u64().unwrap());
            let seconds = parse_retry_after(vectors::text(&case, "header"), now)
                .map(|wait| wait.as_secs_f64());
            assert_eq!(seconds, case["seconds"].as_f64(), "{case}");
        }
    }
}
