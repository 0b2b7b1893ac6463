//! The client configuration endpoint. RFC 7592 section 2.

use crate::error::{Error, Fault};
use crate::http::{Request, Response, Status};
use crate::model::{Config, OperatorData};
use crate::ports::Ports;
use crate::registration::{
    self, ATTEMPTS, Accepted, Attempts, Draft, ManagementCredential, Sender, UpdateRequest, admit_write,
    check_identity, check_precondition, client_information_response, consult, refuse_dry_run, replace,
};

/// Reads the client. RFC 7592 section 2.1.
pub async fn read(request: &Request, id: &str, config: &Config, ports: &impl Ports) -> Result<Response, Error> {
    let credential = ManagementCredential::prove(request, id, config, ports).await?;
    let (client, token) = credential.client(request, config, ports).await?;
    Ok(client_information_response(Status(200), (client, &token), Vec::new(), config))
}

/// Replaces all metadata of the client by the members of the body. RFC 7592 section 2.2.
///
/// Of updates at once the last one wins as a whole, unless they name the entity tag that they expect.
pub async fn update(request: &Request, id: &str, config: &Config, ports: &impl Ports) -> Result<Response, Error> {
    refuse_dry_run(request)?;
    admit_write(request, ports).await?;
    let data = config.data()?;
    let credential = ManagementCredential::prove(request, id, config, ports).await?;
    let mut attempts = Attempts::default();
    for _ in 0..ATTEMPTS {
        if let Some(response) = try_update(request, &credential, data, &mut attempts, config, ports).await? {
            return Ok(response);
        }
    }
    Err(Fault::Contention.into())
}

/// Updates the client as it is stored now; `None` if another change came before it.
async fn try_update(
    request: &Request,
    credential: &ManagementCredential,
    data: &OperatorData,
    attempts: &mut Attempts,
    config: &Config,
    ports: &impl Ports,
) -> Result<Option<Response>, Error> {
    let (current, token) = credential.client(request, config, ports).await?;
    attempts.check_statement(&current)?;
    let update = UpdateRequest::read(request, &current, config, ports).await?;
    let mut draft = Draft::of_update(&update, &current, config)?;
    draft.put_again(data);
    check_precondition(request, &current, &token, config)?;
    check_identity(&update.request.members, &current, config)?;
    let accepted = draft.accept(&config.policy)?;
    let sender = Sender::Client(&current);
    let (draft, accepted) = consult(draft, accepted, sender, attempts, request, config, ports).await?;
    let shadow = draft.refused_in_shadow(&accepted, &config.policy);
    let Accepted { client, dropped } = accepted;
    draft.verify_outside(&client, request.peer, config, ports).await?;
    let replaced = replace((&current, token), client, &draft, attempts, request, config, ports).await?;
    let Some((client, token)) = replaced else { return Ok(None) };
    let response = client_information_response(Status(200), (client, &token), dropped, config);
    Ok(Some(Response { statement: update.request.label().map(Into::into), shadow, ..response }))
}

/// Deletes the client. RFC 7592 section 2.3.
pub async fn delete(request: &Request, id: &str, config: &Config, ports: &impl Ports) -> Result<Response, Error> {
    refuse_dry_run(request)?;
    admit_write(request, ports).await?;
    let credential = ManagementCredential::prove(request, id, config, ports).await?;
    let mut attempts = Attempts::default();
    for _ in 0..ATTEMPTS {
        let (client, token) = credential.client(request, config, ports).await?;
        check_precondition(request, &client, &token, config)?;
        if registration::delete(&client, &token, &mut attempts, request, config, ports).await? {
            return Ok(Response::empty(Status(204)));
        }
    }
    Err(Fault::Contention.into())
}
