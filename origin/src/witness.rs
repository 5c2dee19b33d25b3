//! What the origin saw: counters and timelines of one session, on one clock.
//!
//! All times are absolute `CLOCK_MONOTONIC` nanoseconds. A request is in flight from the moment its
//! head was read until the kernel has taken the last byte of its answer, waiting included.

mod heads;
mod truth;

use std::cell::RefCell;

use heads::Heads;
pub use heads::{Connected, Head};
pub use truth::Truth;

use crate::clock::now_ns;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConnectionId(u32);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequestId(u32);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HttpVersion {
    Http10,
    Http11,
    Http2,
}

#[derive(Debug, Default)]
struct ConnectionRow {
    accepted_ns: u64,
    ready_ns: Option<u64>,
    closed_ns: Option<u64>,
    requests: u64,
    via_proxy: bool,
}

#[derive(Debug)]
struct RequestRow {
    connection: ConnectionId,
    http: HttpVersion,
    /// Absent for a stray request.
    file: Option<u32>,
    /// Absent until an answer is chosen, and when the answer is not HTTP.
    status: Option<u16>,
    offset: u64,
    bytes: u64,
    request_ns: u64,
    first_byte_ns: Option<u64>,
    end_ns: Option<u64>,
    complete: bool,
}

#[derive(Debug, Default)]
struct Ledger {
    connections: Vec<ConnectionRow>,
    requests: Vec<RequestRow>,
    open_connections: u64,
    peak_connections: u64,
    in_flight: u64,
    peak_in_flight: u64,
    handshakes: u64,
    failed_handshakes: u64,
    stray_requests: u64,
    body_bytes: u64,
    /// Absent where the session keeps none.
    heads: Option<Heads>,
}

/// The ledger of a session; every method is one entry in it.
#[derive(Debug, Default)]
pub struct Witness(RefCell<Ledger>);

impl Witness {
    #[must_use]
    pub fn new(keep_heads: bool) -> Self {
        Self(RefCell::new(Ledger {
            heads: keep_heads.then(Heads::default),
            ..Ledger::default()
        }))
    }

    pub fn connection_accepted(&self) -> ConnectionId {
        let mut ledger = self.0.borrow_mut();
        let id = ConnectionId(ledger.connections.len() as u32);
        ledger.connections.push(ConnectionRow {
            accepted_ns: now_ns(),
            ..ConnectionRow::default()
        });
        ledger.open_connections += 1;
        ledger.peak_connections = ledger.peak_connections.max(ledger.open_connections);
        id
    }

    /// The connection came to the proxy's listener.
    pub fn came_by_proxy(&self, id: ConnectionId) {
        self.0.borrow_mut().connections[id.0 as usize].via_proxy = true;
    }

    /// Set-up is over: from now on requests are read.
    pub fn connection_ready(&self, id: ConnectionId) {
        self.0.borrow_mut().connections[id.0 as usize].ready_ns = Some(now_ns());
    }

    pub fn connection_closed(&self, id: ConnectionId) {
        let mut ledger = self.0.borrow_mut();
        ledger.connections[id.0 as usize].closed_ns = Some(now_ns());
        ledger.open_connections -= 1;
    }

    pub fn handshake(&self, succeeded: bool) {
        let mut ledger = self.0.borrow_mut();
        if succeeded {
            ledger.handshakes += 1;
        } else {
            ledger.failed_handshakes += 1;
        }
    }

    /// A request head has been read.
    pub fn request_read(&self, connection: ConnectionId, http: HttpVersion) -> (RequestId, u64) {
        let request_ns = now_ns();
        let mut ledger = self.0.borrow_mut();
        let id = RequestId(ledger.requests.len() as u32);
        ledger.requests.push(RequestRow {
            connection,
            http,
            file: None,
            status: None,
            offset: 0,
            bytes: 0,
            request_ns,
            first_byte_ns: None,
            end_ns: None,
            complete: false,
        });
        ledger.connections[connection.0 as usize].requests += 1;
        ledger.in_flight += 1;
        ledger.peak_in_flight = ledger.peak_in_flight.max(ledger.in_flight);
        (id, request_ns)
    }

