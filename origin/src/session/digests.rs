//! SHA-256 of what will be served, known before the race starts.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::content::Content;

/// Hashes each content once in the life of the process.
#[derive(Clone, Default)]
pub struct Digests(Arc<Mutex<HashMap<Asked, String>>>);

/// What is hashed: a version of a file, at a length.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Asked {
    pub seed: u64,
    pub file: u32,
    pub version: u32,
    pub bytes: u64,
}

impl Digests {
    /// Hashes in this order, on a thread of its own, so that serving goes on.
    pub async fn of(&self, asked: Vec<Asked>) -> Vec<String> {
        let (known, asked) = (self.clone(), Arc::new(asked));
        let theirs = Arc::clone(&asked);
        let hashing = tokio::task::spawn_blocking(move || known.compute(&theirs));
        // Only a panic or a runtime that is shutting down gets to the right: neither loses the answer.
        hashing.await.unwrap_or_else(|_| self.compute(&asked))
    }

    fn compute(&self, asked: &[Asked]) -> Vec<String> {
        asked.iter().map(|&asked| self.one(asked)).collect()
    }

    fn one(&self, asked: Asked) -> String {
        let known = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(digest) = known().get(&asked) {
            return digest.clone();
        }
        let content = Content::versioned(asked.seed, asked.file, asked.version);
        let digest = content.sha256(asked.bytes);
        known().insert(asked, digest.clone());
        digest
    }
}
