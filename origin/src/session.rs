//! One race's files, network, counters and listeners, under its own URL prefix.

mod digests;
mod spec;
mod store;

use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;

use rustls::ServerConfig;

pub use digests::Digests;
pub use spec::{FileSpec, Protocol, SessionSpec, SpecError};
pub use store::{OpenError, Opened, OpenedFile, Sessions};

use crate::clock::{Timers, now_ns, process_cpu_ns};
use crate::content::Content;
use crate::faults::{Fault, Faulty};
use crate::network::{Link, Network, Shaper};
use crate::witness::{Truth, Witness};

impl Protocol {
    /// As TLS names it.
    #[must_use]
    pub fn alpn(self) -> &'static [u8] {
        match self {
            Self::Http1 => b"http/1.1",
            Self::Http2 => b"h2",
        }
    }
}

/// What the connections of a session share; everything lives on one thread.
pub struct Session {
    pub id: String,
    prefix: String,
    seed: u64,
    http: Vec<Protocol>,
    files: Vec<ServedFile>,
    opened_ns: u64,
    opened_cpu_ns: u64,
    pub network: Network,
    pub link: Link,
    pub witness: Witness,
    pub timers: Rc<Timers>,
    pub tls: Option<Arc<ServerConfig>>,
}

pub struct ServedFile {
    pub bytes: u64,
    pub content: Content,
    /// Strong, with its quotes.
    pub etag: String,
    faulty: Option<Faulty>,
    requests: Cell<u32>,
}

impl Session {
    fn new(
        id: String,
        spec: SessionSpec,
        timers: Rc<Timers>,
        tls: Option<Arc<ServerConfig>>,
    ) -> Self {
        let seed = spec.seed;
        let files = (0..)
            .zip(spec.files)
            .map(|(index, file)| ServedFile::new(seed, index, file))
            .collect();
        Self {
            prefix: format!("/{id}/"),
            id,
            seed,
            http: spec.http,
            files,
            opened_ns: now_ns(),
            opened_cpu_ns: process_cpu_ns(),
            network: spec.network,
            link: Link::default(),
            witness: Witness::default(),
            timers,
            tls,
        }
    }

    #[must_use]
    pub fn speaks(&self, protocol: Protocol) -> bool {
        self.http.contains(&protocol)
    }

    /// The file a request's path names, if it is one of this session's.
    #[must_use]
    pub fn find(&self, path: &str) -> Option<(u32, &ServedFile)> {
        let path = path.split_once('?').map_or(path, |(path, _query)| path);
        let index = file_index(path.strip_prefix(self.prefix.as_str())?)?;
        self.files.get(index as usize).map(|file| (index, file))
    }

    /// Counts a request of a file: how long its answer waits, and the fault it meets, if any.
    pub fn meet<'a>(&self, index: u32, file: &'a ServedFile) -> (u64, Option<&'a Fault>) {
        let nth = file.requests.replace(file.requests.get() + 1);
        let delay_ns = self.network.response_delay_ns(self.seed, index, nth);
        (delay_ns, file.faulty.as_ref().and_then(Faulty::strike))
    }

    /// A connection's side of the schedule, where bodies need one.
    #[must_use]
    pub fn shaper(&self) -> Option<Shaper> {
        self.network
            .shapes_bodies()
            .then(|| Shaper::new(self.network))
    }

    #[must_use]
    pub fn truth(&self) -> Truth {
        self.witness.truth(
            self.id.clone(),
            self.opened_ns,
            now_ns(),
            process_cpu_ns() - self.opened_cpu_ns,
        )
    }
}

impl ServedFile {
    fn new(seed: u64, index: u32, spec: FileSpec) -> Self {
        let content = Content::new(seed, index);
        Self {
            bytes: spec.bytes,
            content,
            etag: format!("\"{:016x}\"", content.fingerprint(spec.bytes)),
            faulty: spec.fault.map(|(fault, times)| Faulty::new(fault, times)),
            requests: Cell::new(0),
        }
    }
}

#[must_use]
pub fn file_name(index: u32) -> String {
    format!("file-{index:05}.bin")
}

/// The inverse of [`file_name`], for that spelling alone.
fn file_index(name: &str) -> Option<u32> {
    let digits = name.strip_prefix("file-")?.strip_suffix(".bin")?;
    let canonical = digits.len() == 5 || (digits.len() > 5 && !digits.starts_with('0'));
    (canonical && digits.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| digits.parse().ok())
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_one_name() {
        for index in [0, 7, 99_999, 100_000, 4_000_000] {
            assert_eq!(file_index(&file_name(index)), Some(index));
        }
        for name in [
            "file-7.bin",
            "file-000007.bin",
            "file-+0007.bin",
            "file-00007",
            "file-00007.bin/",
            "",
            "x",
        ] {
            assert_eq!(file_index(name), None, "{name}");
        }
    }
}
