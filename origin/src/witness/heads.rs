//! Request heads, kept word for word where a session asks for it.

use serde::Serialize;

/// What a client sent before its body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Head {
    pub target: String,
    pub method: String,
    /// In order; what is not UTF-8 is replaced. HTTP/2: `:authority` is the first.
    pub headers: Vec<(String, String)>,
    pub via_proxy: bool,
}

/// A request for a tunnel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Connected {
    pub target: String,
    pub headers: Vec<(String, String)>,
    /// What it was answered with, if it was.
    pub status: Option<u16>,
}

#[derive(Debug, Default)]
pub(super) struct Heads {
    /// One a request; absent where none could be read.
    pub requests: Vec<Option<Head>>,
    pub connects: Vec<Connected>,
}
