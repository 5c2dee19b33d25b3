//! Answers that a script says, chosen and sent apart from the plain ones.

mod body;
mod choose;
mod head;
mod pace;
mod perform;

pub(super) use choose::choose;
pub(super) use perform::Performance;

use crate::script::Scripted;

/// What a script adds to an answer.
#[derive(Clone, Copy)]
pub(super) struct Turn<'s> {
    pub script: &'s Scripted,
    /// Because of the method or the status, whatever the head says.
    pub ends_with_head: bool,
}
