//! How much a client may register.

use crate::unit::ByteCount;

/// Limits within those that the readers of members set to everybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Redirection URIs of one client.
    pub redirect_uris: usize,
    /// The length of each.
    pub redirect_uri: ByteCount,
    /// The length of a name, in characters.
    pub client_name: usize,
    /// Contacts of one client.
    pub contacts: usize,
    /// Keys of one client by value.
    pub jwks_keys: usize,
    /// The least size of an RSA key, in bits.
    pub rsa_bits_from: usize,
    /// The greatest size of an RSA key, in bits.
    pub rsa_bits_to: usize,
}
