//! Authorization servers whose access tokens permit to register.

use crate::client_metadata::AbsoluteUri;

/// An authorization server whose access tokens permit to register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustedIssuer {
    /// The `iss` claim of its tokens.
    pub issuer: String,
    /// The URL of its keys.
    pub jwks_uri: AbsoluteUri,
    /// The `aud` claim that its tokens must have.
    pub audience: String,
    /// The scope value that permits every registration. Scope values that begin with it permit some registrations.
    pub right: String,
}
