//! The revocation endpoint: a client revokes its access token or its refresh token. RFC 7009.

use serde_json::Map;

use crate::authentication;
use crate::error::Error;
use crate::http::{Request, Response, Status};
use crate::model::Config;
use crate::ports::Ports;
use crate::registration;
use crate::token::{self, RefreshToken};

/// Revokes a token of the client. With a refresh token, every token of the same grant ends. RFC 7009 sections 2.1 and 2.2.
///
/// The response is the same for an expired token, for any other text and for a token of another client. The store is
/// not read for a token of another client, so that a client learns nothing about it. The response is an empty JSON
/// object: RFC 7009 permits any body, and some libraries parse every response as JSON.
pub async fn revoke(request: &Request, config: &Config, ports: &impl Ports) -> Result<Response, Error> {
    registration::admit_write(request, ports).await?;
    let form = request.form(config.body_limit)?;
    let token = form.required("token")?;
    let authentication::Identified { client, mut signing_keys, .. } =
        authentication::identify(request, &form, config, ports).await?;
    if let Some(RefreshToken { grant, .. }) = RefreshToken::open(token, client.id().as_str(), config) {
        ports.end_grant(&grant, ports.now()).await?;
    } else if let Some(token) = token::read(token).filter(|token| token::is_of(token, &client))
        && let Some(active) = token::active_token(token, &mut signing_keys, request.peer, config, ports).await?
    {
        ports.use_name(&active.once, active.end).await?;
    }
    Ok(client.noted_on(Response::json(Status(200), &Map::new())))
}
