//! One race's files, network, counters and listeners, under its own URL prefix.

mod digests;
mod names;
mod opened;
mod served;
mod spec;
mod store;

use std::rc::Rc;
use std::sync::Arc;

use rustls::ServerConfig;

pub use digests::Digests;
pub use opened::{Opened, OpenedFile};
pub use served::{Met, ServedFile};
pub use spec::{Connect, FileSpec, Handshake, Protocol, ProxySpec, SessionSpec, SpecError};
pub use store::{OpenError, Sessions};

use crate::clock::{Timers, now_ns, process_cpu_ns};
use crate::faults::{Dealt, Draws};
use crate::network::{Link, Network, Shaper};
use crate::script::Places;
use crate::witness::{Truth, Witness};
use names::{OwnPaths, file_index};

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
    own_paths: OwnPaths,
    opened_ns: u64,
    opened_cpu_ns: u64,
    pub network: Network,
    pub link: Link,
    pub witness: Witness,
    draws: Option<Draws>,
    pub dealt: Dealt,
    pub keep_heads: bool,
    pub timers: Rc<Timers>,
    pub tls: Option<Arc<ServerConfig>>,
    pub handshake: Handshake,
    /// What stands before the origin, on a listener of its own.
    pub proxy: Option<ProxySpec>,
}

impl Session {
    fn new(
        id: String,
        spec: SessionSpec,
        timers: Rc<Timers>,
        tls: Option<Arc<ServerConfig>>,
        places: &Places,
    ) -> Self {
        let seed = spec.seed;
        let mut own_paths = OwnPaths::default();
        let serve = |(index, mut file): (u32, FileSpec)| {
            let path = file.path.take();
            let served = ServedFile::new(seed, index, path.is_some(), file, places);
            if let Some(path) = path {
                own_paths.add(path, index);
            }
            served
        };
        let files = (0..).zip(spec.files).map(serve).collect();
        Self {
            prefix: format!("/{id}/"),
            id,
            seed,
            http: spec.http,
            files,
            own_paths,
            opened_ns: now_ns(),
            opened_cpu_ns: process_cpu_ns(),
            network: spec.network,
            link: Link::default(),
            witness: Witness::new(spec.keep_heads),
            draws: spec.draws,
            dealt: Dealt::default(),
            keep_heads: spec.keep_heads,
            timers,
            tls,
            handshake: spec.handshake,
            proxy: spec.proxy,
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
        let name = path.strip_prefix(self.prefix.as_str())?;
        let by_place = file_index(name)
            .and_then(|index| Some((index, self.files.get(index as usize)?)))
            .filter(|(_, file)| !file.has_own_path);
        by_place.or_else(|| {
            let index = self.own_paths.find(name)?;
            self.files.get(index as usize).map(|file| (index, file))
        })
    }

    /// Counts a request of a file: how long its answer waits, and what else it meets.
    pub fn meet<'a>(&self, index: u32, file: &'a ServedFile) -> (u64, Met<'a>) {
        let (nth, met) = file.meet();
        let delay_ns = self.network.response_delay_ns(self.seed, index, nth);
        let met = match (met, &self.draws) {
            (Met::Plain, Some(draws)) => self.drawn(draws, index, file, nth),
            (met, _) => met,
        };
        (delay_ns, met)
    }

    fn drawn<'a>(&self, draws: &Draws, index: u32, file: &ServedFile, nth: u32) -> Met<'a> {
        let struck = file.struck.get();
        let Some(drawn) = draws.draw(self.seed, index, nth, struck) else {
            return Met::Plain;
        };
        file.struck.set(struck + 1);
        Met::Drawn(drawn)
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
        let cpu_ns = process_cpu_ns() - self.opened_cpu_ns;
        let witness = &self.witness;
        let mut truth = witness.truth(self.id.clone(), self.opened_ns, now_ns(), cpu_ns);
        truth.dealt_faults = self.draws.map(|_| self.dealt.counts());
        truth.proxy_connections = self.proxy.as_ref().map(|_| witness.proxy_connections());
        truth
    }
}
