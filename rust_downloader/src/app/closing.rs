//! The last line for people.

use std::time::Duration;

use crate::progress::{human_bytes, rate};
use crate::report::Downloads;

/// `30 ok, 0 failed, 1.0 MiB in 0.31 s (3.2 MiB/s)`.
#[expect(clippy::cast_precision_loss)]
pub fn line(downloads: &Downloads, bytes: u64, duration: Duration) -> String {
    let mut counts = format!("{} ok, {} failed", downloads.ok, downloads.failed);
    for (count, state) in [
        (downloads.skipped, "skipped"),
        (downloads.cancelled, "cancelled"),
    ] {
        if count > 0 {
            counts += &format!(", {count} {state}");
        }
    }
    format!(
        "{counts}, {} in {:.2} s ({}/s)",
        human_bytes(bytes as f64),
        duration.as_secs_f64(),
        human_bytes(rate(bytes, duration))
    )
}

#[cfg(test)]
mod tests {
    use super::line;
    use crate::report::Downloads;
    use std::time::Duration;

    #[test]
    fn it_counts_what_there_is() {
        let mut downloads = Downloads {
            total: 3,
            ok: 2,
            failed: 1,
            skipped: 0,
            cancelled: 0,
        };
        let said =
            |downloads: &Downloads| line(downloads, 12 * 1024, Duration::from_micros(12_500));
        assert_eq!(
            said(&downloads),
            "2 ok, 1 failed, 12.0 KiB in 0.01 s (960.0 KiB/s)"
        );
        (downloads.skipped, downloads.cancelled) = (4, 5);
        assert!(
            said(&downloads).starts_with("2 ok, 1 failed, 4 skipped, 5 cancelled, 12.0 KiB in")
        );
    }
}
