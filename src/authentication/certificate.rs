//! A client that authenticates with a certificate that an authority has issued. RFC 8705 section 2.1.

use crate::authentication::presented_credentials::Proof;
use crate::client_metadata::ClientMetadata;
use crate::http::{Certificate, CertificateStatus};

/// Whether a certificate proves that a request comes from a client of `tls_client_auth`.
///
/// The platform has verified the certificate and tells its subject, but no alternative name. A client that has registered
/// one of these proves nothing.
pub fn is_of_client(certificate: Option<&Certificate>, metadata: &ClientMetadata) -> bool {
    let good = certificate.filter(|certificate| certificate.status == CertificateStatus::Verified);
    let subject = good.and_then(|certificate| certificate.subject.as_deref());
    match (&metadata.tls_client_auth_subject_dn, subject) {
        (Some(registered), Some(subject)) => registered.is_subject(subject),
        _ => false,
    }
}

/// Checks whether a request shows a good certificate and no other proof. Nobody guesses such a proof, so that others' failures
/// do not lock its client out.
pub fn is_shown(certificate: Option<&Certificate>, proof: &Proof) -> bool {
    let is_good = certificate.is_some_and(|certificate| certificate.status == CertificateStatus::Verified);
    is_good && matches!(proof, Proof::None)
}
