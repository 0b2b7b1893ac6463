//! Readers of encrypted tokens, and writers of tokens that are encrypted to a server. RFC 7516, RFC 7518.

use base64ct::{Base64UrlUnpadded, Encoding};
use enrol::client_metadata::{EncryptionAlgorithm, Jwks, Keyword};
use enrol::ports::{Cipher, CipherKind};
use hmac::{Hmac, KeyInit, Mac};
use p256::SecretKey;
use ring::rand::{SecureRandom, SystemRandom};
use ring::signature::RsaKeyPair;
use serde_json::{Value, json};
use sha2::{Digest, Sha256, Sha512};

use crate::encryption;
use crate::signatures::{prepared_rsa, rsa_jwk};

/// A client that others encrypt to.
pub enum Reader {
    /// It has a key of the curve P-256.
    P256(SecretKey),
    /// It has the prepared RSA key of this number.
    Rsa(usize),
}

fn decoded(part: &str) -> Vec<u8> {
    Base64UrlUnpadded::decode_vec(part).unwrap()
}

/// Returns the members of the header of a token.
pub fn header_of(token: &str) -> Value {
    serde_json::from_slice(&decoded(token.split('.').next().unwrap())).unwrap()
}

impl Reader {
    /// Makes a client with a key of the curve P-256.
    pub fn p256() -> Self {
        Self::P256(encryption::make_ec())
    }

    /// Returns the public key under a key identifier, for encryption.
    pub fn jwk(&self, kid: &str) -> Value {
        let mut jwk = match self {
            Self::P256(secret) => Value::Object(encryption::ec_jwk(secret)),
            Self::Rsa(number) => rsa_jwk(&RsaKeyPair::from_pkcs8(prepared_rsa(*number)).unwrap()),
        };
        jwk["kid"] = json!(kid);
        jwk["use"] = json!("enc");
        jwk
    }

    /// Decrypts a token. It must be one for the key.
    pub fn open(&self, token: &str) -> String {
        let header = header_of(token);
        let [alg, enc] = ["alg", "enc"].map(|name| header[name].as_str().unwrap());
        let parts: Vec<&str> = token.split('.').collect();
        assert_eq!(parts.len(), 5);
        let wrapped = decoded(parts[1]);
        let content_key = match self {
            Self::Rsa(number) => encryption::decrypt_key(prepared_rsa(*number), alg, &wrapped).unwrap(),
            Self::P256(secret) => {
                let shared = encryption::shared(secret, header["epk"].as_object().unwrap());
                match alg {
                    "ECDH-ES" => derived(&shared, enc, length(enc)),
                    "ECDH-ES+A128KW" => encryption::unwrap_key(&derived(&shared, alg, 16), &wrapped),
                    _ => encryption::unwrap_key(&derived(&shared, alg, 32), &wrapped),
                }
            }
        };
        let (iv, text, tag) = (decoded(parts[2]), decoded(parts[3]), decoded(parts[4]));
        let plain = match mac(enc, &content_key, parts[0], &iv, &text) {
            Some(expected) => {
                assert_eq!(tag, expected);
                encryption::decrypt(cipher(enc, &content_key, &iv, parts[0]), &text)
            }
            None => encryption::decrypt(cipher(enc, &content_key, &iv, parts[0]), &[text, tag].concat()),
        };
        String::from_utf8(plain.unwrap()).unwrap()
    }
}

/// Encrypts a text to a public RSA key, with these algorithms and other members of the header.
pub fn encrypt_to(key: &Value, alg: &str, enc: &str, members: &Value, text: &str) -> String {
    let random = |length: usize| {
        let mut bytes = vec![0; length];
        SystemRandom::new().fill(&mut bytes).unwrap();
        bytes
    };
    let content_key = random(length(enc));
    let jwks = Jwks::of(&json!({"keys": [key]})).unwrap();
    let algorithm = EncryptionAlgorithm::of(alg);
    let wrapped = encryption::encrypt_key(jwks.encrypting(&algorithm).unwrap(), &algorithm, &content_key);
    let mut header = json!({"alg": alg, "enc": enc, "kid": key["kid"]});
    header.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    header.as_object_mut().unwrap().retain(|_, value| !value.is_null());
    let header = Base64UrlUnpadded::encode_string(header.to_string().as_bytes());
    let iv = random(if enc.contains("CBC") { 16 } else { 12 });
    let mut sealed = encryption::encrypt(cipher(enc, &content_key, &iv, &header), text.as_bytes());
    let tag = mac(enc, &content_key, &header, &iv, &sealed).unwrap_or_else(|| sealed.split_off(sealed.len() - 16));
    let parts = [wrapped, iv, sealed, tag].map(|part| Base64UrlUnpadded::encode_string(&part));
    format!("{header}.{}", parts.join("."))
}

fn length(enc: &str) -> usize {
    match enc {
        "A128GCM" => 16,
        "A256GCM" | "A128CBC-HS256" => 32,
        "A256CBC-HS512" => 64,
        other => panic!("{other}"),
    }
}

fn cipher<'a>(enc: &str, key: &'a [u8], iv: &'a [u8], header: &'a str) -> Cipher<'a> {
    let associated = header.as_bytes();
    if enc.contains("CBC") {
        Cipher { kind: CipherKind::Cbc, key: &key[key.len() / 2..], iv, associated }
    } else {
        Cipher { kind: CipherKind::Gcm, key, iv, associated }
    }
}

/// The tag of CBC with HMAC; `None` for GCM.
fn mac(enc: &str, key: &[u8], header: &str, iv: &[u8], text: &[u8]) -> Option<Vec<u8>> {
    let bits = (header.len() as u64 * 8).to_be_bytes();
    let whole = [header.as_bytes(), iv, text, &bits].concat();
    let key = &key[..key.len() / 2];
    match enc {
        "A128CBC-HS256" => {
            let mac = <Hmac<Sha256> as KeyInit>::new_from_slice(key).unwrap().chain_update(whole);
            Some(mac.finalize().into_bytes()[..16].to_vec())
        }
        "A256CBC-HS512" => {
            let mac = <Hmac<Sha512> as KeyInit>::new_from_slice(key).unwrap().chain_update(whole);
            Some(mac.finalize().into_bytes()[..32].to_vec())
        }
        _ => None,
    }
}

/// Concat KDF without names of the parties. RFC 7518 section 4.6.2.
fn derived(secret: &[u8], algorithm: &str, length: usize) -> Vec<u8> {
    let number = |value: usize| (value as u32).to_be_bytes().to_vec();
    let round = |count: usize| {
        let parts = [
            number(count),
            secret.to_vec(),
            number(algorithm.len()),
            algorithm.as_bytes().to_vec(),
            vec![0; 8],
            number(length * 8),
        ];
        Sha256::digest(parts.concat()).to_vec()
    };
    let mut key = [round(1), round(2)].concat();
    key.truncate(length);
    key
}
