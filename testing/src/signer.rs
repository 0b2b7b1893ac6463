//! Signers of tokens.

use base64ct::{Base64UrlUnpadded, Encoding};
use hmac::{Hmac, KeyInit, Mac};
use ring::rand::SystemRandom;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair, RSA_PKCS1_SHA256, RSA_PSS_SHA256, RsaEncoding, RsaKeyPair,
};
use serde_json::{Value, json};
use sha2::{Sha256, Sha512};

use crate::signatures::{prepared_rsa, rsa_jwk};

/// A holder of a key.
pub struct Signer(Key);

/// A private key. In alphabetical order.
enum Key {
    P256(EcdsaKeyPair),
    Rsa(RsaKeyPair),
}

impl Default for Signer {
    fn default() -> Self {
        Self::new()
    }
}

impl Signer {
    /// Makes a P-256 key.
    pub fn new() -> Self {
        let random = SystemRandom::new();
        let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, document.as_ref(), &random).unwrap();
        Self(Key::P256(pair))
    }

    /// Takes the prepared RSA key of this number, for PS256 where a header names it, and for RS256.
    pub fn rsa(number: usize) -> Self {
        Self(Key::Rsa(RsaKeyPair::from_pkcs8(prepared_rsa(number)).unwrap()))
    }

    /// Returns the public key under a key identifier.
    pub fn jwk(&self, kid: &str) -> Value {
        let mut jwk = match &self.0 {
            Key::P256(pair) => {
                let point = pair.public_key().as_ref();
                let [x, y] = [1..33, 33..65].map(|part| Base64UrlUnpadded::encode_string(&point[part]));
                json!({"kty": "EC", "crv": "P-256", "x": x, "y": y})
            }
            Key::Rsa(pair) => rsa_jwk(pair),
        };
        jwk["kid"] = Value::from(kid);
        jwk
    }

    /// Signs a token with this header: by PS256 with an RSA key if the header says so, otherwise in the one way of the key.
    pub fn sign(&self, header: &Value, claims: &Value) -> String {
        self.sign_text(header, &claims.to_string())
    }

    /// Signs a payload that is text already.
    pub fn sign_text(&self, header: &Value, payload: &str) -> String {
        let padding: &dyn RsaEncoding = match header["alg"].as_str() {
            Some("PS256") => &RSA_PSS_SHA256,
            _ => &RSA_PKCS1_SHA256,
        };
        let sign = |signed: &str| match &self.0 {
            Key::P256(pair) => pair.sign(&SystemRandom::new(), signed.as_bytes()).unwrap().as_ref().to_vec(),
            Key::Rsa(pair) => {
                let mut signature = vec![0; pair.public().modulus_len()];
                pair.sign(padding, &SystemRandom::new(), signed.as_bytes(), &mut signature).unwrap();
                signature
            }
        };
        compact(&header.to_string(), payload, sign)
    }
}

/// Signs a token with a secret: by HS512 if its header says so, otherwise by HS256.
pub fn sign_with_secret(secret: &str, header: &Value, claims: &Value) -> String {
    compact(&header.to_string(), &claims.to_string(), |signed| match header["alg"].as_str() {
        Some("HS512") => code::<Hmac<Sha512>>(secret, signed),
        _ => code::<Hmac<Sha256>>(secret, signed),
    })
}

fn code<M: Mac + KeyInit>(secret: &str, signed: &str) -> Vec<u8> {
    <M as KeyInit>::new_from_slice(secret.as_bytes()).unwrap().chain_update(signed).finalize().into_bytes().to_vec()
}

/// Writes a JWS in compact form, with the signature that `sign` makes. RFC 7515 section 7.1.
pub fn compact(header: &str, payload: &str, sign: impl FnOnce(&str) -> Vec<u8>) -> String {
    let [header, payload] = [header, payload].map(|part| Base64UrlUnpadded::encode_string(part.as_bytes()));
    let signed = format!("{header}.{payload}");
    let signature = Base64UrlUnpadded::encode_string(&sign(&signed));
    format!("{signed}.{signature}")
}
