//! The ledger as the control port tells it.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::faults::DealtCounts;

use super::{Connected, ConnectionRow, Head, HttpVersion, Ledger, RequestRow, Witness};

/// All a session saw so far. Times are absolute `CLOCK_MONOTONIC` nanoseconds, `null` where nothing happened yet.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Truth {
    pub id: String,
    pub opened_ns: u64,
    pub now_ns: u64,
    connections: u64,
    tls_handshakes: u64,
    failed_handshakes: u64,
    open_connections: u64,
    requests: u64,
    requests_by_status: BTreeMap<u16, u64>,
    requests_by_http: BTreeMap<&'static str, u64>,
    stray_requests: u64,
    body_bytes: u64,
    peak_in_flight: u64,
    peak_connections: u64,
    first_request_ns: Option<u64>,
    last_byte_ns: Option<u64>,
    pub cpu_ns: u64,
    connection_timeline: Timeline<5, ConnectionTuple>,
    request_timeline: Timeline<9, RequestTuple>,
    /// Aligned with the rows of the requests; `null` where a head could not be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    heads: Option<Vec<Option<Head>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    connects: Option<Vec<Connected>>,
    /// Faults that were dealt, where the session draws some.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dealt_faults: Option<DealtCounts>,
    /// The connections that came to the session's proxy, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proxy_connections: Option<Vec<u64>>,
}

#[derive(Serialize)]
struct Timeline<const COLUMNS: usize, Row> {
    #[serde(serialize_with = "as_slice")]
    columns: [&'static str; COLUMNS],
    rows: Vec<Row>,
}

type ConnectionTuple = (u64, u64, Option<u64>, Option<u64>, u64);
type RequestTuple = (
    u32,
    Option<u32>,
    Option<u16>,
    u64,
    u64,
    u64,
    Option<u64>,
    Option<u64>,
    bool,
);

const CONNECTION_COLUMNS: [&str; 5] = ["id", "acceptedNs", "readyNs", "closedNs", "requests"];
const REQUEST_COLUMNS: [&str; 9] = [
    "connection",
    "file",
    "status",
    "offset",
    "bytes",
    "requestNs",
    "firstByteNs",
    "endNs",
    "complete",
];

fn as_slice<S: serde::Serializer, const N: usize>(
    columns: &[&str; N],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    columns.as_slice().serialize(serializer)
}

impl HttpVersion {
    fn name(self) -> &'static str {
        match self {
            Self::Http10 => "1.0",
            Self::Http11 => "1.1",
            Self::Http2 => "2",
        }
    }
}

impl Witness {
    /// The ledger as it stands; the caller says whose it is and when it was opened and read.
    #[must_use]
    pub fn truth(&self, id: String, opened_ns: u64, now_ns: u64, cpu_ns: u64) -> Truth {
        let ledger = self.0.borrow();
        Truth {
            id,
            opened_ns,
            now_ns,
            connections: ledger.connections.len() as u64,
            tls_handshakes: ledger.handshakes,
            failed_handshakes: ledger.failed_handshakes,
            open_connections: ledger.open_connections,
            requests: ledger.requests.len() as u64,
            requests_by_status: count(ledger.requests.iter().filter_map(|row| row.status)),
            requests_by_http: count(ledger.requests.iter().map(|row| row.http.name())),
            stray_requests: ledger.stray_requests,
            body_bytes: ledger.body_bytes,
            peak_in_flight: ledger.peak_in_flight,
            peak_connections: ledger.peak_connections,
            first_request_ns: ledger.requests.first().map(|row| row.request_ns),
            last_byte_ns: ledger.requests.iter().filter_map(|row| row.end_ns).max(),
            cpu_ns,
            connection_timeline: connection_timeline(&ledger),
            request_timeline: request_timeline(&ledger),
            heads: ledger.heads.as_ref().map(|heads| heads.requests.clone()),
            connects: ledger.heads.as_ref().map(|heads| heads.connects.clone()),
            dealt_faults: None,
            proxy_connections: None,
        }
    }
}

impl Witness {
    /// The rows of the connections that came to the proxy's listener.
    #[must_use]
    pub fn proxy_connections(&self) -> Vec<u64> {
        let ledger = self.0.borrow();
        let proxied = (0..)
            .zip(&ledger.connections)
            .filter(|(_, row)| row.via_proxy);
        proxied.map(|(id, _)| id).collect()
    }
}

fn count<Key: Ord>(keys: impl Iterator<Item = Key>) -> BTreeMap<Key, u64> {
    let mut counts = BTreeMap::new();
    for key in keys {
        *counts.entry(key).or_default() += 1;
    }
    counts
}

fn connection_timeline(ledger: &Ledger) -> Timeline<5, ConnectionTuple> {
    let row = |(id, row): (u64, &ConnectionRow)| {
        (
            id,
            row.accepted_ns,
            row.ready_ns,
            row.closed_ns,
            row.requests,
        )
    };
    Timeline {
        columns: CONNECTION_COLUMNS,
        rows: (0..).zip(&ledger.connections).map(row).collect(),
    }
}

fn request_timeline(ledger: &Ledger) -> Timeline<9, RequestTuple> {
    let row = |row: &RequestRow| {
        let (sent, times) = (
            (row.offset, row.bytes),
            (row.request_ns, row.first_byte_ns, row.end_ns),
        );
        (
            row.connection.0,
            row.file,
            row.status,
            sent.0,
            sent.1,
            times.0,
            times.1,
            times.2,
            row.complete,
        )
    };
    Timeline {
        columns: REQUEST_COLUMNS,
        rows: ledger.requests.iter().map(row).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_did_not_happen_is_null_and_never_zero() {
        let witness = Witness::default();
        let connection = witness.connection_accepted();
        witness.request_read(connection, HttpVersion::Http11);
        let truth = serde_json::to_value(witness.truth("s1".into(), 1, 2, 3)).unwrap();
        assert_eq!(truth["lastByteNs"], serde_json::Value::Null);
        let row = truth["requestTimeline"]["rows"][0].as_array().unwrap();
        for column in ["file", "status", "firstByteNs", "endNs"] {
            let index = REQUEST_COLUMNS
                .iter()
                .position(|name| *name == column)
                .unwrap();
            assert!(row[index].is_null(), "{column}");
        }
        assert!(truth["connectionTimeline"]["rows"][0][3].is_null());
        assert_eq!(truth["requestsByStatus"], serde_json::json!({}));
    }
}
