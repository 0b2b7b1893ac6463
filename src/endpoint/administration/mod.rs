//! The admin API: operators find, read and steer what is registered here. Errors are problem details. RFC 9457.
//!
//! It reads no cookie. The caller has an access token of this server whose audience is the admin API alone.

mod clients;
mod resource;
mod right;

pub use resource::{ClientAction, Resource};

use crate::error::{Error, Refusal};
use crate::http::{Method, Request, Response};
use crate::model::Config;
use crate::ports::Ports;
use crate::registration::admit_write;
use right::{Access, admit};

/// Answers a request for a resource.
pub async fn answer(
    resource: Resource<'_>,
    request: &Request,
    config: &Config,
    ports: &impl Ports,
) -> Result<Response, Error> {
    let is_write = !matches!(request.method, Method::Get | Method::Head);
    let access = if is_write { Access::Write } else { Access::Read };
    let administrator = admit(resource.area(), access, request, config, ports).await?;
    if is_write {
        admit_write(request, ports).await?;
    }
    let response = match (resource, request.method) {
        (Resource::Clients, _) => clients::list(request, ports).await?,
        (Resource::Client(id), Method::Get | Method::Head) => clients::read(id, request, config, ports).await?,
        (Resource::Client(id), Method::Delete) => clients::delete(id, request, config, ports).await?,
        (Resource::ClientAction(id, action), Method::Post) => clients::act(action, id, request, config, ports).await?,
        (Resource::Client(_) | Resource::ClientAction(..), _) => return Err(Refusal::NotFound.into()),
    };
    Ok(Response { administrator: Some(administrator), ..response })
}
