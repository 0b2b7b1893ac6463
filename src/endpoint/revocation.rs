//! The revocation endpoint: a client gives a token back. RFC 7009.

use crate::client::authentication;
use crate::config::Config;
use crate::error::{Error, Invalid, Refusal};
use crate::grant;
use crate::http::{Request, Response, Status};
use crate::json::Pointer;
use crate::ports::Ports;
use crate::registrant;

/// Makes a token worthless. One that is so already, or never was one, is no reason to refuse. RFC 7009 section 2.2.
pub async fn revoke(request: &Request, config: &Config, ports: &impl Ports) -> Result<Response, Error> {
    registrant::admit_write(request, ports).await?;
    let form = request.form(config.body_limit)?;
    let token = form.required("token")?;
    let client = authentication::identify(request, &form, config, ports).await?;
    if let Some(token) = grant::read(token)
        && let Some(active) = grant::active_token(token, config, ports).await?
    {
        if active.client.id() != client.id() {
            let must = "be one that was issued to this client";
            return Err(Refusal::InvalidRequest(Invalid::new(Pointer::member("token"), must)).into());
        }
        ports.spend(&active.once, active.end).await?;
    }
    Ok(Response { client_id: Some(client.id().as_str().to_owned()), ..Response::empty(Status(200)) })
}
