//! The revocation endpoint: a client gives a token back. RFC 7009.

use serde_json::Map;

use crate::client::authentication;
use crate::config::Config;
use crate::error::Error;
use crate::grant;
use crate::http::{Request, Response, Status};
use crate::ports::Ports;
use crate::registrant;

/// Makes a token of the client worthless. RFC 7009 section 2.2.
///
/// The answer is the same for a token that counts no more, never was one, or belongs to another client, and the store is
/// not asked about the last: a client learns nothing about the tokens of others. It is an empty JSON object, since some
/// libraries read every answer as JSON, and RFC 7009 lets it be anything.
pub async fn revoke(request: &Request, config: &Config, ports: &impl Ports) -> Result<Response, Error> {
    registrant::admit_write(request, ports).await?;
    let form = request.form(config.body_limit)?;
    let token = form.required("token")?;
    let client = authentication::identify(request, &form, config, ports).await?;
    if let Some(token) = grant::read(token).filter(|token| grant::is_of(token, &client))
        && let Some(active) = grant::active_token(token, config, ports).await?
    {
        ports.spend(&active.once, active.end).await?;
    }
    Ok(Response { client_id: Some(client.id().as_str().to_owned()), ..Response::json(Status(200), &Map::new()) })
}
