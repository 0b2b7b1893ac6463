//! Authorization servers whose access tokens permit to register.

use crate::client_metadata::AbsoluteUri;

/// An authorization server whose access tokens permit to register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustedIssuer {
    /// What its tokens have as `iss`.
    pub issuer: String,
    /// Where its keys are.
    pub jwks_uri: AbsoluteUri,
    /// What its tokens must be for.
    pub audience: String,
    /// The scope value that permits everything, and begins those that permit less.
    pub right: String,
}
