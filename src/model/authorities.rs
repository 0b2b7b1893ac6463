//! The authorities whose certificates of clients count, where the platform does not verify them.

use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, TrustAnchor};
use webpki::anchor_from_trusted_cert;

use crate::client_metadata::PresentedCertificate;
use crate::unit::{ByteCount, Timestamp};

/// The authorities that the operator trusts, and certificates that lead to them.
#[derive(Clone, Debug, Default)]
pub struct Authorities {
    anchors: Vec<(TrustAnchor<'static>, PresentedCertificate)>,
    intermediates: Vec<CertificateDer<'static>>,
}

impl Authorities {
    /// The most certificates of a setting.
    pub const MAXIMUM: usize = 20;

    /// The longest certificate, in bytes.
    pub const LONGEST: ByteCount = ByteCount(8192);

    /// Adds certificates of authorities in PEM; `Err` says what they must be.
    pub fn add_anchors(&mut self, pem: &str) -> Result<(), &'static str> {
        for (der, certificate) in certificates(pem)? {
            let anchor = anchor_from_trusted_cert(&der).map_err(|_| UNREADABLE)?.to_owned();
            self.anchors.push((anchor, certificate));
        }
        Ok(())
    }

    /// Adds certificates in PEM that lead to the authorities; `Err` says what they must be.
    pub fn add_intermediates(&mut self, pem: &str) -> Result<(), &'static str> {
        self.intermediates.extend(certificates(pem)?.into_iter().map(|(der, _)| der));
        Ok(())
    }

    /// Returns true if the operator trusts no authority.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.anchors.is_empty()
    }

    /// Returns the authorities whose certificates are valid at this time.
    #[must_use]
    pub fn anchors_at(&self, now: Timestamp) -> Vec<TrustAnchor<'static>> {
        let current = self.anchors.iter().filter(|(_, certificate)| certificate.is_current(now));
        current.map(|(anchor, _)| anchor.clone()).collect()
    }

    /// Returns the certificates that lead to the authorities.
    #[must_use]
    pub fn intermediates(&self) -> &[CertificateDer<'static>] {
        &self.intermediates
    }
}

/// Reads certificates of authorities, and nothing else beside them: a private key in a setting is a leak.
fn certificates(pem: &str) -> Result<Vec<(CertificateDer<'static>, PresentedCertificate)>, &'static str> {
    let sections = pem.matches("-----BEGIN ").count();
    let read: Option<Vec<CertificateDer<'static>>> =
        CertificateDer::pem_slice_iter(pem.as_bytes()).map(Result::ok).collect();
    let read = read.filter(|read| read.len() == sections && (sections > 0 || pem.trim().is_empty()));
    let read = read.ok_or(UNREADABLE)?;
    if read.len() > Authorities::MAXIMUM || read.iter().any(|der| der.len() > Authorities::LONGEST.0) {
        return Err("have at most 20 certificates, of at most 8192 bytes each");
    }
    let one = |der: CertificateDer<'static>| {
        let certificate = PresentedCertificate::read(&der).ok_or(UNREADABLE)?;
        if certificate.is_authority() { Ok((der, certificate)) } else { Err("have certificates of authorities alone") }
    };
    read.into_iter().map(one).collect()
}

const UNREADABLE: &str = "be certificates in PEM, and nothing else";
