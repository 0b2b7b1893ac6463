//! The client secret endpoint: a client gets a new secret. The secret before it is accepted for a grace period, because
//! the client may run in many places.

use crate::error::{Error, Fault};
use crate::http::{Request, Response, Status};
use crate::model::Config;
use crate::ports::{Admission, Ports};
use crate::registration::{
    ATTEMPTS, Attempts, ManagementCredential, admit_write, check_precondition, client_information_response, of_client,
    refuse_dry_run, renew_secret,
};

/// Replaces the client secret and nothing else; `Err` for a client that needs no secret.
pub async fn renew(request: &Request, id: &str, config: &Config, ports: &impl Ports) -> Result<Response, Error> {
    refuse_dry_run(request)?;
    admit_write(request, ports).await?;
    let credential = ManagementCredential::prove(request, id, config, ports).await?;
    let mut attempts = Attempts::default();
    for _ in 0..ATTEMPTS {
        let (current, token) = credential.client(request, config, ports).await?;
        check_precondition(request, &current, &token, config)?;
        let grows = current.metadata.needs_secret() && current.grows_to(current.metadata.members());
        if grows && attempts.admit_storage(&current, request, ports).await? == Admission::Refused {
            continue;
        }
        let event = of_client("secret-renewed", &current);
        if let Some(renewed) = renew_secret(&current, &token, event, request, config, ports).await? {
            return Ok(client_information_response(Status(200), (renewed, &token), Vec::new(), config));
        }
    }
    Err(Fault::Contention.into())
}
