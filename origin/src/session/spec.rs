//! The body of `POST /sessions`, checked: what comes out can be served.

mod answer;
mod draws;
mod fault;
mod file;
mod proxy;

use serde::Deserialize;

use draws::DrawsBody;
use file::{Around, FileBody, check_paths_differ};

pub use proxy::{Connect, ProxySpec};

use crate::faults::{Draws, Fault};
use crate::network::Network;
use crate::script::AnswerSpec;
use crate::tls::Certificate;
use proxy::ProxyBody;

const MAX_FILES: usize = 1_000_000;
const MAX_HOSTS: u32 = 64;
const MAX_WAIT_MS: f64 = 600_000.0;

/// What was wrong with a session's body, naming the field.
#[derive(Debug, thiserror::Error)]
pub enum SpecError {
    #[error("{field}: {reason}")]
    Field { field: String, reason: String },
    #[error("the body is not JSON: {0}")]
    NotJson(serde_json::Error),
}

fn refuse<T>(field: impl Into<String>, reason: impl Into<String>) -> Result<T, SpecError> {
    Err(SpecError::Field {
        field: field.into(),
        reason: reason.into(),
    })
}

/// A session as asked for, resolved.
#[derive(Debug)]
pub struct SessionSpec {
    pub seed: u64,
    pub tls: bool,
    pub certificate: Certificate,
    pub handshake: Handshake,
    pub proxy: Option<ProxySpec>,
    /// In order of preference.
    pub http: Vec<Protocol>,
    pub hosts: u32,
    pub files: Vec<FileSpec>,
    pub network: Network,
    /// Faults drawn for every request; absent where none are.
    pub draws: Option<Draws>,
    /// Whether the heads of requests are kept as they were sent.
    pub keep_heads: bool,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
pub enum Protocol {
    #[serde(rename = "1.1")]
    Http1,
    #[serde(rename = "2")]
    Http2,
}

/// Whether a client's hello is answered.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum Handshake {
    #[default]
    Answer,
    Stall,
}

#[derive(Debug)]
pub struct FileSpec {
    pub bytes: u64,
    /// Below the session's prefix; absent where the file's place names it.
    pub path: Option<Box<str>>,
    pub fault: Option<Box<(Fault, Option<u32>)>>,
    /// At least one where there is a script, and then there is no fault.
    pub answers: Option<Box<[AnswerSpec]>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct SessionBody {
    seed: u64,
    #[serde(default)]
    tls: bool,
    certificate: Option<Certificate>,
    handshake: Option<Handshake>,
    proxy: Option<ProxyBody>,
    #[serde(default = "http1_only")]
    http: Vec<Protocol>,
    #[serde(default = "one")]
    hosts: u32,
    files: Vec<FileBody>,
    #[serde(default)]
    network: NetworkBody,
    faults: Option<DrawsBody>,
    #[serde(default)]
    keep_heads: bool,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
struct NetworkBody {
    rtt_ms: f64,
    jitter_ms: f64,
    connection_bytes_per_second: Option<u64>,
    link_bytes_per_second: Option<u64>,
    slow_start: bool,
}

fn http1_only() -> Vec<Protocol> {
    vec![Protocol::Http1]
}

fn one() -> u32 {
    1
}

impl SessionSpec {
    /// Reads and checks a body.
    pub fn parse(body: &[u8]) -> Result<Self, SpecError> {
        let mut json = serde_json::Deserializer::from_slice(body);
        let parsed: SessionBody = serde_path_to_error::deserialize(&mut json).map_err(|error| {
            let field = error.path().to_string();
            let cause = error.into_inner();
            if cause.is_data() {
                SpecError::Field {
                    field,
                    reason: cause.to_string(),
                }
            } else {
                SpecError::NotJson(cause)
            }
        })?;
        json.end().map_err(SpecError::NotJson)?;
        parsed.resolve()
    }
}

impl SessionBody {
    fn check(&self) -> Result<(), SpecError> {
        if self.http.is_empty() {
            return refuse("http", "name at least one of \"1.1\" and \"2\"");
        }
        if self.http.len() == 2 && self.http[0] == self.http[1] || self.http.len() > 2 {
            return refuse("http", "names a version twice");
        }
        if !(1..=MAX_HOSTS).contains(&self.hosts) {
            return refuse(
                "hosts",
                format!("{} is not from 1 to {MAX_HOSTS}", self.hosts),
            );
        }
        if self.files.is_empty() || self.files.len() > MAX_FILES {
            return refuse(
                "files",
                format!(
                    "{} files; from 1 to {MAX_FILES} can be served",
                    self.files.len()
                ),
            );
        }
        for (name, given) in [
            ("certificate", self.certificate.is_some()),
            ("handshake", self.handshake.is_some()),
        ] {
            if given && !self.tls {
                return refuse(name, "needs \"tls\": true");
            }
        }
        Ok(())
    }

    fn resolve(self) -> Result<SessionSpec, SpecError> {
        self.check()?;
        let around = Around {
            http: &self.http,
            hosts: self.hosts,
        };
        let draws = self
            .faults
            .map(|draws| draws.resolve(&self.files))
            .transpose()?;
        let files = (0..)
            .zip(self.files)
            .map(|(index, file)| file.resolve(index, &around))
            .collect::<Result<Vec<_>, _>>()?;
        check_paths_differ(&files)?;
        let network = self.network.resolve()?;
        let proxy = self.proxy.map(ProxyBody::resolve).transpose()?;
        Ok(SessionSpec {
            seed: self.seed,
            tls: self.tls,
            certificate: self.certificate.unwrap_or_default(),
            handshake: self.handshake.unwrap_or_default(),
            proxy,
            http: self.http,
            hosts: self.hosts,
            files,
            network,
            draws,
            keep_heads: self.keep_heads,
        })
    }
}

impl NetworkBody {
    fn resolve(self) -> Result<Network, SpecError> {
        for (name, rate) in [
            ("connectionBytesPerSecond", self.connection_bytes_per_second),
            ("linkBytesPerSecond", self.link_bytes_per_second),
        ] {
            if rate == Some(0) {
                return refuse(
                    format!("network.{name}"),
                    "0 would never finish; null is no limit",
                );
            }
        }
        Ok(Network {
            rtt_ns: wait_ns("network.rttMs", self.rtt_ms)?,
            jitter_ns: wait_ns("network.jitterMs", self.jitter_ms)?,
            connection_bytes_per_s: self.connection_bytes_per_second,
            link_bytes_per_s: self.link_bytes_per_second,
            slow_start: self.slow_start,
        })
    }
}

fn wait_ns(field: &str, ms: f64) -> Result<u64, SpecError> {
    if !(0.0..=MAX_WAIT_MS).contains(&ms) {
        return refuse(
            field,
            format!("{ms} is not from 0 to {MAX_WAIT_MS} milliseconds"),
        );
    }
    Ok((ms * 1e6).round() as u64)
}

#[cfg(test)]
mod tests;
