//! Client authentication with a signed assertion. RFC 7523 section 3, OpenID Connect Core section 9.

use crate::authentication::keys::is_signed_by_client;
use crate::authentication::lock_out;
use crate::client_lookup;
use crate::client_metadata::{AbsoluteUri, TokenEndpointAuthMethod};
use crate::error::{AuthenticationFailure, Error, Fault, Refusal};
use crate::http::{Peer, Request};
use crate::jose::{Token, is_signed_with, used_once};
use crate::model::{Client, Config};
use crate::policy::AssertionAudience;
use crate::ports::{Admission, Cache, Clock, Fetch, Limit, SingleUseStore, Throttle, UseOutcome, Verify};
use crate::unit::{Seconds, Timestamp};

/// The tolerated clock skew of a client.
// FAPI 2.0 has servers accept ten seconds of the future, so that clocks need not agree exactly.
const SKEW: Seconds = Seconds(10);

/// The longest lifetime of an assertion. A used assertion is stored until it expires.
const LONGEST_LIFE: Seconds = Seconds(3600);

/// How long a client must wait after too many assertions.
const WAIT: Seconds = Seconds(60);

/// The longest `jti`, in bytes.
const LONGEST_JTI: usize = 256;

/// Verifies an assertion of a client whose method is this one; the inner `Err` is the reason for a refusal.
///
/// The order matters: claims, then the signature, then single use, so that a forged assertion is never stored.
pub async fn verify(
    token: &Token,
    client: &Client,
    method: &TokenEndpointAuthMethod,
    request: &Request,
    config: &Config,
    ports: &(impl Cache + Clock + Fetch + SingleUseStore + Throttle + Verify),
) -> Result<Result<(), AuthenticationFailure>, Error> {
    if !names_this_server(token, request, config) {
        return Ok(Err(AuthenticationFailure::AssertionAudience));
    }
    let end = match end(token, client, ports.now()) {
        Ok(end) => end,
        Err(failure) => return Ok(Err(failure)),
    };
    if !is_permitted(token, client, method, config) {
        return Ok(Err(AuthenticationFailure::AssertionAlgorithm));
    }
    let is_signed = match method {
        TokenEndpointAuthMethod::ClientSecretJwt => {
            client.secrets(config, ports.now()).iter().any(|secret| is_signed_with(token, secret.reveal()))
        }
        TokenEndpointAuthMethod::PrivateKeyJwt => {
            let (metadata, guard) = (client.metadata(), &config.policy.guard);
            is_signed_by_client(metadata, token, request.peer, guard, ports).await?
                || is_signed_by_new_key(token, client, method, request, config, ports).await?
        }
        _ => false,
    };
    let Some(jti) = token.claims.text("jti").filter(|_| is_signed) else {
        return Ok(Err(AuthenticationFailure::AssertionSignature));
    };
    // Configured clients have no limit of stored assertions.
    if !matches!(client, Client::Configured(_)) {
        admit(client.id().as_str(), request.peer, ports).await?;
    }
    let once = used_once('a', &[client.id().as_str(), jti]);
    // Within the skew an expired assertion is still accepted, so its use is stored longer.
    Ok(match ports.use_name(&once, end.after(SKEW)).await? {
        UseOutcome::Used => Ok(()),
        UseOutcome::AlreadyUsed => Err(AuthenticationFailure::AssertionReplayed),
    })
}

/// Returns true if a key signs that has come into the document of the client since it was fetched.
async fn is_signed_by_new_key(
    token: &Token,
    client: &Client,
    method: &TokenEndpointAuthMethod,
    request: &Request,
    config: &Config,
    ports: &(impl Cache + Clock + Fetch + Throttle + Verify),
) -> Result<bool, Fault> {
    let peer = request.peer;
    match client_lookup::find_again(client, peer, config, ports).await? {
        Some(client) if is_permitted(token, &client, method, config) => {
            is_signed_by_client(client.metadata(), token, peer, &config.policy.guard, ports).await
        }
        _ => Ok(false),
    }
}

/// Counts an authenticated client's assertion against the limits of the client and its network, because each use is a
/// row.
pub async fn admit(client: &str, peer: Peer, throttle: &impl Throttle) -> Result<(), Error> {
    for (limit, key) in [(Limit::ClientAssertion, lock_out::key(client, peer)), (Limit::Assertion, peer.network())] {
        if throttle.count(limit, &key).await? == Admission::Refused {
            return Err(Refusal::TooManyRequests(WAIT).into());
        }
    }
    Ok(())
}

/// Returns true if this server is the only audience of an assertion.
///
/// RFC 7523 section 3 permits the URL of the token endpoint, which many libraries send. RFC 9126 section 2 permits the
/// URL of the requested endpoint. Where another server beside this one issues the tokens, clients know its endpoints.
/// Some libraries write the issuer as a URL with a slash as its path.
///
/// The issuer alone is safest: a malicious server can name our token endpoint as its own, and collect assertions of
/// clients that use one key at both servers.
pub fn names_this_server(token: &Token, request: &Request, config: &Config) -> bool {
    let issuer = &config.issuer;
    if config.policy.assertion_audience == AssertionAudience::Issuer {
        return token.claims.is_only_for(&[issuer.as_str()]);
    }
    let root = issuer.address_at("/");
    let asked = issuer.address_at(&request.path);
    let root = if issuer.path().is_empty() { &*root } else { issuer.as_str() };
    let beside = config.policy.authorization_server.endpoints();
    let own = [issuer.as_str(), root, &issuer.token_endpoint(), &asked];
    let audiences: Vec<&str> = own.into_iter().chain(beside.iter().map(AbsoluteUri::as_str)).collect();
    token.claims.is_only_for(&audiences)
}

/// Returns the expiry of an assertion; `Err` if its claims make it unusable with any signature.
fn end(token: &Token, client: &Client, now: Timestamp) -> Result<Timestamp, AuthenticationFailure> {
    let claims = &token.claims;
    let id = Some(client.id().as_str());
    let is_sound = claims.text("iss") == id
        && claims.text("sub") == id
        && claims.text("jti").is_some_and(|jti| jti.len() <= LONGEST_JTI)
        && ["jwt", "client-authentication+jwt"].iter().any(|kind| token.is_of_kind(kind) != Some(false));
    if !is_sound {
        return Err(AuthenticationFailure::AssertionClaims);
    }
    let end = claims.time("exp").ok().flatten().filter(|end| *end <= now.after(LONGEST_LIFE));
    end.filter(|_| claims.is_current(now, SKEW)).ok_or(AuthenticationFailure::AssertionLifetime)
}

/// Returns true if the algorithm is the registered one, or any supported one if none is registered, and fits the
/// method.
fn is_permitted(token: &Token, client: &Client, method: &TokenEndpointAuthMethod, config: &Config) -> bool {
    let registered = client.metadata().token_endpoint_auth_signing_alg.as_ref();
    config.policy.token_endpoint_auth_signing_alg_values_supported.contains(&token.algorithm)
        && registered.is_none_or(|registered| *registered == token.algorithm)
        && method.signs_with(&token.algorithm)
}
