//! What can go wrong with the launcher itself, as opposed to the command it runs.

use std::fmt;
use std::io;

/// The launcher could not do its own work; there is no result to believe.
#[derive(Debug)]
pub struct LaunchError {
    doing: String,
    source: io::Error,
}

impl fmt::Display for LaunchError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "cannot {}: {}", self.doing, self.source)
    }
}

impl std::error::Error for LaunchError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.source)
    }
}

pub trait Doing<T> {
    /// Names what was being done, so that the message does not end at an errno.
    fn doing(self, what: &str) -> Result<T, LaunchError>;
}

impl<T> Doing<T> for io::Result<T> {
    fn doing(self, what: &str) -> Result<T, LaunchError> {
        self.map_err(|source| LaunchError {
            doing: what.to_owned(),
            source,
        })
    }
}
