//! The client secret endpoint: a client gets a new secret. The secret before it is accepted for a grace period, because
//! the client may run in many places.

use crate::error::{Error, Fault, Invalid, Refusal};
use crate::http::{Request, Response, Status};
use crate::json::Pointer;
use crate::model::{Change, ChangeBasis, Config, NewSecret, RegisteredClient};
use crate::ports::{Admission, Ports, ReplaceOutcome};
use crate::registration::{
    ATTEMPTS, Attempts, ManagementCredential, admit_write, check_precondition, client_information_response,
    refuse_dry_run, revisions,
};
use crate::unit::Seconds;

/// Replaces the client secret and nothing else; `Err` for a client that needs no secret.
pub async fn renew(request: &Request, id: &str, config: &Config, ports: &impl Ports) -> Result<Response, Error> {
    refuse_dry_run(request)?;
    admit_write(request, ports).await?;
    let credential = ManagementCredential::prove(request, id, config, ports).await?;
    let mut attempts = Attempts::default();
    for _ in 0..ATTEMPTS {
        let (current, token) = credential.client(request, config, ports).await?;
        check_precondition(request, &current, &token, config)?;
        check_needs_secret(&current)?;
        let grows = current.grows_to(current.metadata.members());
        if grows && attempts.admit_storage(&current, request, ports).await? == Admission::Refused {
            continue;
        }
        let now = ports.now();
        let is_dead = current.has_dead_secret(config, now);
        // A grace period would bring a secret back that is accepted nowhere any more.
        let grace = if is_dead { Seconds(0) } else { config.policy.secret_grace };
        let stored = current.stored(&config.policy);
        let change = Change {
            basis: ChangeBasis { client: &stored, presented: &token, revisions: revisions(request), at: now },
            registration: None,
            secret: Some(NewSecret::after(grace, config)),
            secret_generation: is_dead.then_some(current.credentials.secret_generation),
            token: None,
            software: current.sealed_software(config),
            unused: current.after_change(&current.metadata, current.bounds.clone(), config).unused,
        };
        if let ReplaceOutcome::Replaced(client) = ports.replace(&change, &[]).await? {
            let renewed = client.restored(&config.policy);
            // An update in between may have made it a client without a secret.
            check_needs_secret(&renewed)?;
            return Ok(client_information_response(Status(200), (renewed, &token), Vec::new(), config));
        }
    }
    Err(Fault::Contention.into())
}

fn check_needs_secret(client: &RegisteredClient) -> Result<(), Refusal> {
    if client.metadata.needs_secret() {
        return Ok(());
    }
    let at = Pointer::member("token_endpoint_auth_method");
    Err(Refusal::InvalidRequest(Invalid::new(at, "be one that needs a client secret")))
}
