//! Clients at the admin API.

use serde_json::{Map, Value, json};

use crate::audit::{self, Event, Operator};
use crate::client_lookup::{Inspected, inspect, resolve, tier_at};
use crate::client_metadata::SOFTWARE_STATEMENT;
use crate::endpoint::administration::ClientAction;
use crate::error::{AuthenticationFailure, Error, Fault, Invalid, Refusal};
use crate::http::{Field, Request, Response, Status};
use crate::json::{self, Pointer};
use crate::model::{Approval, Client, ClientId, ClientState, Config, RegisteredClient, Trust, is_anonymous};
use crate::policy::ClientReads;
use crate::ports::Ports;
use crate::registration::{ATTEMPTS, delete_any, lost, renew_secret};
use crate::unit::Timestamp;

/// Reads a client of any kind, whether or not it may be used.
pub async fn read(id: &str, request: &Request, config: &Config, ports: &impl Ports) -> Result<Response, Error> {
    let Some(own) = ClientId::known(id).filter(|_| config.client(id).is_none()) else {
        return read_other(id, request, config, ports).await;
    };
    let inspected = inspect(&own, config, ports).await?;
    if matches!(inspected.client, Err(AuthenticationFailure::ClientUnknown)) {
        return read_other(id, request, config, ports).await;
    }
    let mut members = json::object([
        ("client_id", Value::from(own.as_str())),
        ("kind", Value::from(kind(&own, &inspected))),
        ("state", Value::from(state(&inspected))),
    ]);
    members.extend(json::object(present([("disabled_at", inspected.disabled_at)])));
    if let Ok(client) = &inspected.client {
        let trust = tier_at(client.trust(), &client.metadata, request.peer, config, ports).await;
        members.extend(described(client, trust));
    }
    Ok(noted(&own, &inspected, Response::json(Status(200), &members)))
}

/// Returns the word for the way in which a registered client is stored.
fn kind(id: &ClientId, inspected: &Inspected) -> &'static str {
    match &inspected.client {
        Ok(client) if client.is_imported() => "imported",
        // The identifier of an imported client can look like one of a sealed client.
        _ if id.is_sealed() => "sealed",
        _ => "stored",
    }
}

/// Reads a client of the settings, or one that a document describes; `Err` is 404.
async fn read_other(id: &str, request: &Request, config: &Config, ports: &impl Ports) -> Result<Response, Error> {
    let found = resolve(id, ClientReads::Primary, request.peer, config, ports).await?;
    let client = found.client.map_err(|_| Refusal::UnknownClient)?;
    let kind = match &client {
        Client::Configured(_) => "configured",
        Client::Document(_) => "document",
        // The lookup of registered clients came before.
        Client::Registered(_) => return Err(Refusal::UnknownClient.into()),
    };
    let trust = tier_at(client.trust(), client.accepted(), request.peer, config, ports).await;
    let members = json::object([
        ("client_id", Value::from(client.id().as_str())),
        ("kind", Value::from(kind)),
        ("state", Value::from(ClientState::Active.name())),
        ("trust", Value::from(trust.name())),
        ("metadata", Value::Object(client.accepted().members().clone())),
        ("scope", Value::from(client.scope(&config.policy).join(" "))),
    ]);
    let response = Response::json(Status(200), &members);
    Ok(client.noted_on(response))
}

/// Returns the word for the state of a client: also for one that an epoch or its age has ended.
#[must_use]
pub fn state(inspected: &Inspected) -> &'static str {
    match &inspected.failure {
        None if matches!(&inspected.client, Ok(client) if client.approval != Approval::Given) => {
            ClientState::Waiting.name()
        }
        None => ClientState::Active.name(),
        Some(AuthenticationFailure::ClientDeleted) => ClientState::Deleted.name(),
        Some(AuthenticationFailure::ClientDisabled) => ClientState::Disabled.name(),
        Some(_) => "ended",
    }
}

/// Returns the members that tell what a client may do, and by whose word.
fn described(client: &RegisteredClient, trust: Trust) -> Map<String, Value> {
    let mut metadata = client.metadata.members().clone();
    // It can be long, and its facts stand in the bounds.
    let has_statement = metadata.remove(SOFTWARE_STATEMENT).is_some();
    let bounds = client.bounds.as_ref();
    let always = [
        ("metadata", Value::Object(metadata)),
        ("revision", Value::from(client.revision.0)),
        // Everybody whose word counted has left bounds.
        ("is_anonymous", Value::from(is_anonymous(bounds))),
        ("has_software_statement", Value::from(has_statement)),
        ("trust", Value::from(trust.name())),
    ];
    let bounds = bounds.map(|bounds| ("bounds", Value::Object(bounds.write())));
    let times = [("registered_at", Some(client.issued_at)), ("last_used_at", client.last_used_at)];
    json::object(always.into_iter().chain(bounds).chain(present(times)))
}

