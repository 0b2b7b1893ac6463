//! Signed JWTs whose signature is good wherever every signature is.

use base64ct::{Base64UrlUnpadded, Encoding};
use serde_json::Value;

/// A JWT in compact form. A part is written as the JSON that it is, or else as its text says.
pub fn compact(header: &Value, payload: &Value) -> String {
    let [header, payload] = [header, payload].map(|part| match part {
        Value::String(text) => Base64UrlUnpadded::encode_string(text.as_bytes()),
        part => Base64UrlUnpadded::encode_string(part.to_string().as_bytes()),
    });
    format!("{header}.{payload}.{}", Base64UrlUnpadded::encode_string(&[9; 64]))
}
