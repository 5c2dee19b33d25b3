//! The line that is drawn, the same in every language.

use super::words::human_bytes;

/// Where a run is.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    pub done: u64,
    pub total: Option<u64>,
    pub bytes: u64,
    pub bytes_per_second: f64,
    pub eta_seconds: Option<f64>,
    pub in_flight: u64,
    pub retrying: u64,
    pub failed: u64,
}

const GAP: &str = "  ";
const WIDEST_BAR: usize = 30;
const NARROWEST_BAR: usize = 8;
/// The brackets and the blank behind them.
const BAR_FRAME: usize = 3;

pub fn plain(state: &State) -> String {
    fields(state).join(GAP)
}

/// For a terminal of so many columns; the last one stays free.
pub fn bar(state: &State, columns: usize) -> String {
    let width = columns.saturating_sub(1);
    let mut fields = fields(state);
    while fields.len() > 1 && fields.join(GAP).len() > width {
        fields.pop();
    }
    let mut text = fields.join(GAP);
    text.truncate(width);
    let room = (width - text.len()).saturating_sub(BAR_FRAME);
    match state.total {
        Some(total) if total > 0 && room >= NARROWEST_BAR => {
            let drawn = draw(state.done, total, room.min(WIDEST_BAR));
            format!("[{drawn}] {text}")
        }
        _ => text,
    }
}

fn draw(done: u64, total: u64, width: usize) -> String {
    let filled = u128::from(done.min(total)) * width as u128 / u128::from(total);
    let filled = usize::try_from(filled).unwrap_or(width);
    let mut drawn = "=".repeat(filled);
    if filled < width {
        drawn.push('>');
    }
    format!("{drawn:width$}")
}

#[expect(clippy::cast_precision_loss)]
fn fields(state: &State) -> Vec<String> {
    let State { done, total, .. } = state;
    let mut fields = vec![
        total.map_or_else(|| format!("{done} done"), |total| format!("{done}/{total}")),
        human_bytes(state.bytes as f64),
        format!("{}/s", human_bytes(state.bytes_per_second)),
    ];
    fields.extend(state.eta_seconds.map(eta));
    let mut active = format!("{} active", state.in_flight);
    for (count, word) in [(state.retrying, "retrying"), (state.failed, "failed")] {
        if count > 0 {
            active += &format!(", {count} {word}");
        }
    }
    fields.push(active);
    fields
}

/// `ETA 0:12`, `ETA 1:02:03`.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn eta(seconds: f64) -> String {
    let seconds = seconds.ceil() as u64;
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 {
        format!("ETA {hours}:{minutes:02}:{seconds:02}")
    } else {
        format!("ETA {minutes}:{seconds:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::{State, bar, plain};
    use crate::vectors;
    use serde_json::Value;

    fn state(state: &Value) -> State {
        let number = |key: &str| state[key].as_u64().unwrap();
        State {
            done: number("done"),
            total: state["total"].as_u64(),
            bytes: number("bytes"),
            bytes_per_second: state["bytesPerSecond"].as_f64().unwrap(),
            eta_seconds: state["etaSeconds"].as_f64(),
            in_flight: number("inFlight"),
            retrying: number("retrying"),
            failed: number("failed"),
        }
    }

    #[test]
    fn draws_the_bars_of_the_vectors() {
        for case in vectors::cases("progress.json", "bar") {
            let columns = usize::try_from(case["columns"].as_u64().unwrap()).unwrap();
            let line = bar(&state(&case["state"]), columns);
            assert_eq!(line, vectors::text(&case, "line"), "{case}");
        }
    }

    #[test]
    fn writes_the_lines_of_the_vectors() {
        for case in vectors::cases("progress.json", "plain") {
            let line = plain(&state(&case["state"]));
            assert_eq!(line, vectors::text(&case, "line"), "{case}");
        }
    }
}
