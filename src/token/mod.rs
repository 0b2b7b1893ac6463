//! Access tokens: grants, issuing, and the check that a token is active. RFC 6749 section 4.

mod access_token;
mod active_token;
mod client_credentials;

pub use access_token::{AccessToken, AccessTokenResponse};
pub use active_token::{ActiveToken, active_token, is_of, read};
pub use client_credentials::client_credentials;
