//! The primitives of JSON Web Encryption. RFC 7518 sections 4 and 5.

use serde_json::{Map, Value};

use crate::client_metadata::{EncryptionAlgorithm, PublicKey};
use crate::error::Fault;
use crate::model::{Seal, ServerKey};

/// A symmetric cipher. In alphabetical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CipherKind {
    /// AES in the mode CBC, with the padding of PKCS #7. It does not authenticate.
    Cbc,
    /// AES in the mode GCM. Its tag of 16 bytes stands after the text.
    Gcm,
}

/// A symmetric cipher with its inputs.
#[derive(Clone, Copy)]
pub struct Cipher<'a> {
    /// The kind.
    pub kind: CipherKind,
    /// The key: 16 or 32 bytes.
    pub key: &'a [u8],
    /// The initialization vector.
    pub iv: &'a [u8],
    /// The text that is authenticated besides, with GCM.
    pub associated: &'a [u8],
}

/// The result of a key agreement with the public key of somebody else.
pub struct Agreement {
    /// The ephemeral public key, a JWK.
    pub ephemeral: Map<String, Value>,
    /// The shared secret.
    pub secret: Vec<u8>,
}

/// Encrypts to others, and decrypts with the keys of this server.
pub trait Encrypt {
    /// Encrypts a content key to an RSA key of somebody else. The key is one for the algorithm.
    async fn encrypt_key(
        &self,
        key: &PublicKey,
        algorithm: &EncryptionAlgorithm,
        content_key: &[u8],
    ) -> Result<Vec<u8>, Fault>;

    /// Makes an ephemeral key, and agrees on a secret with an EC key of somebody else.
    async fn agree(&self, key: &PublicKey) -> Result<Agreement, Fault>;

    /// Encrypts a content key with a symmetric key, by AES Key Wrap. RFC 3394.
    async fn wrap_key(&self, wrapping: &[u8], content_key: &[u8]) -> Result<Vec<u8>, Fault>;

    /// Decrypts a content key with a key of this server; `None` if it was not encrypted to this key.
    ///
    /// `Err` is a fault also if the key of the server was not encrypted under this seal.
    async fn decrypt_key(&self, key: &ServerKey, seal: &Seal, encrypted: &[u8]) -> Result<Option<Vec<u8>>, Fault>;

    /// Encrypts a text.
    async fn encrypt(&self, cipher: Cipher<'_>, plain: &[u8]) -> Result<Vec<u8>, Fault>;

    /// Decrypts a text; `None` if it is not one of this cipher.
    async fn decrypt(&self, cipher: Cipher<'_>, encrypted: &[u8]) -> Result<Option<Vec<u8>>, Fault>;
}
