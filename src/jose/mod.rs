//! JSON Web Tokens, signed, in compact form: read strictly, then verified. RFC 7515, RFC 7519, RFC 8725.
//!
//! Keys come from whoever the reader trusts, never from the token: the members `jku`, `x5c` and `x5u` of a header are not
//! even looked at, and `jwk` only where the key is known by its thumbprint.

mod claims;
mod mac;
mod once;
mod token;

pub use claims::Claims;
pub use mac::is_signed_with;
pub use once::used_once;
pub use token::{Malformed, Token, kind_of};
