//! The lookup of a client by its identifier.

mod acceptance;
mod document;
mod domain;

pub use domain::tier_at;

use crate::error::{AuthenticationFailure, Fault};
use crate::http::Peer;
use crate::model::{Bounds, Client, ClientId, Config, RegisteredClient, SCHEME, SigningKeysVersion};
use crate::policy::ClientReads;
use crate::ports::{Cache, ClientPorts, ClientRecord, ClientStore, Clock, Fetch, Found, Throttle};
use crate::unit::Timestamp;

/// The result of a lookup.
pub struct Lookup {
    /// The client, or the reason why there is no such client.
    pub client: Result<Client, AuthenticationFailure>,
    /// The version of the signing keys, where the store was read.
    pub signing_keys: Option<SigningKeysVersion>,
}

/// Finds the client of an identifier: configured, described by a document, sealed or stored. Every endpoint finds clients
/// here. `peer` is the sender of the request, whose network has a limit of fetches.
pub async fn resolve(
    id: &str,
    reads: ClientReads,
    peer: Peer,
    config: &Config,
    ports: &impl ClientPorts,
) -> Result<Lookup, Fault> {
    let unread = |client| Ok(Lookup { client, signing_keys: None });
    if let Some(configured) = config.client(id) {
        return unread(Ok(Client::Configured(configured.clone())));
    }
    if let Some(documents) = config.client_documents.as_ref().filter(|_| id.starts_with(SCHEME)) {
        let found = document::find(id, peer, (documents, &config.policy), ports).await?;
        return unread(found.map(Client::Document).map_err(AuthenticationFailure::Document));
    }
    let Some(id) = ClientId::known(id) else { return unread(Err(AuthenticationFailure::ClientUnknown)) };
    let (client, signing_keys) = registered(&id, reads, config, ports).await?;
    Ok(Lookup { client: client.map(Client::Registered), signing_keys })
}

/// Reads the client of a document again, because it lacks what a request needs; `None` if that brings nothing new, and for
/// clients of other kinds.
pub async fn find_again(
    client: &Client,
    peer: Peer,
    config: &Config,
    ports: &(impl Cache + Clock + Fetch + Throttle),
) -> Result<Option<Client>, Fault> {
    let (Client::Document(client), Some(documents)) = (client, &config.client_documents) else { return Ok(None) };
    Ok(document::find_again(client, peer, (documents, &config.policy), ports).await?.map(Client::Document))
}

/// Finds a registered client, and the version of the signing keys.
pub async fn registered(
    id: &ClientId,
    reads: ClientReads,
    config: &Config,
    store: &(impl ClientStore + Clock),
) -> Result<(Result<RegisteredClient, AuthenticationFailure>, Option<SigningKeysVersion>), Fault> {
    let (Inspected { client, failure, .. }, signing_keys) = look_up(id, reads, config, store).await?;
    Ok((failure.map_or(client, Err), signing_keys))
}

/// A registered client as operators see it, also one that may not be used.
pub struct Inspected {
    /// The client; `Err` if it is unknown or deleted.
    pub client: Result<RegisteredClient, AuthenticationFailure>,
    /// The reason why the client may not be used; `None` for a client that may.
    pub failure: Option<AuthenticationFailure>,
    /// When an operator shut the client out.
    pub disabled_at: Option<Timestamp>,
}

/// Finds a registered client, whether or not it may be used.
pub async fn inspect(id: &ClientId, config: &Config, store: &(impl ClientStore + Clock)) -> Result<Inspected, Fault> {
    Ok(look_up(id, ClientReads::Primary, config, store).await?.0)
}

async fn look_up(
    id: &ClientId,
    reads: ClientReads,
    config: &Config,
    store: &(impl ClientStore + Clock),
) -> Result<(Inspected, Option<SigningKeysVersion>), Fault> {
    // An identifier that does not open can still have a row: the client was updated after its key left the ring.
    let sealed = RegisteredClient::open(id, config);
    let record = store.find(id, sealed.as_ref(), reads).await?;
    let ClientRecord { found, signing_keys, last_used_at, disabled_at, approved, epoch, forgotten } = record;
    let client = match found {
        Found::Client(client) => Ok(*client),
        Found::Deleted => Err(AuthenticationFailure::ClientDeleted),
        Found::Nothing => sealed.ok_or(AuthenticationFailure::ClientUnknown),
    };
    // A client without its template would lack most of its members.
    if let Ok(client) = &client
        && client.template_name().is_some()
        && client.template(&config.policy).is_none()
    {
        config.data()?;
    }
    // Before it is asked whether the client is idle: that depends on its grants, which a template can fill in.
    let client = client.map(|client| {
        let client = RegisteredClient { last_used_at, ..client.restored(&config.policy) };
        RegisteredClient { approval: client.approval_of(approved.as_deref(), config), ..client }
    });
    let has_ended = |client: &RegisteredClient| {
        let (policy, now) = (&config.policy, store.now());
        epoch.is_some_and(|epoch| client.issued_at < epoch)
            || client.is_idle(policy, now)
            || Bounds::end(client.bounds.as_ref()).is_some_and(|end| end <= now)
            || client.has_ended_unused(forgotten, policy, now)
    };
    let failure = match &client {
        Err(failure) => Some(failure.clone()),
        Ok(_) if disabled_at.is_some() => Some(AuthenticationFailure::ClientDisabled),
        Ok(client) => has_ended(client).then_some(AuthenticationFailure::ClientEnded),
    };
    Ok((Inspected { client, failure, disabled_at }, signing_keys))
}
