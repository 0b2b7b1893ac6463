//! Access tokens that permit registrations: those of this server, and those of issuers that the operator trusts. RFC 7591 section
//! 3, RFC 9068 section 4.

use serde_json::Value;

use crate::authentication::is_signed_by_published_key;
use crate::error::{Error, Fault, Refusal};
use crate::http::{AccessToken, Peer, Request};
use crate::jose::{Claims, Token};
use crate::model::{Bounds, Config, InitialAccessToken, Origin, TokenDigest, TrustedIssuer, UserId};
use crate::policy::{AllowedValues, RIGHT, Rights};
use crate::ports::{InitialAccessTokenStore, Ports};
use crate::token::{self, ActiveToken, proof_of_possession};
use crate::unit::Seconds;

/// The longest life of a token. Its uses are remembered as long.
const LONGEST_LIFE: Seconds = Seconds::of_days(366);

/// The tolerance for the clocks of other servers.
const SKEW: Seconds = Seconds(10);

/// Verifies an access token and returns its rights as an initial access token.
///
/// `Err` is 401 for a token that is not valid here, and 403 for a valid token without a right to register.
pub async fn admit(
    access_token: AccessToken<'_>,
    request: &Request,
    config: &Config,
    ports: &impl Ports,
) -> Result<InitialAccessToken, Error> {
    let token = token::read(access_token.text).ok_or(Refusal::InvalidToken)?;
    let signed = token.signed.clone();
    let issuer = token.claims.text("iss").and_then(|iss| config.token_issuers.iter().find(|it| it.issuer == iss));
    let (claims, right, user) = match issuer {
        Some(issuer) => (foreign(token, issuer, config, ports).await?, &*issuer.right, None),
        None => match own(token, request.peer, config, ports).await? {
            Some(ActiveToken { claims, user, .. }) => (Some(claims), RIGHT, user.and_then(|user| user.grant.id.user())),
            None => (None, RIGHT, None),
        },
    };
    let claims = claims.ok_or(Refusal::InvalidToken)?;
    let endpoint = config.issuer.registration_endpoint();
    proof_of_possession::check_possession(access_token, &claims, &endpoint, request, config, ports).await?;
    let rights = Rights::among(scope(&claims).into_iter(), right);
    let rights = rights.ok_or_else(|| Refusal::InsufficientScope(right.to_owned()))?;
    let digest = digest(&claims, &signed);
    let expires_at = claims.time("exp").ok().flatten().filter(|end| *end <= ports.now().after(LONGEST_LIFE));
    let expires_at = expires_at.ok_or(Refusal::InvalidToken)?;
    // A token that nobody has used yet has no row: it is stored with its first registration.
    let known = ports.initial_access_token(&digest).await?;
    // A user registers one client with each sign-in, whatever clients of the operator may do.
    let limit = if user.is_some() { 1 } else { config.access_token_uses };
    let uses_left = known.map_or(limit, |known| known.uses_left);
    // The client may know the user by another name, which is not the owner of other clients.
    let sub = user.as_ref().map(UserId::as_str).or_else(|| claims.text("sub")).unwrap_or_default();
    let label = format!("{} {sub}", claims.text("iss").unwrap_or_default());
    let allowed = Box::new(AllowedValues::of_rights(rights));
    let introducer = issuer.filter(|_| !is_of_client(&claims)).map(|issuer| issuer.issuer.clone());
    Ok(InitialAccessToken {
        digest,
        uses_left,
        expires_at,
        bounds: Bounds { allowed, introducer, ..Bounds::default() },
        origin: Origin::Issuer { label, right: right.to_owned() },
    })
}

/// Returns true if a client got a token for itself: then it is its own subject. RFC 9068 section 2.2.
fn is_of_client(claims: &Claims) -> bool {
    claims.text("client_id").or_else(|| claims.text("azp")).is_some_and(|client| claims.text("sub") == Some(client))
}

/// Returns true if an access token of this server has no registrations left.
pub async fn is_used_up(claims: &Claims, store: &impl InitialAccessTokenStore) -> Result<bool, Fault> {
    if Rights::among(scope(claims).into_iter(), RIGHT).is_none() {
        return Ok(false);
    }
    let known = store.initial_access_token(&digest(claims, "")).await?;
    Ok(known.is_some_and(|known| known.uses_left == 0))
}

/// Returns the digest that names a token. Without a `jti` it is made of the signed part: ECDSA permits many signatures of it.
fn digest(claims: &Claims, signed: &str) -> TokenDigest {
    TokenDigest::of_name(claims.text("iss").unwrap_or_default(), claims.text("jti").unwrap_or(signed))
}

async fn own(token: Token, peer: Peer, config: &Config, ports: &impl Ports) -> Result<Option<ActiveToken>, Fault> {
    let endpoint = config.issuer.registration_endpoint();
    let active = token::active_token(token, &mut None, peer, config, ports).await?;
    let active = active.filter(|active| active.claims.is_only_for(&[&endpoint]));
    // If the operator has taken a right back since, the whole token is worth nothing.
    let has_still = |active: &ActiveToken| {
        let permitted = active.client.scope(&config.policy);
        permitted.contains(&RIGHT) || scope(&active.claims).iter().all(|value| permitted.contains(value))
    };
    Ok(active.filter(has_still))
}

async fn foreign(
    token: Token,
    issuer: &TrustedIssuer,
    config: &Config,
    ports: &impl Ports,
) -> Result<Option<Claims>, Fault> {
    let is_of_kind = ["at+jwt", "jwt"].iter().any(|kind| token.is_of_kind(kind) != Some(false));
    let has_end = matches!(token.claims.time("exp"), Ok(Some(_)));
    let is_sound = is_of_kind
        && has_end
        && !token.algorithm.is_symmetric()
        && token.claims.is_for(&[&issuer.audience])
        && token.claims.is_current(ports.now(), SKEW);
    if !is_sound {
        return Ok(None);
    }
    // Fetches from an address that the operator has named count against no network.
    let (uri, guard) = (&issuer.jwks_uri, &config.issuer_guard);
    let is_signed = is_signed_by_published_key(uri, &token, Peer(None), guard, ports).await?;
    Ok(is_signed.then_some(token.claims))
}

/// Returns the scope values of a token: `scope` or `scp`, a text of values separated by spaces or a list. RFC 8693 section
/// 4.2.
fn scope(claims: &Claims) -> Vec<&str> {
    let claim = claims.members().get("scope").or_else(|| claims.members().get("scp"));
    match claim {
        Some(Value::String(values)) => values.split(' ').collect(),
        Some(Value::Array(values)) => values.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}
