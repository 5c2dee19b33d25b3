//! How punctual and how fast the origin is, beside nginx where it is installed.
//!
//! For throughput, the server has one core and the client the other. Servers take turns, so that a
//! change of the machine's mood meets both; what counts is the ratio.
#![allow(clippy::unwrap_used)]

mod client;
mod cores;
mod lateness;
mod nginx;
#[path = "../../tests/support/mod.rs"]
mod support;
mod throughput;

use support::Origin;

fn main() {
    let origin = Origin::start();
    println!(
        "fairfetch-origin {}",
        origin.ready["version"].as_str().unwrap()
    );
    if asked_for("lateness") {
        lateness::measure(&origin);
    }
    if asked_for("throughput") {
        let cores = cores::server_core(&origin.process);
        let nginx = nginx::Nginx::start();
        cores::client_core();
        match &nginx {
            Ok(nginx) => println!("\nBeside {}, {cores}", nginx.version),
            Err(reason) => println!("\n{reason}: the origin's figures stand alone; {cores}"),
        }
        throughput::measure(&origin, nginx.as_ref().ok());
    }
}

/// Whether the command line names this part, or none.
fn asked_for(part: &str) -> bool {
    let named: Vec<String> = std::env::args()
        .skip(1)
        .filter(|name| !name.starts_with('-'))
        .collect();
    named.is_empty() || named.iter().any(|name| name == part)
}

/// The middle of what was measured.
fn median(values: &mut [f64]) -> f64 {
    quantile(values, 0.5)
}

fn quantile(values: &mut [f64], at: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    values[((values.len() - 1) as f64 * at).round() as usize]
}
