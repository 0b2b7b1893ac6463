//! AES-SIV with two keys of 256 bits: deterministic authenticated encryption, which needs no nonce. RFC 5297.
//!
//! A crate of its own because generic code is compiled with the settings of the crate that instantiates it: the Worker
//! is compiled for size, and this crate for speed.

use aes_siv::KeyInit;
use aes_siv::siv::Aes256Siv;

/// The key for authentication, followed by the key for encryption.
pub type Key = [u8; 64];

/// Encrypts bytes, and authenticates the associated data with them; `None` if there are too many parts of it.
#[must_use]
pub fn seal(key: &Key, associated: &[&[u8]], plain: &[u8]) -> Option<Vec<u8>> {
    Aes256Siv::new(key.into()).encrypt(associated, plain).ok()
}

/// Decrypts bytes that were sealed with the same key and associated data; `None` for any other bytes.
#[must_use]
pub fn open(key: &Key, associated: &[&[u8]], sealed: &[u8]) -> Option<Vec<u8>> {
    Aes256Siv::new(key.into()).decrypt(associated, sealed).ok()
}
