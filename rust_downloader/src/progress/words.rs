//! Sizes and rates for people, and lines on stderr.

use std::io::{self, Write};
use std::time::Duration;

use crate::masking::mask;

/// One line on stderr that says who speaks.
pub fn say(message: &str) {
    write_line(&spoken(message));
}

/// The same, not written yet.
pub fn spoken(message: &str) -> String {
    format!("{}: {}", env!("CARGO_PKG_NAME"), mask(message))
}

/// One line on stderr. A closed stderr is no reason to stop downloading.
pub fn write_line(line: &str) {
    write(&format!("{line}\n"));
}

pub fn write(text: &str) {
    let _ = io::stderr().write_all(text.as_bytes());
}

/// Bytes per second; none where no time has passed.
#[expect(clippy::cast_precision_loss)]
pub fn rate(bytes: u64, elapsed: Duration) -> f64 {
    let seconds = elapsed.as_secs_f64();
    if seconds > 0.0 {
        bytes as f64 / seconds
    } else {
        0.0
    }
}

/// `958 B`, `12.0 KiB`: rounded half up, with one decimal from KiB on.
pub fn human_bytes(bytes: f64) -> String {
    if bytes < 1024.0 {
        return format!("{:.0} B", bytes.round());
    }
    let (mut amount, mut unit) = (bytes / 1024.0, "KiB");
    for larger in ["MiB", "GiB", "TiB"] {
        if amount >= 1024.0 {
            (amount, unit) = (amount / 1024.0, larger);
        }
    }
    format!("{:.1} {unit}", (amount * 10.0).round() / 10.0)
}

#[cfg(test)]
mod tests {
    use super::{human_bytes, rate};
    use std::time::Duration;

    #[test]
    fn no_time_is_no_division() {
        assert!(rate(7, Duration::ZERO) == 0.0);
    }

    #[test]
    fn sizes_have_one_decimal_rounded_half_up() {
        for (bytes, text) in [
            (0.0, "0 B"),
            (2.5, "3 B"),
            (1024.0, "1.0 KiB"),
            (1280.0, "1.3 KiB"),
            (12_288.0, "12.0 KiB"),
            (1.5 * 1024.0 * 1024.0, "1.5 MiB"),
            (2.0 * 1024.0 * 1024.0 * 1024.0 * 1024.0, "2.0 TiB"),
            (2048.0 * 1024.0 * 1024.0 * 1024.0 * 1024.0, "2048.0 TiB"),
        ] {
            assert_eq!(human_bytes(bytes), text);
        }
    }
}
