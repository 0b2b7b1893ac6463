//! Signatures, and the key pairs of this server.

use crate::client_metadata::{PublicKey, SigningAlgorithm};
use crate::error::Fault;
use crate::model::{AuditEntry, KeyAlgorithm, NewKey, Seal, ServerKey, SigningKeysVersion};
use crate::unit::Timestamp;

/// Makes keys whose private half leaves the platform only encrypted, and signs with them.
pub trait Sign {
    /// Makes a key and encrypts its private half under a seal. The key identifier is bound to it.
    async fn make_key(&self, algorithm: &KeyAlgorithm, kid: &str, seal: &Seal) -> Result<NewKey, Fault>;

    /// Signs a message; a fault if the key was not encrypted under this seal and this key identifier.
    async fn sign(&self, key: &ServerKey, seal: &Seal, message: &[u8]) -> Result<Vec<u8>, Fault>;
}

/// Verifies the signatures of key pairs.
pub trait Verify {
    /// Returns true if the private half of a key made a signature of a message. The key is one for the algorithm.
    async fn verify(
        &self,
        key: &PublicKey,
        algorithm: &SigningAlgorithm,
        message: &[u8],
        signature: &[u8],
    ) -> Result<bool, Fault>;
}

/// Stores the key pairs of this server: those that it signs with, and those that others encrypt to.
pub trait SigningKeyStore {
    /// Returns every stored key. Keys in memory are enough if they are of the current version, as the caller knows it.
    async fn signing_keys(&self, current: Option<&SigningKeysVersion>) -> Result<Vec<ServerKey>, Fault>;

    /// Stores a key, with an entry of the audit log, unless another key makes it needless.
    async fn add_signing_key(&self, key: &ServerKey, unless: Unless, entry: Option<AuditEntry>) -> Result<(), Fault>;

    /// Marks the keys of these algorithms as due, so that they get successors, and returns the algorithms. Leaves those alone
    /// that have a key to come.
    async fn mark_keys_due(
        &self,
        algorithms: &[&str],
        at: Timestamp,
        entry: Option<AuditEntry>,
    ) -> Result<Vec<String>, Fault>;

    /// Deletes a key.
    async fn remove_signing_key(&self, kid: &str) -> Result<(), Fault>;
}

/// Another key of the same algorithm that makes a new one needless.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unless {
    /// A key that begins after this time.
    After(Timestamp),
    /// A key that is encrypted under the same key of the master secret.
    SealedAlike,
}
