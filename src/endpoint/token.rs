//! The token endpoint. RFC 6749 section 3.2.

use crate::client::{Client, authentication};
use crate::config::Config;
use crate::error::{Error, Fault, Refusal};
use crate::grant;
use crate::http::{Request, Response, Status};
use crate::ports::{Clock, Ports, Store};

/// Gives the client a token for what it has a grant for.
pub async fn issue(request: &Request, config: &Config, ports: &impl Ports) -> Result<Response, Error> {
    let form = request.form(config.body_limit)?;
    let grant_type = form.required("grant_type")?;
    let client = authentication::identify(request, &form, config, ports).await?;
    let members = match grant_type {
        "client_credentials" => {
            grant::client_credentials(&client, &form, request.certificate.as_ref(), config, ports).await?
        }
        _ => return Err(Refusal::UnsupportedGrantType.into()),
    };
    note_use(&client, config, ports).await?;
    let response = Response::json(Status(200), &members);
    Ok(Response { client_id: Some(client.id().as_str().to_owned()), ..response })
}

/// Notes that a client has got a token, unless that was noted lately.
async fn note_use(client: &Client, config: &Config, ports: &(impl Clock + Store)) -> Result<(), Fault> {
    let now = ports.now();
    let Client::Registered(client) = client else { return Ok(()) };
    if !client.is_use_news(now) {
        return Ok(());
    }
    match ports.note_use(client, now).await {
        // A database that takes no more is no reason to refuse a client, unless clients live by their use.
        Err(_) if config.policy.idle_life.is_none() => Ok(()),
        noted => noted,
    }
}
