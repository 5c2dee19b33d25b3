//! The output folder: a part beside each name, a rename at the end, and nothing outside.
//!
//! Files are opened relative to an open folder and never through a link: a link at `NAME.part` is replaced, one at
//! `NAME` is replaced by the rename, and a folder that is a link must lead to a place inside the output folder.

mod description;
mod folder;
mod part;
mod place;

pub use description::Description;
pub use folder::Folder;
pub use part::Part;
pub use place::{Existing, Here, Place};

#[cfg(test)]
mod tests;
