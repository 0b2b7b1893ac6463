//! Clients in the console.

use crate::client_lookup::{Inspected, inspect, resolve, tier_at};
use crate::endpoint::administration::ClientAction;
use crate::endpoint::administration::client_list::query;
use crate::endpoint::administration::clients::{Renewed, act, delete, renewed, state};
use crate::endpoint::console::entry::Operator;
use crate::endpoint::console::{Place, done, done_in};
use crate::error::{AuthenticationFailure, Error};
use crate::http::{Form, Request, Response};
use crate::model::{Bounds, Client, ClientId, ClientState};
use crate::pages::{self, ClientFacts, ConsoleDone, ConsoleFrame, Look, Problem};
use crate::policy::ClientReads;
use crate::ports::{ClientAdministration, Ports};

/// Lists the clients that meet the conditions of the query.
pub async fn list(
    operator: &Operator,
    request: &Request,
    look: &Look<'_>,
    store: &impl ClientAdministration,
) -> Result<Response, Error> {
    let asked = query(request, look.config)?;
    let page = store.list_clients(&asked).await?;
    Ok(pages::console_clients(&asked, &page, &request.query, &operator.frame(Place::Clients, None), look))
}

/// Shows the client of the query.
pub async fn show(
    operator: &Operator,
    request: &Request,
    look: &Look<'_>,
    ports: &impl Ports,
) -> Result<Response, Error> {
    let id = request.parameter("client_id").unwrap_or_default();
    page(id.trim(), None, done_in(request), operator, request, look, ports).await
}

/// Does what a form of the page of a client asks for.
pub async fn change(
    form: &Form,
    operator: &Operator,
    request: &Request,
    look: &Look<'_>,
    ports: &impl Ports,
) -> Result<Response, Error> {
    let (id, config) = (form.required("client_id")?, look.config);
    let by = operator.in_audit();
    let (action, changed) = match form.value("action").unwrap_or_default() {
        "approve" => (Some(ClientAction::Approve), ConsoleDone::Approved),
        "delete" => (None, ConsoleDone::Deleted),
        "disable" => (Some(ClientAction::Disable), ConsoleDone::Disabled),
        "enable" => (Some(ClientAction::Enable), ConsoleDone::Enabled),
        "renew-secret" => {
            let Renewed { secret, .. } = renewed(by, id, request, config, ports).await?;
            return page(id, Some(&secret), None, operator, request, look, ports).await;
        }
        _ => return Ok(pages::problem(Problem::InvalidRequest, look)),
    };
    match action {
        Some(action) => act(by, (id, action), request, config, ports).await?,
        None => delete(by, id, request, config, ports).await?,
    };
    let query: String = form_urlencoded::Serializer::new(String::new()).append_pair("client_id", id).finish();
    let response = done(Place::Client, &query, changed, config);
    Ok(Response { client_id: Some(id.to_owned()), ..response })
}

/// Shows a client of any kind, whether or not it may be used.
async fn page(
    id: &str,
    secret: Option<&str>,
    done: Option<ConsoleDone>,
    operator: &Operator,
    request: &Request,
    look: &Look<'_>,
    ports: &impl Ports,
) -> Result<Response, Error> {
    let frame = operator.frame(Place::Client, done);
    let inspected = match ClientId::known(id) {
        Some(own) => Some(inspect(&own, look.config, ports).await?),
        None => None,
    };
    let response = match &inspected {
        Some(Inspected { client: Ok(client), disabled_at, .. }) => {
            let facts = ClientFacts {
                id,
                kind: match (client.is_imported(), client.id.is_sealed()) {
                    (true, _) => "imported",
                    (false, true) => "sealed in its identifier",
                    (false, false) => "stored",
                },
                state: inspected.as_ref().map_or("", state),
                trust: tier_at(client.trust(), &client.metadata, request.peer, look.config, ports).await,
                metadata: client.metadata.members(),
                bounds: client.bounds.as_ref().map(Bounds::write),
                registered_at: Some(client.issued_at),
                last_used_at: client.last_used_at,
                disabled_at: *disabled_at,
                has_secret: !client.credentials.has_lost_secret(
                    &client.id,
                    look.config.policy.client_secret_length,
                    &look.config.keys,
                ),
                is_registered: true,
                new_secret: secret,
            };
            pages::console_client(&facts, &frame, look)
        }
        Some(Inspected { client: Err(AuthenticationFailure::ClientDeleted), .. }) => {
            pages::console_no_client(id, true, &frame, look)
        }
        _ => other(id, &frame, request, look, ports).await?,
    };
    let client_id = response.status.0 == 200;
    Ok(Response { client_id: client_id.then(|| id.to_owned()), ..response })
}

/// Shows a client of the settings, or one that a document describes.
async fn other(
    id: &str,
    frame: &ConsoleFrame<'_>,
    request: &Request,
    look: &Look<'_>,
    ports: &impl Ports,
) -> Result<Response, Error> {
    let found = resolve(id, ClientReads::Primary, request.peer, look.config, ports).await?;
    let Ok(client) = found.client else { return Ok(pages::console_no_client(id, false, frame, look)) };
    let facts = ClientFacts {
        id,
        kind: if matches!(client, Client::Document(_)) { "described by a document" } else { "in the setting CLIENTS" },
        state: ClientState::Active.name(),
        trust: tier_at(client.trust(), client.accepted(), request.peer, look.config, ports).await,
        metadata: client.accepted().members(),
        bounds: None,
        registered_at: None,
        last_used_at: None,
        disabled_at: None,
        has_secret: false,
        is_registered: false,
        new_secret: None,
    };
    Ok(pages::console_client(&facts, frame, look))
}
