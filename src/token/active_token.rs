//! Checks that an access token of this server is active. RFC 7662 section 2.2, RFC 9068 section 4.

use crate::client_lookup::resolve;
use crate::error::Fault;
use crate::http::Peer;
use crate::jose::{Claims, Token};
use crate::model::{Client, Config, SigningKeysVersion};
use crate::ports::{ClientPorts, GrantRecord, GrantStore, Random, Sign, SigningKeyStore, SingleUseStore, Verify};
use crate::signing::is_signed_here;
use crate::token::grant_of;
use crate::unit::{ByteCount, Seconds, Timestamp};

/// The longest token that is read. This server's own tokens are shorter.
const LONGEST_TOKEN: ByteCount = ByteCount(16_384);

/// An active access token of this server.
#[derive(Clone, Debug)]
pub struct ActiveToken {
    /// The claims.
    pub claims: Claims,
    /// The client that got the token.
    pub client: Client,
    /// The key under which a revocation of the token is stored.
    pub once: String,
    /// The time when the token expires.
    pub end: Timestamp,
    /// The grant and the claims of the user; `None` for a token that the client got for itself.
    pub user: Option<GrantRecord>,
}

/// Reads an access token of any issuer.
#[must_use]
pub fn read(text: &str) -> Option<Token> {
    Token::read(text, LONGEST_TOKEN).ok()
}

/// Returns true if the claims of a token name this client.
#[must_use]
pub fn is_of(token: &Token, client: &Client) -> bool {
    token.claims.text("client_id") == Some(client.id().as_str())
}

/// Returns the token if it is active; `None` if it is not an access token of this server, has expired, was revoked,
/// belongs to a client that no longer exists, or to a user who has ended the grant or is disabled.
pub async fn active_token(
    token: Token,
    signing_keys: &mut Option<SigningKeysVersion>,
    peer: Peer,
    config: &Config,
    ports: &(impl ClientPorts + GrantStore + Random + Sign + SigningKeyStore + SingleUseStore + Verify),
) -> Result<Option<ActiveToken>, Fault> {
    if !config.policy.has_own_tokens() || !is_sound(&token, config, ports.now()) {
        return Ok(None);
    }
    let (Some(jti), Some(id), Ok(Some(end))) =
        (token.claims.text("jti"), token.claims.text("client_id"), token.claims.time("exp"))
    else {
        return Ok(None);
    };
    let once = format!("revoked {jti}");
    // Only a token of this server has the store asked whether it was revoked.
    if !is_signed_here(&token, signing_keys.as_ref(), &config.keys, ports).await? || ports.was_name_used(&once).await? {
        return Ok(None);
    }
    let found = resolve(id, config.policy.client_reads, peer, config, ports).await?;
    // A client of the settings is found without the store, which alone knows the version.
    *signing_keys = found.signing_keys.or(signing_keys.take());
    let Some(client) = found.client.ok().filter(Client::is_complete) else { return Ok(None) };
    let issued_at = token.claims.time("iat").ok().flatten();
    if let Client::Registered(client) = &client
        && issued_at.is_none_or(|issued_at| client.is_later_than(issued_at))
    {
        return Ok(None);
    }
    let user = match grant_of(jti, config) {
        // A token without a grant is one of the client itself.
        None if token.claims.text("sub") == Some(id) => None,
        None => return Ok(None),
        Some(grant) => match ports.grant(&grant, ports.now()).await? {
            Some(record) if record.grant.client_id == id => Some(record),
            _ => return Ok(None),
        },
    };
    Ok(Some(ActiveToken { claims: token.claims, client, once, end, user }))
}

fn is_sound(token: &Token, config: &Config, now: Timestamp) -> bool {
    token.is_of_kind("at+jwt") == Some(true)
        && token.kid.is_some()
        // Not under a former name: another server may have it now.
        && token.claims.text("iss") == Some(config.issuer.as_str())
        // This server set the times itself, so there is no clock skew to tolerate.
        && token.claims.is_current(now, Seconds(0))
}
