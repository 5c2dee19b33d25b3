//! How far a run is, on stderr: a bar, a line every few seconds, or nothing. Also where failures are told.
//!
//! Downloads only count; a thread of its own looks at the counts ten times a second, so that drawing costs them nothing.

use std::io::{self, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::cli::ProgressMode;
use crate::masking::mask;

const BAR_EVERY: Duration = Duration::from_millis(100);
const LINE_EVERY: Duration = Duration::from_secs(3);
const BAR: &str = "{bar:30} {pos}/{len} {msg} ETA {eta}";
const BAR_OF_UNKNOWN_LENGTH: &str = "{spinner} {pos} {msg} {elapsed}";

/// What the downloads count.
#[derive(Debug, Default)]
pub struct Meter {
    bytes: AtomicU64,
    ended: AtomicU64,
}

impl Meter {
    /// Body bytes that arrived.
    pub fn received(&self, bytes: u64) {
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
    }

    /// One more download ended, well or not.
    pub fn ended(&self) {
        self.ended.fetch_add(1, Ordering::Relaxed);
    }

    pub fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }

    fn downloads(&self) -> u64 {
        self.ended.load(Ordering::Relaxed)
    }
}

/// Shows a meter while a run lasts.
pub struct Progress {
    bar: Option<ProgressBar>,
    drawer: Mutex<Option<(Sender<()>, JoinHandle<()>)>>,
}

impl Progress {
    /// `mode`: `auto` is nothing here, where no terminal is known. `total`: the number of downloads, where it can be
    /// known beforehand.
    pub fn start(mode: ProgressMode, meter: &Arc<Meter>, total: Option<u64>) -> Self {
        match mode {
            ProgressMode::Bar => {
                let bar = new_bar(total);
                let (drawn, meter) = (bar.clone(), meter.clone());
                Self::every(BAR_EVERY, Some(bar), move |elapsed| {
                    draw(&drawn, &meter, elapsed)
                })
            }
            ProgressMode::Plain => {
                let meter = meter.clone();
                Self::every(LINE_EVERY, None, move |elapsed| {
                    say(&line(&meter, total, elapsed))
                })
            }
            ProgressMode::Auto | ProgressMode::None => Self {
                bar: None,
                drawer: Mutex::new(None),
            },
        }
    }

    /// Tells the person at the terminal something, above the bar where there is one. URLs in it are masked.
    pub fn tell(&self, message: &str) {
        match &self.bar {
            Some(bar) => bar.suspend(|| say(message)),
            None => say(message),
        }
    }

    /// Takes the bar away.
    pub fn stop(&self) {
        let drawer = self
            .drawer
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some((stop, thread)) = drawer {
            drop(stop);
            // The thread only draws: if it panicked, there is nothing to draw any more.
            let _ = thread.join();
        }
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }

    fn every(
        period: Duration,
        bar: Option<ProgressBar>,
        draw: impl Fn(Duration) + Send + 'static,
    ) -> Self {
        let (stop, stopped) = mpsc::channel();
        let start = Instant::now();
        let thread = std::thread::spawn(move || {
            while stopped.recv_timeout(period) == Err(RecvTimeoutError::Timeout) {
                draw(start.elapsed());
            }
        });
        Self {
            bar,
            drawer: Mutex::new(Some((stop, thread))),
        }
    }
}

/// One line on stderr that says who speaks.
pub fn say(message: &str) {
    write_line(&format!("{}: {}", env!("CARGO_PKG_NAME"), mask(message)));
}

/// One line on stderr. A closed stderr is no reason to stop downloading.
pub fn write_line(line: &str) {
    let _ = io::stderr().write_all(format!("{line}\n").as_bytes());
}

fn new_bar(total: Option<u64>) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(total, ProgressDrawTarget::stderr_with_hz(10));
    let template = if total.is_some() {
        BAR
    } else {
        BAR_OF_UNKNOWN_LENGTH
    };
    let style = ProgressStyle::with_template(template);
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

fn draw(bar: &ProgressBar, meter: &Meter, elapsed: Duration) {
    bar.set_message(amount(meter, elapsed));
    bar.set_position(meter.downloads());
}

fn line(meter: &Meter, total: Option<u64>, elapsed: Duration) -> String {
    let of = total.map_or_else(String::new, |total| format!("/{total}"));
    format!("{}{of} {}", meter.downloads(), amount(meter, elapsed))
}

/// `12.0 MiB, 4.0 MiB/s`.
#[expect(clippy::cast_precision_loss)]
fn amount(meter: &Meter, elapsed: Duration) -> String {
    format!(
        "{}, {}/s",
        human_bytes(meter.bytes() as f64),
        human_bytes(rate(meter.bytes(), elapsed))
    )
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
    for larger in ["MiB", "GiB"] {
        if amount >= 1024.0 {
            (amount, unit) = (amount / 1024.0, larger);
        }
    }
    format!("{:.1} {unit}", (amount * 10.0).round() / 10.0)
}

#[cfg(test)]
mod tests {
    use super::{Meter, Progress, human_bytes, line, rate};
    use crate::cli::ProgressMode;
    use std::sync::Arc;
    use std::time::Duration;

    #[test]
    fn a_line_tells_downloads_bytes_and_rate() {
        let meter = Meter::default();
        meter.received(3 * 1024 * 1024);
        meter.ended();
        let second = Duration::from_secs(1);
        assert_eq!(line(&meter, Some(30), second), "1/30 3.0 MiB, 3.0 MiB/s");
        assert_eq!(line(&meter, None, second * 3), "1 3.0 MiB, 1.0 MiB/s");
    }

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
            (2.0 * 1024.0 * 1024.0 * 1024.0 * 1024.0, "2048.0 GiB"),
        ] {
            assert_eq!(human_bytes(bytes), text);
        }
    }

    #[test]
    fn every_mode_starts_and_stops() {
        let meter = Arc::new(Meter::default());
        for mode in [
            ProgressMode::Auto,
            ProgressMode::Bar,
            ProgressMode::Plain,
            ProgressMode::None,
        ] {
            let progress = Progress::start(mode, &meter, Some(3));
            progress.stop();
            progress.stop();
        }
    }
}
