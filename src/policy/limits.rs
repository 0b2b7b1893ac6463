//! Limits on the size of a client.

use crate::unit::ByteCount;

/// Limits of the operator, at most as high as those of the readers of members.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The maximum number of redirection URIs.
    pub redirect_uris: usize,
    /// The maximum length of a redirection URI.
    pub redirect_uri: ByteCount,
    /// The maximum length of a client name, in characters.
    pub client_name: usize,
    /// The maximum number of contacts.
    pub contacts: usize,
    /// The maximum number of keys in `jwks`.
    pub jwks_keys: usize,
    /// The minimum size of an RSA key, in bits.
    pub rsa_bits_from: usize,
    /// The maximum size of an RSA key, in bits.
    pub rsa_bits_to: usize,
}
