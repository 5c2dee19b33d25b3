//! The sessions of this process: opening, reading and closing them.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::rc::Rc;

use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::{Digests, Opened, Session, SessionSpec, opened};
use crate::clock::{Timers, now_ns};
use crate::script::Places;
use crate::serve::Door;
use crate::tls::{Authority, TlsError};
use crate::witness::Truth;
use crate::{serve, system};

const PAUSE_NS: u64 = 10_000_000;

#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error(transparent)]
    Tls(#[from] TlsError),
    #[error("cannot listen on {host}: {source}")]
    Listen { host: IpAddr, source: io::Error },
}

pub struct Sessions {
    host: IpAddr,
    authority: Authority,
    timers: Rc<Timers>,
    digests: Digests,
    opened: Cell<u64>,
    open: RefCell<HashMap<String, Open>>,
}

struct Open {
    session: Rc<Session>,
    listeners: Vec<JoinHandle<()>>,
}

struct Listening {
    listener: TcpListener,
    address: SocketAddr,
}

impl Sessions {
    #[must_use]
    pub fn new(host: IpAddr, authority: Authority, timers: Rc<Timers>) -> Self {
        let digests = Digests::default();
        Self {
            host,
            authority,
            timers,
            digests,
            opened: Cell::default(),
            open: RefCell::default(),
        }
    }

    /// Hashes the files, then listens; the clocks of the session start last.
    pub async fn open(&self, spec: SessionSpec) -> Result<Opened, OpenError> {
        let files = opened::told(&spec, &self.digests).await;
        let tls = spec
            .tls
            .then(|| self.authority.server_config(spec.certificate, &spec.http))
            .transpose()?;
        let scheme = if spec.tls { "https" } else { "http" };
        let listeners = (0..spec.hosts)
            .map(|_| self.listen())
            .collect::<Result<Vec<_>, _>>()?;
        let proxy = spec.proxy.is_some().then(|| self.listen()).transpose()?;

        let id = self.next_id();
        let base = |at: &Listening| format!("{scheme}://{}/{id}", at.address);
        let places = Places {
            bases: listeners.iter().map(base).collect(),
        };
        let timers = Rc::clone(&self.timers);
        let session = Rc::new(Session::new(id.clone(), spec, timers, tls, &places));
        let opened = Opened {
            id: id.clone(),
            opened_ns: session.opened_ns,
            bases: places.bases,
            proxy: proxy.as_ref().map(|at| format!("http://{}", at.address)),
            files,
        };
        let doors = listeners
            .into_iter()
            .map(|at| (at.listener, Door::Origin))
            .chain(proxy.map(|at| (at.listener, Door::Proxy)));
        let accepting = |(listener, door)| {
            let session = Rc::clone(&session);
            tokio::task::spawn_local(serve::accept_all(session, listener, door))
        };
        let listeners = doors.map(accepting).collect();
        self.open
            .borrow_mut()
            .insert(id, Open { session, listeners });
        self.suit_the_scheduler();
        Ok(opened)
    }

    fn listen(&self) -> Result<Listening, OpenError> {
        let listening = serve::listen(self.host).and_then(|listener| {
            Ok(Listening {
                address: listener.local_addr()?,
                listener,
            })
        });
        listening.map_err(|source| OpenError::Listen {
            host: self.host,
            source,
        })
    }

    /// A breath for a listener when the process has no descriptor left.
    pub async fn pause(&self) {
        self.timers.sleep_until(now_ns() + PAUSE_NS).await;
    }

    /// Punctual where something is waited for, undisturbing where all that counts is throughput.
    fn suit_the_scheduler(&self) {
        let delays = self
            .open
            .borrow()
            .values()
            .any(|open| open.session.network.delays());
        // Where it is refused, delays are as punctual as the machine is idle: nothing to stop for.
        system::prefer_short_turns(delays).ok();
    }

    fn next_id(&self) -> String {
        self.opened.set(self.opened.get() + 1);
        format!("s{}", self.opened.get())
    }

    #[must_use]
    pub fn truth(&self, id: &str) -> Option<Truth> {
        self.open.borrow().get(id).map(|open| open.session.truth())
    }

    /// Stops listening, drops the connections, and tells the last truth.
    pub async fn close(&self, id: &str) -> Option<Truth> {
        let Open { session, listeners } = self.open.borrow_mut().remove(id)?;
        self.suit_the_scheduler();
        for listener in listeners {
            listener.abort();
            // Its connections go with it; only that it is over matters, not that it was cancelled.
            drop(listener.await);
        }
        // An aborted task gives up what it holds when the runtime comes by it, which is on this thread.
        while session.witness.open_connections() > 0 {
            tokio::task::yield_now().await;
        }
        Some(session.truth())
    }
}
