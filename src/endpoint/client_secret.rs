//! A client gets another secret, and can still use the one before for a while: what has it may be in many places.

use crate::client::{self, RegisteredClient, Revision};
use crate::config::Config;
use crate::endpoint::client_configuration::{ATTEMPTS, check_precondition, refuse_dry_run};
use crate::error::{Error, Fault, Invalid, Refusal};
use crate::http::{Request, Response, Status};
use crate::json::Pointer;
use crate::ports::{Ports, Replaced};
use crate::registrant;

/// Replaces the client secret and nothing else; `Err` for a client that needs none.
pub async fn renew(request: &Request, id: &str, config: &Config, ports: &impl Ports) -> Result<Response, Error> {
    refuse_dry_run(request)?;
    registrant::admit_write(request, ports).await?;
    for _ in 0..ATTEMPTS {
        let (current, token) = client::authenticate(request, id, config, ports).await?;
        check_precondition(request, &current, &token, config)?;
        if !current.metadata.needs_secret() {
            let must = "be one that needs a client secret";
            return Err(
                Refusal::InvalidRequest(Invalid::new(Pointer::member("token_endpoint_auth_method"), must)).into()
            );
        }
        let credentials = current.with_new_secret(config.policy.secret_grace, config, ports.now())?;
        let exhausted = || Fault::Broken(format!("the client {} has used up its revisions", current.id.as_str()));
        let revision = current.revision.0.checked_add(1).map(Revision).ok_or_else(exhausted)?;
        let renewed = RegisteredClient { credentials, revision, ..current.clone() };
        if ports.replace(&renewed.stored(&config.policy), current.revision).await? == Replaced::Done {
            let members = client::information(&renewed, &token, config);
            let tag = client::entity_tag(&renewed, &members);
            return Ok(Response::json(Status(200), members).with("etag", tag));
        }
    }
    Err(Fault::Contention.into())
}
