//! Signatures of certificates, which the platform verifies after the library has asked for them.

use std::sync::Mutex;

use der::asn1::UintRef;
use der::{Decode, Sequence};
use rustls_pki_types::{AlgorithmIdentifier, InvalidSignature, SignatureVerificationAlgorithm, alg_id};

use crate::client_metadata::{PublicKey, SigningAlgorithm};
use crate::error::Fault;
use crate::ports::Verify;

/// A method of signing certificates.
#[derive(Debug)]
pub struct Method {
    key: AlgorithmIdentifier,
    signature: AlgorithmIdentifier,
    algorithm: SigningAlgorithm,
}

const fn method(key: AlgorithmIdentifier, signature: AlgorithmIdentifier, algorithm: SigningAlgorithm) -> Method {
    Method { key, signature, algorithm }
}

/// The methods that are accepted, common ones first. SHA-1 is not one of them.
pub static ALGORITHMS: [Method; 10] = [
    method(alg_id::RSA_ENCRYPTION, alg_id::RSA_PKCS1_SHA256, SigningAlgorithm::Rs256),
    method(alg_id::ECDSA_P256, alg_id::ECDSA_SHA256, SigningAlgorithm::Es256),
    method(alg_id::RSA_ENCRYPTION, alg_id::RSA_PKCS1_SHA384, SigningAlgorithm::Rs384),
    method(alg_id::RSA_ENCRYPTION, alg_id::RSA_PKCS1_SHA512, SigningAlgorithm::Rs512),
    method(alg_id::ECDSA_P384, alg_id::ECDSA_SHA384, SigningAlgorithm::Es384),
    method(alg_id::ECDSA_P521, alg_id::ECDSA_SHA512, SigningAlgorithm::Es512),
    method(alg_id::RSA_ENCRYPTION, alg_id::RSA_PSS_SHA256, SigningAlgorithm::Ps256),
    method(alg_id::RSA_ENCRYPTION, alg_id::RSA_PSS_SHA384, SigningAlgorithm::Ps384),
    method(alg_id::RSA_ENCRYPTION, alg_id::RSA_PSS_SHA512, SigningAlgorithm::Ps512),
    method(alg_id::ED25519, alg_id::ED25519, SigningAlgorithm::Ed25519),
];

/// A method whose signatures count as right until the ledger knows better.
#[derive(Debug)]
pub struct Deferred<'a> {
    /// The method.
    pub method: &'static Method,
    /// The signatures that were asked for, and the answers.
    pub ledger: &'a Ledger,
}

impl SignatureVerificationAlgorithm for Deferred<'_> {
    fn verify_signature(&self, key: &[u8], message: &[u8], signature: &[u8]) -> Result<(), InvalidSignature> {
        let [key, message, signature] = [key, message, signature].map(<[u8]>::to_vec);
        let signed = Signed { algorithm: self.method.algorithm.clone(), key, message, signature };
        if self.ledger.counts_as_right(signed) { Ok(()) } else { Err(InvalidSignature) }
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        self.method.key
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        self.method.signature
    }
}

/// A message with its signature, and the key that should have made it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Signed {
    algorithm: SigningAlgorithm,
    key: Vec<u8>,
    message: Vec<u8>,
    signature: Vec<u8>,
}

/// The signatures that were asked for, and the answers; `None` where there is none yet.
#[derive(Debug, Default)]
pub struct Ledger(Mutex<Vec<(Signed, Option<bool>)>>);

impl Ledger {
    fn counts_as_right(&self, signed: Signed) -> bool {
        let Ok(mut entries) = self.0.lock() else { return false };
        if let Some((_, answer)) = entries.iter().find(|(known, _)| *known == signed) {
            return answer.unwrap_or(true);
        }
        entries.push((signed, None));
        true
    }

    /// Verifies the signatures that have no answer yet. Returns false if there were none: then every signature that
    /// counted as right is right.
    pub async fn settle(&self, ports: &impl Verify) -> Result<bool, Fault> {
        let open = |(signed, answer): &(Signed, Option<bool>)| answer.is_none().then(|| signed.clone());
        let open: Vec<Signed> = match self.0.lock() {
            Ok(entries) => entries.iter().filter_map(open).collect(),
            Err(_) => return Err(Fault::Broken("the ledger of signatures is poisoned".to_owned())),
        };
        for signed in &open {
            let is_right = is_right(signed, ports).await?;
            if let Ok(mut entries) = self.0.lock()
                && let Some((_, answer)) = entries.iter_mut().find(|(known, _)| known == signed)
            {
                *answer = Some(is_right);
            }
        }
        Ok(!open.is_empty())
    }
}

async fn is_right(signed: &Signed, ports: &impl Verify) -> Result<bool, Fault> {
    let Signed { algorithm, key, message, signature } = signed;
    let Some(key) = PublicKey::of_certificate(key, algorithm) else { return Ok(false) };
    match in_two_halves(signature, algorithm) {
        Some(signature) => ports.verify(&key, algorithm, message, &signature).await,
        None => Ok(false),
    }
}

/// Returns a signature in the form of the platform: two numbers of full length for ECDSA, where a certificate has a
/// sequence of the shortest ones. `None` for an impossible one. RFC 3279 section 2.2.3.
#[must_use]
pub fn in_two_halves(signature: &[u8], algorithm: &SigningAlgorithm) -> Option<Vec<u8>> {
    let length: usize = match algorithm {
        SigningAlgorithm::Es256 => 32,
        SigningAlgorithm::Es384 => 48,
        SigningAlgorithm::Es512 => 66,
        _ => return Some(signature.to_vec()),
    };
    let EcdsaSignature { r, s } = EcdsaSignature::from_der(signature).ok()?;
    let full = |number: UintRef<'_>| {
        let missing = length.checked_sub(number.as_bytes().len())?;
        let is_zero = number.as_bytes().iter().all(|byte| *byte == 0);
        (!is_zero).then(|| [&*vec![0; missing], number.as_bytes()].concat())
    };
    Some([full(r)?, full(s)?].concat())
}

/// A signature of ECDSA. RFC 3279 section 2.2.3.
#[derive(Sequence)]
struct EcdsaSignature<'a> {
    r: UintRef<'a>,
    s: UintRef<'a>,
}
