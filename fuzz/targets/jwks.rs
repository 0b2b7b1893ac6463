//! A JWK Set. What keys consist of is changed below its base64, so that points, moduli and certificates are reached.

#![no_main]

use base64ct::{Base64, Base64UrlUnpadded, Encoding};
use enrol::client_metadata::{ClientMetadata, Use};
use enrol::json;
use enrol_fuzz::{Choices, accepted, assert_told};
use libfuzzer_sys::{fuzz_mutator, fuzz_target, fuzzer_mutate};
use serde_json::{Map, Value, json};

fuzz_target!(|text: &[u8]| {
    let Ok(jwks) = json::read(text) else { return };
    let asked = members(&jwks, "private_key_jwt");
    for (client, _) in accepted(&asked) {
        assert!(client.metadata().jwks.as_ref().is_some_and(|jwks| jwks.has_key_for(Use::Signature)));
    }
    match ClientMetadata::read(&asked) {
        Ok(read) => {
            let written = read.write();
            assert_eq!(ClientMetadata::read(&written), Ok(read));
            let Some(kept) = written.get("jwks") else {
                assert!(jwks.is_null() || jwks == "", "a set is kept or refused");
                return;
            };
            assert_public_parts_of(kept, &jwks);
            for (client, _) in accepted(&members(&jwks, "client_secret_basic")) {
                assert_eq!(&client.members()["jwks"], kept);
            }
        }
        Err(refusal) => {
            assert!(refusal.pointer().to_string().starts_with("/jwks"));
            assert_told(&refusal, &asked);
        }
    }
});

fn members(jwks: &Value, method: &str) -> Map<String, Value> {
    let members = json!({"jwks": jwks, "redirect_uris": ["https://a.example/"], "token_endpoint_auth_method": method});
    members.as_object().expect("an object").clone()
}

/// Members that hold the secret part of a key. RFC 7518 section 6.
const SECRET: [&str; 10] = ["d", "dp", "dq", "k", "oth", "p", "priv", "q", "qi", "seed"];

/// No key that was sent has a secret part, and every one that is kept has the values sent.
fn assert_public_parts_of(kept: &Value, sent: &Value) {
    let keys = |set: &Value| set["keys"].as_array().expect("an array of keys").clone();
    let (kept, sent) = (keys(kept), keys(sent));
    assert!((1..=20).contains(&kept.len()) && kept.len() <= sent.len());
    let is_secret = |key: &Value| SECRET.iter().any(|name| key.get(name).is_some_and(|value| !value.is_null()));
    assert!(!sent.iter().any(is_secret), "a secret part is refused");
    let mut sent = sent.iter();
    for key in &kept {
        let key = key.as_object().expect("a key");
        let is_part_of = |sent: &Value| key.iter().all(|(name, value)| sent.get(name) == Some(value));
        assert!(sent.any(is_part_of), "keys stay in the order sent, and as sent");
    }
}

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    let mut choices = Choices::of(seed);
    let changed = (choices.one_of(4) > 0).then(|| change(&data[..size], &mut choices)).flatten();
    match changed.filter(|text| text.len() <= max_size) {
        Some(text) => {
            data[..text.len()].copy_from_slice(&text);
            text.len()
        }
        None => fuzzer_mutate(data, size, max_size),
    }
});

/// Names of members that a key may have.
const NAMES: [&str; 12] = ["alg", "crv", "e", "key_ops", "kid", "kty", "n", "use", "x", "x5c", "x5t#S256", "y"];

/// The set with one member of one key changed, added or taken away; `None` if it has no keys.
fn change(text: &[u8], choices: &mut Choices) -> Option<Vec<u8>> {
    let mut set: Value = serde_json::from_slice(text).ok()?;
    let keys = set.get_mut("keys")?.as_array_mut().filter(|keys| !keys.is_empty())?;
    let [chosen, other] = [choices.one_of(keys.len()), choices.one_of(keys.len())];
    let any_name = *[NAMES.as_slice(), &SECRET].concat().get(choices.one_of(NAMES.len() + SECRET.len()))?;
    let lent = keys[other].get(any_name).cloned().unwrap_or_else(|| "AQAB".into());
    let key = keys[chosen].as_object_mut()?;
    match choices.one_of(8) {
        0 => {
            key.insert(any_name.to_owned(), lent);
        }
        1 => {
            key.remove(any_name);
        }
        _ => change_text(key, choices)?,
    }
    serde_json::to_vec(&set).ok()
}

/// Changes one text of a key, encoded as it was.
fn change_text(key: &mut Map<String, Value>, choices: &mut Choices) -> Option<()> {
    let name = key.keys().nth(choices.one_of(key.len().max(1)))?.clone();
    let value = match key.get_mut(&name)? {
        Value::Array(values) if !values.is_empty() => {
            let place = choices.one_of(values.len());
            &mut values[place]
        }
        value => value,
    };
    let Value::String(text) = value else { return None };
    let kind = Kind::of(&name);
    let mut bytes = kind.decode(text);
    let size = bytes.len();
    bytes.resize(size + 64, 0);
    let room = bytes.len();
    let size = fuzzer_mutate(&mut bytes, size, room);
    *text = kind.encode(&bytes[..size]);
    Some(())
}

/// How the text of a member is made of bytes.
#[derive(Clone, Copy)]
enum Kind {
    Base64,
    Base64Url,
    Plain,
}

impl Kind {
    fn of(member: &str) -> Self {
        match member {
            "e" | "n" | "x" | "x5t#S256" | "y" => Self::Base64Url,
            "x5c" => Self::Base64,
            _ => Self::Plain,
        }
    }

    fn decode(self, text: &str) -> Vec<u8> {
        let decoded = match self {
            Self::Base64 => Base64::decode_vec(text).ok(),
            Self::Base64Url => Base64UrlUnpadded::decode_vec(text).ok(),
            Self::Plain => None,
        };
        decoded.unwrap_or_else(|| text.as_bytes().to_vec())
    }

    fn encode(self, bytes: &[u8]) -> String {
        match self {
            Self::Base64 => Base64::encode_string(bytes),
            Self::Base64Url => Base64UrlUnpadded::encode_string(bytes),
            Self::Plain => String::from_utf8_lossy(bytes).into_owned(),
        }
    }
}
