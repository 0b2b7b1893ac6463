//! AES-SIV with keys of 256 bits each: what is sealed cannot be read or changed, and needs no nonce. RFC 5297.
//!
//! A crate of its own, since generic code is compiled as the crate is that makes it concrete: for size in the Worker,
//! and here for speed.

use aes_siv::KeyInit;
use aes_siv::siv::Aes256Siv;

/// The key that authenticates, then the key that encrypts.
pub type Key = [u8; 64];

/// Seals bytes, and authenticates with them what is known to whoever opens them; `None` where that is more than can be.
#[must_use]
pub fn seal(key: &Key, associated: &[&[u8]], plain: &[u8]) -> Option<Vec<u8>> {
    Aes256Siv::new(key.into()).encrypt(associated, plain).ok()
}

/// Opens what was sealed with the same key and the same beside it; `None` for all else.
#[must_use]
pub fn open(key: &Key, associated: &[&[u8]], sealed: &[u8]) -> Option<Vec<u8>> {
    Aes256Siv::new(key.into()).decrypt(associated, sealed).ok()
}
