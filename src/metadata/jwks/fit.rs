//! What a key can be used for, and with which algorithms. RFC 7517 section 4, RFC 7518 sections 3 and 4, RFC 8037.

use serde_json::Value;

use crate::metadata::jwks::key::PublicKey;
use crate::metadata::jwks::material::{Curve, Material};
use crate::metadata::{EncryptionAlgorithm, Keyword, SigningAlgorithm};

/// What a key is wanted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// To encrypt to the client.
    Encryption,
    /// To verify what the client signed.
    Signature,
}

impl PublicKey {
    /// Whether the key can be used for this, and does not say otherwise. RFC 7517 sections 4.2 and 4.3.
    #[must_use]
    pub fn is_for(&self, wanted: Use) -> bool {
        let is_unused = matches!(&self.material, Material::Ec { curve: Curve::Secp256k1, .. });
        !is_unused && !self.says(wanted).contains(&Some(false))
    }

    /// Whether the key says of itself that it is for this, in one way or another.
    #[must_use]
    pub fn says_it_is_for(&self, wanted: Use) -> bool {
        self.says(wanted).contains(&Some(true))
    }

    /// Whether a signature of this algorithm can be verified with it.
    #[must_use]
    pub fn verifies(&self, algorithm: &SigningAlgorithm) -> bool {
        let agrees = |named: &str| {
            // EdDSA is the older name of what Ed25519 names in full. RFC 9864 section 2.2.
            let names = ["EdDSA", "Ed25519"];
            named == algorithm.name() || (names.contains(&named) && names.contains(&algorithm.name()))
        };
        self.is_for(Use::Signature) && self.material.can_verify(algorithm) && self.text("alg").is_none_or(agrees)
    }

    /// Whether the client can be encrypted to with it and this algorithm.
    #[must_use]
    pub fn encrypts(&self, algorithm: &EncryptionAlgorithm) -> bool {
        let agrees = |named: &str| named == algorithm.name();
        self.is_for(Use::Encryption) && self.material.can_encrypt(algorithm) && self.text("alg").is_none_or(agrees)
    }

    /// Whether the algorithm that the key names, if it is a known one, is of its kind. RFC 8725 section 3.1.
    #[must_use]
    pub fn is_of_its_algorithm(&self) -> bool {
        let Some(name) = self.text("alg") else { return true };
        match (SigningAlgorithm::of(name), EncryptionAlgorithm::of(name)) {
            (SigningAlgorithm::Unknown(_), EncryptionAlgorithm::Unknown(_)) => name != "none",
            (SigningAlgorithm::Unknown(_), algorithm) => self.material.can_encrypt(&algorithm),
            (algorithm, _) => self.material.can_verify(&algorithm),
        }
    }

    /// Whether both keys have one name, and neither their types nor their algorithms tell them apart.
    #[must_use]
    pub fn is_mistaken_for(&self, other: &Self) -> bool {
        // EdDSA is the older name of what Ed25519 names in full. RFC 9864 section 2.2.
        let algorithm = |key: &Self| key.text("alg").map(|alg| if alg == "Ed25519" { "EdDSA" } else { alg }.to_owned());
        let (one, another) = (algorithm(self), algorithm(other));
        let have_other_algorithms = one.is_some() && another.is_some() && one != another;
        let has_its_name = self.text("kid").is_some() && self.text("kid") == other.text("kid");
        has_its_name && self.text("kty") == other.text("kty") && !have_other_algorithms
    }

    /// What `use`, `key_ops`, `alg` and the curve say of this purpose; `None` where they say nothing.
    fn says(&self, wanted: Use) -> [Option<bool>; 4] {
        let (name, operations): (_, &[&str]) = match wanted {
            Use::Encryption => ("enc", &["encrypt", "wrapKey", "deriveKey", "deriveBits"]),
            Use::Signature => ("sig", &["verify"]),
        };
        let allowed = self.members.get("key_ops").and_then(Value::as_array);
        let by_operations = allowed
            .map(|allowed| allowed.iter().filter_map(Value::as_str).any(|operation| operations.contains(&operation)));
        let by_algorithm = self.text("alg").and_then(|alg| {
            let signs = SigningAlgorithm::ALL.contains(&SigningAlgorithm::of(alg));
            let encrypts = EncryptionAlgorithm::ALL.contains(&EncryptionAlgorithm::of(alg));
            (signs || encrypts).then_some(signs == (wanted == Use::Signature))
        });
        let by_curve = match &self.material {
            Material::Okp { curve, .. } => {
                let signs = matches!(curve, Curve::Ed25519 | Curve::Ed448);
                Some(signs == (wanted == Use::Signature))
            }
            Material::Ec { .. } | Material::Rsa { .. } => None,
        };
        [self.text("use").map(|named| named == name), by_operations, by_algorithm, by_curve]
    }
}

impl Material {
    fn is_on(&self, curves: &[Curve]) -> bool {
        match self {
            Self::Ec { curve, .. } | Self::Okp { curve, .. } => curves.contains(curve),
            Self::Rsa { .. } => false,
        }
    }

    fn can_verify(&self, algorithm: &SigningAlgorithm) -> bool {
        use SigningAlgorithm as Alg;
        match algorithm {
            Alg::Es256 => self.is_on(&[Curve::P256]),
            Alg::Es384 => self.is_on(&[Curve::P384]),
            Alg::Es512 => self.is_on(&[Curve::P521]),
            Alg::EdDsa => self.is_on(&[Curve::Ed25519, Curve::Ed448]),
            Alg::Ed25519 => self.is_on(&[Curve::Ed25519]),
            Alg::Ps256 | Alg::Ps384 | Alg::Ps512 | Alg::Rs256 | Alg::Rs384 | Alg::Rs512 => {
                matches!(self, Self::Rsa { .. })
            }
            Alg::Hs256 | Alg::Hs384 | Alg::Hs512 | Alg::Unknown(_) => false,
        }
    }

    fn can_encrypt(&self, algorithm: &EncryptionAlgorithm) -> bool {
        use EncryptionAlgorithm as Alg;
        match algorithm {
            Alg::EcdhEs | Alg::EcdhEsA128Kw | Alg::EcdhEsA192Kw | Alg::EcdhEsA256Kw => {
                self.is_on(&[Curve::P256, Curve::P384, Curve::P521, Curve::X25519, Curve::X448])
            }
            Alg::RsaOaep | Alg::RsaOaep256 => matches!(self, Self::Rsa { .. }),
            _ => false,
        }
    }
}
