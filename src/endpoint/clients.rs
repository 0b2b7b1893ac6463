//! The clients endpoint: another authorization server reads a client, and has the credentials of a client checked.
//!
//! The server authenticates with an access token for this endpoint, or, where it issues the tokens itself, with the
//! identifier and secret of its client in the settings.

use std::borrow::Cow;

use form_urlencoded::Serializer;
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value, json};

use crate::authentication;
use crate::client_lookup::resolve;
use crate::client_metadata::Scope;
use crate::error::{Error, Fault, Invalid, Refusal};
use crate::http::{Body, Field, Form, Headers, Method, Peer, Request, Response, Status};
use crate::json::Pointer;
use crate::model::{Client, Config};
use crate::policy::{ClientReads, READ_CLIENTS};
use crate::ports::{ClientPorts, Ports};
use crate::token;

/// Returns the metadata of a client, without credentials; `Err` is 404 for a client that is unknown or has ended.
pub async fn read(request: &Request, id: &str, config: &Config, ports: &impl Ports) -> Result<Response, Error> {
    admit(request, config, ports).await?;
    let id = &*decoded(id);
    let client = living(id, request.peer, config, ports).await?.ok_or(Refusal::UnknownClient)?;
    let response = Response::json(Status(200), &described(&client, config));
    Ok(client.noted_on(response))
}

/// Tells if the credentials in the form are those of a client.
///
/// They are checked as at the token endpoint, with the same limits. The sender can name the address of the client, so
/// that the failures of one network lock out no other.
pub async fn authenticate(request: &Request, id: &str, config: &Config, ports: &impl Ports) -> Result<Response, Error> {
    admit(request, config, ports).await?;
    let id = &*decoded(id);
    let presented = presented(request, id, config)?;
    let form = presented.form(config.body_limit)?;
    let is_of_client = |client: &Client| client.id().as_str() == id && client.is_complete();
    let is_authentic = match authentication::identify(&presented, &form, config, ports).await {
        Ok(identified) => is_of_client(&identified.client),
        Err(Error::Refusal(Refusal::InvalidClient(_))) => false,
        Err(error) => return Err(error),
    };
    let response = Response::json(Status(200), &json!({"authenticated": is_authentic}));
    Ok(Response { client_id: is_authentic.then(|| id.to_owned()), ..response })
}

/// Admits a server that may read clients.
async fn admit(request: &Request, config: &Config, ports: &impl Ports) -> Result<(), Error> {
    let header = request.headers.value(Field::Authorization).unwrap_or_default();
    let is_basic = header.get(..6).is_some_and(|scheme| scheme.eq_ignore_ascii_case("basic "));
    let may = |scope: &[&str]| scope.contains(&READ_CLIENTS);
    let is_permitted = if is_basic {
        let client = authentication::identify_reader(request, config, ports).await?;
        may(&Client::Configured(client.clone()).scope(&config.policy))
    } else {
        let token = token::read(request.bearer_token()?).ok_or(Refusal::InvalidToken)?;
        let active = token::active_token(token, &mut None, request.peer, config, ports).await?;
        let endpoint = config.issuer.clients_endpoint();
        // A token that is bound to a certificate is refused, because none is read here.
        let is_bound = |claims: &Map<String, Value>| claims.contains_key("cnf");
        let active = active.filter(|it| it.claims.is_only_for(&[&endpoint]) && !is_bound(it.claims.members()));
        let active = active.ok_or(Refusal::InvalidToken)?;
        let scope: Vec<&str> = active.claims.text("scope").unwrap_or_default().split(' ').collect();
        // The operator may have taken the right back since.
        may(&scope) && may(&active.client.scope(&config.policy))
    };
    if is_permitted { Ok(()) } else { Err(Refusal::InsufficientScope(READ_CLIENTS.to_owned()).into()) }
}

/// Returns the identifier that a segment of a path stands for. That of an imported client can have any visible character.
/// RFC 3986 section 2.1.
pub(super) fn decoded(segment: &str) -> Cow<'_, str> {
    percent_decode_str(segment).decode_utf8_lossy()
}

/// Returns a client that can be used; `None` also if its template is gone.
async fn living(id: &str, peer: Peer, config: &Config, ports: &impl ClientPorts) -> Result<Option<Client>, Fault> {
    let found = resolve(id, ClientReads::Primary, peer, config, ports).await?;
    Ok(found.client.ok().filter(Client::is_complete))
}

/// Returns the members of a client, with the scope that it may have now.
fn described(client: &Client, config: &Config) -> Map<String, Value> {
    let mut members = client.accepted().members().clone();
    members.insert("client_id".to_owned(), Value::from(client.id().as_str()));
    let scope: Vec<&str> = match client {
        Client::Configured(_) => client.scope(&config.policy),
        Client::Document(_) | Client::Registered(_) => {
            if let Client::Registered(registered) = client {
                members.insert("client_id_issued_at".to_owned(), Value::from(registered.issued_at.0));
            }
            let values = client.metadata().scope.as_ref().map_or(&[][..], Scope::values);
            values.iter().map(String::as_str).filter(|value| config.policy.scopes.supports(value)).collect()
        }
    };
    members.remove("scope");
    if !scope.is_empty() {
        members.insert("scope".to_owned(), Value::from(scope.join(" ")));
    }
    members
}

/// Returns the request as the client would have sent it to the token endpoint of this server.
fn presented(request: &Request, id: &str, config: &Config) -> Result<Request, Error> {
    let form = request.form(config.body_limit)?;
    let mut headers = Headers::default();
    headers.add(Field::ContentType, "application/x-www-form-urlencoded");
    if let Some(header) = form.value("authorization") {
        headers.add(Field::Authorization, header);
    }
    let is_named_elsewhere = form.value("authorization").is_some() || form.value("client_assertion").is_some();
    let mut body = Serializer::new(String::new());
    body.extend_pairs(CREDENTIALS.iter().filter_map(|name| Some((*name, form.value(name)?))));
    if !is_named_elsewhere {
        body.append_pair("client_id", id);
    }
    Ok(Request {
        method: Method::Post,
        // An assertion may name the endpoint that it was sent to.
        path: format!("{}/token", config.issuer.path()),
        query: String::new(),
        headers,
        body: Body::Complete(body.finish().into_bytes()),
        peer: address(&form)?.unwrap_or(request.peer),
        // That of this connection belongs to the server that asks.
        place: None,
        certificate: None,
        ..request.clone()
    })
}

/// The parameters with which a client authenticates in the body. RFC 6749 section 2.3.1, RFC 7521 section 4.2.
const CREDENTIALS: [&str; 3] = ["client_assertion", "client_assertion_type", "client_secret"];

/// Reads the address of the client.
fn address(form: &Form) -> Result<Option<Peer>, Refusal> {
    let Some(text) = form.value("client_address") else { return Ok(None) };
    let invalid = || Invalid::new(Pointer::member("client_address"), "be an IP address");
    let address = text.parse().map_err(|_| Refusal::InvalidRequest(invalid()))?;
    Ok(Some(Peer(Some(address))))
}
