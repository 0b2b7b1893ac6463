//! The lookup of a client by its identifier.

use crate::error::{AuthenticationFailure, Fault};
use crate::model::{Client, ClientId, Config, RegisteredClient, SigningKeysVersion};
use crate::policy::ClientReads;
use crate::ports::{ClientRecord, ClientStore, Clock, Found};

/// The result of a lookup.
pub struct Lookup {
    /// The client, or the reason why there is no such client.
    pub client: Result<Client, AuthenticationFailure>,
    /// The version of the signing keys, where the store was read.
    pub signing_keys: Option<SigningKeysVersion>,
}

/// Finds the client of an identifier: configured, sealed or stored. Every endpoint finds clients here.
pub async fn resolve(
    id: &str,
    reads: ClientReads,
    config: &Config,
    store: &(impl ClientStore + Clock),
) -> Result<Lookup, Fault> {
    let unread = |client| Ok(Lookup { client, signing_keys: None });
    if let Some(configured) = config.clients.iter().find(|client| client.id.as_str() == id) {
        return unread(Ok(Client::Configured(configured.clone())));
    }
    let Some(id) = ClientId::parse(id) else { return unread(Err(AuthenticationFailure::ClientUnknown)) };
    // An identifier that does not open can still have a row: the client was updated after its key left the ring.
    let sealed = RegisteredClient::open(&id, config);
    let mut record = store.find(&id, sealed.as_ref(), reads).await?;
    let signing_keys = record.signing_keys.take();
    Ok(Lookup { client: client(record, sealed, config, store).map(Client::Registered), signing_keys })
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
