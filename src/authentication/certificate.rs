//! Client authentication with a certificate that an authority has issued. RFC 8705 section 2.1.

use crate::authentication::presented_credentials::Proof;
use crate::client_metadata::ClientMetadata;
use crate::http::{Certificate, CertificateStatus};

/// Returns true if a certificate authenticates a `tls_client_auth` client.
///
/// The platform verifies the certificate and reports its subject, but no alternative names. So a client that has
/// registered an alternative name cannot authenticate.
pub fn is_of_client(certificate: Option<&Certificate>, metadata: &ClientMetadata) -> bool {
    let good = certificate.filter(|certificate| certificate.status == CertificateStatus::Verified);
    let subject = good.and_then(|certificate| certificate.subject.as_deref());
    match (&metadata.tls_client_auth_subject_dn, subject) {
        (Some(registered), Some(subject)) => registered.is_subject(subject),
        _ => false,
    }
}

/// Returns true if a request has a verified certificate and no other proof. Certificates cannot be guessed, so a
/// lock-out does not apply to them.
pub fn is_shown(certificate: Option<&Certificate>, proof: &Proof) -> bool {
    let is_good = certificate.is_some_and(|certificate| certificate.status == CertificateStatus::Verified);
    is_good && matches!(proof, Proof::None)
}
