//! Algorithms of JSON Object Signing and Encryption.

use serde_json::Value;

use crate::client_metadata::Keyword;
use crate::client_metadata::field::{At, Member, text};
use crate::client_metadata::keyword::{LONGEST_NAME, keywords};
use crate::error::Invalid;

keywords! {
    /// A signature algorithm, in the order of RFC 7518 section 3.1, then RFC 8037 and RFC 9864. `none` is left out.
    SigningAlgorithm {
        Hs256 = "HS256",
        Hs384 = "HS384",
        Hs512 = "HS512",
        Rs256 = "RS256",
        Rs384 = "RS384",
        Rs512 = "RS512",
        Es256 = "ES256",
        Es384 = "ES384",
        Es512 = "ES512",
        Ps256 = "PS256",
        Ps384 = "PS384",
        Ps512 = "PS512",
        EdDsa = "EdDSA",
        Ed25519 = "Ed25519",
    }
}

impl SigningAlgorithm {
    /// Returns true if the algorithm signs with the client secret instead of a key pair.
    #[must_use]
    pub const fn is_symmetric(&self) -> bool {
        matches!(self, Self::Hs256 | Self::Hs384 | Self::Hs512)
    }
}

keywords! {
    /// A key management algorithm of encryption, in the order of RFC 7518 section 4.1, without those for passwords and
    /// the broken padding of `RSA1_5`.
    EncryptionAlgorithm {
        RsaOaep = "RSA-OAEP",
        RsaOaep256 = "RSA-OAEP-256",
        A128Kw = "A128KW",
        A192Kw = "A192KW",
        A256Kw = "A256KW",
        Dir = "dir",
        EcdhEs = "ECDH-ES",
        EcdhEsA128Kw = "ECDH-ES+A128KW",
        EcdhEsA192Kw = "ECDH-ES+A192KW",
        EcdhEsA256Kw = "ECDH-ES+A256KW",
        A128GcmKw = "A128GCMKW",
        A192GcmKw = "A192GCMKW",
        A256GcmKw = "A256GCMKW",
    }
}

impl EncryptionAlgorithm {
    /// Returns true if the algorithm encrypts with the client secret instead of a public key.
    #[must_use]
    pub const fn is_symmetric(&self) -> bool {
        // By their names: an algorithm that is not known here must not count as symmetric.
        matches!(
            self,
            Self::A128GcmKw
                | Self::A128Kw
                | Self::A192GcmKw
                | Self::A192Kw
                | Self::A256GcmKw
                | Self::A256Kw
                | Self::Dir
        )
    }
}

keywords! {
    /// A content encryption algorithm, in the order of RFC 7518 section 5.1.
    ContentEncryption {
        A128CbcHs256 = "A128CBC-HS256",
        A192CbcHs384 = "A192CBC-HS384",
        A256CbcHs512 = "A256CBC-HS512",
        A128Gcm = "A128GCM",
        A192Gcm = "A192GCM",
        A256Gcm = "A256GCM",
    }
}
