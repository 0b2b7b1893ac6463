//! Keys of the master secret, and the identifiers of clients that are sealed with them.

use base64ct::{Base64UrlUnpadded, Encoding};
use enrol::key_ring::{KeyId, KeyRing};
use enrol::sealed_client::TAG;
use serde_json::{Value, json};

use crate::Answer;

/// Returns the hint of a key, and the first characters of every `client_id` that is sealed with a key of this hint.
pub fn name(text: &str) -> Answer {
    let key = KeyId::parse(text).ok_or("be 1 to 16 lower-case letters and digits")?;
    Ok(about(&key))
}

/// Returns the same for each key of a master secret.
pub fn names(master_secret: &str) -> Answer {
    let ring = KeyRing::parse(master_secret)?;
    Ok(ring.ids().map(about).collect())
}

fn about(key: &KeyId) -> Value {
    let hint = key.hint();
    // A base64url character has 6 bits, so the second one has 4 bits of the byte that follows the hint.
    let beginnings = (0..=u8::MAX).step_by(16).map(|next| {
        let text = Base64UrlUnpadded::encode_string(&[hint, next]);
        format!("{TAG}{}", text.chars().take(2).collect::<String>())
    });
    json!({"name": key.as_str(), "hint": format!("{hint:02x}"), "beginnings": beginnings.collect::<Vec<_>>()})
}
