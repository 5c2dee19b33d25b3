//! A range of a file as [`bytes::Buf`], for HTTP/2: any length, no memory.

use std::io::IoSlice;

use bytes::Buf;

use super::{BLOCK_BYTES, Content, STAMP_BYTES, Stamp};

#[derive(Clone, Debug)]
pub struct ContentBuf {
    content: Content,
    offset: u64,
    remaining: u64,
    /// Of the block that holds `offset`, when `offset` is within it.
    stamp: Stamp,
}

impl ContentBuf {
    #[must_use]
    pub fn new(content: Content, offset: u64, bytes: u64) -> Self {
        Self {
            content,
            offset,
            remaining: bytes,
            stamp: content.stamp(offset / BLOCK_BYTES),
        }
    }

    fn stamp_rest(&self) -> &[u8] {
        let from = (self.offset % BLOCK_BYTES) as usize;
        let end = STAMP_BYTES.min(from.saturating_add(self.remaining.min(BLOCK_BYTES) as usize));
        self.stamp.get(from..end).unwrap_or_default()
    }

    fn pool_rest(&self) -> &'static [u8] {
        let from = (self.offset % BLOCK_BYTES) as usize;
        let end = (from as u64 + self.remaining).min(BLOCK_BYTES) as usize;
        self.content
            .pool_block(self.offset / BLOCK_BYTES)
            .get(from.max(STAMP_BYTES)..end)
            .unwrap_or_default()
    }
}

impl Buf for ContentBuf {
    fn remaining(&self) -> usize {
        usize::try_from(self.remaining).unwrap_or(usize::MAX)
    }

    fn chunk(&self) -> &[u8] {
        let stamp = self.stamp_rest();
        if stamp.is_empty() {
            self.pool_rest()
        } else {
            stamp
        }
    }

    fn chunks_vectored<'a>(&'a self, slices: &mut [IoSlice<'a>]) -> usize {
        let parts = [self.stamp_rest(), self.pool_rest()];
        let mut filled = 0;
        for (slice, part) in slices
            .iter_mut()
            .zip(parts.into_iter().filter(|part| !part.is_empty()))
        {
            *slice = IoSlice::new(part);
            filled += 1;
        }
        filled
    }

    fn advance(&mut self, count: usize) {
        let block = self.offset / BLOCK_BYTES;
        self.offset += count as u64;
        self.remaining -= count as u64;
        if self.offset / BLOCK_BYTES != block {
            self.stamp = self.content.stamp(self.offset / BLOCK_BYTES);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_same_bytes_however_it_is_cut() {
        let content = Content::new(5, 5);
        let whole = read(ContentBuf::new(content, 0, 2 * BLOCK_BYTES + 10), 1 << 20);
        for (offset, bytes) in [
            (0, 20),
            (0, 40),
            (30, 2),
            (31, 60_000),
            (65_530, 70),
            (40, 0),
        ] {
            for step in [1, 7, 16_384, 1 << 20] {
                let part = read(ContentBuf::new(content, offset, bytes), step);
                assert_eq!(
                    part,
                    whole[offset as usize..(offset + bytes) as usize],
                    "{offset}+{bytes} by {step}"
                );
            }
        }
    }

    #[test]
    fn vectored_chunks_are_the_plain_ones() {
        let buf = ContentBuf::new(Content::new(5, 5), 10, 500);
        let mut slices = [IoSlice::new(&[]); 4];
        let filled = buf.chunks_vectored(&mut slices);
        let joined: Vec<u8> = slices[..filled]
            .iter()
            .flat_map(|slice| slice.to_vec())
            .collect();
        assert_eq!(joined, read(buf.clone(), 1 << 20));
    }

    fn read(mut buf: ContentBuf, step: usize) -> Vec<u8> {
        let mut out = Vec::new();
        while buf.has_remaining() {
            let take = buf.chunk().len().min(step);
            out.extend_from_slice(&buf.chunk()[..take]);
            buf.advance(take);
        }
        out
    }
}
