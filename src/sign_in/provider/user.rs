//! The end of a sign-in: from the answer of the provider to the user. OpenID Connect Core section 3.1.2.5, RFC 9207.

use serde_json::{Map, Value};

use crate::http::{Form, Peer};
use crate::jose::{Claims, used_once};
use crate::model::{Config, Home, IdentityProvider, Prompt, Protocol, User, UserId};
use crate::ports::{Cache, Clock, Fetch, ProviderClientStore, SingleUseStore, Throttle, UseOutcome, Verify};
use crate::sign_in::provider::attempt::Attempt;
use crate::sign_in::provider::exchange::{Tokens, exchange, shown};
use crate::sign_in::provider::failure::{Failure, Stop};
use crate::sign_in::provider::id_token::{Expected, LONGEST_SUBJECT, SKEW, verify};
use crate::sign_in::provider::metadata::ProviderMetadata;
use crate::sign_in::provider::own_client::OwnClient;
use crate::sign_in::provider::request::request_of;
use crate::sign_in::provider::{claims, userinfo};
use crate::unit::{Seconds, Timestamp};

/// A user whom a provider has named, and how the user signed in there.
pub struct ProvidedUser {
    /// The user.
    pub user: User,
    /// When the user proved their identity.
    pub authenticated_at: Timestamp,
    claims: Map<String, Value>,
}

impl ProvidedUser {
    /// Returns how: the `amr` of the provider.
    #[must_use]
    pub fn methods(&self) -> Vec<&str> {
        claims::methods(&self.claims)
    }

    /// Returns the `acr` of the provider.
    #[must_use]
    pub fn context(&self) -> Option<&str> {
        claims::context(&self.claims)
    }
}

/// Returns the user whom the provider names in its authorization response.
///
/// An attempt counts once: the provider accepts its code once, and its digest is used up here.
pub async fn user(
    provider: &IdentityProvider,
    attempt: &Attempt,
    response: &Form,
    peer: Peer,
    config: &Config,
    ports: &(impl Cache + Clock + Fetch + ProviderClientStore + SingleUseStore + Throttle + Verify),
) -> Result<ProvidedUser, Failure> {
    let metadata = ProviderMetadata::of(provider, peer, config, ports).await?;
    let code = code_of(response, &metadata)?;
    let client = OwnClient::of(provider, &metadata, peer, config, ports).await?;
    let tokens = exchange(code, attempt, &client, &metadata, peer, config, ports).await?;
    let claims = match &provider.protocol {
        Protocol::OAuth(endpoints) => {
            let described = userinfo::fetch(access_token(&tokens)?, &metadata, peer, ports).await?;
            userinfo::mapped(&described, &endpoints.claims)
        }
        Protocol::OpenId(_) => openid_claims(provider, attempt, &tokens, &client, &metadata, peer, ports).await?,
    };
    let nobody = || Failure::of_provider("it does not say who the user is");
    let subject = claims.get("sub").and_then(Value::as_str);
    let subject = subject.filter(|sub| (1..=LONGEST_SUBJECT).contains(&sub.len())).ok_or_else(nobody)?;
    if !provider.allow.permits(&claims) {
        return Err(Failure::Stop(Stop::NotAllowed, "the rule of the provider does not allow this user".into()));
    }
    let authenticated_at = authenticated_at(&claims, attempt, ports.now())?;
    let once = used_once('p', &[&attempt.nonce()]);
    if ports.use_name(&once, attempt.expires_at).await? == UseOutcome::AlreadyUsed {
        return Err(Failure::lost("the sign-in was finished before"));
    }
    let home = Home::Provider { issuer: metadata.issuer.clone(), subject: subject.to_owned() };
    let id = UserId::of_provider(&metadata.issuer, subject);
    let user = User { id, home, claims: claims::kept(&claims), disabled_at: None };
    Ok(ProvidedUser { user, authenticated_at, claims })
}

/// Returns the code of a response. The response must be of the provider that was asked: with the code of another
/// provider, an attacker would get what is meant for that provider. RFC 9207 section 2.4.
fn code_of<'a>(response: &'a Form, metadata: &ProviderMetadata) -> Result<&'a str, Failure> {
    match response.value("iss") {
        Some(issuer) if issuer != metadata.issuer => return Err(Failure::of_provider("the response has another iss")),
        None if metadata.names_itself => return Err(Failure::of_provider("the response has no iss")),
        _ => {}
    }
    match (response.value("error"), response.value("code")) {
        (Some("access_denied"), _) => Err(Failure::Stop(Stop::Cancelled, "it answered access_denied".into())),
        (Some(error), _) => Err(Failure::of_provider(format!("it answered {}", shown(error)))),
        (None, Some(code)) => Ok(code),
        (None, None) => Err(Failure::of_provider("the response has no code")),
    }
}

fn access_token(tokens: &Tokens) -> Result<&str, Failure> {
    tokens.access_token().ok_or_else(|| Failure::of_provider("its token endpoint gave no bearer token"))
}

/// Verifies the ID token, and adds the description of the user where the token lacks a claim.
async fn openid_claims(
    provider: &IdentityProvider,
    attempt: &Attempt,
    tokens: &Tokens,
    client: &OwnClient,
    metadata: &ProviderMetadata,
    peer: Peer,
    ports: &(impl Cache + Clock + Fetch + Throttle + Verify),
) -> Result<Map<String, Value>, Failure> {
    let token = tokens.id_token().ok_or_else(|| Failure::of_provider("its token endpoint gave no ID token"))?;
    let nonce = attempt.nonce();
    let expected = Expected { client_id: &client.id, nonce: &nonce, access_token: tokens.access_token() };
    let mut claims = verify(token, &expected, metadata, peer, ports).await?.members().clone();
    if metadata.userinfo_endpoint.is_some() && userinfo::is_needed(provider, &claims) {
        let described = userinfo::fetch(access_token(tokens)?, metadata, peer, ports).await?;
        userinfo::merge(&mut claims, described)?;
    }
    Ok(claims)
}

/// Returns when the user proved their identity: as the provider says, or now.
///
/// With `max_age` the provider must say it. A provider that says nothing after `prompt=login` is believed: it was asked
/// for a new sign-in. OpenID Connect Core sections 2 and 3.1.2.1.
fn authenticated_at(claims: &Map<String, Value>, attempt: &Attempt, now: Timestamp) -> Result<Timestamp, Failure> {
    let waiting = &attempt.waiting;
    let said = Claims::of(claims.clone()).time("auth_time");
    let said = said.map_err(|_| Failure::of_provider("its auth_time is no time"))?;
    let request = request_of(waiting);
    let max_age = request.and_then(|request| request.max_age);
    let Some(said) = said else {
        return match max_age {
            Some(_) => Err(Failure::of_provider("it does not say when the user signed in, as max_age requires")),
            None => Ok(now),
        };
    };
    // A sign-in since the page was shown is new, whatever the difference of the clocks.
    let is_new = waiting.began_at <= said.after(SKEW);
    if is_new {
        return Ok(said.max(waiting.began_at).min(now));
    }
    let has = |prompt: Prompt| request.is_some_and(|request| request.prompt.contains(&prompt));
    let is_old = max_age.is_some_and(|age| said.after(Seconds(age)).after(SKEW) < now);
    if has(Prompt::Login) || is_old {
        return Err(Failure::of_provider("it let the user in without the new sign-in that the app requires"));
    }
    // The user has chosen the account already: with the earlier time, the app's request would ask for it again, for ever.
    Ok(if has(Prompt::SelectAccount) { waiting.began_at } else { said })
}
