//! The token endpoint. RFC 6749 section 3.2.

use crate::client::authentication;
use crate::config::Config;
use crate::error::{Error, Refusal};
use crate::grant;
use crate::http::{Request, Response, Status};
use crate::ports::Ports;

/// Gives the client a token for what it has a grant for.
pub async fn issue(request: &Request, config: &Config, ports: &impl Ports) -> Result<Response, Error> {
    let form = request.form(config.body_limit)?;
    let grant_type = form.required("grant_type")?;
    let client = authentication::identify(request, &form, config, ports).await?;
    let members = match grant_type {
        "client_credentials" => grant::client_credentials(&client, &form, config, ports).await?,
        _ => return Err(Refusal::UnsupportedGrantType.into()),
    };
    let response = Response::json(Status(200), &members);
    Ok(Response { client_id: Some(client.id().as_str().to_owned()), ..response })
}
