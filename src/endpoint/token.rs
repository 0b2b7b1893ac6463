//! The token endpoint. RFC 6749 section 3.2.

use crate::authentication::{self, Message};
use crate::authorization::UNAPPROVED;
use crate::encryption;
use crate::error::{Error, Fault, Refusal};
use crate::http::{Given, Request, Response, Status};
use crate::metrics;
use crate::model::{Client, Config, RegisteredClient, is_anonymous};
use crate::ports::{Admission, Limit, Ports};
use crate::token::{self, TokenResponse};

/// The grant of devices without a browser. RFC 8628 section 3.4.
const DEVICE_CODE: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// The grant of identity assertions. RFC 7523 section 2.1.
const JWT_BEARER: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";

/// Issues tokens to the client: for itself, for a code, for the answer to a device, for a refresh token, or for an
/// assertion.
pub async fn issue(request: &Request, config: &Config, ports: &impl Ports) -> Result<Response, Error> {
    let form = request.form(config.body_limit)?;
    let grant_type = form.required("grant_type")?;
    let authentication::Identified { client, signing_keys, installation } =
        authentication::identify(request, &form, config, ports).await?;
    if client.is_waiting() {
        return Err(UNAPPROVED.into());
    }
    // Before the grant: a request that lacks its proof or certificate uses nothing up.
    let binding = token::Binding::of(request, client.metadata(), installation.as_deref(), config, ports).await?;
    let keys = signing_keys.as_ref();
    let has_users = config.policy.has_own_sign_in();
    // The key is found before a code is used up.
    let recipient = if has_users && !matches!(grant_type, "client_credentials" | JWT_BEARER) {
        authentication::recipient(Message::IdToken, &client, request.peer, config, ports).await?
    } else {
        None
    };
    let granted = match grant_type {
        "authorization_code" if has_users => {
            token::authorization_code(&client, &form, &binding, keys, config, ports).await?
        }
        "client_credentials" => token::client_credentials(&client, &form, &binding, keys, config, ports).await?,
        DEVICE_CODE if has_users => token::device_code(&client, &form, &binding, keys, config, ports).await?,
        "refresh_token" if has_users => token::refresh_token(&client, &form, &binding, keys, config, ports).await?,
        JWT_BEARER if config.takes_assertions() => {
            token::identity_assertion(&client, &form, &binding, request.peer, keys, config, ports).await?
        }
        _ => return Err(Refusal::UnsupportedGrantType.into()),
    };
    let id_token = match granted.id_token {
        Some(id_token) => Some(encryption::protect(id_token, recipient.as_ref(), ports).await?),
        None => None,
    };
    let granted = TokenResponse { id_token, ..granted };
    // After the token is made: a request that gets none must leave no row.
    let noted = note_use(request, &client, ports).await;
    // A code or a refresh token is used up already: without an answer the user would have to sign in again.
    if config.policy.idle_life.is_some() && grant_type == "client_credentials" {
        noted?;
    }
    let response = Response::json(Status(200), &granted);
    let given = Given::of_kind(metrics::grant(grant_type));
    Ok(client.noted_on(Response { given: Some(given), ..response }))
}

/// Notes that a client has got a token, unless a use was noted less than a day ago.
///
/// If the database cannot be written, the client still gets its token, unless it lives by its use and can ask again.
async fn note_use(request: &Request, client: &Client, ports: &impl Ports) -> Result<(), Fault> {
    match client {
        Client::Registered(client) if client.must_note_use(ports.now()) => note(request, client, ports).await,
        _ => Ok(()),
    }
}

/// Notes a use. The first use of an anonymous client adds a row that stays, so each network has a limit of such rows.
/// Above the limit, the use is not noted and the client still gets its token.
async fn note(request: &Request, client: &RegisteredClient, ports: &impl Ports) -> Result<(), Fault> {
    let is_row = client.last_used_at.is_none() && is_anonymous(client.bounds.as_ref());
    if is_row && ports.count(Limit::Use, &request.peer.network()).await? == Admission::Refused {
        return Ok(());
    }
    ports.note_use(client, ports.now()).await
}
