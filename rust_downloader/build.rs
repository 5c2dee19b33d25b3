//! Hands the compiler's version and those of the libraries a transfer goes through to the summary.

use std::path::Path;
use std::process::Command;
use std::{env, fs};

/// Libraries named in the summary; each variant shows the ones it uses.
const LIBRARIES: [&str; 5] = ["httparse", "hyper", "reqwest", "rustls", "tokio"];

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=../Cargo.lock");
    println!("cargo:rustc-env=FAIRFETCH_RUSTC={}", rustc_version());
    let root = env::var("CARGO_MANIFEST_DIR").unwrap_or_default();
    let lock = fs::read_to_string(Path::new(&root).join("../Cargo.lock")).unwrap_or_default();
    for name in LIBRARIES {
        let key = name.replace('-', "_").to_uppercase();
        println!(
            "cargo:rustc-env=FAIRFETCH_LIB_{key}={}",
            locked_version(&lock, name)
        );
    }
}

/// `1.95.0` out of `rustc 1.95.0 (f2d3ce0bd 2026-03-21)`.
fn rustc_version() -> String {
    let rustc = env::var("RUSTC").unwrap_or_else(|_| "rustc".to_owned());
    let printed = Command::new(rustc)
        .arg("--version")
        .output()
        .map(|out| out.stdout)
        .unwrap_or_default();
    let printed = String::from_utf8_lossy(&printed).into_owned();
    printed
        .split(' ')
        .nth(1)
        .unwrap_or("unknown")
        .trim()
        .to_owned()
}

/// The version the lock file holds for `name`; empty where there is no lock file, and the summary then leaves it out.
fn locked_version(lock: &str, name: &str) -> String {
    let entry = format!("name = \"{name}\"\nversion = \"");
    let version = lock
        .split_once(&entry)
        .and_then(|(_, rest)| rest.split_once('"'));
    version
        .map(|(version, _)| version.to_owned())
        .unwrap_or_default()
}
