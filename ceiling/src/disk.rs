//! Everything that a downloader does to a disk: create NAME.part, write, close, rename to NAME.

use std::collections::HashSet;
use std::fs::File;
use std::os::fd::AsFd;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

use anyhow::{Context, Result};
use rustix::fs::{Mode, OFlags, mkdirat, openat, renameat};
use rustix::io::Errno;

use crate::jobs::Job;
use crate::outcome::{Outcome, whole_ns};

/// Fits the caches of a core, so that what is measured is the writing and not the reading.
const CHUNK_BYTES: usize = 256 * 1024;
/// A thread more for each of these: below it, they would only wait for each other in the folder.
const BYTES_A_THREAD: u64 = 64 << 20;

/// One file to be, checked before the clock starts.
struct Plan<'a> {
    path: &'a str,
    part: String,
    bytes: u64,
}

/// Writes a file for every job and times it, without the making of sub-folders.
pub fn write(jobs: &[Job], concurrency: usize, dir: &Path) -> Result<Outcome> {
    let plans = jobs.iter().map(plan).collect::<Result<Vec<_>>>()?;
    let bytes = plans.iter().map(|plan| plan.bytes).sum();
    let folder =
        File::open(dir).with_context(|| format!("cannot open the folder {}", dir.display()))?;
    make_folders(&folder, &plans)?;
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let threads = thread_count(bytes, concurrency.min(cores));
    let chunk = noise();

    let next = AtomicUsize::new(0);
    let start = Instant::now();
    thread::scope(|scope| {
        let work = || write_some(&folder, &plans, &next, &chunk);
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        let own = work();
        let joined = others.into_iter().map(|other| other.join());
        joined.fold(own, |all, one| {
            all.and(one.unwrap_or_else(|_| Err(anyhow::anyhow!("a thread died"))))
        })
    })?;
    Ok(Outcome::Disk {
        jobs: plans.len(),
        bytes,
        threads,
        duration_ns: whole_ns(start.elapsed()),
    })
}

fn plan(job: &Job) -> Result<Plan<'_>> {
    let path = job.path()?;
    Ok(Plan {
        path,
        part: format!("{path}.part"),
        bytes: job.bytes()?,
    })
}

fn thread_count(bytes: u64, most: usize) -> usize {
    let useful = usize::try_from(bytes / BYTES_A_THREAD).unwrap_or(usize::MAX);
    useful.clamp(1, most)
}

/// Bytes that no file system can make smaller; which ones is of no account.
fn noise() -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let word = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()
    };
    std::iter::repeat_with(word)
        .flatten()
        .take(CHUNK_BYTES)
        .collect()
}

fn make_folders(folder: &File, plans: &[Plan<'_>]) -> Result<()> {
    let mut made = HashSet::new();
    for plan in plans {
        for (end, _) in plan.path.match_indices('/') {
            let name = &plan.path[..end];
            if !made.insert(name) {
                continue;
            }
            match mkdirat(folder, name, Mode::from_raw_mode(0o777)) {
                Ok(()) | Err(Errno::EXIST) => {}
                Err(error) => return Err(error).context(format!("cannot make the folder {name}")),
            }
        }
    }
    Ok(())
}

/// Takes one plan after the other until none is left.
fn write_some(folder: &File, plans: &[Plan<'_>], next: &AtomicUsize, chunk: &[u8]) -> Result<()> {
    while let Some(plan) = plans.get(next.fetch_add(1, Ordering::Relaxed)) {
        write_one(folder, plan, chunk).with_context(|| format!("cannot write {}", plan.path))?;
    }
    Ok(())
}

fn write_one(folder: &File, plan: &Plan<'_>, chunk: &[u8]) -> Result<()> {
    let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::CLOEXEC;
    let file = openat(
        folder,
        plan.part.as_str(),
        flags,
        Mode::from_raw_mode(0o666),
    )?;
    let mut left = plan.bytes;
    while left > 0 {
        let most = usize::try_from(left).unwrap_or(usize::MAX).min(chunk.len());
        left -= rustix::io::write(file.as_fd(), &chunk[..most])? as u64;
    }
    drop(file);
    renameat(folder, plan.part.as_str(), folder, plan.path)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_thread_comes_with_the_bytes_for_it() {
        for (bytes, most, threads) in [
            (0, 2, 1),
            (BYTES_A_THREAD, 2, 1),
            (2 * BYTES_A_THREAD, 2, 2),
            (u64::MAX, 4, 4),
            (u64::MAX, 1, 1),
        ] {
            assert_eq!(thread_count(bytes, most), threads, "{bytes} on {most}");
        }
    }

    #[test]
    fn noise_is_not_one_byte_repeated() {
        let noise = noise();
        assert_eq!(noise.len(), CHUNK_BYTES);
        assert!((0..=u8::MAX).all(|byte| noise.contains(&byte)));
    }
}
