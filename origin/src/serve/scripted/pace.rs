//! A trickle: bytes that leave at a rate of their own.

const PIECES_PER_SECOND: u64 = 50;

/// A rate that is kept from the first piece on; without one, everything leaves at once.
pub(super) struct Pace {
    bytes_per_s: Option<u64>,
    next_ns: u64,
}

impl Pace {
    pub fn new(bytes_per_s: Option<u64>, start_ns: u64) -> Self {
        Self {
            bytes_per_s,
            next_ns: start_ns,
        }
    }

    /// How many of the bytes that wait make the next piece.
    pub fn limit(&self, wanted: u64) -> u64 {
        match self.bytes_per_s {
            Some(rate) => wanted.min((rate / PIECES_PER_SECOND).max(1)),
            None => wanted,
        }
    }

    /// When a piece of so many bytes may leave.
    pub fn leaves_ns(&mut self, bytes: u64) -> u64 {
        let leaves_ns = self.next_ns;
        if let Some(rate) = self.bytes_per_s {
            let takes_ns = u128::from(bytes) * 1_000_000_000 / u128::from(rate);
            self.next_ns = leaves_ns.saturating_add(takes_ns as u64);
        }
        leaves_ns
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_carries_the_rate() {
        for rate in [1, 3, 100, 65_536] {
            let mut pace = Pace::new(Some(rate), 500);
            let mut carried = 0;
            loop {
                let bytes = pace.limit(u64::MAX);
                // Times are rounded down, by less than a nanosecond a piece.
                if pace.leaves_ns(bytes) >= 2_000_000_500 - 100 {
                    break;
                }
                carried += bytes;
            }
            assert_eq!(carried / rate, 2);
        }
    }

    #[test]
    fn without_a_rate_all_leaves_at_once() {
        let mut pace = Pace::new(None, 500);
        assert_eq!(pace.limit(1 << 40), 1 << 40);
        assert_eq!([pace.leaves_ns(9), pace.leaves_ns(1 << 40)], [500, 500]);
    }
}
