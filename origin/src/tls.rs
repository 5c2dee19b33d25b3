//! A certificate authority of one process's life, and what a session's listeners need of it.

use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa,
    KeyPair, KeyUsagePurpose,
};
use rustls::ServerConfig;
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};

use crate::session::Protocol;

#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    #[error("cannot make the certificates: {0}")]
    Certificate(#[from] rcgen::Error),
    #[error("cannot set up TLS: {0}")]
    Config(#[from] rustls::Error),
}

/// Trusted by whoever is given [`Authority::ca_pem`]; the keys never leave the process.
pub struct Authority {
    ca_pem: String,
    leaf: CertificateDer<'static>,
    leaf_key: PrivatePkcs8KeyDer<'static>,
    provider: Arc<CryptoProvider>,
}

impl Authority {
    /// Makes an authority and a certificate for `127.0.0.1`, `::1`, `localhost` and `host`.
    pub fn new(host: &str) -> Result<Self, TlsError> {
        let issuer = CertifiedIssuer::self_signed(authority_params()?, KeyPair::generate()?)?;
        let leaf_key = KeyPair::generate()?;
        let leaf = leaf_params(host)?.signed_by(&leaf_key, &issuer)?;
        Ok(Self {
            ca_pem: issuer.pem(),
            leaf: leaf.der().clone(),
            leaf_key: PrivatePkcs8KeyDer::from(leaf_key.serialize_der()),
            provider: Arc::new(provider()),
        })
    }

    #[must_use]
    pub fn ca_pem(&self) -> &str {
        &self.ca_pem
    }

    /// A fresh configuration: no session ticket of one race is known to another. TLS 1.3 alone, so that
    /// a handshake is one round trip for everybody.
    pub fn server_config(&self, http: &[Protocol]) -> Result<Arc<ServerConfig>, TlsError> {
        let key = PrivateKeyDer::from(self.leaf_key.clone_key());
        let mut config = ServerConfig::builder_with_provider(Arc::clone(&self.provider))
            .with_protocol_versions(&[&rustls::version::TLS13])?
            .with_no_client_auth()
            .with_single_cert(vec![self.leaf.clone()], key)?;
        config.ignore_client_order = true;
        config.alpn_protocols = http
            .iter()
            .map(|protocol| protocol.alpn().to_vec())
            .collect();
        Ok(Arc::new(config))
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

fn authority_params() -> Result<CertificateParams, rcgen::Error> {
    let mut params = CertificateParams::new([])?;
    params
        .distinguished_name
        .push(DnType::CommonName, "Fairfetch origin, made for one race");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    Ok(params)
}

fn leaf_params(host: &str) -> Result<CertificateParams, rcgen::Error> {
    let mut names: Vec<String> = ["127.0.0.1", "::1", "localhost"].map(String::from).to_vec();
    if !names.iter().any(|name| name == host) {
        names.push(host.to_owned());
    }
    let mut params = CertificateParams::new(names)?;
    params
        .distinguished_name
        .push(DnType::CommonName, "Fairfetch origin");
    // OpenSSL 3 with strict checking, as Python asks for it, wants both.
    params.use_authority_key_identifier_extension = true;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    Ok(params)
}
