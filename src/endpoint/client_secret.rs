//! A client gets another secret, and can still use the one before for a while: what has it may be in many places.

use crate::client;
use crate::config::Config;
use crate::endpoint::client_configuration::{ATTEMPTS, check_precondition, refuse_dry_run, tell};
use crate::error::{Error, Fault, Invalid, Refusal};
use crate::http::{Request, Response, Status};
use crate::json::Pointer;
use crate::ports::{Ports, Replaced};
use crate::registrant;

/// Replaces the client secret and nothing else; `Err` for a client that needs none.
pub async fn renew(request: &Request, id: &str, config: &Config, ports: &impl Ports) -> Result<Response, Error> {
    refuse_dry_run(request)?;
    registrant::admit_write(request, ports).await?;
    for attempt in 0..ATTEMPTS {
        let (current, token) = client::authenticate(request, id, config, ports).await?;
        check_precondition(request, &current, &token, config)?;
        if !current.metadata.needs_secret() {
            let must = "be one that needs a client secret";
            return Err(
                Refusal::InvalidRequest(Invalid::new(Pointer::member("token_endpoint_auth_method"), must)).into()
            );
        }
        if attempt == 0 && current.grows_to(current.metadata.members(), &config.policy) {
            registrant::admit_storage(request.peer, ports).await?;
        }
        let credentials = current.with_new_secret(config.policy.secret_grace, config, ports.now())?;
        let renewed = current.changed(current.metadata.clone(), credentials)?;
        let stored = renewed.stored(&config.policy).kept(&config.policy);
        if ports.replace(&stored, current.revision, &[], ports.now()).await? == Replaced::Done {
            return Ok(tell(Status(200), renewed, &token, Vec::new(), config));
        }
    }
    Err(Fault::Contention.into())
}
