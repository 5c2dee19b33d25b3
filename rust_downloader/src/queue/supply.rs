//! Where new jobs come from.

use std::collections::VecDeque;

use crate::jobs::{Entry, Source};

/// Jobs read ahead where reading may wait.
const LOOK_AHEAD: usize = 64;

pub enum Supply {
    /// Read when wanted: from memory or a file, that takes microseconds.
    Direct(Source),
    /// Read by a thread of its own, which may wait for a pipe without stopping the downloads.
    Ahead {
        entries: VecDeque<Entry>,
        ended: bool,
    },
    UsedUp,
}

impl Supply {
    pub fn ahead() -> Self {
        Self::Ahead {
            entries: VecDeque::new(),
            ended: false,
        }
    }

    pub fn is_used_up(&self) -> bool {
        match self {
            Self::Direct(_) => false,
            Self::Ahead { entries, ended } => *ended && entries.is_empty(),
            Self::UsedUp => true,
        }
    }

    pub fn is_full(&self) -> bool {
        matches!(self, Self::Ahead { entries, .. } if entries.len() >= LOOK_AHEAD)
    }

    /// False where nobody will take it any more.
    pub fn push(&mut self, entry: Entry) -> bool {
        match self {
            Self::Ahead { entries, .. } => {
                entries.push_back(entry);
                true
            }
            Self::Direct(_) | Self::UsedUp => false,
        }
    }

    pub fn end(&mut self) {
        if let Self::Ahead { ended, .. } = self {
            *ended = true;
        }
    }

    /// What was read and not taken.
    pub fn close(&mut self) -> impl Iterator<Item = Entry> + use<> {
        let entries = match std::mem::replace(self, Self::UsedUp) {
            Self::Ahead { entries, .. } => entries,
            Self::Direct(_) | Self::UsedUp => VecDeque::new(),
        };
        entries.into_iter()
    }
}
