//! The pages that a client shows to people. RFC 7591 sections 2 and 5.

use crate::error::Invalid;
use crate::json::Pointer;
use crate::metadata::{ClientMetadata, Host};
use crate::policy::Policy;

/// They are reached over TLS, unless they are on the own machine of a developer.
pub fn check(metadata: &ClientMetadata, _policy: &Policy) -> Result<(), Invalid> {
    let members = [
        ("client_uri", &metadata.client_uri),
        ("logo_uri", &metadata.logo_uri),
        ("tos_uri", &metadata.tos_uri),
        ("policy_uri", &metadata.policy_uri),
    ];
    for (name, uris) in members {
        for (tag, uri) in uris.values() {
            if uri.0.scheme() != "https" && !uri.0.host().is_some_and(Host::is_loopback) {
                let member = tag.map_or_else(|| name.to_owned(), |tag| format!("{name}#{tag}"));
                return Err(Invalid::new(Pointer::member(&member), "be an https URI"));
            }
        }
    }
    Ok(())
}
