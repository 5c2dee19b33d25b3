//! The program while it runs.

use std::process::Child;
use std::thread::sleep;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};

/// Waits until something is so; the program must still be running then.
pub fn until(child: &mut Child, what: &str, mut so: impl FnMut() -> bool) {
    while !so() {
        let ended = child.try_wait().unwrap();
        assert!(ended.is_none(), "ended ({ended:?}) before {what}");
        sleep(Duration::from_millis(5));
    }
}

pub fn send(child: &Child, signal: Signal) {
    let pid = Pid::from_child(child);
    kill_process(pid, signal).unwrap();
}
