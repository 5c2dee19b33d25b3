//! Everything that a downloader does to a disk: create NAME.part, write, close, rename to NAME.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use anyhow::Result;

use crate::folder::{Folder, Place, thread_count};
use crate::jobs::Job;
use crate::outcome::{Outcome, whole_ns};
use crate::threads::{cores, on_all};

/// Fits the caches of a core, so that what is measured is the writing and not the reading.
const CHUNK_BYTES: usize = 256 * 1024;

/// Writes a file for every job and times it, without the making of sub-folders.
pub fn write(jobs: &[Job], concurrency: usize, dir: &Path) -> Result<Outcome> {
    let places = jobs.iter().map(Place::of).collect::<Result<Vec<_>>>()?;
    let bytes = places.iter().map(|place| place.bytes).sum();
    let folder = Folder::open(dir, &places)?;
    let threads = thread_count(bytes, concurrency.min(cores()));
    let chunk = noise();

    let next = AtomicUsize::new(0);
    let start = Instant::now();
    on_all(threads, |_| write_some(&folder, &places, &next, &chunk))?;
    Ok(Outcome::Disk {
        jobs: places.len(),
        bytes,
        threads,
        duration_ns: whole_ns(start.elapsed()),
    })
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

/// Takes one place after the other until none is left.
fn write_some(
    folder: &Folder,
    places: &[Place<'_>],
    next: &AtomicUsize,
    chunk: &[u8],
) -> Result<()> {
    while let Some(place) = places.get(next.fetch_add(1, Ordering::Relaxed)) {
        let part = folder.begin(place)?;
        let mut left = place.bytes;
        while left > 0 {
            let most = usize::try_from(left).unwrap_or(usize::MAX).min(chunk.len());
            part.write(&chunk[..most])?;
            left -= most as u64;
        }
        folder.finish(part)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noise_is_not_one_byte_repeated() {
        let noise = noise();
        assert_eq!(noise.len(), CHUNK_BYTES);
        assert!((0..=u8::MAX).all(|byte| noise.contains(&byte)));
    }
}
