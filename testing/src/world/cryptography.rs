//! The making and verification of signatures.

use enrol::client_metadata::{PublicKey, SigningAlgorithm};
use enrol::error::Fault;
use enrol::model::{NewKey, Seal, SigningKey};
use enrol::ports::{Sign, Verify};
use serde_json::Map;

use super::{Down, World};
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
    async fn make_key(&self, algorithm: &SigningAlgorithm, kid: &str, seal: &Seal) -> Result<NewKey, Fault> {
        let signatures = self.use_cryptography(Down::Sign)?;
        self.made_keys.set(self.made_keys.get() + 1);
        Ok(match signatures {
            Signatures::Assumed => NewKey { public: Map::new(), sealed: Vec::new() },
            Signatures::Real => signatures::make_key(algorithm, kid, seal, self.made_keys.get()),
        })
    }

    async fn sign(&self, key: &SigningKey, seal: &Seal, message: &[u8]) -> Result<Vec<u8>, Fault> {
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
