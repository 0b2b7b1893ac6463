//! Authentication with a registration access token. RFC 7592 section 2.

use crate::client_lookup::resolve;
use crate::error::{Error, Refusal};
use crate::http::Request;
use crate::model::{Client, ClientId, Config, RegisteredClient, RegistrationAccessToken};
use crate::policy::ClientReads;
use crate::ports::{ClientStore, Clock};

/// Returns the client that the request's registration access token belongs to.
///
/// `Err` is the same 401 for an unknown client, a deleted client and a wrong token. The token is verified before the
/// lookup, so that guessing costs no database read, and takes the same time if the client does not exist. RFC 7592
/// section 2.
pub async fn authenticate(
    request: &Request,
    client_id: &str,
    config: &Config,
    ports: &(impl ClientStore + Clock),
) -> Result<(RegisteredClient, RegistrationAccessToken), Error> {
    let token = RegistrationAccessToken::parse(request.bearer_token()?).ok_or(Refusal::InvalidToken)?;
    let id = ClientId::parse(client_id).ok_or(Refusal::InvalidToken)?;
    if !token.belongs_to(&id, &config.keys) {
        return Err(Refusal::InvalidToken.into());
    }
    match resolve(id.as_str(), ClientReads::Primary, config, ports).await?.client {
        Ok(Client::Registered(client)) if client.credentials.accept(&token, ports.now()) => Ok((client, token)),
        _ => Err(Refusal::InvalidToken.into()),
    }
}
