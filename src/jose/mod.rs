//! Signed JSON Web Tokens in compact form: strict parsing, then verification. RFC 7515, RFC 7519, RFC 8725.
//!
//! The caller provides the keys. A token never does: the header members `jku`, `x5c` and `x5u` are not read, and `jwk`
//! only for a token that is bound to the thumbprint of its key.

mod claims;
mod mac;
mod once;
mod token;

pub use claims::Claims;
pub use mac::is_signed_with;
pub use once::used_once;
pub use token::{Malformed, Token, kind_of};
