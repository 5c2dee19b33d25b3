//! A certificate authority of one process's life, and what a session's listeners need of it.

mod leaf;

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, KeyUsagePurpose,
};
use rustls::ServerConfig;
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::PrivateKeyDer;
use serde::Deserialize;

use crate::session::Protocol;
use leaf::Leaf;

#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    #[error("cannot make the certificates: {0}")]
    Certificate(#[from] rcgen::Error),
    #[error("cannot set up TLS: {0}")]
    Config(#[from] rustls::Error),
}

/// What a session shows its clients; all but the first is to be refused by them.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq, Hash)]
#[serde(rename_all = "kebab-case")]
pub enum Certificate {
    #[default]
    Good,
    Expired,
    NotYetValid,
    WrongHost,
    /// Signed by an authority nobody is told of.
    UnknownAuthority,
}

type Issuer = CertifiedIssuer<'static, KeyPair>;

/// Trusted by whoever is given [`Authority::ca_pem`]; the keys never leave the process.
pub struct Authority {
    host: String,
    issuer: Issuer,
    /// Made when first asked for.
    leaves: RefCell<HashMap<Certificate, Leaf>>,
    provider: Arc<CryptoProvider>,
}

impl Authority {
    /// Makes an authority and a certificate for `127.0.0.1`, `::1`, `localhost` and `host`.
    pub fn new(host: &str) -> Result<Self, TlsError> {
        let issuer = issuer("Fairfetch origin, made for one race")?;
        let good = Leaf::new(Certificate::Good, host, &issuer)?;
        Ok(Self {
            host: host.to_owned(),
            issuer,
            leaves: RefCell::new(HashMap::from([(Certificate::Good, good)])),
            provider: Arc::new(provider()),
        })
    }

    #[must_use]
    pub fn ca_pem(&self) -> String {
        self.issuer.pem()
    }

    /// A fresh configuration: no session ticket of one race is known to another. TLS 1.3 alone, so that
    /// a handshake is one round trip for everybody.
    pub fn server_config(
        &self,
        certificate: Certificate,
        http: &[Protocol],
    ) -> Result<Arc<ServerConfig>, TlsError> {
        let leaf = self.leaf(certificate)?;
        let mut config = ServerConfig::builder_with_provider(Arc::clone(&self.provider))
            .with_protocol_versions(&[&rustls::version::TLS13])?
            .with_no_client_auth()
            .with_single_cert(vec![leaf.certificate], PrivateKeyDer::from(leaf.key))?;
        config.ignore_client_order = true;
        config.alpn_protocols = http
            .iter()
            .map(|protocol| protocol.alpn().to_vec())
            .collect();
        Ok(Arc::new(config))
    }

    fn leaf(&self, certificate: Certificate) -> Result<Leaf, TlsError> {
        if let Some(leaf) = self.leaves.borrow().get(&certificate) {
            return Ok(leaf.copy());
        }
        let leaf = match certificate {
            Certificate::UnknownAuthority => {
                let unknown = issuer("An authority nobody knows")?;
                Leaf::new(certificate, &self.host, &unknown)?
            }
            _ => Leaf::new(certificate, &self.host, &self.issuer)?,
        };
        self.leaves.borrow_mut().insert(certificate, leaf.copy());
        Ok(leaf)
    }
}

/// The origin chooses the cipher, and the same one for everybody: the cheapest, for both sides.
fn provider() -> CryptoProvider {
    let mut provider = ring::default_provider();
    provider
        .cipher_suites
        .sort_by_key(|suite| suite.suite() != rustls::CipherSuite::TLS13_AES_128_GCM_SHA256);
    provider
}

fn issuer(name: &str) -> Result<Issuer, rcgen::Error> {
    let mut params = CertificateParams::new([])?;
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    CertifiedIssuer::self_signed(params, KeyPair::generate()?)
}
