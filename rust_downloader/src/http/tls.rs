//! Whom TLS trusts: the system's certificates and those of `--cacert`. Nothing turns the check off.

use std::io;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};

use crate::failure::{Failure, system_words};

/// Made once a run; the system's certificates are read when the first https URL is met, and never for http alone.
#[derive(Default)]
pub struct Tls {
    pem: Vec<u8>,
    extra: Vec<CertificateDer<'static>>,
    config: OnceLock<Result<Arc<ClientConfig>, String>>,
}

impl Tls {
    /// `cacert`: a file with one certificate at least.
    pub fn open(cacert: Option<&Path>) -> io::Result<Self> {
        let Some(path) = cacert else {
            return Ok(Self::default());
        };
        let pem = std::fs::read(path)?;
        let invalid = |reason: String| io::Error::new(io::ErrorKind::InvalidData, reason);
        let extra: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&pem).collect();
        let extra = extra.map_err(|error| invalid(format!("not PEM: {error}")))?;
        if extra.is_empty() {
            return Err(invalid("no PEM certificate in it".to_owned()));
        }
        for certificate in &extra {
            RootCertStore::empty()
                .add(certificate.clone())
                .map_err(|error| invalid(error.to_string()))?;
        }
        Ok(Self {
            pem,
            extra,
            config: OnceLock::new(),
        })
    }

    /// What `--cacert` holds, as it is written; empty without one.
    pub fn pem(&self) -> &[u8] {
        &self.pem
    }

    pub fn config(&self, host: &str) -> Result<Arc<ClientConfig>, Failure> {
        let config = self.config.get_or_init(|| self.build());
        config.clone().map_err(|reason| Failure::Tls {
            host: host.to_owned(),
            reason,
        })
    }

    fn build(&self) -> Result<Arc<ClientConfig>, String> {
        let mut roots = RootCertStore::empty();
        // A certificate of the system that cannot be read is one that is not trusted, and no reason to trust none.
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        roots.add_parsable_certificates(self.extra.iter().cloned());
        let builder =
            ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()));
        let builder = builder
            .with_safe_default_protocol_versions()
            .map_err(|error| error.to_string())?;
        let mut config = builder.with_root_certificates(roots).with_no_client_auth();
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Arc::new(config))
    }
}

/// The name a certificate must carry.
pub fn server_name(host: &str) -> Result<ServerName<'static>, Failure> {
    ServerName::try_from(host.to_owned()).map_err(|error| Failure::Tls {
        host: host.to_owned(),
        reason: error.to_string(),
    })
}

/// A handshake that failed. A reset is the network's doing and may pass; the rest is a refusal.
pub fn handshake_failure(host: &str, error: &io::Error) -> Failure {
    match error.kind() {
        io::ErrorKind::ConnectionReset
        | io::ErrorKind::BrokenPipe
        | io::ErrorKind::ConnectionAborted => Failure::Reset(system_words(error)),
        _ => Failure::Tls {
            host: host.to_owned(),
            reason: error.to_string(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::Tls;
    use std::io::Write;

    #[test]
    fn a_file_without_a_certificate_is_refused() {
        for text in [
            "",
            "hello",
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        ] {
            let mut file = tempfile::NamedTempFile::new().unwrap();
            file.write_all(text.as_bytes()).unwrap();
            assert!(Tls::open(Some(file.path())).is_err(), "{text:?}");
        }
    }
}
