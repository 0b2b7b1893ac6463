//! The client: its identifier, its credentials, and what it is told about itself.

pub mod authentication;
mod configured;
mod credentials;
mod identifier;
mod information;
mod keys;
mod redirection;
mod subject;

pub use configured::{Client, ConfiguredClient};
pub use credentials::{ClientSecret, Credentials, Generation, PreviousToken, RegistrationAccessToken};
pub use identifier::ClientId;
pub use information::{entity_tag, information, tell_dropped};
pub use keys::{NoKey, published_key, verification_key};
pub use redirection::{Redirection, redirection};
pub use subject::subject;

use crate::config::Config;
use crate::error::{Error, Fault, Refusal};
use crate::http::Request;
use crate::key_ring::KeyRing;
use crate::ports::{Clock, Inserted, Random, Store};
use crate::registrant::{Bounds, Registrant};
use crate::rules::ValidatedClient;
use crate::unit::Timestamp;

/// A client as it stands: what was accepted of it, and which of its credentials are current.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisteredClient {
    /// What it is known by.
    pub id: ClientId,
    /// What was accepted.
    pub metadata: ValidatedClient,
    /// When it was registered.
    pub issued_at: Timestamp,
    /// Which generation of each credential is current.
    pub credentials: Credentials,
    /// What bounds it for as long as it lives, beside the policy for all.
    pub bounds: Option<Bounds>,
    /// Counts the updates: a change is stored only on top of the revision it was made from.
    pub revision: Revision,
}

/// How often a client was updated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Revision(pub u32);

/// Stores a new client under an identifier that nobody else has.
pub async fn register(
    metadata: ValidatedClient,
    registrant: &Registrant,
    keys: &KeyRing,
    ports: &(impl Clock + Random + Store),
) -> Result<RegisteredClient, Error> {
    let client = RegisteredClient {
        id: ClientId::mint(ports)?,
        metadata,
        issued_at: ports.now(),
        credentials: Credentials::first(keys),
        bounds: registrant.bounds().cloned(),
        revision: Revision(0),
    };
    match ports.insert(&client, registrant.spends()).await? {
        Inserted::New => Ok(client),
        Inserted::SpentUp => Err(Refusal::InvalidToken.into()),
        // 128 random bits repeat only where randomness has failed: stop rather than hand out a second identifier.
        Inserted::Taken => Err(Fault::Broken("a new client identifier was taken already".to_owned()).into()),
    }
}

/// Finds the client of an identifier; the only way to a client for every endpoint. `None` if there is none, or no more.
pub async fn resolve(id: &str, config: &Config, store: &impl Store) -> Result<Option<Client>, Fault> {
    if let Some(configured) = config.clients.iter().find(|client| client.id.as_str() == id) {
        return Ok(Some(Client::Configured(configured.clone())));
    }
    let Some(id) = ClientId::parse(id) else { return Ok(None) };
    Ok(store.find(&id).await?.map(Client::Registered))
}

/// Resolves the client that the request's registration access token belongs to.
///
/// `Err` is 401 alike for an unknown client, a deleted one and a wrong token. The token is checked before anything is
/// looked up, so that guessing costs no read and takes the same time whether or not the client exists. RFC 7592
/// section 2.
pub async fn authenticate(
    request: &Request,
    client_id: &str,
    config: &Config,
    ports: &(impl Clock + Store),
) -> Result<(RegisteredClient, RegistrationAccessToken), Error> {
    let token = RegistrationAccessToken::parse(request.bearer_token()?).ok_or(Refusal::InvalidToken)?;
    let id = ClientId::parse(client_id).ok_or(Refusal::InvalidToken)?;
    if !token.belongs_to(&id, &config.keys) {
        return Err(Refusal::InvalidToken.into());
    }
    match resolve(id.as_str(), config, ports).await? {
        Some(Client::Registered(client)) if client.credentials.accept(&token, ports.now()) => Ok((client, token)),
        _ => Err(Refusal::InvalidToken.into()),
    }
}
