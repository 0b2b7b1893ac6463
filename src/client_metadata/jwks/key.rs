//! One public key. RFC 7517 section 4, RFC 7518 section 6.

use base64ct::{Base64UrlUnpadded, Encoding};
use jose_jwk::Key;
use serde_json::{Map, Value};

use crate::client_metadata::jwks::{certificate, material};
use crate::error::Invalid;
use crate::json::{self, Pointer};

/// Members that hold the private part of a key. RFC 7518 section 6; `priv` and `seed` are those of `AKP` keys.
pub const PRIVATE_MEMBERS: [&str; 10] = ["d", "dp", "dq", "k", "oth", "p", "priv", "q", "qi", "seed"];

/// Members that are kept; all others are dropped.
const PUBLIC_MEMBERS: [&str; 12] =
    ["alg", "crv", "e", "key_ops", "kid", "kty", "n", "use", "x", "x5c", "x5t#S256", "y"];

/// Members of the key itself, of any type. RFC 7638 section 3.2.
const MATERIAL_MEMBERS: [&str; 6] = ["crv", "e", "kty", "n", "x", "y"];

/// A sound public key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey {
    /// The members of a public key, as sent.
    pub members: Map<String, Value>,
    /// The key itself, without a private part; never `oct`.
    pub material: Key,
}

impl PublicKey {
    /// Reads a key; `None` if its type or its curve is unknown, or if it lacks a member of its type.
    ///
    /// `Err` names the member that makes the key dangerous or useless. RFC 7517 section 5.
    pub fn read(members: &Map<String, Value>, at: &Pointer) -> Result<Option<Self>, Invalid> {
        let mut members = members.clone();
        json::retain(&mut members, &mut |_, value| !value.is_null());
        for name in PRIVATE_MEMBERS {
            if members.contains_key(name) {
                return Err(Invalid::new(at.clone().child(name), "be absent: only public keys are registered"));
            }
        }
        for name in ["alg", "kid", "kty", "use", "x5t#S256"] {
            if members.get(name).is_some_and(|value| value.as_str().is_none_or(str::is_empty)) {
                return Err(Invalid::new(at.clone().child(name), "be a string, not empty"));
            }
        }
        let operations = members
            .get("key_ops")
            .map(|operations| operations.as_array().is_some_and(|o| o.iter().all(Value::is_string)));
        if operations == Some(false) {
            return Err(Invalid::new(at.clone().child("key_ops"), "be an array of strings"));
        }
        json::retain(&mut members, &mut |name, _| PUBLIC_MEMBERS.contains(&name));
        let Some(material) = read_material(&members, at)? else { return Ok(None) };
        material::check(&material, at)?;
        certificate::check(&material, &members, at)?;
        let key = Self { members, material };
        if key.is_of_its_algorithm() {
            Ok(Some(key))
        } else {
            Err(Invalid::new(at.clone().child("alg"), "be an algorithm for keys of this type"))
        }
    }

    /// Returns a member that is a string.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.members.get(name).and_then(Value::as_str)
    }

    /// Returns the members that the key itself consists of, and no others. RFC 7638 section 3.2.
    #[must_use]
    pub fn required_members(&self) -> Map<String, Value> {
        let member = |name: &&'static str| Some((*name, self.members.get(*name)?.clone()));
        json::object(MATERIAL_MEMBERS.iter().filter_map(member))
    }
}

fn read_material(members: &Map<String, Value>, at: &Pointer) -> Result<Option<Key>, Invalid> {
    let foreign: &[&str] = match members.get("kty").and_then(Value::as_str) {
        Some("EC") => &["n", "e"],
        Some("OKP") => &["y", "n", "e"],
        Some("RSA") => &["crv", "x", "y"],
        Some("oct") => {
            return Err(Invalid::new(at.clone().child("kty"), "not be oct: only public keys are registered"));
        }
        Some(_) => return Ok(None),
        None => return Err(Invalid::new(at.clone().child("kty"), "be the type of the key")),
    };
    if let Some(name) = foreign.iter().find(|name| members.contains_key(**name)) {
        return Err(Invalid::new(at.clone().child(name), "be absent from a key of this type"));
    }
    // serde reads the object {"P-256": null} as this curve too.
    let has_curve_or_none = members.get("crv").is_none_or(Value::is_string);
    // `Key`, and not `Jwk` or `JwkSet` of the library: these refuse everything for one unknown `alg`, `use` or
    // `key_ops`.
    match json::of_value::<Key>(Value::Object(members.clone())) {
        Some(key) if has_curve_or_none => Ok(Some(key)),
        _ => match ["x", "y", "n", "e"].into_iter().find(|name| members.get(*name).is_some_and(is_no_base64url)) {
            Some(name) => Err(Invalid::new(at.clone().child(name), "be base64url without padding")),
            None => Ok(None),
        },
    }
}

fn is_no_base64url(value: &Value) -> bool {
    value.as_str().is_none_or(|text| Base64UrlUnpadded::decode_vec(text).is_err())
}
