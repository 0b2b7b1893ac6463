//! The application type. OpenID Connect Registration section 2.

use crate::client_metadata::{ApplicationType, ClientMetadata, Keyword, List, RedirectUri};
use crate::error::Invalid;
use crate::policy::Policy;
use crate::rules::one_of;

/// The default is a web client, or a native client if a redirection URI has a private-use scheme. Such a URI belongs to
/// an app, and apps seldom send the application type.
pub fn complete(metadata: &mut ClientMetadata, _policy: &Policy) {
    let uris = metadata.redirect_uris.as_ref().map_or(&[][..], List::as_slice);
    let is_app = uris.iter().any(|RedirectUri(uri)| !matches!(uri.scheme(), "http" | "https"));
    let default = if is_app { ApplicationType::Native } else { ApplicationType::Web };
    metadata.application_type.get_or_insert(default);
}

pub fn check(metadata: &ClientMetadata, _policy: &Policy) -> Result<(), Invalid> {
    match &metadata.application_type {
        Some(ApplicationType::Unknown(_)) => {
            Err(one_of("application_type", ApplicationType::ALL.iter().map(Keyword::name)))
        }
        _ => Ok(()),
    }
}
