//! Signed JWTs for servers that assume that every signature verifies.

use enrol_testing::compact;
use serde_json::Value;

/// Writes a JWT with any signature. A header or payload that is a string is written as its text, otherwise as JSON.
pub fn signed(header: &Value, payload: &Value) -> String {
    let text = |part: &Value| part.as_str().map_or_else(|| part.to_string(), str::to_owned);
    compact(&text(header), &text(payload), |_| vec![9; 64])
}
