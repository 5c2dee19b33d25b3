//! Why a download failed: one typed error, and the contract's word for each kind.

use std::fmt;
use std::io;
use std::time::Duration;

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

/// A download that failed. The text says the reason; whoever reports it puts the URL before it.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error("{0}")]
    BadJob(String),
    #[error("the path '{}' is not safe: {reason}", path.escape_debug())]
    UnsafePath { path: String, reason: String },
    #[error("an earlier job of this run has the path '{}'", .0.escape_debug())]
    DuplicatePath(String),
    #[error("no address for {host}: {}", innermost(reason))]
    Dns { host: String, reason: String },
    #[error("cannot connect: {}", system_words(source))]
    Connect { host: String, source: io::Error },
    #[error("the connection was lost: {0}")]
    Reset(String),
    #[error("TLS with {host} failed: {reason}")]
    Tls { host: String, reason: String },
    #[error("no connection within {} s", limit.as_secs_f64())]
    ConnectTimeout { host: String, limit: Duration },
    #[error("no byte came for {} s", .0.as_secs_f64())]
    StallTimeout(Duration),
    #[error("the server answered {0}")]
    HttpStatus(u16),
    #[error("the body ended {} {expected} bytes", got.map_or("before its".to_owned(), |got| format!("after {got} of")))]
    ShortBody { expected: u64, got: Option<u64> },
    #[error("the answer is not the HTTP that was asked for: {0}")]
    BadResponse(String),
    #[error("{got} bytes came, the job says {expected}")]
    SizeMismatch { expected: u64, got: u64 },
    #[error("the sha256 is {got}, the job says {expected}")]
    DigestMismatch { expected: String, got: String },
    #[error("cannot {action} {path:?}: {source}")]
    Disk {
        action: &'static str,
        path: String,
        source: io::Error,
    },
}

impl Failure {
    /// The contract's word for this failure.
    pub fn code(&self) -> Code {
        match self {
            Self::BadJob(_) => Code::BadJob,
            Self::UnsafePath { .. } => Code::UnsafePath,
            Self::DuplicatePath(_) => Code::DuplicatePath,
            Self::Dns { .. } => Code::Dns,
            Self::Connect { .. } => Code::Connect,
            Self::Reset(_) => Code::Reset,
            Self::Tls { .. } => Code::Tls,
            Self::ConnectTimeout { .. } => Code::ConnectTimeout,
            Self::StallTimeout(_) => Code::StallTimeout,
            Self::HttpStatus(_) => Code::HttpStatus,
            Self::ShortBody { .. } => Code::ShortBody,
            Self::BadResponse(_) => Code::BadResponse,
            Self::SizeMismatch { .. } => Code::SizeMismatch,
            Self::DigestMismatch { .. } => Code::DigestMismatch,
            Self::Disk { .. } => Code::Disk,
        }
    }
}

/// What a resolver said, without the errors that others have put around it.
fn innermost(reason: &str) -> &str {
    reason.rsplit_once(": ").map_or(reason, |(_, last)| last)
}

/// The operating system's words, without the number that Rust puts after them.
fn system_words(error: &io::Error) -> String {
    let text = error.to_string();
    match text.split_once(" (os error ") {
        Some((words, _)) => words.to_owned(),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::Failure;
    use std::io;

    #[test]
    fn the_system_is_quoted_in_its_own_words() {
        let refused = Failure::Connect {
            host: "h".to_owned(),
            source: io::Error::from_raw_os_error(rustix::io::Errno::CONNREFUSED.raw_os_error()),
        };
        assert_eq!(refused.to_string(), "cannot connect: Connection refused");
        let unknown = Failure::Dns {
            host: "h".to_owned(),
            reason: "dns error: failed to look up: Name or service not known".to_owned(),
        };
        assert_eq!(
            unknown.to_string(),
            "no address for h: Name or service not known"
        );
    }
}
