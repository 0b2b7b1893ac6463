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
pub use failure::{Failure, Stop};
pub use request::request_of;
pub use user::{ProvidedUser, user};

use crate::http::Peer;
use crate::model::{Config, IdentityProvider, Waiting};
use crate::pages::ProviderButton;
use crate::ports::{Cache, Clock, Fetch, ProviderClientStore, Random, RequestStore, Throttle};
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

/// Returns the buttons of the sign-in page, in the order of the settings.
#[must_use]
pub fn buttons(config: &Config) -> Vec<ProviderButton<'_>> {
    config.identity_providers.iter().map(|it| ProviderButton { id: &it.name, name: &it.label }).collect()
}
