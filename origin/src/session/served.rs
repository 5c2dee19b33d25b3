//! A file as it is served, and what a request of it meets.

use std::cell::Cell;

use super::FileSpec;
use crate::content::Content;
use crate::faults::{Drawn, Fault, Faulty};
use crate::script::{Places, Scripted};

pub struct ServedFile {
    pub bytes: u64,
    pub content: Content,
    /// Strong, with its quotes.
    pub etag: String,
    manner: Manner,
    requests: Cell<u32>,
    /// Of them, those for which a fault was drawn.
    pub(super) struck: Cell<u32>,
    /// Found by its own path, and not by the name its place gives.
    pub(super) has_own_path: bool,
}

enum Manner {
    Plain,
    Faulty(Faulty),
    Scripted(Box<[Scripted]>),
}

/// What a request of a file meets.
pub enum Met<'a> {
    Plain,
    Fault(&'a Fault),
    Drawn(Drawn),
    Script(&'a Scripted),
}

impl ServedFile {
    pub(super) fn new(
        seed: u64,
        index: u32,
        has_own_path: bool,
        spec: FileSpec,
        places: &Places,
    ) -> Self {
        let content = Content::new(seed, index);
        let bound = |answer| Scripted::new(answer, seed, index, places);
        let manner = match (spec.answers, spec.fault) {
            (Some(answers), _) => Manner::Scripted(answers.into_iter().map(bound).collect()),
            (None, Some(fault)) => Manner::Faulty(Faulty::new(fault.0, fault.1)),
            (None, None) => Manner::Plain,
        };
        Self {
            bytes: spec.bytes,
            content,
            etag: content.etag(spec.bytes),
            manner,
            requests: Cell::new(0),
            struck: Cell::new(0),
            has_own_path,
        }
    }

    /// Counts a request: how many came before it, and what it meets.
    pub(super) fn meet(&self) -> (u32, Met<'_>) {
        let nth = self.requests.replace(self.requests.get() + 1);
        let met = match &self.manner {
            Manner::Plain => Met::Plain,
            Manner::Faulty(faulty) => faulty.strike().map_or(Met::Plain, Met::Fault),
            Manner::Scripted(answers) => {
                // There is at least one, and the last one repeats.
                let last = answers.len() - 1;
                Met::Script(&answers[last.min(nth as usize)])
            }
        };
        (nth, met)
    }
}
