//! Small answers a second and large bytes a second, in turns with nginx.

use std::io::Read;
use std::io::Write;
use std::net::TcpStream;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, StreamOwned};
use serde_json::json;

use crate::client::{Asking, receive_head};
use crate::cores::scheduled;
use crate::median;
use crate::nginx::{LARGE_BYTES, Nginx, SMALL_BYTES};
use crate::support::Origin;

const SMALL_CONNECTIONS: usize = 64;
const LARGE_CONNECTIONS: usize = 4;
const SMALL_ROUNDS: usize = 7;
const LARGE_ROUNDS: usize = 5;
const SMALL_DURATION: Duration = Duration::from_millis(1_500);

/// Where a file is served.
pub struct Place {
    pub address: String,
    pub path: String,
    pub tls: Option<Arc<ClientConfig>>,
    /// The process that serves it.
    pub server: u32,
}

pub fn measure(origin: &Origin, nginx: Option<&Nginx>) {
    let small = |tls: bool| open(origin, SMALL_BYTES, tls);
    let large = |tls: bool| open(origin, LARGE_BYTES, tls);
    println!(
        "\nThroughput, medians of rounds in turns; by the wall's clock, and by the server's own time on its core"
    );
    println!(
        "                                          wall: origin   nginx  ratio   core: origin   nginx  ratio"
    );
    compare(
        "4 KiB, 64 connections, 1,000/s",
        SMALL_ROUNDS,
        small(false),
        nginx.map(Nginx::small),
        ask,
    );
    compare(
        "4 x 512 MiB, plain, GB/s",
        LARGE_ROUNDS,
        large(false),
        nginx.map(Nginx::large),
        download,
    );
    compare(
        "4 x 512 MiB, TLS, GB/s",
        LARGE_ROUNDS,
        large(true),
        nginx.map(Nginx::large_tls),
        download,
    );
}

fn open(origin: &Origin, bytes: u64, tls: bool) -> Place {
    let session = origin.open(&json!({"seed": 1, "tls": tls, "files": [{ "bytes": bytes }]}));
    let tls = tls.then(|| session.tls_config(&[]));
    Place {
        address: session.base().0,
        path: session.path(0),
        tls,
        server: origin.process.id(),
    }
}

/// Work done, by the wall's clock and by the server's processor time.
struct Rates {
    wall: f64,
    core: f64,
}

/// Runs both in turns and prints the medians and the medians of the rounds' ratios.
fn compare(what: &str, rounds: usize, ours: Place, theirs: Option<Place>, work: fn(&Place) -> f64) {
    rates(&ours, work);
    let mut pairs = Vec::new();
    for _ in 0..rounds {
        pairs.push((
            rates(&ours, work),
            theirs.as_ref().map(|theirs| rates(theirs, work)),
        ));
    }
    print!("{what:42}");
    for pick in [|rates: &Rates| rates.wall, |rates: &Rates| rates.core] {
        let mut mine: Vec<f64> = pairs.iter().map(|(mine, _)| pick(mine)).collect();
        let mut other: Vec<f64> = pairs
            .iter()
            .filter_map(|(_, other)| other.as_ref().map(pick))
            .collect();
        let mut ratios: Vec<f64> = mine
            .iter()
            .zip(&other)
            .map(|(mine, other)| mine / other)
            .collect();
        print!(" {:12.2}", median(&mut mine));
        if ratios.is_empty() {
            print!("       -      -  ");
        } else {
            print!(" {:7.2} {:6.2}  ", median(&mut other), median(&mut ratios));
        }
    }
    println!();
}

fn rates(place: &Place, work: fn(&Place) -> f64) -> Rates {
    let (start, used_ns) = (Instant::now(), scheduled(place.server).ran_ns);
    let done = work(place);
    Rates {
        wall: done / start.elapsed().as_secs_f64(),
        core: done / (scheduled(place.server).ran_ns - used_ns) as f64 * 1e9,
    }
}

/// Thousands of small answers in a while.
fn ask(place: &Place) -> f64 {
    let (address, path) = (place.address.as_str(), place.path.as_str());
    let asking = Asking {
        address,
        path,
        connections: SMALL_CONNECTIONS,
        duration: SMALL_DURATION,
    };
    asking.run().first_byte_ns.len() as f64 / 1e3
}

/// GB that a few connections receive and discard.
fn download(place: &Place) -> f64 {
    std::thread::scope(|scope| {
        for _ in 0..LARGE_CONNECTIONS {
            scope.spawn(|| {
                let stream = TcpStream::connect(&place.address).unwrap();
                match &place.tls {
                    None => receive(stream, &place.path),
                    Some(config) => {
                        let name = ServerName::try_from("127.0.0.1").unwrap();
                        let connection = ClientConnection::new(Arc::clone(config), name).unwrap();
                        receive(StreamOwned::new(connection, stream), &place.path);
                    }
                }
            });
        }
    });
    (LARGE_CONNECTIONS as u64 * LARGE_BYTES) as f64 / 1e9
}

fn receive(mut stream: impl Read + Write, path: &str) {
    stream
        .write_all(format!("GET {path} HTTP/1.1\r\nHost: o\r\n\r\n").as_bytes())
        .unwrap();
    let (mut received, total) = receive_head(&mut stream);
    let mut buffer = vec![0; 256 * 1024];
    while received < total {
        let count = stream.read(&mut buffer).unwrap();
        assert!(count > 0, "the body is short");
        received += count;
    }
}
