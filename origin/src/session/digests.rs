//! SHA-256 of what will be served, known before the race starts.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::content::Content;

/// Hashes each content once in the life of the process.
#[derive(Clone, Default)]
pub struct Digests(Arc<Mutex<HashMap<Asked, String>>>);

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Asked {
    seed: u64,
    file: u32,
    bytes: u64,
}

impl Digests {
    /// The digests of files `0..` of these sizes. Hashes on a thread of its own, so that serving goes on.
    pub async fn of(&self, seed: u64, sizes: Vec<u64>) -> Vec<String> {
        let (known, asked) = (self.clone(), sizes.clone());
        let hashing = tokio::task::spawn_blocking(move || known.compute(seed, &asked));
        // Only a panic or a runtime that is shutting down gets to the right: neither loses the answer.
        hashing.await.unwrap_or_else(|_| self.compute(seed, &sizes))
    }

    fn compute(&self, seed: u64, sizes: &[u64]) -> Vec<String> {
        (0..)
            .zip(sizes)
            .map(|(file, &bytes)| self.one(Asked { seed, file, bytes }))
            .collect()
    }

    fn one(&self, asked: Asked) -> String {
        let known = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(digest) = known().get(&asked) {
            return digest.clone();
        }
        let digest = Content::new(asked.seed, asked.file).sha256(asked.bytes);
        known().insert(asked, digest.clone());
        digest
    }
}
