//! What an error of reqwest means in the words of the contract.

use std::error::Error;
use std::io;

use url::Url;

use super::Limits;
use crate::failure::{Failure, system_words};

/// `length`: the `Content-Length` of the answer, once there is one.
pub fn explain(error: &reqwest::Error, url: &Url, limits: Limits, length: Option<u64>) -> Failure {
    let host = url.host_str().unwrap_or_default().to_owned();
    let chain = || std::iter::successors(error.source(), |&outer| below(outer));
    let reason = chain()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(": ");
    let io_error = chain()
        .filter_map(|error| error.downcast_ref::<io::Error>())
        .last();
    let kind = io_error.map(io::Error::kind);
    let parse = chain()
        .filter_map(|error| error.downcast_ref::<hyper::Error>())
        .any(hyper::Error::is_parse);
    match kind {
        _ if error.is_timeout() && error.is_connect() => Failure::ConnectTimeout(limits.connect),
        _ if error.is_timeout() => Failure::StallTimeout(limits.stall),
        _ if error.is_builder() => Failure::BadJob(reason),
        _ if chain().any(|error| error.is::<rustls::Error>()) => Failure::Tls { host, reason },
        _ if chain().any(|error| error.to_string() == "dns error") => Failure::dns(&host, reason),
        Some(io::ErrorKind::UnexpectedEof) if error.is_connect() => Failure::Tls { host, reason },
        Some(kind) if error.is_connect() && kind != io::ErrorKind::ConnectionReset => {
            let system = io_error.and_then(io::Error::raw_os_error);
            let words = system.map(io::Error::from_raw_os_error);
            Failure::Connect(words.map_or(reason, |error| system_words(&error)))
        }
        _ if parse => Failure::BadResponse(reason),
        Some(io::ErrorKind::UnexpectedEof) if length.is_some() => {
            // How much came, the library does not say.
            Failure::ShortBody {
                expected: length.unwrap_or_default(),
                got: None,
            }
        }
        Some(io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData) => {
            Failure::BadResponse(reason)
        }
        _ => Failure::Reset(reason),
    }
}

/// What an error was made of. An I/O error shows as its source what lies below the error it wraps, not that error itself.
fn below<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
    let wrapped = error
        .downcast_ref::<io::Error>()
        .and_then(io::Error::get_ref);
    wrapped
        .map(|inner| inner as &(dyn Error + 'static))
        .or_else(|| error.source())
}
