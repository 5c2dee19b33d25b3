//! What the files hold: byte `k` of file `f` is a pure function of `(seed, f, k)`.
//!
//! Nothing is stored per file. A file is cut into blocks of [`BLOCK_BYTES`]; a block is a stamp of
//! [`STAMP_BYTES`] that no other block carries, followed by a slice of one pseudo-random pool that is
//! shared by the whole process. The stamp makes a swapped, shifted or repeated block change the digest;
//! the pool makes serving a range a matter of pointing at memory.

mod buf;

use std::io::IoSlice;
use std::sync::LazyLock;

pub use buf::ContentBuf;

pub const BLOCK_BYTES: u64 = 64 * 1024;
pub const STAMP_BYTES: usize = 32;
/// Blocks gathered into one write: 32 blocks are 2 MiB, more than a socket takes at once.
pub const GATHER_BLOCKS: usize = 32;
/// A stamp and a slice of the pool for each block.
pub const GATHER_SLICES: usize = 2 * GATHER_BLOCKS;

// Small enough to stay in a core's own cache while it is copied to sockets.
const POOL_BYTES: usize = 512 * 1024;
const POOL_ALIGN: u64 = 64;
const POOL_SEED: u64 = 0x6f72_6967_696e;

pub type Stamp = [u8; STAMP_BYTES];

static POOL: LazyLock<Box<[u8]>> = LazyLock::new(|| {
    let words = (POOL_BYTES + BLOCK_BYTES as usize) / 8;
    (0..words as u64)
        .flat_map(|word| mix(POOL_SEED, word).to_le_bytes())
        .collect()
});

/// Two numbers to one, well mixed (the finaliser of splitmix64).
#[must_use]
pub fn mix(key: u64, value: u64) -> u64 {
    let mut z = key ^ value.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// One file's bytes, without its length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Content {
    key: u64,
}

impl Content {
    #[must_use]
    pub fn new(seed: u64, file: u32) -> Self {
        Self {
            key: mix(mix(POOL_SEED, seed), u64::from(file)),
        }
    }

    /// Other bytes of the same file; version 0 is [`Self::new`].
    #[must_use]
    pub fn versioned(seed: u64, file: u32, version: u32) -> Self {
        let first = Self::new(seed, file);
        match version {
            0 => first,
            _ => Self {
                key: mix(!first.key, u64::from(version)),
            },
        }
    }

    /// A strong ETag of this content at a length, with its quotes.
    #[must_use]
    pub fn etag(self, bytes: u64) -> String {
        format!("\"{:016x}\"", mix(self.key, !bytes))
    }

    fn stamp(self, block: u64) -> Stamp {
        let mut stamp = [0; STAMP_BYTES];
        let base = mix(self.key, block);
        for (word, bytes) in (0..).zip(stamp.chunks_exact_mut(8)) {
            bytes.copy_from_slice(&mix(base, word).to_le_bytes());
        }
        stamp
    }

