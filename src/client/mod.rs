//! The client: its identifier, its credentials, and what it is told about itself.

pub mod authentication;
mod change;
mod configured;
mod credentials;
mod identifier;
mod information;
mod keys;
mod redirection;
mod registered;
pub mod sealed;
mod subject;
mod stranger;
mod unused;

pub use change::{Basis, Change, NewSecret, NewToken, Onto, Registration, held_statement};
pub use configured::{Client, ConfiguredClient};
pub use credentials::{ClientSecret, Credentials, Generation, Previous, RegistrationAccessToken};
pub use identifier::ClientId;
pub use information::{Information, information, tell_dropped};
pub use keys::verification_key;
pub use redirection::{Redirection, redirection};
pub use registered::{RegisteredClient, Revision, register};
pub use stranger::limit_scope;
pub use subject::subject;
pub use unused::{Growth, Unused, check_size, is_of_stranger};

use crate::config::Config;
use crate::error::{Error, Fault, Refusal, Unproven};
use crate::http::Request;
use crate::policy::ClientReads;
use crate::ports::{Clock, Found, Known, Store};

/// Finds the client of an identifier; the only way to a client for every endpoint. The inner `Err` says why there is none.
pub async fn resolve(
    id: &str,
    reads: ClientReads,
    config: &Config,
    store: &(impl Clock + Store),
) -> Result<Result<Client, Unproven>, Fault> {
    if let Some(configured) = config.clients.iter().find(|client| client.id.as_str() == id) {
        return Ok(Ok(Client::Configured(configured.clone())));
    }
    let Some(id) = ClientId::parse(id) else { return Ok(Err(Unproven::ClientUnknown)) };
    // What no longer opens may be a client that has been updated since, and has credentials of another key.
    let sealed = RegisteredClient::open(&id, config);
    let Known { found, epoch, last_used_at, forgotten } = store.find(&id, sealed.as_ref(), reads).await?;
    let client = match found {
        Found::Client(client) => Ok(*client),
        Found::Deleted => Err(Unproven::ClientDeleted),
        Found::Nothing => sealed.ok_or(Unproven::ClientUnknown),
    };
    let client = match client {
        Ok(client) if epoch.is_some_and(|epoch| client.issued_at < epoch) => return Ok(Err(Unproven::ClientEnded)),
        Ok(client) => RegisteredClient { last_used_at, ..client.restored(&config.policy) },
        Err(none) => return Ok(Err(none)),
    };
    let (policy, now) = (&config.policy, store.now());
    if client.is_idle(policy, now) || client.is_over_unused(forgotten, policy, now) {
        return Ok(Err(Unproven::ClientEnded));
    }
    Ok(Ok(Client::Registered(client)))
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
    match resolve(id.as_str(), ClientReads::Primary, config, ports).await? {
        Ok(Client::Registered(client)) if client.credentials.accept(&token, ports.now()) => Ok((client, token)),
        _ => Err(Refusal::InvalidToken.into()),
    }
}
