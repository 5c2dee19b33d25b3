//! Server and client on a core each, where there are two.

use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};

fn allowed() -> Vec<usize> {
    let all = sched_getaffinity(None).unwrap();
    (0..CpuSet::MAX_CPU)
        .filter(|core| all.is_set(*core))
        .collect()
}

fn pin(core: usize) {
    let mut one = CpuSet::new();
    one.set(core);
    sched_setaffinity(None, &one).unwrap();
}

fn pair() -> Option<(usize, usize)> {
    static PAIR: std::sync::OnceLock<Option<(usize, usize)>> = std::sync::OnceLock::new();
    *PAIR.get_or_init(|| match allowed()[..] {
        [first, second, ..] => Some((first, second)),
        _ => None,
    })
}

/// From here on, processes are started on the server's core.
pub fn server_core() -> String {
    let Some((server, client)) = pair() else {
        return "one core for server and client".to_owned();
    };
    pin(server);
    format!("server on core {server}, client on core {client}")
}

pub fn client_core() {
    if let Some((_, client)) = pair() {
        pin(client);
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
