//! What tokens of a client are bound to. RFC 8705 section 3, RFC 9449 section 5.

use crate::client_metadata::ClientMetadata;
use crate::error::{Invalid, Refusal};
use crate::http::Certificate;
use crate::json::Pointer;

/// Returns the thumbprint of the certificate that a token is bound to, if the client has registered certificate-bound
/// tokens.
///
/// `Err` without a certificate. The handshake has proven possession of the key, and no more is required. RFC 8705
/// sections 3 and 3.4. `Err` also for a client that requires `DPoP`: it must not get a bearer token. RFC 9449 section 5.2.
pub fn bound_to<'a>(
    metadata: &ClientMetadata,
    certificate: Option<&'a Certificate>,
) -> Result<Option<&'a str>, Refusal> {
    if metadata.dpop_bound_access_tokens == Some(true) {
        return Err(Refusal::UnauthorizedClient("not have registered that its tokens are bound to a proof key"));
    }
    if metadata.tls_client_certificate_bound_access_tokens != Some(true) {
        return Ok(None);
    }
    let must = "come with the certificate that the access tokens of this client are bound to";
    let certificate = certificate.ok_or_else(|| Refusal::InvalidRequest(Invalid::new(Pointer::root(), must)))?;
    Ok(Some(&certificate.thumbprint))
}
