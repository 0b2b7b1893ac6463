//! The hint at the user and the client of a session: an ID token of this server. OpenID Connect RP-Initiated Logout
//! section 2.

use serde_json::Value;

use crate::error::Fault;
use crate::jose::{Claims, Token};
use crate::model::Config;
use crate::ports::{Clock, Random, Sign, SigningKeyStore, Verify};
use crate::signing::is_signed_here;
use crate::unit::ByteCount;

/// The longest hint that is read.
const LONGEST: ByteCount = ByteCount(8192);

/// The contents of an ID token of this server. They prove nothing about the sender: anybody may have the token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// The client that got the ID token.
    pub client_id: String,
    /// The user, as the client knows them.
    pub subject: String,
}

/// Reads a hint. The ID token may have expired. `None` for a text that this server did not sign as an ID token.
pub async fn read_hint(
    text: &str,
    config: &Config,
    ports: &(impl Clock + Random + Sign + SigningKeyStore + Verify),
) -> Result<Option<Hint>, Fault> {
    let Ok(token) = Token::read(text, LONGEST) else { return Ok(None) };
    let is_sound = token.is_of_kind("jwt") != Some(false)
        && token.kid.is_some()
        && token.claims.text("iss").is_some_and(|issuer| config.is_own(issuer));
    let Some(hint) = hint(&token.claims).filter(|_| is_sound) else { return Ok(None) };
    Ok(is_signed_here(&token, None, &config.keys, ports).await?.then_some(hint))
}

/// Returns the client and the user; `None` for a token without one of them, or for several clients.
fn hint(claims: &Claims) -> Option<Hint> {
    let audience = match claims.members().get("aud")? {
        Value::Array(values) => match values.as_slice() {
            [one] => one.as_str(),
            _ => None,
        },
        value => value.as_str(),
    };
    Some(Hint { client_id: audience?.to_owned(), subject: claims.text("sub")?.to_owned() })
}
