//! The figures: times on the shared clock, CPU, context switches.

mod support;

use serde_json::{Value, json};
use support::{Scratch, launch};

fn figure(result: &Value, name: &str) -> u64 {
    result[name]
        .as_u64()
        .unwrap_or_else(|| panic!("{name} in {result}"))
}

fn monotonic_ns() -> u64 {
    let mut time = libc::timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    // SAFETY: `time` is a valid timespec to write to.
    unsafe { libc::clock_gettime(libc::CLOCK_MONOTONIC, &mut time) };
    time.tv_sec.unsigned_abs() * 1_000_000_000 + time.tv_nsec.unsigned_abs()
}

#[test]
fn times_are_on_the_monotonic_clock() {
    let scratch = Scratch::new();
    let before = monotonic_ns();
    let result = launch(&scratch.spec(&["true"]));
    let after = monotonic_ns();
    let (start, end) = (figure(&result, "startNs"), figure(&result, "endNs"));
    assert!(before <= start && start <= end && end <= after);
    assert_eq!(figure(&result, "wallNs"), end - start);
}

#[test]
fn the_wall_time_spans_the_command_and_not_its_leftovers() {
    let scratch = Scratch::new();
    let short = launch(&scratch.shell("sleep 300 & :"));
    let long = launch(&scratch.spec(&["sleep", "0.5"]));
    assert!(figure(&long, "wallNs") >= 500_000_000);
    // 300 s would be waiting for what it left behind.
    assert!(figure(&short, "wallNs") < 300_000_000_000);
}

#[test]
fn cpu_of_a_spin_and_of_a_sleep() {
    let scratch = Scratch::new();
    let count = "i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done";
    let spin = launch(&scratch.shell(count));
    // The same spin in a child that the command waits for counts as well.
    let waited = launch(&scratch.shell(&format!("sh -c '{count}'; :")));
    let sleep = launch(&scratch.spec(&["sleep", "0.5"]));
    let used = |result| figure(result, "userNs") + figure(result, "systemNs");
    assert!(figure(&spin, "userNs") > 0);
    assert!(used(&spin) > 2 * used(&sleep));
    assert!(used(&waited) > 2 * used(&sleep));
}

#[test]
fn sleeping_switches_voluntarily() {
    let scratch = Scratch::new();
    let result = launch(&scratch.shell("for i in 1 2 3 4 5; do sleep 0.01; done"));
    // One for each wait at the least.
    assert!(figure(&result, "voluntaryContextSwitches") >= 5);
    figure(&result, "involuntaryContextSwitches");
}

#[test]
fn the_result_has_exactly_these_fields() {
    let scratch = Scratch::new();
    let result = launch(&scratch.spec(&["true"]));
    let mut fields: Vec<_> = result.as_object().expect("object").keys().collect();
    fields.sort_unstable();
    let expected = [
        "endNs",
        "involuntaryContextSwitches",
        "leftBehind",
        "outcome",
        "peakRssBytes",
        "rssFloorBytes",
        "startNs",
        "systemNs",
        "userNs",
        "voluntaryContextSwitches",
        "wallNs",
    ];
    assert_eq!(fields, expected);
    assert_eq!(result["leftBehind"], json!(0));
}
