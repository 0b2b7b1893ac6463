//! Verification with a shared secret. RFC 7518 section 3.2.

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Sha256, Sha384, Sha512};

use crate::client_metadata::SigningAlgorithm;
use crate::jose::Token;

/// Returns true if a token was signed with the bytes of a secret. Compares in constant time. RFC 7518 section 3.2.
#[must_use]
pub fn is_signed_with(token: &Token, secret: impl AsRef<[u8]>) -> bool {
    fn is_mac<M: Mac + KeyInit>(token: &Token, secret: &[u8]) -> bool {
        <M as KeyInit>::new_from_slice(secret)
            .is_ok_and(|mac| mac.chain_update(&token.signed).verify_slice(&token.signature).is_ok())
    }
    let secret = secret.as_ref();
    match token.algorithm {
        SigningAlgorithm::Hs256 => is_mac::<Hmac<Sha256>>(token, secret),
        SigningAlgorithm::Hs384 => is_mac::<Hmac<Sha384>>(token, secret),
        SigningAlgorithm::Hs512 => is_mac::<Hmac<Sha512>>(token, secret),
        _ => false,
    }
}
