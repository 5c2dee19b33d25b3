//! The last line of the terminal, where the bar stands.

use std::io::stderr;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::line::{State, bar};
use super::words::{spoken, write};
use crate::run::locked;

/// Where no terminal says how wide it is.
const COLUMNS: usize = 80;
/// So often at least, that what the terminal does with the line is mended.
const REDRAW_EVERY: Duration = Duration::from_secs(1);

const CLEAR: &str = "\r\x1b[K";

/// Of the process, which has one cursor: the end may come from anywhere.
static CURSOR_HIDDEN: AtomicBool = AtomicBool::new(false);

/// Clears the bar and brings the cursor back, where it was taken away.
pub fn show_cursor() {
    if CURSOR_HIDDEN.swap(false, Ordering::SeqCst) {
        write(&format!("{CLEAR}\x1b[?25h"));
    }
}

#[derive(Default)]
pub struct Screen(Mutex<Option<Drawn>>);

struct Drawn {
    line: String,
    at: Instant,
}

impl Screen {
    pub fn draw(&self, state: &State) {
        let line = bar(state, columns());
        let mut drawn = locked(&self.0);
        let fresh = |drawn: &Drawn| drawn.line == line && drawn.at.elapsed() < REDRAW_EVERY;
        if drawn.as_ref().is_some_and(fresh) {
            return;
        }
        let hide = if CURSOR_HIDDEN.swap(true, Ordering::SeqCst) {
            ""
        } else {
            "\x1b[?25l"
        };
        write(&format!("{hide}\r{line}\x1b[K"));
        let at = Instant::now();
        *drawn = Some(Drawn { line, at });
    }

    /// Says something above the bar.
    pub fn tell(&self, message: &str) {
        let drawn = locked(&self.0);
        let message = spoken(message);
        match &*drawn {
            Some(Drawn { line, .. }) => write(&format!("{CLEAR}{message}\n\r{line}\x1b[K")),
            None => write(&format!("{message}\n")),
        }
    }

    /// There is no bar any more.
    pub fn forget(&self) {
        locked(&self.0).take();
    }
}

fn columns() -> usize {
    let size = rustix::termios::tcgetwinsize(stderr());
    let columns = size.ok().map(|size| usize::from(size.ws_col));
    // Some terminals say that they are 0 columns wide.
    columns.filter(|&columns| columns > 0).unwrap_or(COLUMNS)
}
