//! The lookup of a client by its identifier.

mod acceptance;
mod document;

use crate::error::{AuthenticationFailure, Fault};
use crate::http::Peer;
use crate::model::{Client, ClientId, Config, RegisteredClient, SCHEME, SigningKeysVersion};
use crate::policy::ClientReads;
use crate::ports::{Cache, ClientPorts, ClientRecord, ClientStore, Clock, Fetch, Found, Throttle};

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
    if let Some(configured) = config.clients.iter().find(|client| client.id.as_str() == id) {
        return unread(Ok(Client::Configured(configured.clone())));
    }
    if let Some(documents) = config.client_documents.as_ref().filter(|_| id.starts_with(SCHEME)) {
        let found = document::find(id, peer, (documents, &config.policy), ports).await?;
        return unread(found.map(Client::Document).map_err(AuthenticationFailure::Document));
    }
    let Some(id) = ClientId::parse(id) else { return unread(Err(AuthenticationFailure::ClientUnknown)) };
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
    // An identifier that does not open can still have a row: the client was updated after its key left the ring.
    let sealed = RegisteredClient::open(id, config);
    let mut record = store.find(id, sealed.as_ref(), reads).await?;
    let signing_keys = record.signing_keys.take();
    Ok((client(record, sealed, config, store), signing_keys))
}

fn client(
    record: ClientRecord,
    sealed: Option<RegisteredClient>,
    config: &Config,
    clock: &impl Clock,
) -> Result<RegisteredClient, AuthenticationFailure> {
    let client = match record.found {
        Found::Client(client) => *client,
        Found::Deleted => return Err(AuthenticationFailure::ClientDeleted),
        Found::Nothing => sealed.ok_or(AuthenticationFailure::ClientUnknown)?,
    };
    if record.epoch.is_some_and(|epoch| client.issued_at < epoch) {
        return Err(AuthenticationFailure::ClientEnded);
    }
    // Before it is asked whether the client is idle: that depends on its grants, which a template can fill in.
    let client = RegisteredClient { last_used_at: record.last_used_at, ..client.restored(&config.policy) };
    let (policy, now) = (&config.policy, clock.now());
    if client.is_idle(policy, now) || client.has_ended_unused(record.forgotten, policy, now) {
        return Err(AuthenticationFailure::ClientEnded);
    }
    Ok(client)
}