pub(super) fn present<const N: usize>(
    times: [(&'static str, Option<Timestamp>); N],
) -> impl Iterator<Item = (&'static str, Value)> {
    times.into_iter().filter_map(|(name, time)| Some((name, Value::from(time?.0))))
}

/// Returns the entity tag of a client as an operator sees it.
fn tag(inspected: &Inspected) -> String {
    let revision = inspected.client.as_ref().map_or(0, |client| client.revision.0);
    let disabled_at = inspected.disabled_at.map_or(0, |time| time.0);
    format!("\"{revision}-{disabled_at}-{}\"", state(inspected))
}

/// Finds the registered client that a request changes. `Err` is 404 if there is none, and 412 if it is not as the caller
/// expects it. RFC 9110 section 13.1.
async fn changeable(
    id: &str,
    request: &Request,
    config: &Config,
    ports: &impl Ports,
) -> Result<(ClientId, Inspected), Error> {
    let must = "be that of a registered client: the settings define this one";
    if config.client(id).is_some() {
        return Err(Refusal::InvalidRequest(Invalid::new(Pointer::member("client_id"), must)).into());
    }
    let own = ClientId::known(id).ok_or(Refusal::UnknownClient)?;
    let inspected = inspect(&own, config, ports).await?;
    if inspected.client.is_err() {
        return Err(Refusal::UnknownClient.into());
    }
    if request.lists_tag(Field::IfMatch, &tag(&inspected)) == Some(false) {
        return Err(Refusal::PreconditionFailed("client").into());
    }
    Ok((own, inspected))
}

/// Deletes a client.
pub async fn delete(
    operator: Operator<'_>,
    id: &str,
    request: &Request,
    config: &Config,
    ports: &impl Ports,
) -> Result<Response, Error> {
    for _ in 0..ATTEMPTS {
        let (_, inspected) = changeable(id, request, config, ports).await?;
        let client = inspected.client.map_err(|_| Refusal::UnknownClient)?;
        let event = client_event("client-deleted", operator, &client);
        if delete_any(&client, event, request, config, ports).await? {
            return Ok(Client::Registered(client).noted_on(Response::empty(Status(204))));
        }
    }
    Err(Fault::Contention.into())
}

/// Approves a client, shuts it out or lets it in again, and returns its state.
pub async fn act(
    operator: Operator<'_>,
    (id, action): (&str, ClientAction),
    request: &Request,
    config: &Config,
    ports: &impl Ports,
) -> Result<Response, Error> {
    let (id, inspected) = changeable(id, request, config, ports).await?;
    let client = inspected.client.map_err(|_| Refusal::UnknownClient)?;
    let event = action.event().map(|kind| client_event(kind, operator, &client));
    let entry = audit::entry(event, Some(request.peer), config, ports)?;
    match action {
        ClientAction::Approve => {
            ports.approve_client(&client, &client.approvable(&config.policy), ports.now(), entry).await?;
        }
        ClientAction::Disable => ports.disable_client(&id, ports.now(), entry).await?,
        ClientAction::Enable => ports.enable_client(&id, entry).await?,
        ClientAction::RenewSecret => {}
    }
    let inspected = inspect(&id, config, ports).await?;
    let response = Response::json(Status(200), &json!({"client_id": id.as_str(), "state": state(&inspected)}));
    Ok(noted(&id, &inspected, response))
}

/// Replaces the client secret, and shows the new one this one time. The secret before it is accepted for
/// `SECRET_GRACE_SECONDS`.
pub async fn renew(
    operator: Operator<'_>,
    id: &str,
    request: &Request,
    config: &Config,
    ports: &impl Ports,
) -> Result<Response, Error> {
    let Renewed { id, secret, end } = renewed(operator, id, request, config, ports).await?;
    let members = json!({"client_id": id.as_str(), "client_secret": &*secret, "client_secret_expires_at": end});
    Ok(noted(&id, &inspect(&id, config, ports).await?, Response::json(Status(200), &members)))
}

/// A new client secret, and the time of its end; 0 if it has none.
pub struct Renewed {
    /// The client.
    pub id: ClientId,
    /// The secret, as text.
    pub secret: String,
    /// The end, in seconds since the Unix epoch.
    pub end: u64,
}

/// Replaces the client secret.
pub async fn renewed(
    operator: Operator<'_>,
    id: &str,
    request: &Request,
    config: &Config,
    ports: &impl Ports,
) -> Result<Renewed, Error> {
    for _ in 0..ATTEMPTS {
        let (id, inspected) = changeable(id, request, config, ports).await?;
        let client = inspected.client.map_err(|_| Refusal::UnknownClient)?;
        let token = client.credentials.token(&id, &config.keys).ok_or_else(|| lost(&client))?;
        let event = Some(client_event("secret-renewed", operator, &client));
        let Some(renewed) = renew_secret(&client, &token, event, request, config, ports).await? else { continue };
        let credentials = &renewed.credentials;
        let secret = credentials.secret(&id, config.policy.client_secret_length, &config.keys);
        let secret = secret.ok_or_else(|| lost(&renewed))?;
        let end = renewed.secret_end(config).map_or(0, |end| end.0);
        let secret = secret.reveal().to_owned();
        return Ok(Renewed { id, secret, end });
    }
    Err(Fault::Contention.into())
}

fn client_event(kind: &'static str, operator: Operator<'_>, client: &RegisteredClient) -> Event {
    Event::by_operator(kind, operator).about_client(&client.id, client.trust())
}

/// Names a client and its trust tier in the log line of a response, with its entity tag.
fn noted(id: &ClientId, inspected: &Inspected, response: Response) -> Response {
    let tier = inspected.client.as_ref().ok().map(|client| client.trust().name());
    Response { client_id: Some(id.as_str().to_owned()), tier, ..response.with("etag", tag(inspected)) }
}
