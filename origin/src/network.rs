//! A network modelled in the application: when a response may start and when its bytes may leave.
//!
//! Everything here is arithmetic on virtual time; the caller waits. A connection takes one chunk of
//! its body at a time through the schedule, so connections that share a link take turns on it.

use std::cell::Cell;

use crate::content::mix;

/// Ten segments of 1,460 bytes: the initial window of RFC 6928.
pub const INITIAL_WINDOW_BYTES: u64 = 10 * 1_460;
/// The shortest piece worth a wake-up of its own: one segment.
const SMALLEST_CHUNK_BYTES: u64 = 1_460;
const LARGEST_CHUNK_BYTES: u64 = 256 * 1024;
const CHUNKS_PER_SECOND: u64 = 1_000;

/// What lies between a downloader and the origin.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Network {
    pub rtt_ns: u64,
    pub jitter_ns: u64,
    pub connection_bytes_per_s: Option<u64>,
    pub link_bytes_per_s: Option<u64>,
    pub slow_start: bool,
}

impl Network {
    /// Whether bodies need the schedule at all. Slow start counts in round trips: without any, it is nothing.
    #[must_use]
    pub fn shapes_bodies(&self) -> bool {
        self.connection_bytes_per_s.is_some() || self.link_bytes_per_s.is_some() || self.windows()
    }

    /// Whether anything here is ever waited for.
    #[must_use]
    pub fn delays(&self) -> bool {
        self.rtt_ns > 0 || self.jitter_ns > 0 || self.shapes_bodies()
    }

    fn windows(&self) -> bool {
        self.slow_start && self.rtt_ns > 0
    }

    /// How long the `nth` response of a file waits after its request was read. Seeded by file and
    /// occurrence rather than by order of arrival: every downloader meets the same delays.
    #[must_use]
    pub fn response_delay_ns(&self, seed: u64, file: u32, nth: u32) -> u64 {
        if self.jitter_ns == 0 {
            return self.rtt_ns;
        }
        let random = mix(mix(seed, u64::from(file)), u64::from(nth));
        let jitter = (u128::from(random) * u128::from(self.jitter_ns + 1)) >> 64;
        // The product of a 64-bit fraction and `jitter_ns + 1` is below `jitter_ns + 1`.
        self.rtt_ns + jitter as u64
    }

    fn chunk_bytes(&self) -> u64 {
        let slowest = self
            .connection_bytes_per_s
            .into_iter()
            .chain(self.link_bytes_per_s)
            .min();
        slowest.map_or(LARGEST_CHUNK_BYTES, |rate| {
            (rate / CHUNKS_PER_SECOND).clamp(SMALLEST_CHUNK_BYTES, LARGEST_CHUNK_BYTES)
        })
    }
}

/// When a rate has carried all it was given so far.
#[derive(Debug, Default)]
struct Pipe {
    free_ns: Cell<u64>,
}

impl Pipe {
    /// Queues `bytes` that are ready at `ready_ns`; returns when the last of them has passed.
    fn carry(&self, bytes: u64, bytes_per_s: Option<u64>, ready_ns: u64) -> u64 {
        let Some(rate) = bytes_per_s else {
            return ready_ns;
        };
        let takes_ns = (u128::from(bytes) * 1_000_000_000).div_ceil(u128::from(rate));
        let passed_ns = self
            .free_ns
            .get()
            .max(ready_ns)
            .saturating_add(takes_ns as u64);
        self.free_ns.set(passed_ns);
        passed_ns
    }
}

/// The link all connections of a session share.
#[derive(Debug, Default)]
pub struct Link(Pipe);

/// One connection's side of the schedule; lives as long as the connection.
#[derive(Debug)]
pub struct Shaper {
    network: Network,
    own: Pipe,
    window_bytes: u64,
    used_bytes: u64,
    round_start_ns: Option<u64>,
}

/// A piece of a body and the time before which none of it may leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grant {
    pub bytes: u64,
    pub leaves_ns: u64,
}

impl Shaper {
    #[must_use]
    pub fn new(network: Network) -> Self {
        Self {
            network,
            own: Pipe::default(),
            window_bytes: INITIAL_WINDOW_BYTES,
            used_bytes: 0,
            round_start_ns: None,
        }
    }

    /// When the next byte may enter the schedule, for a body that has been ready since `ready_ns`.
    /// Wait for it before [`Self::grant`]: a place on the link is not kept for a closed window.
    pub fn opens_ns(&mut self, ready_ns: u64) -> u64 {
        if !self.network.windows() {
            return ready_ns;
        }
        let round_ends_ns = self.round_start_ns.map(|start| start + self.network.rtt_ns);
        let full = self.used_bytes >= self.window_bytes;
        match round_ends_ns {
            Some(end) if full => {
                self.next_round(end.max(ready_ns), self.window_bytes.saturating_mul(2))
            }
            // A round that did not need its window is no evidence for a larger one; it is kept, idle or not.
            Some(end) if ready_ns >= end => self.next_round(ready_ns, self.window_bytes),
            None => self.next_round(ready_ns, self.window_bytes),
            Some(_) => ready_ns,
        }
    }

    fn next_round(&mut self, start_ns: u64, window_bytes: u64) -> u64 {
        self.round_start_ns = Some(start_ns);
        self.window_bytes = window_bytes;
        self.used_bytes = 0;
        start_ns
    }

    /// Takes the next piece of at most `wanted` bytes that entered at `entered_ns`. Times are the
    /// model's own, so a late wake-up delays one piece and costs the connection no rate.
    pub fn grant(&mut self, link: &Link, wanted: u64, entered_ns: u64) -> Grant {
        let mut bytes = wanted.min(self.network.chunk_bytes());
        if self.network.windows() {
            bytes = bytes.min(self.window_bytes - self.used_bytes);
            self.used_bytes += bytes;
        }
        let own_ns = self
            .own
            .carry(bytes, self.network.connection_bytes_per_s, entered_ns);
        let link_ns = link
            .0
            .carry(bytes, self.network.link_bytes_per_s, entered_ns);
        Grant {
            bytes,
            leaves_ns: own_ns.max(link_ns),
        }
    }
}

#[cfg(test)]
mod tests;
