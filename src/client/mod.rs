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
pub use keys::verification_key;
pub use redirection::{Redirection, redirection};
pub use subject::subject;

use crate::config::Config;
use crate::error::{Error, Fault, Refusal};
use crate::http::Request;
use crate::policy::Policy;
use crate::ports::{Clock, Inserted, Random, Store};
use crate::registrant::{Bounds, Registrant, Template};
use crate::rules::{self, ValidatedClient};
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

impl RegisteredClient {
    /// Its template, if it has one and the operator still has it.
    #[must_use]
    pub fn template<'a>(&self, policy: &'a Policy) -> Option<&'a Template> {
        policy.template(self.template_name()?)
    }

    /// The name of its template, if it has one.
    #[must_use]
    pub fn template_name(&self) -> Option<&str> {
        self.bounds.as_ref()?.templates()?.first().copied()
    }

    /// As it is stored: what its template says is not, so that it changes with the template.
    #[must_use]
    pub fn stored(&self, policy: &Policy) -> Self {
        let own = self.template(policy).map(|template| template.own(self.metadata.members()));
        Self { metadata: own.map_or_else(|| self.metadata.clone(), ValidatedClient::restore), ..self.clone() }
    }

    /// As it is used: with what its template says by now, within its bounds. Without its template, or where they do not go
    /// together any more, a client has nothing but what is its own.
    fn restored(self, policy: &Policy) -> Self {
        let bounds = self.bounds.as_ref();
        let filled = self.template(policy).map(|template| template.fill(self.metadata.members(), bounds));
        let accepted = filled.and_then(|filled| rules::accept_within(&filled, policy, bounds).ok());
        let permitted = accepted.filter(|it| bounds.is_none_or(|bounds| bounds.check_rights(it.metadata()).is_ok()));
        Self { metadata: permitted.unwrap_or(self.metadata), ..self }
    }
}

/// How often a client was updated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Revision(pub u32);

/// Stores a new client under an identifier that nobody else has.
pub async fn register(
    metadata: ValidatedClient,
    registrant: &Registrant,
    template: Option<&Template>,
    config: &Config,
    ports: &(impl Clock + Random + Store),
) -> Result<RegisteredClient, Error> {
    let bounds = registrant.bounds().cloned();
    let client = RegisteredClient {
        id: ClientId::mint(ports)?,
        metadata,
        issued_at: ports.now(),
        credentials: Credentials::first(&config.keys),
        bounds: template.map(|it| bounds.clone().unwrap_or_default().of_template(it.name())).or(bounds),
        revision: Revision(0),
    };
    match ports.insert(&client.stored(&config.policy), registrant.spends()).await? {
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
    let found = store.find(&id).await?;
    Ok(found.map(|client| Client::Registered(client.restored(&config.policy))))
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
