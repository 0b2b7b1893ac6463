//! An authenticator in software, and the answers of a browser that has it. Web Authentication Level 3.

use base64ct::{Base64UrlUnpadded, Encoding};
use ring::rand::SystemRandom;
use ring::rsa::PublicKeyComponents;
use ring::signature::{
    ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256, RsaKeyPair,
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::signatures::prepared_rsa;

/// The flags of an authenticator that has verified its user, and whose passkeys never leave it.
pub const VERIFIED: u8 = 0x05;

/// The flags of a passkey that was copied to other devices.
pub const COPIED: u8 = 0x1d;

/// The flag of data with a new credential.
pub const HAS_CREDENTIAL: u8 = 0x40;

/// The flag of data with extensions.
pub const HAS_EXTENSIONS: u8 = 0x80;

enum Pair {
    Ed25519(Box<Ed25519KeyPair>),
    Es256(Box<EcdsaKeyPair>),
    Rs256(Box<RsaKeyPair>),
}

/// An authenticator with one passkey.
pub struct Authenticator {
    /// The identifier of the credential.
    pub id: Vec<u8>,
    /// The user handle, which the server chose; empty before the passkey is made.
    pub handle: Vec<u8>,
    /// The number of signatures so far; `None` if it counts none.
    pub counter: Option<u32>,
    /// The flags of its data.
    pub flags: u8,
    pair: Pair,
}

impl Authenticator {
    /// An authenticator that signs with ES256, such as a security key: its passkey stays on it.
    pub fn new(id: u8) -> Self {
        let random = SystemRandom::new();
        let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &random).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, document.as_ref(), &random).unwrap();
        Self {
            id: vec![id; 16],
            handle: Vec::new(),
            counter: Some(0),
            flags: VERIFIED,
            pair: Pair::Es256(Box::new(pair)),
        }
    }

    /// An authenticator that signs with Ed25519.
    pub fn with_ed25519(id: u8) -> Self {
        let pair = Ed25519KeyPair::from_seed_unchecked(&[id; 32]).unwrap();
        Self { pair: Pair::Ed25519(Box::new(pair)), ..Self::new(id) }
    }

    /// An authenticator that signs with RS256.
    pub fn with_rs256(id: u8) -> Self {
        Self { pair: Pair::Rs256(Box::new(RsaKeyPair::from_pkcs8(prepared_rsa(0)).unwrap())), ..Self::new(id) }
    }

    /// A provider of passkeys that copies them to other devices, and counts nothing.
    pub fn copied(id: u8) -> Self {
        Self { counter: None, flags: COPIED, ..Self::new(id) }
    }

    /// Makes the passkey for these options, on a page of this origin.
    pub fn create(&mut self, options: &Value, origin: &str) -> Answer<'_> {
        self.handle = Base64UrlUnpadded::decode_vec(options["user"]["id"].as_str().unwrap()).unwrap();
        let relying_party = options["rp"]["id"].as_str().unwrap().to_owned();
        let answer = self.answer("webauthn.create", options, origin, relying_party);
        let credential = Some([&[0; 16][..], &sized(&answer.id), &answer.by.public_key()].concat());
        Answer { flags: answer.flags | HAS_CREDENTIAL, credential, is_new: true, ..answer }
    }

    /// Signs the challenge of these options, on a page of this origin.
    pub fn get(&mut self, options: &Value, origin: &str) -> Answer<'_> {
        self.counter = self.counter.map(|counter| counter + 1);
        let relying_party = options["rpId"].as_str().unwrap().to_owned();
        self.answer("webauthn.get", options, origin, relying_party)
    }

    fn answer(&self, kind: &str, options: &Value, origin: &str, relying_party: String) -> Answer<'_> {
        let challenge = &options["challenge"];
        Answer {
            client_data: json!({"type": kind, "challenge": challenge, "origin": origin, "crossOrigin": false}),
            relying_party,
            flags: self.flags,
            counter: self.counter.unwrap_or(0),
            credential: None,
            extensions: Vec::new(),
            id: self.id.clone(),
            handle: self.handle.clone(),
            is_new: false,
            by: self,
        }
    }

    /// Returns the public key as a COSE key.
    pub fn public_key(&self) -> Vec<u8> {
        match &self.pair {
            Pair::Ed25519(pair) => {
                let x = byte_string(pair.public_key().as_ref());
                [&[0xa4, 0x01, 0x01, 0x03, 0x27, 0x20, 0x06, 0x21][..], &x].concat()
            }
            Pair::Es256(pair) => {
                let point = pair.public_key().as_ref();
                let [x, y] = [1..33, 33..65].map(|part| byte_string(&point[part]));
                [&[0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21][..], &x, &[0x22], &y].concat()
            }
            Pair::Rs256(pair) => {
                let components = PublicKeyComponents::<Vec<u8>>::from(pair.public());
                let [n, e] = [components.n, components.e].map(|number| byte_string(&number));
                [&[0xa4, 0x01, 0x03, 0x03, 0x39, 0x01, 0x00, 0x20][..], &n, &[0x21], &e].concat()
            }
        }
    }

    fn sign(&self, message: &[u8]) -> Vec<u8> {
        let random = SystemRandom::new();
        match &self.pair {
            Pair::Ed25519(pair) => pair.sign(message).as_ref().to_vec(),
            Pair::Es256(pair) => pair.sign(&random, message).unwrap().as_ref().to_vec(),
            Pair::Rs256(pair) => {
                let mut signature = vec![0; pair.public().modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &random, message, &mut signature).unwrap();
                signature
            }
        }
    }
}

