//! Why a download failed: one typed error, in the words that all languages share, and the contract's code for each kind.

mod code;

use std::io;
use std::time::Duration;

pub use code::Code;

use crate::quoted::{bare, quoted};

/// A download that failed. The text says the reason; whoever reports it puts the URL before it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    #[error("{0}")]
    BadJob(String),
    #[error("the path {} is not safe: {reason}", quoted(path))]
    UnsafePath { path: String, reason: String },
    #[error("an earlier job of this run has the path {}", quoted(.0))]
    DuplicatePath(String),
    #[error("the file is there already")]
    Exists,
    #[error("no address for {host}: {reason}")]
    Dns { host: String, reason: String },
    #[error("cannot connect: {0}")]
    Connect(String),
    #[error("the proxy refused: it answered {0}")]
    ProxyRefused(u16),
    #[error("the connection was lost: {0}")]
    Reset(String),
    #[error("TLS with {host} failed: {reason}")]
    Tls { host: String, reason: String },
    #[error("no connection within {} s", .0.as_secs_f64())]
    ConnectTimeout(Duration),
    #[error("no byte came for {} s", .0.as_secs_f64())]
    StallTimeout(Duration),
    #[error("not done within {} s", .0.as_secs_f64())]
    Timeout(Duration),
    #[error("the server answered {0}")]
    HttpStatus(u16),
    #[error("the body ended {} {expected} bytes", got.map_or("before its".to_owned(), |got| format!("after {got} of")))]
    ShortBody { expected: u64, got: Option<u64> },
    #[error("the answer is not the HTTP that was asked for: {0}")]
    BadResponse(String),
    #[error("more than {0} redirects")]
    TooManyRedirects(u32),
    #[error("the redirect leads nowhere: {0}")]
    BadRedirect(String),
    #[error("larger than {0} bytes")]
    TooLarge(u64),
    #[error("{got} bytes came, the job says {expected}")]
    SizeMismatch { expected: u64, got: u64 },
    #[error("the sha256 is {got}, the job says {expected}")]
    DigestMismatch { expected: String, got: String },
    #[error("cannot {action} {}: {reason}", bare(path))]
    Disk {
        action: &'static str,
        path: String,
        reason: String,
    },
    /// By a signal of this name.
    #[error("stopped by {0}")]
    Cancelled(&'static str),
}

impl Failure {
    /// The contract's word for this failure.
    pub fn code(&self) -> Code {
        match self {
            Self::BadJob(_) => Code::BadJob,
            Self::UnsafePath { .. } => Code::UnsafePath,
            Self::DuplicatePath(_) => Code::DuplicatePath,
            Self::Exists => Code::Exists,
            Self::Dns { .. } => Code::Dns,
            Self::Connect(_) | Self::ProxyRefused(_) => Code::Connect,
            Self::Reset(_) => Code::Reset,
            Self::Tls { .. } => Code::Tls,
            Self::ConnectTimeout(_) => Code::ConnectTimeout,
            Self::StallTimeout(_) => Code::StallTimeout,
            Self::Timeout(_) => Code::Timeout,
            Self::HttpStatus(_) => Code::HttpStatus,
            Self::ShortBody { .. } => Code::ShortBody,
            Self::BadResponse(_) => Code::BadResponse,
            Self::TooManyRedirects(_) => Code::TooManyRedirects,
            Self::BadRedirect(_) => Code::BadRedirect,
            Self::TooLarge(_) => Code::TooLarge,
            Self::SizeMismatch { .. } => Code::SizeMismatch,
            Self::DigestMismatch { .. } => Code::DigestMismatch,
            Self::Disk { .. } => Code::Disk,
            Self::Cancelled(_) => Code::Cancelled,
        }
    }

    /// Something about the file at `path` (relative to DIR) could not be done.
    pub fn disk(
        action: &'static str,
        path: impl Into<String>,
        error: impl Into<io::Error>,
    ) -> Self {
        Self::Disk {
            action,
            path: path.into(),
            reason: system_words(&error.into()),
        }
    }

    /// A resolver's error, without what others have put around it.
    pub fn dns(host: &str, reason: impl ToString) -> Self {
        let reason = reason.to_string();
        let innermost = reason
            .rsplit_once(": ")
            .map_or(reason.as_str(), |(_, last)| last);
        Self::Dns {
            host: host.to_owned(),
            reason: innermost.to_owned(),
        }
    }
}

/// The operating system's words, without the number that Rust puts after them.
pub fn system_words(error: &io::Error) -> String {
    let text = error.to_string();
    match text.split_once(" (os error ") {
        Some((words, _)) => words.to_owned(),
        None => text,
    }
}

#[cfg(test)]
mod tests;
