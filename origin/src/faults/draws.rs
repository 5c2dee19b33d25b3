//! Faults that are drawn request by request, the same for whoever asks.

use std::cell::Cell;

use serde::Serialize;

use crate::content::mix;

/// Keeps these draws apart from those of the jitter, which come from the same seed, file and occurrence.
const STREAM: u64 = 0x6661_756c_7473;

/// How often which fault strikes, of all requests of a session's files.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Draws {
    /// Share of requests that are answered with 503.
    pub unavailable_share: f64,
    pub retry_after_s: Option<u64>,
    /// Share of requests whose connection (HTTP/2: stream) is reset within the body.
    pub reset_share: f64,
    /// After so many, the file's requests are answered as they should be.
    pub most_per_file: u32,
}

/// The fault of one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drawn {
    Unavailable {
        retry_after_s: Option<u64>,
    },
    /// `place` of 2^64 of the answer's body comes first.
    Reset {
        place: u64,
    },
}

impl Draws {
    /// What the `nth` request of a file meets, of which `struck` earlier ones met something.
    #[must_use]
    pub fn draw(&self, seed: u64, file: u32, nth: u32, struck: u32) -> Option<Drawn> {
        if struck >= self.most_per_file {
            return None;
        }
        let random = mix(mix(mix(seed, STREAM), u64::from(file)), u64::from(nth));
        let share = unit(random);
        if share < self.unavailable_share {
            let retry_after_s = self.retry_after_s;
            return Some(Drawn::Unavailable { retry_after_s });
        }
        let place = mix(random, 0);
        (share < self.unavailable_share + self.reset_share).then_some(Drawn::Reset { place })
    }
}

/// Uniform from 0 to 1, 1 excluded.
fn unit(random: u64) -> f64 {
    (random >> 11) as f64 / (1_u64 << 53) as f64
}

/// Where a body of so many bytes is cut: never before its first byte, nor after its last. Shorter ones cannot be.
#[must_use]
pub fn cut_at(place: u64, bytes: u64) -> Option<u64> {
    let inner = bytes.checked_sub(1).filter(|inner| *inner > 0)?;
    // Below `inner`: the product of a 64-bit fraction and `inner`.
    Some(1 + ((u128::from(place) * u128::from(inner)) >> 64) as u64)
}

/// How many faults were dealt.
#[derive(Debug, Default)]
pub struct Dealt {
    pub unavailable: Cell<u64>,
    pub resets: Cell<u64>,
}

/// The same, told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct DealtCounts {
    unavailable: u64,
    resets: u64,
}

impl Dealt {
    #[must_use]
    pub fn counts(&self) -> DealtCounts {
        DealtCounts {
            unavailable: self.unavailable.get(),
            resets: self.resets.get(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DRAWS: Draws = Draws {
        unavailable_share: 0.05,
        retry_after_s: Some(1),
        reset_share: 0.02,
        most_per_file: 2,
    };

    #[test]
    fn strikes_in_its_shares_and_the_same_again() {
        let all = |seed| (0..20_000).map(move |file| DRAWS.draw(seed, file, 0, 0));
        let resets = all(1).filter(|drawn| matches!(drawn, Some(Drawn::Reset { .. })));
        let refusals = all(1).filter(|drawn| matches!(drawn, Some(Drawn::Unavailable { .. })));
        assert!((300..500).contains(&resets.count()));
        assert!((850..1_150).contains(&refusals.count()));
        assert!(all(1).eq(all(1)));
        assert!(!all(1).eq(all(2)));
    }

    #[test]
    fn leaves_a_file_alone_that_had_enough() {
        let always = Draws {
            unavailable_share: 1.0,
            ..DRAWS
        };
        let struck = [0, 1, 2, 3].map(|struck| always.draw(1, 0, 7, struck).is_some());
        assert_eq!(struck, [true, true, false, false]);
    }

    #[test]
    fn cuts_within_a_body() {
        let cuts = |place| [0, 1, 2, 3, 100].map(|bytes| cut_at(place, bytes));
        assert_eq!(cuts(0), [None, None, Some(1), Some(1), Some(1)]);
        assert_eq!(cuts(u64::MAX), [None, None, Some(1), Some(2), Some(99)]);
    }
}
