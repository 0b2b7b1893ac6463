//! The deletion of a client: by the client itself, by the user who owns it, or by an operator. RFC 7592 section 2.3.

use crate::audit::{self, Event};
use crate::client_lookup::registered;
use crate::error::{Error, Fault};
use crate::http::Request;
use crate::model::{ChangeBasis, ClientId, Config, Journal, RegisteredClient, RegistrationAccessToken, UserId};
use crate::policy::ClientReads;
use crate::ports::{Admission, DeleteOutcome, Ports};
use crate::registration::{ATTEMPTS, Attempts, admit_write, of_client, revisions};

/// Deletes a client as it was read, for the client itself; returns false if another change came before it, and the client must be read again.
pub async fn delete(
    client: &RegisteredClient,
    token: &RegistrationAccessToken,
    attempts: &mut Attempts,
    request: &Request,
    config: &Config,
    ports: &impl Ports,
) -> Result<bool, Error> {
    if client.grows_by_deletion() && attempts.admit_storage(client, request, ports).await? == Admission::Refused {
        return Ok(false);
    }
    try_delete(client, token, of_client("client-deleted", client), request, config, ports).await
}

async fn try_delete(
    client: &RegisteredClient,
    token: &RegistrationAccessToken,
    event: Option<Event>,
    request: &Request,
    config: &Config,
    ports: &impl Ports,
) -> Result<bool, Error> {
    let entry = audit::entry(event, Some(request.peer), config, ports)?;
    let basis = ChangeBasis { client, presented: token, revisions: revisions(request), at: ports.now() };
    Ok(ports.delete(&basis, entry).await? == DeleteOutcome::Deleted)
}

/// Deletes a client that a user owns, with the client's own token, which the server derives. Does nothing if the user owns
/// no such client.
pub async fn delete_owned(
    id: &str,
    owner: &UserId,
    request: &Request,
    config: &Config,
    ports: &impl Ports,
) -> Result<(), Error> {
    admit_write(request, ports).await?;
    // Users own registered clients alone.
    let Some(id) = ClientId::parse(id) else { return Ok(()) };
    for _ in 0..ATTEMPTS {
        let (found, _) = registered(&id, ClientReads::Primary, config, ports).await?;
        let Ok(client) = found else { return Ok(()) };
        if client.owner().as_ref() != Some(owner) {
            return Ok(());
        }
        let Some(token) = client.credentials.token(&client.id, &config.keys) else { return Err(lost(&client)) };
        let event =
            Event::of(Journal::Clients, "client-deleted", "user").about_client(&id, client.trust()).about_user(owner);
        if try_delete(&client, &token, Some(event), request, config, ports).await? {
            return Ok(());
        }
    }
    Err(Fault::Contention.into())
}

/// Deletes a client for an operator, with the client's own token. Returns false if another change came before, and the
/// client must be read again: it may not be any more as the operator expects it.
pub async fn delete_any(
    client: &RegisteredClient,
    event: Event,
    request: &Request,
    config: &Config,
    ports: &impl Ports,
) -> Result<bool, Error> {
    let token = client.credentials.token(&client.id, &config.keys).ok_or_else(|| lost(client))?;
    try_delete(client, &token, Some(event), request, config, ports).await
}

/// Makes the fault of a client whose key has left the ring: the server cannot derive its token, so that nothing proves a
/// change.
#[must_use]
pub fn lost(client: &RegisteredClient) -> Error {
    let id = client.id.as_str();
    Fault::Broken(format!("the key of the client {id} has left the ring, so nothing proves a change of it")).into()
}
