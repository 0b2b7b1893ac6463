//! Signatures, verified as the platform verifies them.

use enrol::metadata::{Curve, Material, PublicKey, SigningAlgorithm};
use p521::ecdsa::signature::Verifier;
use p521::ecdsa::{Signature, VerifyingKey};
use ring::signature::{self as with, RsaParameters, RsaPublicKeyComponents, UnparsedPublicKey, VerificationAlgorithm};

/// Whether a signature is one of this key.
pub fn is_signature(key: &PublicKey, algorithm: &SigningAlgorithm, message: &[u8], signature: &[u8]) -> bool {
    match &key.material {
        Material::Rsa { n, e } => {
            rsa(algorithm).is_some_and(|kind| RsaPublicKeyComponents { n, e }.verify(kind, message, signature).is_ok())
        }
        Material::Ec { curve: Curve::P521, x, y } => {
            let key = VerifyingKey::from_sec1_bytes(&[&[4], &**x, &**y].concat());
            let signature = Signature::from_slice(signature);
            key.ok().zip(signature.ok()).is_some_and(|(key, signature)| key.verify(message, &signature).is_ok())
        }
        Material::Ec { curve, x, y } => {
            let kind: &dyn VerificationAlgorithm = match curve {
                Curve::P384 => &with::ECDSA_P384_SHA384_FIXED,
                _ => &with::ECDSA_P256_SHA256_FIXED,
            };
            UnparsedPublicKey::new(kind, [&[4], &**x, &**y].concat()).verify(message, signature).is_ok()
        }
        Material::Okp { x, .. } => UnparsedPublicKey::new(&with::ED25519, x).verify(message, signature).is_ok(),
    }
}

fn rsa(algorithm: &SigningAlgorithm) -> Option<&'static RsaParameters> {
    Some(match algorithm {
        SigningAlgorithm::Rs256 => &with::RSA_PKCS1_2048_8192_SHA256,
        SigningAlgorithm::Rs384 => &with::RSA_PKCS1_2048_8192_SHA384,
        SigningAlgorithm::Rs512 => &with::RSA_PKCS1_2048_8192_SHA512,
        SigningAlgorithm::Ps256 => &with::RSA_PSS_2048_8192_SHA256,
        SigningAlgorithm::Ps384 => &with::RSA_PSS_2048_8192_SHA384,
        SigningAlgorithm::Ps512 => &with::RSA_PSS_2048_8192_SHA512,
        _ => return None,
    })
}
