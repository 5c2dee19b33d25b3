//! `fairfetch-origin`: starts, says where it is, serves until told to stop.

use std::net::IpAddr;
use std::process::ExitCode;

use anyhow::Context;
use fairfetch_origin::args::{self, Command, HELP};
use fairfetch_origin::clock::Timers;
use fairfetch_origin::control;
use fairfetch_origin::session::Sessions;
use fairfetch_origin::system;
use fairfetch_origin::tls::Authority;
use tokio::runtime::{Builder, LocalOptions};

fn main() -> ExitCode {
    match args::parse(std::env::args().skip(1)) {
        Ok(Command::Serve { host }) => match serve(host) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => fail(&format!("{error:#}"), 1),
        },
        Ok(Command::Help) => say(HELP),
        Ok(Command::Version) => say(concat!("fairfetch-origin ", env!("CARGO_PKG_VERSION"))),
        Err(error) => fail(&error.to_string(), 2),
    }
}

fn say(text: &str) -> ExitCode {
    println!("{text}");
    ExitCode::SUCCESS
}

fn fail(message: &str, code: u8) -> ExitCode {
    eprintln!("fairfetch-origin: {message}");
    ExitCode::from(code)
}

fn serve(host: IpAddr) -> anyhow::Result<()> {
    system::raise_open_files_limit().context("cannot raise the limit of open files")?;
    let authority = Authority::new(&host.to_string())?;
    // One thread: it is faster than two on a machine whose other core downloads, and it needs no locks.
    let runtime = Builder::new_current_thread()
        .enable_io()
        .build_local(LocalOptions::default())?;
    let served = runtime.block_on(async {
        let ready = control::Ready::bind(host, &authority)
            .await
            .context("cannot open the control port")?;
        let timers = Timers::start().context("cannot make a timer")?;
        tokio::task::spawn_local(
            ready
                .announce()?
                .serve(Sessions::new(host, authority, timers)),
        );
        system::told_to_stop()
            .await
            .context("cannot listen for signals")
    });
    // A digest still being computed is of no use to anybody now.
    runtime.shutdown_background();
    served
}
