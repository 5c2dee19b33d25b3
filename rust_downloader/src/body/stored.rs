//! What came of a body.

use crate::work::Digests;

/// A body that lies whole under its final name.
#[derive(Debug)]
pub struct Stored {
    pub bytes: u64,
    pub digests: Digests,
}