/// The answer of a browser, which can be changed before the authenticator signs it.
pub struct Answer<'a> {
    /// The data of the browser.
    pub client_data: Value,
    /// The relying party whose digest the authenticator signs.
    pub relying_party: String,
    /// The flags.
    pub flags: u8,
    /// The counter.
    pub counter: u32,
    /// The new credential: the model, the length of the identifier, the identifier, and the COSE key.
    pub credential: Option<Vec<u8>>,
    /// What follows it.
    pub extensions: Vec<u8>,
    /// The identifier of the credential, as the browser tells it.
    pub id: Vec<u8>,
    /// The user handle, as the browser tells it.
    pub handle: Vec<u8>,
    is_new: bool,
    by: &'a Authenticator,
}

impl Answer<'_> {
    /// Returns the data of the authenticator.
    pub fn data(&self) -> Vec<u8> {
        let digest = Sha256::digest(&self.relying_party);
        let credential = self.credential.as_deref().unwrap_or_default();
        [&*digest, &[self.flags], &self.counter.to_be_bytes(), credential, &self.extensions].concat()
    }

    /// Returns the answer as the script of a page sends it.
    pub fn credential(&self) -> Value {
        let (client_data, data) = (self.client_data.to_string(), self.data());
        let response = if self.is_new {
            json!({"clientDataJSON": encoded(&client_data), "attestationObject": encoded(attestation_object(&data))})
        } else {
            let message = [&*data, &*Sha256::digest(&client_data)].concat();
            json!({
                "clientDataJSON": encoded(&client_data),
                "authenticatorData": encoded(&data),
                "signature": encoded(self.by.sign(&message)),
                "userHandle": encoded(&self.handle),
            })
        };
        json!({"id": encoded(&self.id), "response": response})
    }
}

/// Returns an attestation object of the format `none`.
pub fn attestation_object(data: &[u8]) -> Vec<u8> {
    [b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData", &*byte_string(data)].concat()
}

/// Returns bytes after their length in two bytes.
pub fn sized(bytes: &[u8]) -> Vec<u8> {
    [&u16::try_from(bytes.len()).unwrap().to_be_bytes(), bytes].concat()
}

/// Returns bytes as a byte string of CBOR.
pub fn byte_string(bytes: &[u8]) -> Vec<u8> {
    [&[0x59], &*sized(bytes)].concat()
}

/// Returns bytes in base64url.
pub fn encoded(bytes: impl AsRef<[u8]>) -> String {
    Base64UrlUnpadded::encode_string(bytes.as_ref())
}
