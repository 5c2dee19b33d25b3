//! Everything that a downloader does to a network: ask over kept connections, receive, and forget
//! or store.

mod answer;
mod connection;
mod target;

use std::fs::File;
use std::io::BufReader;
use std::os::fd::OwnedFd;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use anyhow::{Context, Result, bail};
use rustix::event::epoll;
use rustix::process::{Resource, getrlimit, setrlimit};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};

use crate::folder::{Folder, Place, thread_count};
use crate::jobs::Job;
use crate::outcome::{Outcome, whole_ns};
use crate::threads::{cores, on_all};
use connection::{Connection, Heard};
use target::{Host, Plan, Target};

/// Never touched beyond what a head or a TLS record needs: bodies in plain text are not even copied.
const SCRATCH_BYTES: usize = 4 << 20;
/// Of a body that is stored: it fits the caches of a core between the receiving and the writing.
const CHUNK_BYTES: usize = 256 * 1024;
const EVENTS: usize = 256;

/// Fetches every job, `concurrency` in flight, and times it from the first connection to the last byte.
pub fn fetch(jobs: &[Job], concurrency: usize, cacert: Option<&Path>) -> Result<Outcome> {
    let plan = Plan::of(jobs)?;
    let tls = plan.needs_tls().then(|| tls_config(cacert)).transpose()?;
    raise_open_files();
    let next = AtomicUsize::new(0);
    let start = Instant::now();
    let fetched = Fetch::new(&plan, tls, &next, None)?.run(concurrency, SCRATCH_BYTES)?;
    Ok(Outcome::Net {
        jobs: plan.targets.len(),
        bytes: fetched.bytes,
        connections: fetched.connections,
        duration_ns: whole_ns(start.elapsed()),
    })
}

/// Fetches every job and stores it, and times it from the first connection to the last rename.
pub fn fetch_and_store(
    jobs: &[Job],
    concurrency: usize,
    dir: &Path,
    cacert: Option<&Path>,
) -> Result<Outcome> {
    let mut plan = Plan::of(jobs)?;
    let places = jobs.iter().map(Place::of).collect::<Result<Vec<_>>>()?;
    let folder = Folder::open(dir, &places)?;
    let bytes = places.iter().map(|place| place.bytes).sum();
    for (target, place) in plan.targets.iter_mut().zip(places) {
        target.place = Some(place);
    }
    let tls = plan.needs_tls().then(|| tls_config(cacert)).transpose()?;
    raise_open_files();
    let threads = thread_count(bytes, concurrency.min(cores()));
    let next = AtomicUsize::new(0);
    let start = Instant::now();
    let fetched = on_all(threads, |number| {
        // The first ones take what does not go round.
        let own = concurrency / threads + usize::from(number < concurrency % threads);
        Fetch::new(&plan, tls.clone(), &next, Some(&folder))?.run(own, CHUNK_BYTES)
    })?;
    Ok(Outcome::Both {
        jobs: plan.targets.len(),
        bytes: fetched.iter().map(|each| each.bytes).sum(),
        connections: fetched.iter().map(|each| each.connections).sum(),
        threads,
        duration_ns: whole_ns(start.elapsed()),
    })
}

fn event_index(event: &epoll::Event) -> usize {
    // It was made from a usize.
    usize::try_from(event.data.u64()).unwrap_or(usize::MAX)
}

/// What one thread came to.
struct Fetched {
    bytes: u64,
    connections: usize,
}

/// What one thread has under way.
struct Fetch<'a> {
    hosts: &'a [Host<'a>],
    targets: &'a [Target<'a>],
    /// The first target that no thread has taken.
    next: &'a AtomicUsize,
    /// Where bodies go; absent where they are thrown away.
    folder: Option<&'a Folder>,
    tls: Option<Arc<ClientConfig>>,
    queue: OwnedFd,
    /// By the number epoll knows them by; none is used twice, so a late event finds nothing.
    connections: Vec<Option<Connection<'a>>>,
    /// Open connections without a request, of each host.
    idle: Vec<Vec<usize>>,
    in_flight: usize,
    bytes: u64,
}

