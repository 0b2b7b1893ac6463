//! The key pairs of this server, as they are stored: keys that sign, and keys that others encrypt to.

use serde_json::{Map, Value};

use crate::client_metadata::{EncryptionAlgorithm, Keyword, SigningAlgorithm};
use crate::key_ring::KeyId;
use crate::unit::Timestamp;

/// The algorithm of a key pair. A key is for one algorithm alone. RFC 8725 section 3.1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyAlgorithm {
    /// Others encrypt to this server with it.
    Encryption(EncryptionAlgorithm),
    /// This server signs with it.
    Signing(SigningAlgorithm),
}

impl KeyAlgorithm {
    /// Returns the algorithm of a name.
    #[must_use]
    pub fn of(name: &str) -> Self {
        match EncryptionAlgorithm::of(name) {
            EncryptionAlgorithm::Unknown(_) => Self::Signing(SigningAlgorithm::of(name)),
            algorithm => Self::Encryption(algorithm),
        }
    }

    /// Returns the name.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Encryption(algorithm) => algorithm.name(),
            Self::Signing(algorithm) => algorithm.name(),
        }
    }
}

impl From<&SigningAlgorithm> for KeyAlgorithm {
    fn from(algorithm: &SigningAlgorithm) -> Self {
        Self::Signing(algorithm.clone())
    }
}

impl PartialEq<SigningAlgorithm> for KeyAlgorithm {
    fn eq(&self, other: &SigningAlgorithm) -> bool {
        matches!(self, Self::Signing(algorithm) if algorithm == other)
    }
}

/// A key pair of this server, as it is stored. The algorithm tells whether this server signs with it, or others encrypt to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerKey {
    /// The key's name.
    pub kid: String,
    /// The algorithm of the key.
    pub algorithm: KeyAlgorithm,
    /// The public key, a JWK.
    pub public: Map<String, Value>,
    /// The private key, encrypted.
    pub sealed: Vec<u8>,
    /// The key of the master secret that encrypts the private key.
    pub sealed_with: KeyId,
    /// The time from which the key is in use.
    pub begins_at: Timestamp,
    /// The time from which the operator wants a successor; `None` if the key is replaced at the end of its term.
    pub due_at: Option<Timestamp>,
}

/// A key that the platform has just generated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewKey {
    /// The public key, a JWK.
    pub public: Map<String, Value>,
    /// The private key, encrypted with the given seal.
    pub sealed: Vec<u8>,
}

/// The symmetric key that encrypts the private half of a key pair.
pub struct Seal(pub [u8; 32]);

/// Identifies the stored key pairs: it is another one after a key was added, deleted, or marked as due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SigningKeysVersion(pub String);

impl SigningKeysVersion {
    /// Returns the version of stored keys: the name of each, the time from which it is in use, and the time from which it has a
    /// successor.
    #[must_use]
    pub fn of(keys: &[ServerKey]) -> Self {
        let one = |key: &ServerKey| {
            let due = key.due_at.map_or_else(String::new, |due| due.0.to_string());
            format!("{} {} {due}", key.kid, key.begins_at.0)
        };
        Self(keys.iter().map(one).collect::<Vec<_>>().join(","))
    }
}
