//! The length of client secrets.

use crate::client_metadata::SigningAlgorithm;

/// The length of a client secret in characters. Each has 6 bits of randomness.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SecretLength(pub usize);

impl SecretLength {
    /// The whole of the 512 bits that are derived.
    pub const WHOLE: Self = Self(86);

    /// The shortest length: 216 bits of randomness, and longer than the hash of HS256.
    pub const SHORTEST: Self = Self(36);

    /// Returns true if a secret of this length is as long as the hash of an algorithm, or if the algorithm uses no secret. RFC 7518
    /// section 3.2.
    #[must_use]
    pub const fn fits(self, algorithm: &SigningAlgorithm) -> bool {
        let hash = match algorithm {
            SigningAlgorithm::Hs256 => 32,
            SigningAlgorithm::Hs384 => 48,
            SigningAlgorithm::Hs512 => 64,
            _ => 0,
        };
        self.0 >= hash
    }
}
