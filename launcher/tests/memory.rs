//! The trap that the launcher exists for: a parent's memory peak in its child's figure.

mod support;

use std::process::Command;

use support::{Scratch, launch};

const MIB: u64 = 1024 * 1024;

/// Memory that is resident, and whose pages the compiler cannot leave untouched.
fn resident(bytes: u64) -> Vec<u8> {
    let mut memory = vec![0_u8; usize::try_from(bytes).expect("fits")];
    for page in memory.chunks_mut(4096) {
        page[0] = 1;
    }
    std::hint::black_box(memory)
}

/// `ru_maxrss` of `/bin/true` when this very process starts it.
#[expect(clippy::zombie_processes, reason = "wait4 waits for it")]
fn direct_peak_bytes() -> u64 {
    let child = Command::new("/bin/true").spawn().expect("true starts");
    let pid = libc::pid_t::try_from(child.id()).expect("a pid");
    // SAFETY: rusage is plain integers, for which all zeroes is a value.
    let (mut status, mut used): (_, libc::rusage) = (0, unsafe { std::mem::zeroed() });
    // SAFETY: both pointers are to live locals, and nobody else waits for this child.
    assert_eq!(unsafe { libc::wait4(pid, &mut status, 0, &mut used) }, pid);
    used.ru_maxrss.unsigned_abs() * 1024
}

fn figures(scratch: &Scratch) -> (u64, u64) {
    let result = launch(&scratch.spec(&["/bin/true"]));
    let figure = |name: &str| result[name].as_u64().expect("a figure");
    (figure("peakRssBytes"), figure("rssFloorBytes"))
}

#[test]
fn a_large_parent_does_not_leak_into_the_figure() {
    let scratch = Scratch::new();
    let memory = resident(400 * MIB);
    let direct = direct_peak_bytes();
    let (peak, floor) = figures(&scratch);
    drop(memory);
    println!("direct {direct}, launched {peak}, floor {floor}");
    assert!(peak < 20 * MIB, "{peak}");
    assert!(0 < floor && floor <= peak, "{floor} {peak}");
    if direct < 300 * MIB {
        eprintln!("not shown: this kernel does not fold a parent's peak into its child ({direct})");
    }
}

#[test]
fn what_the_command_itself_takes_is_seen() {
    let scratch = Scratch::new();
    // dd fills a buffer of this size, and reads it full.
    let script = "dd if=/dev/zero of=/dev/null bs=64M count=1 2>/dev/null";
    let result = launch(&scratch.shell(script));
    let peak = result["peakRssBytes"].as_u64().expect("a figure");
    assert!(peak > 64 * MIB, "{peak}");
}
