//! The client registration endpoint. RFC 7591 section 3.

use crate::client;
use crate::config::Config;
use crate::error::{Error, Fault};
use crate::http::{Request, Response, Status};
use crate::ports::Ports;
use crate::registrant::{self, Registrant};
use crate::{rules, sector};

/// Registers the client that the body describes.
pub async fn register(request: &Request, config: &Config, ports: &impl Ports) -> Result<Response, Error> {
    let Registrant::Open = registrant::admit(request, &config.policy, ports).await?;
    let body = request.json_object(config.body_limit)?;
    let accepted = rules::accept(&body, &config.policy)?;
    sector::verify(&accepted, config, ports).await?;
    let client = client::register(accepted, &config.keys, ports).await?;
    let token = client.credentials.token(&client.id, &config.keys);
    let token = token.ok_or_else(|| Fault::Broken("the key ring lacks its current key".to_owned()))?;
    let response = Response::json(Status(201), client::information(&client, &token, config));
    Ok(Response { client_id: Some(client.id), ..response })
}
