//! The claims of a user that are kept. OpenID Connect Core section 5.1.

use serde_json::{Map, Value};

use crate::json;
use crate::unit::ByteCount;

/// Claims about a token or a sign-in, not about the user.
const OF_TOKENS: [&str; 23] = [
    // These two point to claims elsewhere, which nobody fetches. OpenID Connect Core section 5.6.2.
    "_claim_names",
    "_claim_sources",
    "acr",
    "act",
    "amr",
    "at_hash",
    "aud",
    "auth_time",
    "azp",
    "c_hash",
    "client_id",
    "cnf",
    "exp",
    "iat",
    "iss",
    "jti",
    "nbf",
    "nonce",
    "resource",
    "s_hash",
    "scope",
    "sid",
    "sub",
];

/// The claims that are kept first.
const FIRST: [&str; 11] = [
    "email",
    "email_verified",
    "family_name",
    "given_name",
    "groups",
    "locale",
    "name",
    "picture",
    "preferred_username",
    "roles",
    "zoneinfo",
];

/// The most that is kept of a user. Each token request reads it.
const LONGEST: ByteCount = ByteCount(8192);

/// The most authentication methods that are kept.
const MAXIMUM_METHODS: usize = 8;

/// The longest name of a method or an authentication context class, in bytes.
const LONGEST_NAME: usize = 255;

/// Returns the claims about the user, as far as they have room.
#[must_use]
pub fn kept(claims: &Map<String, Value>) -> Map<String, Value> {
    let is_of_user = |name: &str| !OF_TOKENS.contains(&name);
    let (first, others): (Vec<_>, Vec<_>) =
        claims.iter().filter(|(name, _)| is_of_user(name)).partition(|(name, _)| FIRST.contains(&&***name));
    let mut kept = Map::new();
    let mut room = LONGEST.0;
    for (name, value) in first.into_iter().chain(others) {
        let length = json::text(value).len().saturating_add(json::text(name).len()).saturating_add(2);
        if let Some(left) = room.checked_sub(length) {
            room = left;
            kept.insert(name.clone(), value.clone());
        }
    }
    kept
}

/// Returns how the user has proven their identity: `amr`.
pub fn methods(claims: &Map<String, Value>) -> Vec<&str> {
    let values = claims.get("amr").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    values.iter().filter_map(Value::as_str).filter(|name| is_short(name)).take(MAXIMUM_METHODS).collect()
}

/// Returns the authentication context class that was reached: `acr`.
pub fn context(claims: &Map<String, Value>) -> Option<&str> {
    claims.get("acr").and_then(Value::as_str).filter(|name| is_short(name))
}

fn is_short(name: &str) -> bool {
    (1..=LONGEST_NAME).contains(&name.len())
}
