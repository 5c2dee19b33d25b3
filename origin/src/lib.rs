//! The HTTP server every downloader is raced against, and the witness of what it did.
//!
//! One process serves any number of sessions on one thread. A session has its own files, network,
//! faults, listeners and counters; the control port opens it, reads its truth and closes it.

pub mod args;
pub mod clock;
pub mod content;
pub mod control;
pub mod faults;
pub mod network;
pub mod script;
pub mod serve;
pub mod session;
pub mod system;
pub mod tls;
pub mod witness;
