//! The hint at the user whom the client expects: an ID token of this server. OpenID Connect Core section 3.1.2.1.

use crate::authorization::parameters::{Parameters, invalid};
use crate::error::Error;
use crate::jose::Token;
use crate::model::{Client, Config, SigningKeysVersion};
use crate::ports::{Clock, Random, Sign, SigningKeyStore, Verify};
use crate::signing::is_signed_here;
use crate::unit::ByteCount;

/// The longest hint that is read.
const LONGEST: ByteCount = ByteCount(8192);

/// Returns the subject of the hint; `None` without a hint.
///
/// The ID token may have expired: it names the user, and proves nothing. `Err` is `invalid_request` for a token that this
/// server did not sign for this client.
pub async fn read(
    parameters: &Parameters,
    client: &Client,
    signing_keys: Option<&SigningKeysVersion>,
    config: &Config,
    ports: &(impl Clock + Random + Sign + SigningKeyStore + Verify),
) -> Result<Option<String>, Error> {
    let Some(text) = parameters.form.value("id_token_hint") else { return Ok(None) };
    let refuse = || Error::from(invalid("id_token_hint", "be an ID token of this server for this client"));
    let token = Token::read(text, LONGEST).map_err(|_| refuse())?;
    // Access tokens and logout tokens of this server have a `typ` of their own, and are no hints.
    let is_of_kind = token.is_of_kind("jwt") != Some(false);
    let is_sound = is_of_kind
        && token.kid.is_some()
        // A former name is enough here, since the hint proves nothing.
        && token.claims.text("iss").is_some_and(|iss| config.is_own(iss))
        && token.claims.is_for(&[client.id().as_str()]);
    if !is_sound || !is_signed_here(&token, signing_keys, &config.keys, ports).await? {
        return Err(refuse());
    }
    token.claims.text("sub").map(|sub| Some(sub.to_owned())).ok_or_else(refuse)
}