    /// Keeps the head of the request just read, if it could be read at all and heads are kept.
    pub fn keep_head(&self, connection: ConnectionId, mut head: Option<Head>) {
        let ledger = &mut *self.0.borrow_mut();
        if let Some(head) = &mut head {
            head.via_proxy = ledger.connections[connection.0 as usize].via_proxy;
        }
        if let Some(heads) = &mut ledger.heads {
            heads.requests.push(head);
        }
    }

    /// Keeps what asked for a tunnel, if heads are kept.
    pub fn keep_connect(&self, connect: Connected) {
        if let Some(heads) = &mut self.0.borrow_mut().heads {
            heads.connects.push(connect);
        }
    }

    /// An answer has been chosen. `file` is absent for a stray request, `status` where the answer is not HTTP.
    pub fn answer_chosen(
        &self,
        id: RequestId,
        file: Option<u32>,
        status: Option<u16>,
        offset: u64,
    ) {
        let mut ledger = self.0.borrow_mut();
        ledger.stray_requests += u64::from(file.is_none());
        let row = row(&mut ledger, id);
        (row.file, row.status, row.offset) = (file, status, offset);
    }

    /// The kernel has taken bytes of the answer, `body_bytes` of them of its body.
    pub fn bytes_left(&self, id: RequestId, body_bytes: u64) {
        let mut ledger = self.0.borrow_mut();
        ledger.body_bytes += body_bytes;
        let row = row(&mut ledger, id);
        row.bytes += body_bytes;
        if row.first_byte_ns.is_none() {
            row.first_byte_ns = Some(now_ns());
        }
    }

    /// The request is over: the whole answer was handed over (`complete`), or it never will be.
    pub fn request_ended(&self, id: RequestId, complete: bool) {
        let mut ledger = self.0.borrow_mut();
        let row = row(&mut ledger, id);
        if row.end_ns.is_none() {
            (row.end_ns, row.complete) = (Some(now_ns()), complete);
            ledger.in_flight -= 1;
        }
    }

    /// Connections that have not been closed yet.
    pub fn open_connections(&self) -> u64 {
        self.0.borrow().open_connections
    }
}

fn row(ledger: &mut Ledger, id: RequestId) -> &mut RequestRow {
    &mut ledger.requests[id.0 as usize]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_ends_once_and_frees_its_place() {
        let witness = Witness::default();
        let connection = witness.connection_accepted();
        let (first, _) = witness.request_read(connection, HttpVersion::Http11);
        witness.request_ended(first, true);
        witness.request_ended(first, false);
        let (second, _) = witness.request_read(connection, HttpVersion::Http11);
        witness.request_ended(second, false);
        let ledger = witness.0.borrow();
        assert_eq!((ledger.in_flight, ledger.peak_in_flight), (0, 1));
        assert_eq!(
            ledger
                .requests
                .iter()
                .map(|row| row.complete)
                .collect::<Vec<_>>(),
            [true, false]
        );
    }

    #[test]
    fn the_first_byte_is_the_first() {
        let witness = Witness::default();
        let connection = witness.connection_accepted();
        let (id, request_ns) = witness.request_read(connection, HttpVersion::Http2);
        witness.bytes_left(id, 0);
        let first = witness.0.borrow().requests[0].first_byte_ns;
        witness.bytes_left(id, 10);
        assert_eq!(witness.0.borrow().requests[0].first_byte_ns, first);
        assert!(first >= Some(request_ns));
        assert_eq!(witness.0.borrow().requests[0].bytes, 10);
    }

    #[test]
    fn peaks_outlive_their_causes() {
        let witness = Witness::default();
        let open: Vec<_> = (0..3).map(|_| witness.connection_accepted()).collect();
        open.into_iter()
            .for_each(|id| witness.connection_closed(id));
        witness.connection_accepted();
        let ledger = witness.0.borrow();
        assert_eq!((ledger.open_connections, ledger.peak_connections), (1, 3));
    }
}
