//! Makes and verifies signatures as the platform does.

use base64ct::{Base64UrlUnpadded, Encoding};
use enrol::client_metadata::{PublicKey, SigningAlgorithm};
use enrol::model::{KeyAlgorithm, NewKey, Seal, ServerKey};
use jose_jwk::{Ec, EcCurves, Key, Okp, Rsa};
use p521::ecdsa::signature::Verifier;
use p521::ecdsa::{Signature, VerifyingKey};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use ring::rand::SystemRandom;
use ring::rsa::PublicKeyComponents;
use ring::signature::{
    self as methods, EcdsaKeyPair, KeyPair, RsaEncoding, RsaKeyPair, RsaParameters, RsaPublicKeyComponents,
    UnparsedPublicKey, VerificationAlgorithm,
};
use serde_json::{Value, json};

/// How a world makes and verifies signatures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signatures {
    /// Every signature verifies, and a new signature has the 64 bytes of ES256. For measurements without the cost of
    /// signatures.
    Assumed,
    /// Signatures are made and verified with real keys.
    Real,
}

/// Returns true if a signature was made with the private key of this public key.
pub fn is_signature(key: &PublicKey, algorithm: &SigningAlgorithm, message: &[u8], signature: &[u8]) -> bool {
    match &key.material {
        Key::Rsa(Rsa { n, e, .. }) => {
            // `ring` refuses leading zeros, WebCrypto accepts them.
            let [n, e] = [n, e].map(|number| number.iter().copied().skip_while(|byte| *byte == 0).collect::<Vec<u8>>());
            rsa(algorithm).is_some_and(|kind| RsaPublicKeyComponents { n, e }.verify(kind, message, signature).is_ok())
        }
        Key::Ec(Ec { crv: EcCurves::P521, x, y, .. }) => {
            let key = VerifyingKey::from_sec1_bytes(&[&[4], &***x, &***y].concat());
            let signature = Signature::from_slice(signature);
            key.ok().zip(signature.ok()).is_some_and(|(key, signature)| key.verify(message, &signature).is_ok())
        }
        Key::Ec(Ec { crv, x, y, .. }) => {
            let kind: &dyn VerificationAlgorithm = match crv {
                EcCurves::P384 => &methods::ECDSA_P384_SHA384_FIXED,
                _ => &methods::ECDSA_P256_SHA256_FIXED,
            };
            UnparsedPublicKey::new(kind, [&[4], &***x, &***y].concat()).verify(message, signature).is_ok()
        }
        Key::Okp(Okp { x, .. }) => UnparsedPublicKey::new(&methods::ED25519, x).verify(message, signature).is_ok(),
        _ => false,
    }
}

fn rsa(algorithm: &SigningAlgorithm) -> Option<&'static RsaParameters> {
    Some(match algorithm {
        SigningAlgorithm::Rs256 => &methods::RSA_PKCS1_2048_8192_SHA256,
        SigningAlgorithm::Rs384 => &methods::RSA_PKCS1_2048_8192_SHA384,
        SigningAlgorithm::Rs512 => &methods::RSA_PKCS1_2048_8192_SHA512,
        SigningAlgorithm::Ps256 => &methods::RSA_PSS_2048_8192_SHA256,
        SigningAlgorithm::Ps384 => &methods::RSA_PSS_2048_8192_SHA384,
        SigningAlgorithm::Ps512 => &methods::RSA_PSS_2048_8192_SHA512,
        _ => return None,
    })
}

/// Prepared RSA keys, because `ring` cannot make RSA keys.
const RSA_KEYS: [&[u8]; 4] = [
    include_bytes!("rsa_keys/1.der"),
    include_bytes!("rsa_keys/2.der"),
    include_bytes!("rsa_keys/3.der"),
    include_bytes!("rsa_keys/4.der"),
];

/// Makes a key and encrypts it, with its name as associated data. `count` is the number of keys made before.
pub fn make_key(algorithm: &KeyAlgorithm, kid: &str, seal: &Seal, count: usize) -> NewKey {
    let (public, mut sealed) = match algorithm.name() {
        "ES256" => make_p256(),
        "PS256" | "RS256" | "RSA-OAEP" | "RSA-OAEP-256" => read_rsa(prepared_rsa(count)),
        other => panic!("the world makes no key for {other}"),
    };
    cipher(seal).seal_in_place_append_tag(Nonce::assume_unique_for_key([0; 12]), Aad::from(kid), &mut sealed).unwrap();
    NewKey { public: public.as_object().unwrap().clone(), sealed }
}

fn make_p256() -> (Value, Vec<u8>) {
    let random = SystemRandom::new();
    let document = EcdsaKeyPair::generate_pkcs8(&methods::ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
    let pair = EcdsaKeyPair::from_pkcs8(&methods::ECDSA_P256_SHA256_FIXED_SIGNING, document.as_ref(), &random).unwrap();
    let [x, y] = [1..33, 33..65].map(|part| Base64UrlUnpadded::encode_string(&pair.public_key().as_ref()[part]));
    (json!({"kty": "EC", "crv": "P-256", "x": x, "y": y}), document.as_ref().to_vec())
}

/// Returns a prepared RSA key as a document.
pub fn prepared_rsa(number: usize) -> &'static [u8] {
    RSA_KEYS[number % RSA_KEYS.len()]
}

/// Returns the public part of an RSA key.
pub fn rsa_jwk(pair: &RsaKeyPair) -> Value {
    let components = PublicKeyComponents::<Vec<u8>>::from(pair.public());
    let [n, e] = [components.n, components.e].map(|part| Base64UrlUnpadded::encode_string(&part));
    json!({"kty": "RSA", "n": n, "e": e})
}

fn read_rsa(document: &[u8]) -> (Value, Vec<u8>) {
    (rsa_jwk(&RsaKeyPair::from_pkcs8(document).unwrap()), document.to_vec())
}

/// Signs a message; `None` if the key was not encrypted under this seal and name.
pub fn sign(key: &ServerKey, seal: &Seal, message: &[u8]) -> Option<Vec<u8>> {
    let document = open(key, seal)?;
    let random = SystemRandom::new();
    let padding: &dyn RsaEncoding =
        if key.algorithm == SigningAlgorithm::Ps256 { &methods::RSA_PSS_SHA256 } else { &methods::RSA_PKCS1_SHA256 };
    if key.algorithm != SigningAlgorithm::Es256 {
        let pair = RsaKeyPair::from_pkcs8(&document).ok()?;
        let mut signature = vec![0; pair.public().modulus_len()];
        pair.sign(padding, &random, message, &mut signature).ok()?;
        return Some(signature);
    }
    let pair = EcdsaKeyPair::from_pkcs8(&methods::ECDSA_P256_SHA256_FIXED_SIGNING, &document, &random).ok()?;
    Some(pair.sign(&random, message).ok()?.as_ref().to_vec())
}

/// Returns the private key as a document; `None` if it was not encrypted under this seal and name.
pub fn open(key: &ServerKey, seal: &Seal) -> Option<Vec<u8>> {
    let mut sealed = key.sealed.clone();
    let nonce = Nonce::assume_unique_for_key([0; 12]);
    cipher(seal).open_in_place(nonce, Aad::from(&key.kid), &mut sealed).ok().map(|document| document.to_vec())
}

fn cipher(seal: &Seal) -> LessSafeKey {
    LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &seal.0).unwrap())
}
