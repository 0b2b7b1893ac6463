//! A new client secret: for the client itself, or for an operator.

use crate::audit::{self, Event};
use crate::error::{Error, Invalid, Refusal};
use crate::http::Request;
use crate::json::Pointer;
use crate::model::{Change, ChangeBasis, Config, NewSecret, RegisteredClient, RegistrationAccessToken};
use crate::ports::{Ports, ReplaceOutcome};
use crate::registration::revisions;
use crate::unit::Seconds;

/// Replaces the client secret and nothing else; `None` if another change came before, and the client must be read again.
///
/// `Err` is for a client that needs no secret.
pub async fn renew_secret(
    current: &RegisteredClient,
    token: &RegistrationAccessToken,
    event: Option<Event>,
    request: &Request,
    config: &Config,
    ports: &impl Ports,
) -> Result<Option<RegisteredClient>, Error> {
    check_needs_secret(current)?;
    let now = ports.now();
    let is_dead = current.has_dead_secret(config, now);
    // A grace period would bring a secret back that is accepted nowhere any more.
    let grace = if is_dead { Seconds(0) } else { config.policy.secret_grace };
    let stored = current.stored(&config.policy);
    let change = Change {
        basis: ChangeBasis { client: &stored, presented: token, revisions: revisions(request), at: now },
        registration: None,
        secret: Some(NewSecret::after(grace, config)),
        secret_generation: is_dead.then_some(current.credentials.secret_generation),
        token: None,
        software: current.sealed_software(config),
        unused: current.after_change(&current.metadata, current.bounds.clone(), config).unused,
    };
    let entry = audit::entry(event, Some(request.peer), config, ports)?;
    let ReplaceOutcome::Replaced(client) = ports.replace(&change, &[], entry).await? else { return Ok(None) };
    let renewed = client.restored(&config.policy);
    // An update in between may have made it a client without a secret.
    check_needs_secret(&renewed)?;
    Ok(Some(renewed))
}

fn check_needs_secret(client: &RegisteredClient) -> Result<(), Refusal> {
    if client.metadata.needs_secret() {
        return Ok(());
    }
    let at = Pointer::member("token_endpoint_auth_method");
    Err(Refusal::InvalidRequest(Invalid::new(at, "be one that needs a client secret")))
}
