//! A client's public keys by value: a JWK Set, checked key by key and kept as sent.

use jose_jwk::{EcCurves, Key};
use serde_json::Value;

use crate::error::Invalid;
use crate::json::Pointer;
use crate::metadata::field::Member;

/// How many keys a set may have.
const MAXIMUM_KEYS: usize = 20;

/// Members that hold the secret part of a key. RFC 7518 section 6.
const PRIVATE_MEMBERS: [&str; 8] = ["d", "dp", "dq", "k", "oth", "p", "q", "qi"];

/// A JWK Set of 1 to 20 keys without secrets, at least one of which is of a known type.
///
/// OpenID Connect Registration section 2, RFC 7517 section 5.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Jwks(Value);

impl Member for Jwks {
    fn read(value: &Value, at: Pointer) -> Result<Self, Invalid> {
        let set = value.as_object().ok_or_else(|| Invalid::new(at.clone(), "be a JWK Set, a JSON object"))?;
        let at = at.child("keys");
        let keys = set.get("keys").and_then(Value::as_array);
        let keys = keys.ok_or_else(|| Invalid::new(at.clone(), "be an array of keys"))?;
        if !(1..=MAXIMUM_KEYS).contains(&keys.len()) {
            return Err(Invalid::new(at, "have 1 to 20 keys"));
        }
        let mut usable: usize = 0;
        for (index, key) in keys.iter().enumerate() {
            let key = read_key(key, at.clone().element(index))?;
            usable = usable.saturating_add(usize::from(key == Usability::Usable));
        }
        if usable == 0 {
            return Err(Invalid::new(at, "have a key of a known type: RSA, EC or OKP"));
        }
        Ok(Self(value.clone()))
    }

    fn write(&self) -> Value {
        self.0.clone()
    }
}

/// Whether this server could use a key. RFC 7517 section 5 keeps keys that it could not.
#[derive(PartialEq, Eq)]
enum Usability {
    Unknown,
    Usable,
}

fn read_key(key: &Value, at: Pointer) -> Result<Usability, Invalid> {
    let members = key.as_object().ok_or_else(|| Invalid::new(at.clone(), "be a JSON object"))?;
    for name in PRIVATE_MEMBERS {
        if members.contains_key(name) {
            return Err(Invalid::new(at.child(name), "be absent: only public keys are registered"));
        }
    }
    match members.get("kty").and_then(Value::as_str) {
        Some("EC" | "OKP" | "RSA") => {}
        Some("oct") => return Err(Invalid::new(at.child("kty"), "not be oct: only public keys are registered")),
        Some(_) => return Ok(Usability::Unknown),
        None => return Err(Invalid::new(at.child("kty"), "be the type of the key")),
    }
    // The type alone: one unknown alg, use or operation would fail the whole key.
    let key = serde_json::from_value(key.clone()).map_err(|_| Invalid::new(at.clone(), "have the members of its type"));
    match key {
        Ok(key) => check(&key, at),
        Err(_) if has_unknown_curve(members) => Ok(Usability::Unknown),
        Err(invalid) => Err(invalid),
    }
}

fn has_unknown_curve(members: &serde_json::Map<String, Value>) -> bool {
    const KNOWN: [&str; 8] = ["P-256", "P-384", "P-521", "secp256k1", "Ed25519", "Ed448", "X25519", "X448"];
    members.get("crv").and_then(Value::as_str).is_some_and(|curve| !KNOWN.contains(&curve))
}

fn check(key: &Key, at: Pointer) -> Result<Usability, Invalid> {
    match key {
        Key::Rsa(key) => {
            let modulus: &[u8] = key.n.as_ref();
            let leading_zeros = modulus.iter().take_while(|byte| **byte == 0).count();
            match modulus.len().saturating_sub(leading_zeros) {
                256..=1024 => Ok(Usability::Usable),
                _ => Err(Invalid::new(at.child("n"), "be a modulus of 2048 to 8192 bits")),
            }
        }
        Key::Ec(key) => {
            let coordinates: [&[u8]; 2] = [key.x.as_ref(), key.y.as_ref()];
            let length = match key.crv {
                EcCurves::P384 => 48,
                EcCurves::P521 => 66,
                _ => 32,
            };
            let is_point = coordinates.iter().all(|coordinate| coordinate.len() == length)
                && (key.crv != EcCurves::P256 || is_on_p256(coordinates));
            if is_point { Ok(Usability::Usable) } else { Err(Invalid::new(at, "be a point on its curve")) }
        }
        _ => Ok(Usability::Usable),
    }
}

fn is_on_p256([x, y]: [&[u8]; 2]) -> bool {
    let point = [&[4], x, y].concat();
    p256::PublicKey::from_sec1_bytes(&point).is_ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn pointer(keys: &Value) -> String {
        Jwks::read(keys, Pointer::member("jwks")).unwrap_err().pointer().to_string()
    }

    /// The key of RFC 7517 appendix A.1.
    fn ec() -> Value {
        json!({"kty": "EC", "crv": "P-256", "use": "sig", "kid": "1",
            "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4", "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"})
    }

    #[test]
    fn public_keys_are_kept_as_sent_unknown_ones_among_them() {
        let okp = json!({"kty": "OKP", "crv": "Ed25519", "alg": "Ed25519",
            "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"});
        let set = json!({"keys": [ec(), okp, {"kty": "AKP", "alg": "ML-DSA-65", "pub": "AA"}]});
        assert_eq!(Jwks::read(&set, Pointer::root()).unwrap().write(), set);
    }

    /// OpenID Connect Registration section 2; requirements F1, F2, F3, R14.
    #[test]
    fn a_key_with_a_secret_part_is_refused_at_its_place() {
        for name in PRIVATE_MEMBERS {
            let mut key = ec();
            key.as_object_mut().unwrap().insert(name.to_owned(), Value::from("AA"));
            assert_eq!(pointer(&json!({"keys": [ec(), key]})), format!("/jwks/keys/1/{name}"));
        }
        assert_eq!(pointer(&json!({"keys": [{"kty": "oct"}]})), "/jwks/keys/0/kty");
    }

    /// RFC 7517 section 5, RFC 7518 sections 3.3 and 6.2; requirements F3, F4, F9, F11, F15, F16.
    #[test]
    fn a_set_without_a_key_that_works_is_refused() {
        let mut moved = ec();
        moved
            .as_object_mut()
            .unwrap()
            .insert("y".to_owned(), Value::from("4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyN"));
        let short = json!({"kty": "RSA", "e": "AQAB", "n": "A".repeat(170)});
        for (keys, place) in [
            (json!({}), "/jwks/keys"),
            (json!({"keys": {}}), "/jwks/keys"),
            (json!({"keys": []}), "/jwks/keys"),
            (json!({"keys": vec![ec(); 21]}), "/jwks/keys"),
            (json!({"keys": [1]}), "/jwks/keys/0"),
            (json!({"keys": [{}]}), "/jwks/keys/0/kty"),
            (json!({"keys": [{"kty": "AKP"}]}), "/jwks/keys"),
            (json!({"keys": [{"kty": "EC", "crv": "P-1"}]}), "/jwks/keys"),
            (json!({"keys": [{"kty": "EC", "crv": "P-256", "x": "AA=="}]}), "/jwks/keys/0"),
            (json!({"keys": [moved]}), "/jwks/keys/0"),
            (json!({"keys": [short]}), "/jwks/keys/0/n"),
        ] {
            assert_eq!(pointer(&keys), place);
        }
    }
}
