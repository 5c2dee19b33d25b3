//! `NAME.part.json`: what the bytes in `NAME.part` are a part of.

use std::fs::File;
use std::io::Read;
use std::os::fd::OwnedFd;

use serde::{Deserialize, Serialize};

/// Twice what the longest URL and the longest validator take.
const LONGEST_BYTES: u64 = 256 * 1024;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Description {
    /// The job's URL, masked.
    pub url: String,
    /// What `If-Range` will carry.
    pub validator: String,
    /// How long the whole is, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<u64>,
}

impl Description {
    /// `None` for anything that is not a regular file with a description in it.
    pub fn read(fd: OwnedFd) -> Option<Self> {
        let file = File::from(fd);
        let found = file.metadata().ok()?;
        if !found.is_file() || found.len() > LONGEST_BYTES {
            return None;
        }
        let mut text = Vec::new();
        file.take(LONGEST_BYTES).read_to_end(&mut text).ok()?;
        let read: Self = serde_json::from_slice(&text).ok()?;
        // It goes into a header.
        let plain = read
            .validator
            .bytes()
            .all(|byte| matches!(byte, b' '..=b'~'));
        plain.then_some(read)
    }

    pub fn line(&self) -> Vec<u8> {
        let mut line = serde_json::to_vec(self).unwrap_or_default();
        line.push(b'\n');
        line
    }
}
