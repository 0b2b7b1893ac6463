//! One public key. RFC 7517 section 4, RFC 7518 section 6.

use base64ct::{Base64UrlUnpadded, Encoding};
use serde_json::{Map, Value};

use crate::error::Invalid;
use crate::json::Pointer;
use crate::metadata::jwks::material::{Curve, Material};
use crate::metadata::jwks::{certificate, material};

/// Members that hold the secret part of a key. RFC 7518 section 6; `priv` and `seed` are those of `AKP` keys.
pub const PRIVATE_MEMBERS: [&str; 10] = ["d", "dp", "dq", "k", "oth", "p", "priv", "q", "qi", "seed"];

/// Members that are kept; all others are dropped, whatever they hold.
const PUBLIC_MEMBERS: [&str; 12] =
    ["alg", "crv", "e", "key_ops", "kid", "kty", "n", "use", "x", "x5c", "x5t#S256", "y"];

/// A sound public key: its members as sent, and what it may be used for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey {
    /// The members that a public key has.
    pub members: Map<String, Value>,
    /// What they say it consists of.
    pub material: Material,
}

impl PublicKey {
    /// Reads a key; `None` if it is of a type that is not known here, or lacks a member of its type.
    ///
    /// `Err` is the place of what makes the key dangerous or worthless. RFC 7517 section 5.
    pub fn read(members: &Map<String, Value>, at: &Pointer) -> Result<Option<Self>, Invalid> {
        let mut members = members.clone();
        members.retain(|_, value| !value.is_null());
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
        let Some(material) = read_material(&members, at)? else { return Ok(None) };
        material::check(&material, at)?;
        certificate::check(&material, &members, at)?;
        members.retain(|name, _| PUBLIC_MEMBERS.contains(&&**name));
        let key = Self { members, material };
        if key.is_of_its_algorithm() {
            Ok(Some(key))
        } else {
            Err(Invalid::new(at.clone().child("alg"), "be an algorithm for keys of this type"))
        }
    }

    /// A text member.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.members.get(name).and_then(Value::as_str)
    }
}

fn read_material(members: &Map<String, Value>, at: &Pointer) -> Result<Option<Material>, Invalid> {
    let kind = members.get("kty").and_then(Value::as_str);
    let foreign: &[&str] = match kind {
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
    let [x, y, n, e] =
        [bytes(members, "x", at)?, bytes(members, "y", at)?, bytes(members, "n", at)?, bytes(members, "e", at)?];
    let curve = members.get("crv").and_then(Value::as_str).and_then(curve);
    Ok(match (kind, curve) {
        (Some("RSA"), _) => n.zip(e).map(|(n, e)| Material::Rsa { n: shortest(&n), e: shortest(&e) }),
        (Some("EC"), Some(curve)) if !is_okp(curve) => x.zip(y).map(|(x, y)| Material::Ec { curve, x, y }),
        (Some("OKP"), Some(curve)) if is_okp(curve) => x.map(|x| Material::Okp { curve, x }),
        _ => None,
    })
}

fn curve(name: &str) -> Option<Curve> {
    Some(match name {
        "P-256" => Curve::P256,
        "P-384" => Curve::P384,
        "P-521" => Curve::P521,
        "secp256k1" => Curve::Secp256k1,
        "Ed25519" => Curve::Ed25519,
        "Ed448" => Curve::Ed448,
        "X25519" => Curve::X25519,
        "X448" => Curve::X448,
        _ => return None,
    })
}

const fn is_okp(curve: Curve) -> bool {
    matches!(curve, Curve::Ed25519 | Curve::Ed448 | Curve::X25519 | Curve::X448)
}

fn bytes(members: &Map<String, Value>, name: &str, at: &Pointer) -> Result<Option<Vec<u8>>, Invalid> {
    let Some(value) = members.get(name) else { return Ok(None) };
    let bytes = value.as_str().and_then(|text| Base64UrlUnpadded::decode_vec(text).ok());
    bytes.map(Some).ok_or_else(|| Invalid::new(at.clone().child(name), "be base64url without padding"))
}

/// A number without leading zeros.
fn shortest(number: &[u8]) -> Vec<u8> {
    number.iter().copied().skip_while(|byte| *byte == 0).collect()
}
