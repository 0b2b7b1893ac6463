//! Sign-in at identity providers: from the choice of a provider to the user that it names. OpenID Connect Core section
//! 3.1, RFC 6749 section 4.1, RFC 9700 section 4.

mod attempt;
mod claims;
mod exchange;
mod failure;
mod id_token;
mod metadata;
mod own_client;
mod request;
mod user;
mod userinfo;

pub use attempt::Attempt;
pub use claims::{context, kept, methods};
pub use failure::{Failure, Stop};
pub use request::request_of;
pub use user::{ProvidedUser, user};

use serde_json::{Map, Value};

use crate::authentication::is_signed_by_published_key;
use crate::error::Fault;
use crate::http::Peer;
use crate::jose::Token;
use crate::model::{Config, Home, IdentityProvider, User, UserId, Waiting};
use crate::pages::ProviderButton;
use crate::ports::{Cache, Clock, Fetch, ProviderClientStore, Random, RequestStore, Throttle, Verify};
use crate::sign_in::provider::metadata::ProviderMetadata;
use crate::sign_in::provider::own_client::OwnClient;

/// Begins a sign-in: returns the address at the provider that the browser is sent to.
pub async fn begin(
    provider: &IdentityProvider,
    waiting: &Waiting,
    browser: &str,
    peer: Peer,
    config: &Config,
    ports: &(impl Cache + Clock + Fetch + ProviderClientStore + Random + RequestStore + Throttle),
) -> Result<String, Failure> {
    let metadata = ProviderMetadata::of(provider, peer, config, ports).await?;
    let client = OwnClient::of(provider, &metadata, peer, config, ports).await?;
    let attempt = Attempt::begin(provider, waiting, ports)?;
    Ok(request::address(provider, &metadata, &client.id, (&attempt, browser), peer, config, ports).await?)
}

/// Returns true if a token is signed with a key that a provider publishes; false also where its keys cannot be had.
pub async fn has_signed(
    provider: &IdentityProvider,
    token: &Token,
    peer: Peer,
    config: &Config,
    ports: &(impl Cache + Clock + Fetch + Throttle + Verify),
) -> Result<bool, Fault> {
    match ProviderMetadata::of(provider, peer, config, ports).await {
        Ok(ProviderMetadata { jwks_uri: Some(uri), guard, .. }) => {
            is_signed_by_published_key(&uri, token, peer, &guard, ports).await
        }
        Ok(_) | Err(Failure::Stop(..)) => Ok(false),
        Err(Failure::Fault(fault)) => Err(fault),
    }
}

/// Returns the user whom an identity assertion names; `None` if the rule of the provider does not allow the user.
///
/// A provider with several tenants may use a `sub` in each of them. Users are known by the issuer and the `sub`, so the rule
/// must name the tenants then. Draft `draft-ietf-oauth-identity-assertion-authz-grant`, section "ID-JAG Claims".
#[must_use]
pub fn asserted(provider: &IdentityProvider, subject: &str, claims: &Map<String, Value>) -> Option<User> {
    let is_of_known_tenant = !claims.contains_key("tenant") || provider.allow.names("tenant");
    let is_allowed = is_of_known_tenant && provider.allow.permits(claims);
    let issuer = provider.issuer();
    is_allowed.then(|| User {
        id: UserId::of_provider(&issuer, subject),
        home: Home::Provider { issuer, subject: subject.to_owned() },
        claims: claims::kept(claims),
        disabled_at: None,
    })
}

/// Returns the buttons of the sign-in page, in the order of the settings.
#[must_use]
pub fn buttons(config: &Config) -> Vec<ProviderButton<'_>> {
    config.identity_providers.iter().map(|it| ProviderButton { id: &it.name, name: &it.label }).collect()
}
