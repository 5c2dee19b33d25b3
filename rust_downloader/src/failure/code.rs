//! The contract's words for failures.

use std::fmt;

/// The contract's `error.code`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Code {
    BadJob,
    UnsafePath,
    DuplicatePath,
    Exists,
    Dns,
    Connect,
    Reset,
    Tls,
    ConnectTimeout,
    StallTimeout,
    Timeout,
    HttpStatus,
    ShortBody,
    BadResponse,
    TooManyRedirects,
    BadRedirect,
    TooLarge,
    SizeMismatch,
    DigestMismatch,
    Disk,
    Cancelled,
}

impl Code {
    /// Every code, in the order of the contract's table.
    pub const ALL: [Self; 21] = [
        Self::BadJob,
        Self::UnsafePath,
        Self::DuplicatePath,
        Self::Exists,
        Self::Dns,
        Self::Connect,
        Self::Reset,
        Self::Tls,
        Self::ConnectTimeout,
        Self::StallTimeout,
        Self::Timeout,
        Self::HttpStatus,
        Self::ShortBody,
        Self::BadResponse,
        Self::TooManyRedirects,
        Self::BadRedirect,
        Self::TooLarge,
        Self::SizeMismatch,
        Self::DigestMismatch,
        Self::Disk,
        Self::Cancelled,
    ];

    /// The word that stands in summary and records.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::BadJob => "bad-job",
            Self::UnsafePath => "unsafe-path",
            Self::DuplicatePath => "duplicate-path",
            Self::Exists => "exists",
            Self::Dns => "dns",
            Self::Connect => "connect",
            Self::Reset => "reset",
            Self::Tls => "tls",
            Self::ConnectTimeout => "connect-timeout",
            Self::StallTimeout => "stall-timeout",
            Self::Timeout => "timeout",
            Self::HttpStatus => "http-status",
            Self::ShortBody => "short-body",
            Self::BadResponse => "bad-response",
            Self::TooManyRedirects => "too-many-redirects",
            Self::BadRedirect => "bad-redirect",
            Self::TooLarge => "too-large",
            Self::SizeMismatch => "size-mismatch",
            Self::DigestMismatch => "digest-mismatch",
            Self::Disk => "disk",
            Self::Cancelled => "cancelled",
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
