//! Decides which purpose and which algorithms a key fits. RFC 7517 section 4, RFC 7518 sections 3 and 4, RFC 8037.

use jose_jwk::{Ec, EcCurves, Key, Okp, OkpCurves};
use serde_json::Value;

use crate::client_metadata::jwks::key::PublicKey;
use crate::client_metadata::{EncryptionAlgorithm, Keyword, SigningAlgorithm};

/// The purpose of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// To encrypt to the client.
    Encryption,
    /// To verify what the client signed.
    Signature,
}

impl PublicKey {
    /// Returns true if the key can serve this purpose, and does not name another one. RFC 7517 sections 4.2 and 4.3.
    #[must_use]
    pub fn is_for(&self, wanted: Use) -> bool {
        let is_unused = matches!(&self.material, Key::Ec(Ec { crv: EcCurves::P256K, .. }));
        !is_unused && !self.says(wanted).contains(&Some(false))
    }

    /// Returns true if `use`, `key_ops`, `alg` or the curve names this purpose.
    #[must_use]
    pub fn says_it_is_for(&self, wanted: Use) -> bool {
        self.says(wanted).contains(&Some(true))
    }

    /// Returns true if a signature of this algorithm can be verified with the key.
    #[must_use]
    pub fn verifies(&self, algorithm: &SigningAlgorithm) -> bool {
        let agrees = |named: &str| {
            // EdDSA is the older name of what Ed25519 names in full. RFC 9864 section 2.2.
            let names = ["EdDSA", "Ed25519"];
            named == algorithm.name() || (names.contains(&named) && names.contains(&algorithm.name()))
        };
        self.is_for(Use::Signature) && can_verify(&self.material, algorithm) && self.text("alg").is_none_or(agrees)
    }

    /// Returns true if text can be encrypted for the client with the key and this algorithm.
    #[must_use]
    pub fn encrypts(&self, algorithm: &EncryptionAlgorithm) -> bool {
        let agrees = |named: &str| named == algorithm.name();
        self.is_for(Use::Encryption) && can_encrypt(&self.material, algorithm) && self.text("alg").is_none_or(agrees)
    }

    /// Returns true if the type of the key fits the algorithm in `alg`, if that is a known one. RFC 8725 section 3.1.
    #[must_use]
    pub fn is_of_its_algorithm(&self) -> bool {
        let Some(name) = self.text("alg") else { return true };
        match (SigningAlgorithm::of(name), EncryptionAlgorithm::of(name)) {
            (SigningAlgorithm::Unknown(_), EncryptionAlgorithm::Unknown(_)) => name != "none",
            (SigningAlgorithm::Unknown(_), algorithm) => can_encrypt(&self.material, &algorithm),
            (algorithm, _) => can_verify(&self.material, &algorithm),
        }
    }

    /// Returns true if both keys have the same `kid`, and neither types nor algorithms distinguish them.
    #[must_use]
    pub fn is_mistaken_for(&self, other: &Self) -> bool {
        // EdDSA is the older name of what Ed25519 names in full. RFC 9864 section 2.2.
        let algorithm = |key: &Self| key.text("alg").map(|alg| if alg == "Ed25519" { "EdDSA" } else { alg }.to_owned());
        let (one, another) = (algorithm(self), algorithm(other));
        let have_other_algorithms = one.is_some() && another.is_some() && one != another;
        let has_its_name = self.text("kid").is_some() && self.text("kid") == other.text("kid");
        has_its_name && self.text("kty") == other.text("kty") && !have_other_algorithms
    }

    /// Tells of `use`, `key_ops`, `alg` and the curve each if it names this purpose; `None` where it names none.
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
            Key::Okp(Okp { crv, .. }) => {
                let signs = matches!(crv, OkpCurves::Ed25519 | OkpCurves::Ed448);
                Some(signs == (wanted == Use::Signature))
            }
            _ => None,
        };
        [self.text("use").map(|named| named == name), by_operations, by_algorithm, by_curve]
    }
}

fn can_verify(key: &Key, algorithm: &SigningAlgorithm) -> bool {
    use SigningAlgorithm as Alg;
    let is_on = |curve: EcCurves| matches!(key, Key::Ec(Ec { crv, .. }) if *crv == curve);
    let is_okp = |curves: &[OkpCurves]| matches!(key, Key::Okp(Okp { crv, .. }) if curves.contains(crv));
    match algorithm {
        Alg::Es256 => is_on(EcCurves::P256),
        Alg::Es384 => is_on(EcCurves::P384),
        Alg::Es512 => is_on(EcCurves::P521),
        Alg::EdDsa => is_okp(&[OkpCurves::Ed25519, OkpCurves::Ed448]),
        Alg::Ed25519 => is_okp(&[OkpCurves::Ed25519]),
        Alg::Ps256 | Alg::Ps384 | Alg::Ps512 | Alg::Rs256 | Alg::Rs384 | Alg::Rs512 => matches!(key, Key::Rsa(_)),
        Alg::Hs256 | Alg::Hs384 | Alg::Hs512 | Alg::Unknown(_) => false,
    }
}

fn can_encrypt(key: &Key, algorithm: &EncryptionAlgorithm) -> bool {
    use EncryptionAlgorithm as Alg;
    match algorithm {
        Alg::EcdhEs | Alg::EcdhEsA128Kw | Alg::EcdhEsA192Kw | Alg::EcdhEsA256Kw => match key {
            Key::Ec(Ec { crv, .. }) => matches!(crv, EcCurves::P256 | EcCurves::P384 | EcCurves::P521),
            Key::Okp(Okp { crv, .. }) => matches!(crv, OkpCurves::X25519 | OkpCurves::X448),
            _ => false,
        },
        Alg::RsaOaep | Alg::RsaOaep256 => matches!(key, Key::Rsa(_)),
        _ => false,
    }
}
