//! The seed's own way: a task per URL, all at once, one shared `reqwest::Client`, each body whole in memory and then
//! written by `tokio::fs`. Kept as it was where that is what is raced; files and reports are as the contract says.

use std::io;
use std::path::Path;
use std::sync::Arc;

use reqwest::header::ACCEPT_ENCODING;
use reqwest::{Certificate, Client, redirect};
use tokio::fs::{File, OpenOptions};
use tokio::io::AsyncWriteExt;
use tokio::runtime::Builder;
use tokio::task::JoinSet;

use crate::body::{Stored, Terms};
use crate::download::Flight;
use crate::failure::Failure;
use crate::files::Place;
use crate::http::explain_reqwest;
use crate::jobs::Job;
use crate::queue::Turn;
use crate::run::{Outcome, Run};

pub fn carry_out(run: &Arc<Run>) -> io::Result<()> {
    let runtime = Builder::new_multi_thread().enable_all().build()?;
    let client = client(run)?;
    runtime.block_on(async {
        let mut tasks = JoinSet::new();
        while let Some(turn) = run.queue.next_blocking() {
            let job = match turn {
                Turn::New(Ok(job)) => job,
                Turn::New(Err(refused)) => {
                    run.refuse(*refused);
                    continue;
                }
                // Nothing is ever put off here.
                Turn::Again(_) => continue,
            };
            let (run, client) = (run.clone(), client.clone());
            let mut flight = Flight::start();
            tasks.spawn(async move {
                let result = download(&run, &client, &job, &mut flight).await;
                let result = result.inspect_err(|failure| {
                    if flight.attempts > 0 {
                        run.attempt_failed(failure);
                    }
                });
                run.land(
                    job,
                    flight,
                    result.map_or_else(Outcome::Failed, Outcome::Stored),
                );
            });
        }
        tasks.join_all().await;
    });
    Ok(())
}

/// The seed's client, with what the contract's level asks for: our certificates besides the system's, time-outs, no
/// redirects, no proxy. The system's certificates are read here, at the start, as the library does it.
fn client(run: &Run) -> io::Result<Client> {
    // The library asks for the process's provider. Where there is one already, it is this one.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let extra = Certificate::from_pem_bundle(run.net.tls.pem()).map_err(io::Error::other)?;
    let limits = run.options.limits;
    let builder = Client::builder()
        .tls_certs_merge(extra)
        .no_proxy()
        .redirect(redirect::Policy::none());
    let builder = builder
        .connect_timeout(limits.connect)
        .read_timeout(limits.stall);
    builder.build().map_err(io::Error::other)
}

async fn download(
    run: &Run,
    client: &Client,
    job: &Job,
    flight: &mut Flight,
) -> Result<Stored, Failure> {
    let place = run.folder.place(&job.path)?;
    flight.attempt();
    let explain = |error: reqwest::Error, promised| {
        explain_reqwest(&error, &job.url, run.options.limits, promised)
    };
    let request = client
        .get(job.url.clone())
        .header(ACCEPT_ENCODING, "identity");
    let response = request.send().await.map_err(|error| explain(error, None))?;
    flight.answered(response.status().as_u16());
    let length = response.content_length();
    let refused = judge(response.status().as_u16());
    let body = response.bytes().await;
    if let Ok(body) = &body {
        run.meter.received(body.len() as u64);
    }
    refused?;
    let body = body.map_err(|error| explain(error, length))?;
    let stored = check(&body, &Terms::of(job, &run.options))?;
    // It would describe the part that is written now.
    place.enter()?.forget_description()?;
    write(&place, &job.path, &body).await?;
    Ok(stored)
}

/// Statuses whose body is the file. A 206 is none of them: nobody asked for a part.
fn judge(status: u16) -> Result<(), Failure> {
    match status {
        206 => Err(Failure::BadResponse("a 206 nobody asked for".to_owned())),
        200..=299 => Ok(()),
        _ => Err(Failure::HttpStatus(status)),
    }
}

/// The size and digests of a body, and whether they are the job's.
fn check(body: &[u8], terms: &Terms) -> Result<Stored, Failure> {
    let mut hasher = terms.hasher();
    hasher.update(body);
    let stored = Stored {
        bytes: body.len() as u64,
        digests: hasher.finish(),
    };
    terms.check(&stored)?;
    Ok(stored)
}

/// Writes the whole body to `NAME.part` and renames it; a part that cannot be finished is removed.
async fn write(place: &Place, path: &str, body: &[u8]) -> Result<(), Failure> {
    let part = place.part_on_disk();
    let failed = |error: io::Error| Failure::disk("write or rename the part of", path, error);
    let mut file = create(&part).await.map_err(failed)?;
    let written = async {
        file.write_all(body).await?;
        file.flush().await?;
        tokio::fs::rename(&part, place.on_disk()).await
    };
    if let Err(error) = written.await {
        // The download has failed already; that its part cannot be removed either changes nothing about it.
        let _ = tokio::fs::remove_file(&part).await;
        return Err(failed(error));
    }
    Ok(())
}

/// A new file, ours alone: what is there already, a link perhaps, is replaced and not written through.
async fn create(part: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    match options.open(part).await {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            tokio::fs::remove_file(part).await?;
            options.open(part).await
        }
        other => other,
    }
}
