//! The data that the browser signs with the authenticator: the page that asked. Web Authentication Level 3 section 5.8.1.

use serde_json::Value;

use crate::error::PasskeyFailure;
use crate::json;
use crate::model::{Config, SpentChallenge};
use crate::sign_in::passkey::challenge::Holder;
use crate::unit::Timestamp;

/// Checks that a page of this server asked, with a challenge of this holder. Returns the challenge, which must still be
/// used up. Web Authentication Level 3 sections 7.1 and 7.2.
pub fn check(
    text: &[u8],
    holder: Holder<'_>,
    now: Timestamp,
    config: &Config,
) -> Result<SpentChallenge, PasskeyFailure> {
    let members = json::read_object(text).map_err(|_| PasskeyFailure::ClientDataMalformed)?;
    let text = |name: &str| members.get(name).and_then(Value::as_str).ok_or(PasskeyFailure::ClientDataMalformed);
    if text("type")? != holder.ceremony() {
        return Err(PasskeyFailure::TypeWrong);
    }
    let challenge = holder.open(text("challenge")?, now, config)?;
    if text("origin")? != config.issuer.address_at("") {
        return Err(PasskeyFailure::OriginWrong);
    }
    // No page of this server may be in a frame.
    let is_framed = members.get("crossOrigin").is_some_and(|it| *it != Value::Bool(false));
    if is_framed || members.contains_key("topOrigin") {
        return Err(PasskeyFailure::CrossOrigin);
    }
    Ok(challenge)
}
