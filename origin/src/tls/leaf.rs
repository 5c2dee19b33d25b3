//! The certificates the listeners show, good and bad.

use rcgen::{
    CertificateParams, DnType, ExtendedKeyUsagePurpose, KeyPair, KeyUsagePurpose, date_time_ymd,
};
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};

use super::{Certificate, Issuer};

/// A name that no host has.
const OTHER_HOST: &str = "elsewhere.invalid";

/// A certificate and the key to it.
pub(super) struct Leaf {
    pub certificate: CertificateDer<'static>,
    pub key: PrivatePkcs8KeyDer<'static>,
}

impl Leaf {
    pub fn new(kind: Certificate, host: &str, issuer: &Issuer) -> Result<Self, rcgen::Error> {
        let key = KeyPair::generate()?;
        let certificate = params(kind, host)?.signed_by(&key, issuer)?;
        Ok(Self {
            certificate: certificate.der().clone(),
            key: PrivatePkcs8KeyDer::from(key.serialize_der()),
        })
    }

    pub fn copy(&self) -> Self {
        Self {
            certificate: self.certificate.clone(),
            key: self.key.clone_key(),
        }
    }
}

fn params(kind: Certificate, host: &str) -> Result<CertificateParams, rcgen::Error> {
    let mut params = CertificateParams::new(names(kind, host))?;
    match kind {
        Certificate::Expired => {
            params.not_before = date_time_ymd(2001, 1, 1);
            params.not_after = date_time_ymd(2002, 1, 1);
        }
        Certificate::NotYetValid => params.not_before = date_time_ymd(2999, 1, 1),
        Certificate::Good | Certificate::WrongHost | Certificate::UnknownAuthority => {}
    }
    params
        .distinguished_name
        .push(DnType::CommonName, "Fairfetch origin");
    // OpenSSL 3 with strict checking, as Python asks for it, wants both.
    params.use_authority_key_identifier_extension = true;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    Ok(params)
}

fn names(kind: Certificate, host: &str) -> Vec<String> {
    if kind == Certificate::WrongHost {
        return vec![OTHER_HOST.to_owned()];
    }
    let mut names: Vec<String> = ["127.0.0.1", "::1", "localhost"].map(String::from).to_vec();
    if !names.iter().any(|name| name == host) {
        names.push(host.to_owned());
    }
    names
}
