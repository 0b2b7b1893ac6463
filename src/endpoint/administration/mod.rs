//! The admin API: operators find, read and steer what is registered here. Errors are problem details. RFC 9457.
//!
//! It reads no cookie. The caller has an access token of this server whose audience is the admin API alone, or a JWT of Cloudflare Access.

mod access;
pub mod audit_log;
pub mod client_list;
pub mod clients;
mod counts;
mod documents;
mod epochs;
mod imports;
mod keys;
mod operators;
mod page;
mod providers;
mod replay;
mod resource;
mod right;
mod tokens;
mod user_creation;
mod users;
mod version_change;
mod versions;

pub use resource::{ClientAction, RECOVERY, Resource, UserAction};

use serde_json::{Map, Value};

use crate::audit;
use crate::endpoint::clients::decoded;
use crate::error::{Error, Refusal};
use crate::http::{Method, Request, Response};
use crate::model::Config;
use crate::policy::ADMINISTER;
use crate::ports::Ports;
use crate::registration::admit_write;
use right::{Access, Reach, admit};

/// Answers a request for a resource.
pub async fn answer(
    resource: Resource<'_>,
    request: &Request,
    config: &Config,
    ports: &impl Ports,
) -> Result<Response, Error> {
    let is_write = !matches!(request.method, Method::Get | Method::Head);
    let access = if is_write { Access::Write } else { Access::Read };
    let areas = resource.areas(access);
    let (caller, reach) = admit(areas, access, request, config, ports).await?;
    if is_write {
        admit_write(request, ports).await?;
    }
    let may_open = areas.contains(&RECOVERY) && reach != Reach::Everything;
    if may_open && operators::opens_account(resource, request, config, ports).await? {
        return Err(Refusal::InsufficientScope(ADMINISTER.to_owned()).into());
    }
    let response = perform(caller.in_audit(), resource, request, config, ports).await?;
    Ok(Response { administrator: Some(caller.name().into()), ..response })
}

/// Does what an operator with the right to it asks of a resource: a program at the admin API, or a user at the console.
pub async fn perform(
    operator: audit::Operator<'_>,
    resource: Resource<'_>,
    request: &Request,
    config: &Config,
    ports: &impl Ports,
) -> Result<Response, Error> {
    let resource = match (resource, request.method) {
        // As an action: each call of a function that waits is compiled again.
        (Resource::User(id), Method::Delete) => Resource::UserAction(id, UserAction::Delete),
        (resource, _) => resource,
    };
    Ok(match (resource, request.method) {
        (Resource::Audit(journal), _) => audit_log::list(journal, request, ports).await?,
        (Resource::AuditExport(journal), _) => audit_log::export(journal, request, ports).await?,
        (Resource::Clients, _) => client_list::list(request, config, ports).await?,
        (Resource::Client(id), Method::Get | Method::Head) => {
            clients::read(&decoded(id), request, config, ports).await?
        }
        (Resource::Client(id), Method::Delete) => {
            clients::delete(operator, &decoded(id), request, config, ports).await?
        }
        (Resource::ClientAction(id, ClientAction::RenewSecret), Method::Post) => {
            clients::renew(operator, &decoded(id), request, config, ports).await?
        }
        (Resource::ClientAction(id, action), Method::Post) => {
            clients::act(operator, (&decoded(id), action), request, config, ports).await?
        }
        (Resource::ClientImports, _) => imports::run(operator, request, config, ports).await?,
        (Resource::Metrics, _) => counts::list(request, ports).await?,
        (Resource::Epochs, Method::Get | Method::Head) => epochs::list(ports).await?,
        (Resource::Epochs, Method::Post) => epochs::begin(operator, request, config, ports).await?,
        (Resource::Epochs, Method::Delete) => epochs::lift(operator, request, config, ports).await?,
        (Resource::IdentityProviders, _) => providers::list(config),
        (Resource::IdentityProvider(name), _) => providers::read(name, config)?,
        (Resource::InitialAccessToken(digest), Method::Delete) => {
            tokens::revoke(operator, digest, request, config, ports).await?
        }
        (Resource::InitialAccessTokens, Method::Get | Method::Head) => tokens::list(request, ports).await?,
        (Resource::InitialAccessTokens, Method::Post) => tokens::create(operator, request, config, ports).await?,
        (Resource::KeyRotation, _) => keys::rotate(operator, request, config, ports).await?,
        (Resource::Keys, _) => keys::list(config, ports).await?,
        (Resource::Versions(place), _) => versions::answer(operator, place, request, config, ports).await?,
        (Resource::Users, Method::Post) => user_creation::create(operator, request, config, ports).await?,
        (Resource::Users, _) => users::list(request, ports).await?,
        (Resource::User(id), Method::Get | Method::Head) => users::read(id, ports).await?,
        (Resource::UserAction(id, action), _) => users::change(operator, (id, action), request, config, ports).await?,
        // No other method comes here: see `Resource::allow`.
        _ => return Err(Refusal::NotFound.into()),
    })
}

/// Reads the body as a JSON object. The codes of client metadata are for clients alone.
fn body(request: &Request, config: &Config) -> Result<Map<String, Value>, Error> {
    request.json_object(config.body_limit).map_err(|error| match error {
        Error::Refusal(Refusal::InvalidClientMetadata(invalid)) => Refusal::InvalidRequest(invalid).into(),
        error => error,
    })
}
