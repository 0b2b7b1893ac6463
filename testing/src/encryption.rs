//! Encrypts and decrypts as the platform does.

use aes::cipher::block_padding::Pkcs7;
use aes::cipher::{BlockModeDecrypt, BlockModeEncrypt, KeyIvInit};
use aes::{Aes128, Aes256};
use aes_kw::{KeyInit, KwAes128, KwAes256};
use base64ct::{Base64UrlUnpadded, Encoding};
use enrol::client_metadata::{EncryptionAlgorithm, PublicKey};
use enrol::ports::{Agreement, Cipher, CipherKind};
use p256::SecretKey;
use p256::elliptic_curve::sec1::ToSec1Point;
use ring::aead::{AES_128_GCM, AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use ring::rand::{SecureRandom, SystemRandom};
use rsa::pkcs8::DecodePrivateKey;
use rsa::{BoxedUint, PrivateKey};
use serde_json::{Map, Value, json};
use sha1::Sha1;
use sha2::Sha256;

fn part(key: &Map<String, Value>, name: &str) -> Vec<u8> {
    Base64UrlUnpadded::decode_vec(key[name].as_str().unwrap()).unwrap()
}

/// Encrypts a content key to an RSA key.
pub fn encrypt_key(key: &PublicKey, algorithm: &EncryptionAlgorithm, content_key: &[u8]) -> Vec<u8> {
    let [n, e] = ["n", "e"].map(|name| BoxedUint::from_be_slice_vartime(&part(&key.members, name)));
    let public = rsa::PublicKey::new(n, e).unwrap();
    match algorithm {
        EncryptionAlgorithm::RsaOaep => public.oaep_encrypt::<Sha1>(content_key).unwrap(),
        _ => public.oaep_encrypt::<Sha256>(content_key).unwrap(),
    }
}

/// Decrypts a content key with an RSA key in a document.
pub fn decrypt_key(document: &[u8], algorithm: &str, encrypted: &[u8]) -> Option<Vec<u8>> {
    let private = PrivateKey::from_pkcs8_der(document).unwrap();
    match algorithm {
        "RSA-OAEP" => private.oaep_decrypt::<Sha1>(encrypted).ok(),
        _ => private.oaep_decrypt::<Sha256>(encrypted).ok(),
    }
}

/// Makes a key of the curve P-256.
pub fn make_ec() -> SecretKey {
    let mut bytes = [0; 32];
    SystemRandom::new().fill(&mut bytes).unwrap();
    SecretKey::from_slice(&bytes).unwrap()
}

/// Returns the public part of a key of the curve P-256.
pub fn ec_jwk(secret: &SecretKey) -> Map<String, Value> {
    let point = secret.public_key().to_sec1_point(false);
    let [x, y] = [1..33, 33..65].map(|part| Base64UrlUnpadded::encode_string(&point.as_bytes()[part]));
    json!({"kty": "EC", "crv": "P-256", "x": x, "y": y}).as_object().unwrap().clone()
}

/// Agrees on a secret with the public part of another key.
pub fn shared(secret: &SecretKey, other: &Map<String, Value>) -> Vec<u8> {
    let other = p256::PublicKey::from_sec1_bytes(&[&[4][..], &part(other, "x"), &part(other, "y")].concat()).unwrap();
    p256::ecdh::diffie_hellman(secret.to_nonzero_scalar(), other.as_affine()).raw_secret_bytes().to_vec()
}

/// Makes an ephemeral key, and agrees on a secret.
pub fn agree(key: &PublicKey) -> Agreement {
    let ephemeral = make_ec();
    Agreement { secret: shared(&ephemeral, &key.members), ephemeral: ec_jwk(&ephemeral) }
}

/// Wraps a content key.
pub fn wrap_key(wrapping: &[u8], content_key: &[u8]) -> Vec<u8> {
    let mut wrapped = vec![0; content_key.len() + 8];
    match wrapping.len() {
        16 => KwAes128::new_from_slice(wrapping).unwrap().wrap_key(content_key, &mut wrapped).map(<[u8]>::len),
        _ => KwAes256::new_from_slice(wrapping).unwrap().wrap_key(content_key, &mut wrapped).map(<[u8]>::len),
    }
    .unwrap();
    wrapped
}

/// Unwraps a content key.
pub fn unwrap_key(wrapping: &[u8], wrapped: &[u8]) -> Vec<u8> {
    let mut content_key = vec![0; wrapped.len() - 8];
    match wrapping.len() {
        16 => KwAes128::new_from_slice(wrapping).unwrap().unwrap_key(wrapped, &mut content_key).map(<[u8]>::len),
        _ => KwAes256::new_from_slice(wrapping).unwrap().unwrap_key(wrapped, &mut content_key).map(<[u8]>::len),
    }
    .unwrap();
    content_key
}

fn gcm(cipher: Cipher<'_>) -> (LessSafeKey, Nonce) {
    let kind = if cipher.key.len() == 16 { &AES_128_GCM } else { &AES_256_GCM };
    let key = LessSafeKey::new(UnboundKey::new(kind, cipher.key).unwrap());
    (key, Nonce::try_assume_unique_for_key(cipher.iv).unwrap())
}

/// Encrypts a text.
pub fn encrypt(cipher: Cipher<'_>, plain: &[u8]) -> Vec<u8> {
    let Cipher { kind, key, iv, associated } = cipher;
    match (kind, key.len()) {
        (CipherKind::Gcm, _) => {
            let (sealing, nonce) = gcm(cipher);
            let mut text = plain.to_vec();
            sealing.seal_in_place_append_tag(nonce, Aad::from(associated), &mut text).unwrap();
            text
        }
        (CipherKind::Cbc, 16) => {
            cbc::Encryptor::<Aes128>::new_from_slices(key, iv).unwrap().encrypt_padded_vec::<Pkcs7>(plain)
        }
        (CipherKind::Cbc, _) => {
            cbc::Encryptor::<Aes256>::new_from_slices(key, iv).unwrap().encrypt_padded_vec::<Pkcs7>(plain)
        }
    }
}

/// Decrypts a text.
pub fn decrypt(cipher: Cipher<'_>, encrypted: &[u8]) -> Option<Vec<u8>> {
    let Cipher { kind, key, iv, associated } = cipher;
    match (kind, key.len()) {
        (CipherKind::Gcm, _) => {
            let (opening, nonce) = gcm(cipher);
            let mut text = encrypted.to_vec();
            opening.open_in_place(nonce, Aad::from(associated), &mut text).ok().map(|text| text.to_vec())
        }
        (CipherKind::Cbc, 16) => {
            cbc::Decryptor::<Aes128>::new_from_slices(key, iv).unwrap().decrypt_padded_vec::<Pkcs7>(encrypted).ok()
        }
        (CipherKind::Cbc, _) => {
            cbc::Decryptor::<Aes256>::new_from_slices(key, iv).unwrap().decrypt_padded_vec::<Pkcs7>(encrypted).ok()
        }
    }
}
