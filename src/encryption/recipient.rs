//! The recipient of a message: a key of a client, and the algorithms that it has registered. RFC 7518 section 4.

use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::client_metadata::{ContentEncryption, EncryptionAlgorithm, Keyword, PublicKey};
use crate::encryption::content::key_length;
use crate::error::Fault;
use crate::json;
use crate::ports::{Agreement, Encrypt, Random};

/// A recipient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient {
    /// The public key, which is one for the algorithm.
    pub key: PublicKey,
    /// The algorithm that encrypts the content key.
    pub algorithm: EncryptionAlgorithm,
    /// The algorithm that encrypts the content.
    pub content: ContentEncryption,
}

/// A new content key, and how the recipient gets it.
pub struct EncryptedKey {
    /// The content key.
    pub content_key: Vec<u8>,
    /// The content key, encrypted to the recipient; empty if the recipient computes it.
    pub encrypted: Vec<u8>,
    /// The ephemeral key of a key agreement.
    pub ephemeral: Option<Map<String, Value>>,
}

impl Recipient {
    /// Returns true if this server has the algorithms.
    #[must_use]
    pub fn is_supported(&self) -> bool {
        use EncryptionAlgorithm as Alg;
        let has_key = matches!(
            self.algorithm,
            Alg::EcdhEs | Alg::EcdhEsA128Kw | Alg::EcdhEsA256Kw | Alg::RsaOaep | Alg::RsaOaep256
        );
        has_key && key_length(&self.content).is_some()
    }

    /// Makes a content key that the recipient alone can read.
    pub async fn make_key(&self, ports: &(impl Encrypt + Random)) -> Result<EncryptedKey, Fault> {
        use EncryptionAlgorithm as Alg;
        let lacks = |name: &str| Fault::Broken(format!("this server does not encrypt with {name}"));
        let length = key_length(&self.content).ok_or_else(|| lacks(self.content.name()))?;
        let mut content_key = vec![0; length];
        ports.fill(&mut content_key)?;
        let wrapping = match self.algorithm {
            Alg::RsaOaep | Alg::RsaOaep256 => {
                let encrypted = ports.encrypt_key(&self.key, &self.algorithm, &content_key).await?;
                return Ok(EncryptedKey { content_key, encrypted, ephemeral: None });
            }
            Alg::EcdhEs => None,
            Alg::EcdhEsA128Kw => Some(16),
            Alg::EcdhEsA256Kw => Some(32),
            _ => return Err(lacks(self.algorithm.name())),
        };
        let Agreement { ephemeral, secret } = ports.agree(&self.key).await?;
        let ephemeral =
            Some(json::object(PUBLIC.iter().filter_map(|name| Some((*name, ephemeral.get(*name)?.clone())))));
        match wrapping {
            None => {
                let content_key = derived(&secret, self.content.name(), length);
                Ok(EncryptedKey { content_key, encrypted: Vec::new(), ephemeral })
            }
            Some(length) => {
                let wrapping = derived(&secret, self.algorithm.name(), length);
                let encrypted = ports.wrap_key(&wrapping, &content_key).await?;
                Ok(EncryptedKey { content_key, encrypted, ephemeral })
            }
        }
    }
}

/// The members of an ephemeral key.
const PUBLIC: [&str; 4] = ["crv", "kty", "x", "y"];

/// Derives a key of so many bytes from a shared secret: Concat KDF with SHA-256, and no names of the parties. RFC 7518
/// section 4.6.2.
fn derived(secret: &[u8], algorithm: &str, length: usize) -> Vec<u8> {
    let number = |number: usize| u32::try_from(number).unwrap_or_default().to_be_bytes();
    let rounds = length.div_ceil(32);
    let key = (1..=rounds).flat_map(|round| {
        Sha256::new()
            .chain_update(number(round))
            .chain_update(secret)
            .chain_update(number(algorithm.len()))
            .chain_update(algorithm)
            .chain_update([0; 8])
            .chain_update(number(length.saturating_mul(8)))
            .finalize()
    });
    key.take(length).collect()
}

#[cfg(test)]
mod tests {
    use base64ct::{Base64UrlUnpadded, Encoding};

    use super::*;

    /// RFC 7518 appendix C, with its names of the parties left out; the expected value was computed apart from this code.
    #[test]
    fn a_key_is_derived_for_its_algorithm_and_its_length() {
        let secret = [
            158, 86, 217, 29, 129, 113, 53, 211, 114, 131, 66, 131, 191, 132, 38, 156, 251, 49, 110, 163, 218, 128,
            106, 72, 246, 218, 167, 121, 140, 254, 144, 196,
        ];
        let text = |algorithm, length| Base64UrlUnpadded::encode_string(&derived(&secret, algorithm, length));
        assert_eq!(text("A128GCM", 16), EXPECTED_16);
        assert_eq!(text("A256CBC-HS512", 64), EXPECTED_64);
    }

    const EXPECTED_16: &str = "u5erXQ6FbY-PwD4mWyQqfQ";
    const EXPECTED_64: &str = "PwLneEx4vxan6p1dYjR71gC_JHjkl6FZ71ZLTS5LoShzbDzjECiuWuFHk8Ntc3jucAYqx9hv6sy_LtLl699QLQ";
}
