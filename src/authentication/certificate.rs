//! Clients that authenticate with a certificate. RFC 8705 section 2.

use crate::authentication::keys::has_client_keys;
use crate::client_metadata::{ClientMetadata, Jwks, PresentedCertificate};
use crate::error::Fault;
use crate::http::{Certificate, CertificateStatus, Peer};
use crate::model::Config;
use crate::ports::{Cache, Clock, Fetch, Throttle};

/// Returns true if a certificate authenticates a `tls_client_auth` client: the platform has verified it, and it has the
/// one name that the client has registered. RFC 8705 section 2.1.
pub fn has_name_of(certificate: Option<&Certificate>, metadata: &ClientMetadata) -> bool {
    let verified = certificate.filter(|certificate| certificate.status == CertificateStatus::Verified);
    let Some(certificate) = verified else { return false };
    if let Some(registered) = &metadata.tls_client_auth_subject_dn {
        return certificate.subject.as_deref().is_some_and(|subject| registered.is_subject(subject));
    }
    let presented = certificate.der.as_deref().and_then(PresentedCertificate::read);
    presented.iter().flat_map(PresentedCertificate::alternative_names).any(|name| {
        metadata.tls_client_auth_san_dns.as_ref().is_some_and(|registered| registered.is(&name))
            || metadata.tls_client_auth_san_uri.as_ref().is_some_and(|registered| registered.is(&name))
            || metadata.tls_client_auth_san_ip.as_ref().is_some_and(|registered| registered.is(&name))
            || metadata.tls_client_auth_san_email.as_ref().is_some_and(|registered| registered.is(&name))
    })
}

/// Returns true if a certificate authenticates a `self_signed_tls_client_auth` client: it is of a key in the metadata of
/// the client, or at its `jwks_uri`. The handshake has proven the key, so nobody needs to have verified the certificate.
/// RFC 8705 section 2.2.
pub async fn has_key_of(
    certificate: &Certificate,
    metadata: &ClientMetadata,
    peer: Peer,
    config: &Config,
    ports: &(impl Cache + Clock + Fetch + Throttle),
) -> Result<bool, Fault> {
    let Some(presented) = certificate.der.as_deref().and_then(PresentedCertificate::read) else { return Ok(false) };
    let fits = async |jwks: &Jwks| Ok(presented.is_of_one_of(jwks));
    has_client_keys(metadata, fits, peer, &config.policy.guard, ports).await
}
