//! The revocation endpoint: a client gives a token back. RFC 7009.

use serde_json::Map;

use crate::authentication;
use crate::error::Error;
use crate::http::{Request, Response, Status};
use crate::model::Config;
use crate::ports::Ports;
use crate::registration;
use crate::token;

/// Makes a token of the client worthless. RFC 7009 section 2.2.
///
/// The answer is the same for a token that counts no more, never was one, or belongs to another client, and the store is
/// not asked about the last: a client learns nothing about the tokens of others. It is an empty JSON object, since some
/// libraries read every answer as JSON, and RFC 7009 lets it be anything.
pub async fn revoke(request: &Request, config: &Config, ports: &impl Ports) -> Result<Response, Error> {
    registration::admit_write(request, ports).await?;
    let form = request.form(config.body_limit)?;
    let token = form.required("token")?;
    let authentication::Identified { client, mut signing_keys } =
        authentication::identify(request, &form, config, ports).await?;
    if let Some(token) = token::read(token).filter(|token| token::is_of(token, &client))
        && let Some(active) = token::active_token(token, &mut signing_keys, config, ports).await?
    {
        ports.use_name(&active.once, active.end).await?;
    }
    Ok(Response { client_id: Some(client.id().as_str().to_owned()), ..Response::json(Status(200), &Map::new()) })
}
