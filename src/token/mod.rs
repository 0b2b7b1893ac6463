//! Access tokens: grants, issuing, and the check that a token is active. RFC 6749 section 4.

mod access_token;
mod active_token;
mod authorization_code;
mod binding;
mod client_credentials;
mod device_code;
mod id_token;
mod identity_assertion;
pub mod proof_of_possession;
mod refresh_token;
mod response_id_token;
mod user_tokens;

pub use access_token::{AccessToken, TokenResponse, grant_of};
pub use active_token::{ActiveToken, active_token, is_of, read};
pub use authorization_code::authorization_code;
pub use binding::Binding;
pub use client_credentials::client_credentials;
pub use device_code::device_code;
pub use identity_assertion::identity_assertion;
pub use refresh_token::refresh_token;
pub use response_id_token::response_id_token;
pub use user_tokens::RefreshToken;