    /// The whole block's place in the pool; its first bytes are hidden by the stamp.
    fn pool_block(self, block: u64) -> &'static [u8] {
        let places = POOL_BYTES as u64 / POOL_ALIGN;
        let start = (mix(!self.key, block) % places * POOL_ALIGN) as usize;
        &POOL[start..start + BLOCK_BYTES as usize]
    }

    /// Points `slices` at the bytes from `offset` on, at most `bytes` of them and at most
    /// [`GATHER_BLOCKS`] blocks. Returns how many slices were filled.
    pub fn gather<'a>(
        self,
        offset: u64,
        bytes: u64,
        stamps: &'a mut [Stamp; GATHER_BLOCKS],
        slices: &mut [IoSlice<'a>],
    ) -> usize {
        let mut filled = 0;
        let mut at = offset;
        let end = offset + bytes;
        for stamp in stamps.iter_mut() {
            if at == end {
                break;
            }
            let block = at / BLOCK_BYTES;
            let from = (at % BLOCK_BYTES) as usize;
            let to = (end - block * BLOCK_BYTES).min(BLOCK_BYTES) as usize;
            if from < STAMP_BYTES {
                *stamp = self.stamp(block);
                slices[filled] = IoSlice::new(&stamp[from..to.min(STAMP_BYTES)]);
                filled += 1;
            }
            if to > STAMP_BYTES {
                slices[filled] = IoSlice::new(&self.pool_block(block)[from.max(STAMP_BYTES)..to]);
                filled += 1;
            }
            at = block * BLOCK_BYTES + to as u64;
        }
        filled
    }

    /// Lowercase hexadecimal SHA-256 of the file's first `bytes` bytes.
    #[must_use]
    pub fn sha256(self, bytes: u64) -> String {
        let mut hash = ring::digest::Context::new(&ring::digest::SHA256);
        let mut stamps = [[0; STAMP_BYTES]; GATHER_BLOCKS];
        let mut at = 0;
        while at < bytes {
            let mut slices = [IoSlice::new(&[]); GATHER_SLICES];
            let filled = self.gather(at, bytes - at, &mut stamps, &mut slices);
            for slice in &slices[..filled] {
                hash.update(slice);
                at += slice.len() as u64;
            }
        }
        hash.finish()
            .as_ref()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn bytes_of(content: Content, offset: u64, bytes: u64) -> Vec<u8> {
        let mut out = Vec::new();
        let mut stamps = [[0; STAMP_BYTES]; GATHER_BLOCKS];
        while (out.len() as u64) < bytes {
            let done = out.len() as u64;
            let mut slices = [IoSlice::new(&[]); GATHER_SLICES];
            let filled = content.gather(offset + done, bytes - done, &mut stamps, &mut slices);
            slices[..filled]
                .iter()
                .for_each(|slice| out.extend_from_slice(slice));
        }
        out
    }

    #[test]
    fn every_range_is_a_slice_of_the_whole() {
        let content = Content::new(7, 3);
        let whole = bytes_of(content, 0, 3 * BLOCK_BYTES + 1000);
        let edges = [
            0,
            1,
            31,
            32,
            33,
            BLOCK_BYTES - 1,
            BLOCK_BYTES,
            BLOCK_BYTES + 5,
            2 * BLOCK_BYTES + 40,
        ];
        for from in edges {
            for to in edges
                .into_iter()
                .chain([whole.len() as u64])
                .filter(|&to| to >= from)
            {
                assert_eq!(
                    bytes_of(content, from, to - from),
                    whole[from as usize..to as usize],
                    "{from}..{to}"
                );
            }
        }
    }

    #[test]
    fn a_range_wider_than_one_gather_continues() {
        let content = Content::new(1, 0);
        let bytes = (GATHER_BLOCKS as u64 + 2) * BLOCK_BYTES;
        let whole = bytes_of(content, 0, bytes);
        assert_eq!(whole.len() as u64, bytes);
        assert_eq!(
            bytes_of(content, bytes - 100, 100),
            whole[whole.len() - 100..]
        );
    }

    #[test]
    fn no_two_blocks_are_alike() {
        let mut seen = HashSet::new();
        for (seed, file, block) in
            (0..4).flat_map(|s| (0..8).flat_map(move |f| (0..64).map(move |b| (s, f, b))))
        {
            let start = bytes_of(
                Content::new(seed, file),
                block * BLOCK_BYTES,
                STAMP_BYTES as u64,
            );
            assert!(
                seen.insert(start),
                "seed {seed} file {file} block {block} repeats another block"
            );
        }
    }

    #[test]
    fn neighbouring_blocks_differ_past_the_stamp_too() {
        let whole = bytes_of(Content::new(1, 1), 0, 2 * BLOCK_BYTES);
        let (first, second) = whole.split_at(BLOCK_BYTES as usize);
        assert_ne!(first[STAMP_BYTES..], second[STAMP_BYTES..]);
    }

    #[test]
    fn versions_differ_in_bytes_and_name() {
        let versions = [0, 1, 2].map(|version| Content::versioned(7, 3, version));
        assert_eq!(versions[0], Content::new(7, 3));
        let told: HashSet<_> = versions
            .iter()
            .map(|content| (content.sha256(100), content.etag(100)))
            .collect();
        assert_eq!(told.len(), 3);
        assert_ne!(versions[1].etag(100), versions[1].etag(101));
    }

    #[test]
    fn sha256_is_that_of_the_bytes() {
        for bytes in [0, 1, 4096, BLOCK_BYTES, 40 * BLOCK_BYTES + 17] {
            let content = Content::new(42, 9);
            let digest = ring::digest::digest(&ring::digest::SHA256, &bytes_of(content, 0, bytes));
            let hex: String = digest
                .as_ref()
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect();
            assert_eq!(content.sha256(bytes), hex, "{bytes} bytes");
        }
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(Content::new(0, 0).sha256(0), empty);
    }

    #[test]
    fn the_bytes_never_change_between_versions() {
        // A stored run names its digests: other bytes under the same seed would make old runs a lie.
        let digest = Content::new(1, 0).sha256(100_000);
        assert_eq!(
            digest,
            "9d216b13e2b37f2adb3759fb2e3ad0f4b2f0a8607185336cc15eaa408a5e6014"
        );
    }
}
