//! Signed and encrypted JSON Web Tokens in compact form: strict parsing, then verification. RFC 7515, RFC 7516, RFC 7519,
//! RFC 8725.
//!
//! The caller provides the keys. A token never does: the header members `jku`, `x5c` and `x5u` are not read, and `jwk`
//! only for a token that is bound to the thumbprint of its key.

mod claims;
mod encrypted;
mod token;

pub use claims::Claims;
pub use encrypted::EncryptedToken;
pub use token::{Malformed, Token, is_signed_with, kind_of, used_once};
