//! The lookup of a client by its identifier.

use crate::error::{AuthenticationFailure, Fault};
use crate::model::{Client, ClientId, Config, RegisteredClient};
use crate::policy::ClientReads;
use crate::ports::{ClientRecord, ClientStore, Clock, Found};

/// Finds the client of an identifier: configured, sealed or stored. Every endpoint finds clients here. The inner `Err`
/// is the reason why there is no such client.
pub async fn resolve(
    id: &str,
    reads: ClientReads,
    config: &Config,
    store: &(impl ClientStore + Clock),
) -> Result<Result<Client, AuthenticationFailure>, Fault> {
    if let Some(configured) = config.clients.iter().find(|client| client.id.as_str() == id) {
        return Ok(Ok(Client::Configured(configured.clone())));
    }
    let Some(id) = ClientId::parse(id) else { return Ok(Err(AuthenticationFailure::ClientUnknown)) };
    // An identifier that does not open can still have a row: the client was updated after its key left the ring.
    let sealed = RegisteredClient::open(&id, config);
    let ClientRecord { found, epoch, last_used_at, forgotten } = store.find(&id, sealed.as_ref(), reads).await?;
    let client = match found {
        Found::Client(client) => Ok(*client),
        Found::Deleted => Err(AuthenticationFailure::ClientDeleted),
        Found::Nothing => sealed.ok_or(AuthenticationFailure::ClientUnknown),
    };
    let client = match client {
        Ok(client) if epoch.is_some_and(|epoch| client.issued_at < epoch) => {
            return Ok(Err(AuthenticationFailure::ClientEnded));
        }
        Ok(client) => RegisteredClient { last_used_at, ..client.restored(&config.policy) },
        Err(none) => return Ok(Err(none)),
    };
    let (policy, now) = (&config.policy, store.now());
    if client.is_idle(policy, now) || client.is_over_unused(forgotten, policy, now) {
        return Ok(Err(AuthenticationFailure::ClientEnded));
    }
    Ok(Ok(Client::Registered(client)))
}
