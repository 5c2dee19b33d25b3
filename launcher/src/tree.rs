//! The processes below this one, read from /proc.

use std::collections::BTreeMap;
use std::fs;
use std::io;

use libc::pid_t;

/// A process somewhere below this one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Process {
    pub group: pid_t,
    /// Ended, and only waiting to be waited for.
    pub ended: bool,
    /// A child of this process, so that its id cannot have passed to another.
    pub own: bool,
}

/// Every process below this one now. A process that comes or goes meanwhile may be missing: ask
/// again until `wait` knows no child.
pub fn below() -> io::Result<BTreeMap<pid_t, Process>> {
    let mut found = BTreeMap::new();
    let this = pid_t::try_from(std::process::id()).map_err(io::Error::other)?;
    let mut parents = vec![this];
    while let Some(parent) = parents.pop() {
        for pid in children(parent) {
            // Gone between the two reads.
            let Some((ended, group)) = read_stat(pid) else {
                continue;
            };
            let own = parent == this;
            if found.insert(pid, Process { group, ended, own }).is_none() {
                parents.push(pid);
            }
        }
    }
    Ok(found)
}

/// Children belong to the thread that made them, so each thread has its list.
fn children(parent: pid_t) -> Vec<pid_t> {
    let Ok(threads) = fs::read_dir(format!("/proc/{parent}/task")) else {
        return Vec::new();
    };
    let lists = threads.flatten().map(|thread| {
        // A thread that ended meanwhile has handed its children to another.
        fs::read_to_string(thread.path().join("children")).unwrap_or_default()
    });
    lists.flat_map(|list| parse_children(&list)).collect()
}

fn parse_children(list: &str) -> Vec<pid_t> {
    list.split_ascii_whitespace()
        .filter_map(|pid| pid.parse().ok())
        .collect()
}

/// Whether the process has ended, and its group.
type Stat = (bool, pid_t);

fn read_stat(pid: pid_t) -> Option<Stat> {
    parse_stat(&fs::read(format!("/proc/{pid}/stat")).ok()?)
}

/// `pid (name) state ppid pgrp …`, where the name may hold anything, parentheses and spaces too.
fn parse_stat(stat: &[u8]) -> Option<Stat> {
    let name_end = stat.iter().rposition(|byte| *byte == b')')?;
    let rest = std::str::from_utf8(&stat[name_end + 1..]).ok()?;
    let mut fields = rest.split_ascii_whitespace();
    let state = fields.next()?;
    let group = fields.nth(1)?.parse().ok()?;
    Some((matches!(state, "Z" | "X"), group))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stat_with_a_hostile_name() {
        let cases: [(&[u8], Option<Stat>); 4] = [
            (b"7 (sh) S 1 5 5 0", Some((false, 5))),
            (b"7 (a) Z 9 (b) R 1 6 5 0", Some((false, 6))),
            (b"7 (\xff) Z 1 5 5 0", Some((true, 5))),
            (b"7 (sh) S", None),
        ];
        for (stat, expected) in cases {
            assert_eq!(parse_stat(stat), expected);
        }
    }

    #[test]
    fn lists_of_children() {
        assert_eq!(parse_children("12 345 "), [12, 345]);
        assert!(parse_children("").is_empty());
    }
}
