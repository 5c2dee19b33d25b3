//! How far a run is, on stderr: a bar, a line every few seconds, or nothing. Also where failures are told.
//!
//! Downloads only count; a thread of its own looks at the counts ten times a second, so that drawing costs them nothing.

mod line;
mod meter;
mod pace;
mod screen;
mod words;

use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::cli::ProgressMode;
use crate::run::locked;
use line::plain;
use pace::Pace;
use screen::Screen;

pub use meter::Meter;
pub use screen::show_cursor;
pub use words::{human_bytes, rate, say, write_line};

const BAR_EVERY: Duration = Duration::from_millis(100);
const LINE_EVERY: Duration = Duration::from_secs(5);

/// Shows a meter while a run lasts.
pub struct Progress {
    screen: Option<Arc<Screen>>,
    drawer: Mutex<Option<(Sender<()>, JoinHandle<()>)>>,
}

impl Progress {
    /// `mode`: `auto` is nothing here, where no terminal is known.
    pub fn start(mode: ProgressMode, meter: &Arc<Meter>) -> Self {
        let meter = meter.clone();
        let mut pace = Pace::start();
        match mode {
            ProgressMode::Bar => {
                let screen = Arc::new(Screen::default());
                let drawn = screen.clone();
                let draw = move || drawn.draw(&pace.look(&meter, Instant::now()));
                Self::every(BAR_EVERY, Some(screen), draw)
            }
            ProgressMode::Plain => {
                // The pace is looked at as often as for a bar, so that the rate is that of the last seconds.
                let mut next = Instant::now() + LINE_EVERY;
                let draw = move || {
                    let now = Instant::now();
                    let state = pace.look(&meter, now);
                    if now >= next {
                        write_line(&plain(&state));
                        next = now + LINE_EVERY;
                    }
                };
                Self::every(BAR_EVERY, None, draw)
            }
            ProgressMode::Auto | ProgressMode::None => Self {
                screen: None,
                drawer: Mutex::new(None),
            },
        }
    }

    /// Tells the person at the terminal something, above the bar where there is one. URLs in it are masked.
    pub fn tell(&self, message: &str) {
        match &self.screen {
            Some(screen) => screen.tell(message),
            None => say(message),
        }
    }

    /// Takes the bar away.
    pub fn stop(&self) {
        let drawer = locked(&self.drawer).take();
        if let Some((stop, thread)) = drawer {
            drop(stop);
            // The thread only draws: if it panicked, there is nothing to draw any more.
            let _ = thread.join();
        }
        show_cursor();
        if let Some(screen) = &self.screen {
            screen.forget();
        }
    }

    fn every(
        period: Duration,
        screen: Option<Arc<Screen>>,
        mut draw: impl FnMut() + Send + 'static,
    ) -> Self {
        let (stop, stopped) = mpsc::channel();
        // Before there is anything to tell: the first thing seen is that nothing is done.
        draw();
        let thread = std::thread::spawn(move || {
            while stopped.recv_timeout(period) == Err(RecvTimeoutError::Timeout) {
                draw();
            }
        });
        Self {
            screen,
            drawer: Mutex::new(Some((stop, thread))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Meter, Progress};
    use crate::cli::ProgressMode;
    use std::sync::Arc;

    #[test]
    fn every_mode_starts_and_stops() {
        let meter = Arc::new(Meter::default());
        for mode in [
            ProgressMode::Auto,
            ProgressMode::Bar,
            ProgressMode::Plain,
            ProgressMode::None,
        ] {
            let progress = Progress::start(mode, &meter);
            progress.stop();
            progress.stop();
        }
    }
}
