//! The keys that this server signs with, as they are stored.

use serde_json::{Map, Value};

use crate::client_metadata::SigningAlgorithm;
use crate::key_ring::KeyId;
use crate::unit::Timestamp;

/// A key that signs, as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SigningKey {
    /// Its name.
    pub kid: String,
    /// Its algorithm.
    pub algorithm: SigningAlgorithm,
    /// The public half, a JWK.
    pub public: Map<String, Value>,
    /// The private half, encrypted.
    pub sealed: Vec<u8>,
    /// The key of the master secret that it is encrypted under.
    pub sealed_with: KeyId,
    /// Since when it signs.
    pub begins_at: Timestamp,
    /// Since when an operator wants another one to follow it; `None` for when its term is over.
    pub due_at: Option<Timestamp>,
}

/// A key that the platform has just made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewKey {
    /// The public half, a JWK.
    pub public: Map<String, Value>,
    /// The private half, encrypted under the seal that was given.
    pub sealed: Vec<u8>,
}

/// What the private half of a key is encrypted with.
pub struct Seal(pub [u8; 32]);
