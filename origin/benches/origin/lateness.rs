//! How late delays of 50 ms end, by the origin's own clock and as a client sees it.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::client::Asking;
use crate::cores::scheduled;
use crate::quantile;
use crate::support::{Origin, column};

const DELAY_MS: u64 = 50;
/// In flight, and the lateness in ms allowed at the median and at the 99th percentile.
const CASES: [(usize, f64, f64); 3] = [(1, 0.5, 3.0), (100, 0.5, 3.0), (1_000, 1.0, 5.0)];

pub fn measure(origin: &Origin) {
    println!("\nLateness of {DELAY_MS} ms delays, in ms (4 KiB answers)");
    println!(
        "in flight  answers   origin: median    p99    max   client: median    p99    max   goal"
    );
    for (in_flight, median_goal, p99_goal) in CASES {
        let session = origin.open(&json!({
            "seed": 1, "files": [{"bytes": 4096}], "network": {"rttMs": DELAY_MS},
        }));
        let (address, path) = (session.base().0, session.path(0));
        let duration = Duration::from_secs(if in_flight == 1 { 10 } else { 4 });
        let (start, waited_ns) = (Instant::now(), scheduled(origin.process.id()).waited_ns);
        let answers = Asking {
            address: &address,
            path: &path,
            connections: in_flight,
            duration,
        }
        .run();
        let mut seen: Vec<f64> = answers
            .first_byte_ns
            .iter()
            .skip(in_flight)
            .map(|ns| late_ms(*ns))
            .collect();
        let mut told = by_the_origin(&session.close());
        // The part of the time in which the server could have run, but somebody else had its core.
        let waited_ns = scheduled(origin.process.id()).waited_ns - waited_ns;
        let taken = waited_ns as f64 / start.elapsed().as_nanos() as f64 * 100.0;
        let met = quantile(&mut told, 0.5) <= median_goal && quantile(&mut told, 0.99) <= p99_goal;
        println!(
            "{in_flight:9}  {:7}   {}   {}   {taken:8.1} %   {median_goal} and {p99_goal}: {}",
            told.len(),
            three(&mut told),
            three(&mut seen),
            verdict(met, taken),
        );
    }
}

/// A goal that is missed while others have the core says nothing of the server.
fn verdict(met: bool, taken_percent: f64) -> &'static str {
    match met {
        true => "met",
        false if taken_percent > 0.2 => "unclear, others had the core",
        false => "MISSED",
    }
}

fn late_ms(waited_ns: u64) -> f64 {
    let late_ns = i128::from(waited_ns) - i128::from(DELAY_MS) * 1_000_000;
    assert!(late_ns >= 0, "an answer was {} ns early", -late_ns);
    late_ns as f64 / 1e6
}

fn by_the_origin(truth: &Value) -> Vec<f64> {
    let asked = column(truth, "requestTimeline", "requestNs");
    let first = column(truth, "requestTimeline", "firstByteNs");
    let waited = asked
        .iter()
        .zip(first)
        .filter_map(|(asked, first)| Some(first.as_u64()? - asked.as_u64()?));
    waited.map(late_ms).collect()
}

fn three(late: &mut [f64]) -> String {
    format!(
        "{:14.3} {:6.3} {:6.3}",
        quantile(late, 0.5),
        quantile(late, 0.99),
        quantile(late, 1.0)
    )
}
