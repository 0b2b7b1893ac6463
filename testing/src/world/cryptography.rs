//! The making and verification of signatures, and encryption.

use enrol::client_metadata::{EncryptionAlgorithm, PublicKey, SigningAlgorithm};
use enrol::error::Fault;
use enrol::model::{KeyAlgorithm, NewKey, Seal, ServerKey};
use enrol::ports::{Agreement, Cipher, Encrypt, Sign, Verify};
use serde_json::Map;

use super::{Down, World};
use crate::encryption;
use crate::signatures::{self, Signatures};

impl World {
    fn use_cryptography(&self, down: Down) -> Result<Signatures, Fault> {
        match self.down.get() {
            part if part == down => Err(Fault::Unavailable("no subtle crypto".to_owned())),
            _ => Ok(self.signatures.get()),
        }
    }
}

impl Sign for World {
    async fn make_key(&self, algorithm: &KeyAlgorithm, kid: &str, seal: &Seal) -> Result<NewKey, Fault> {
        let signatures = self.use_cryptography(Down::Sign)?;
        self.made_keys.set(self.made_keys.get() + 1);
        Ok(match signatures {
            Signatures::Assumed => NewKey { public: Map::new(), sealed: Vec::new() },
            Signatures::Real => signatures::make_key(algorithm, kid, seal, self.made_keys.get()),
        })
    }

    async fn sign(&self, key: &ServerKey, seal: &Seal, message: &[u8]) -> Result<Vec<u8>, Fault> {
        match self.use_cryptography(Down::Sign)? {
            Signatures::Assumed => Ok(vec![1; 64]),
            Signatures::Real => {
                signatures::sign(key, seal, message).ok_or_else(|| Fault::Broken("a sealed key is spoilt".to_owned()))
            }
        }
    }
}

impl Verify for World {
    async fn verify(
        &self,
        key: &PublicKey,
        algorithm: &SigningAlgorithm,
        message: &[u8],
        signature: &[u8],
    ) -> Result<bool, Fault> {
        self.verifications.set(self.verifications.get() + 1);
        Ok(match self.use_cryptography(Down::Verify)? {
            Signatures::Assumed => true,
            Signatures::Real => signatures::is_signature(key, algorithm, message, signature),
        })
    }
}

impl Encrypt for World {
    async fn encrypt_key(
        &self,
        key: &PublicKey,
        algorithm: &EncryptionAlgorithm,
        content_key: &[u8],
    ) -> Result<Vec<u8>, Fault> {
        self.use_cryptography(Down::Encrypt)?;
        Ok(encryption::encrypt_key(key, algorithm, content_key))
    }

    async fn agree(&self, key: &PublicKey) -> Result<Agreement, Fault> {
        self.use_cryptography(Down::Encrypt)?;
        Ok(encryption::agree(key))
    }

    async fn wrap_key(&self, wrapping: &[u8], content_key: &[u8]) -> Result<Vec<u8>, Fault> {
        self.use_cryptography(Down::Encrypt)?;
        Ok(encryption::wrap_key(wrapping, content_key))
    }

    async fn decrypt_key(&self, key: &ServerKey, seal: &Seal, encrypted: &[u8]) -> Result<Option<Vec<u8>>, Fault> {
        self.use_cryptography(Down::Encrypt)?;
        let document = signatures::open(key, seal).ok_or_else(|| Fault::Broken("a sealed key is spoilt".to_owned()))?;
        Ok(encryption::decrypt_key(&document, key.algorithm.name(), encrypted))
    }

    async fn encrypt(&self, cipher: Cipher<'_>, plain: &[u8]) -> Result<Vec<u8>, Fault> {
        self.use_cryptography(Down::Encrypt)?;
        Ok(encryption::encrypt(cipher, plain))
    }

    async fn decrypt(&self, cipher: Cipher<'_>, encrypted: &[u8]) -> Result<Option<Vec<u8>>, Fault> {
        self.use_cryptography(Down::Encrypt)?;
        Ok(encryption::decrypt(cipher, encrypted))
    }
}
