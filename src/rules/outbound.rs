//! Checks the URIs that the server fetches: only public hosts are permitted.

use crate::client_metadata::{ClientMetadata, HttpsUri, List};
use crate::error::Invalid;
use crate::json::Pointer;
use crate::policy::Policy;
use crate::rules::must;

pub fn check(metadata: &ClientMetadata, policy: &Policy) -> Result<(), Invalid> {
    let addresses = [
        ("jwks_uri", &metadata.jwks_uri),
        ("sector_identifier_uri", &metadata.sector_identifier_uri),
        ("backchannel_logout_uri", &metadata.backchannel_logout_uri),
        ("backchannel_client_notification_endpoint", &metadata.backchannel_client_notification_endpoint),
    ];
    for (member, address) in addresses {
        if address.as_ref().is_some_and(|HttpsUri(uri)| !policy.guard.permits(uri)) {
            return Err(must(member, "be an https URI of a public host name at port 443 or 8443"));
        }
    }
    let request_uris = metadata.request_uris.as_ref().map_or(&[][..], List::as_slice);
    match request_uris.iter().position(|uri| !policy.guard.permits(uri.address())) {
        None => Ok(()),
        Some(index) => {
            let at = Pointer::member("request_uris").element(index);
            Err(Invalid::new(at, "be an https URI of a public host name at port 443 or 8443"))
        }
    }
}
