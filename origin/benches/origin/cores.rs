//! Server and client on a core each, where there are two.

use std::process::Child;
use std::sync::OnceLock;

use rustix::process::Pid;
use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};

fn allowed() -> Vec<usize> {
    let all = sched_getaffinity(None).unwrap();
    (0..CpuSet::MAX_CPU)
        .filter(|core| all.is_set(*core))
        .collect()
}

fn pin(process: Option<Pid>, core: usize) {
    let mut one = CpuSet::new();
    one.set(core);
    sched_setaffinity(process, &one).unwrap();
}

fn pair() -> Option<(usize, usize)> {
    static PAIR: OnceLock<Option<(usize, usize)>> = OnceLock::new();
    *PAIR.get_or_init(|| match allowed()[..] {
        [first, second, ..] => Some((first, second)),
        _ => None,
    })
}

/// Moves a running server to its core; those started from now on are born there.
pub fn server_core(running: &Child) -> String {
    let Some((server, client)) = pair() else {
        return "one core for server and client".to_owned();
    };
    pin(Some(Pid::from_child(running)), server);
    pin(None, server);
    format!("server on core {server}, client on core {client}")
}

pub fn client_core() {
    if let Some((_, client)) = pair() {
        pin(None, client);
    }
}

/// What the scheduler says of a process's first thread, the one that serves.
pub struct Scheduled {
    pub ran_ns: u64,
    /// Ready to run, but without a core.
    pub waited_ns: u64,
}

pub fn scheduled(process: u32) -> Scheduled {
    let schedule = std::fs::read_to_string(format!("/proc/{process}/schedstat")).unwrap();
    let numbers: Vec<u64> = schedule
        .split_whitespace()
        .map(|number| number.parse().unwrap())
        .collect();
    Scheduled {
        ran_ns: numbers[0],
        waited_ns: numbers[1],
    }
}
