//! Somebody who signs tokens.

use base64ct::{Base64UrlUnpadded, Encoding};
use hmac::{Hmac, KeyInit, Mac};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};
use sha2::{Sha256, Sha512};

/// A holder of a P-256 key.
pub struct Signer(EcdsaKeyPair);

impl Signer {
    pub fn new() -> Self {
        let random = SystemRandom::new();
        let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
        Self(EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, document.as_ref(), &random).unwrap())
    }

    /// The public half under a name.
    pub fn jwk(&self, kid: &str) -> Value {
        let point = self.0.public_key().as_ref();
        let [x, y] = [1..33, 33..65].map(|part| Base64UrlUnpadded::encode_string(&point[part]));
        json!({"kty": "EC", "crv": "P-256", "kid": kid, "x": x, "y": y})
    }

    /// A token with this header, whatever it says of its algorithm.
    pub fn sign(&self, header: &Value, claims: &Value) -> String {
        self.sign_text(header, &claims.to_string())
    }

    /// The same with a payload that is written already.
    pub fn sign_text(&self, header: &Value, payload: &str) -> String {
        let signed = signed(header, payload);
        let signature = self.0.sign(&SystemRandom::new(), signed.as_bytes()).unwrap();
        format!("{signed}.{}", Base64UrlUnpadded::encode_string(signature.as_ref()))
    }
}

/// A token that is signed with a secret by HS512 if its header says so, otherwise by HS256.
pub fn sign_with_secret(secret: &str, header: &Value, claims: &Value) -> String {
    let signed = signed(header, &claims.to_string());
    let code = match header["alg"].as_str() {
        Some("HS512") => code::<Hmac<Sha512>>(secret, &signed),
        _ => code::<Hmac<Sha256>>(secret, &signed),
    };
    format!("{signed}.{}", Base64UrlUnpadded::encode_string(&code))
}

fn code<M: Mac + KeyInit>(secret: &str, signed: &str) -> Vec<u8> {
    <M as KeyInit>::new_from_slice(secret.as_bytes()).unwrap().chain_update(signed).finalize().into_bytes().to_vec()
}

fn signed(header: &Value, payload: &str) -> String {
    let [header, payload] =
        [&*header.to_string(), payload].map(|part| Base64UrlUnpadded::encode_string(part.as_bytes()));
    format!("{header}.{payload}")
}