impl<'a> Fetch<'a> {
    fn new(
        plan: &'a Plan<'a>,
        tls: Option<Arc<ClientConfig>>,
        next: &'a AtomicUsize,
        folder: Option<&'a Folder>,
    ) -> Result<Self> {
        Ok(Self {
            hosts: &plan.hosts,
            targets: &plan.targets,
            next,
            folder,
            tls,
            queue: epoll::create(epoll::CreateFlags::CLOEXEC)?,
            connections: Vec::new(),
            idle: vec![Vec::new(); plan.hosts.len()],
            in_flight: 0,
            bytes: 0,
        })
    }

    /// Fetches until no target is left, `concurrency` in flight.
    fn run(mut self, concurrency: usize, scratch_bytes: usize) -> Result<Fetched> {
        for _ in 0..concurrency {
            self.ask_next()?;
        }
        let mut scratch = vec![0; scratch_bytes];
        let mut events = Vec::with_capacity(EVENTS);
        while self.in_flight > 0 {
            events.clear();
            epoll::wait(
                &self.queue,
                rustix::buffer::spare_capacity(&mut events),
                None,
            )?;
            for event in &events {
                self.attend(event_index(event), &mut scratch)?;
            }
        }
        Ok(Fetched {
            bytes: self.bytes,
            connections: self.connections.len(),
        })
    }

    /// Asks for the next file, on a connection that is open if there is one.
    fn ask_next(&mut self) -> Result<()> {
        let taken = self.next.fetch_add(1, Ordering::Relaxed);
        let Some(target) = self.targets.get(taken) else {
            return Ok(());
        };
        let host = &self.hosts[target.host];
        let index = match self.idle[target.host].pop() {
            Some(index) => index,
            None => self
                .open(host)
                .with_context(|| format!("cannot connect to {}", host.authority))?,
        };
        self.in_flight += 1;
        let connection = self.connections[index].as_mut();
        let connection = connection.context("a connection that is idle and gone")?;
        connection
            .ask(host, target, self.folder)
            .with_context(|| format!("cannot ask for {target}"))
    }

    fn open(&mut self, host: &Host<'_>) -> Result<usize> {
        let connection = Connection::open(host, self.tls.as_ref())?;
        let index = self.connections.len();
        epoll::add(
            &self.queue,
            connection.socket(),
            epoll::EventData::new_u64(index as u64),
            epoll::EventFlags::IN,
        )?;
        self.connections.push(Some(connection));
        Ok(index)
    }

    /// Takes what has come on a connection; a file that is whole makes room for the next.
    fn attend(&mut self, index: usize, scratch: &mut [u8]) -> Result<()> {
        let Some(connection) = self.connections.get_mut(index).and_then(Option::as_mut) else {
            return Ok(());
        };
        match connection.hear(scratch, self.folder)? {
            Heard::Part => Ok(()),
            Heard::Whole {
                target,
                bytes,
                keep,
            } => {
                if keep {
                    self.idle[target.host].push(index);
                } else {
                    self.connections[index] = None;
                }
                self.in_flight -= 1;
                self.bytes += bytes;
                self.ask_next()
            }
            Heard::ClosedIdle => {
                self.connections[index] = None;
                self.idle
                    .iter_mut()
                    .for_each(|idle| idle.retain(|each| *each != index));
                Ok(())
            }
        }
    }
}

fn tls_config(cacert: Option<&Path>) -> Result<Arc<ClientConfig>> {
    let Some(file) = cacert else {
        bail!("https needs --cacert FILE");
    };
    let reading = || format!("cannot read the certificates in {}", file.display());
    let mut roots = RootCertStore::empty();
    let mut reader = BufReader::new(File::open(file).with_context(reading)?);
    for certificate in CertificateDer::pem_reader_iter(&mut reader) {
        roots
            .add(certificate.with_context(reading)?)
            .with_context(reading)?;
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

/// As many connections as were asked for; where it is refused, opening one will say so.
fn raise_open_files() {
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    let _ = setrlimit(Resource::Nofile, limit);
}
