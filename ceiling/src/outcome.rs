//! What is said at the end.

use std::time::Duration;

use serde::Serialize;

/// What was done, and how long it took.
#[derive(Debug, Serialize, PartialEq, Eq)]
#[serde(
    tag = "mode",
    rename_all = "lowercase",
    rename_all_fields = "camelCase"
)]
pub enum Outcome {
    Net {
        jobs: usize,
        bytes: u64,
        connections: usize,
        duration_ns: u64,
    },
    Both {
        jobs: usize,
        bytes: u64,
        connections: usize,
        threads: usize,
        duration_ns: u64,
    },
    Disk {
        jobs: usize,
        bytes: u64,
        threads: usize,
        duration_ns: u64,
    },
}

impl Outcome {
    /// One JSON line.
    pub fn line(&self) -> String {
        // Numbers and two known words: there is nothing in it that could not be written.
        serde_json::to_string(self).unwrap_or_default() + "\n"
    }
}

pub fn whole_ns(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_its_mode_and_units() {
        let disk = Outcome::Disk {
            jobs: 2,
            bytes: 30,
            threads: 1,
            duration_ns: 4,
        };
        assert_eq!(
            disk.line(),
            "{\"mode\":\"disk\",\"jobs\":2,\"bytes\":30,\"threads\":1,\"durationNs\":4}\n"
        );
    }
}
