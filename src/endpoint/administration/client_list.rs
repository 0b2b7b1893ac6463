//! The list of clients at the admin API.

use serde_json::{Map, Value};

use crate::endpoint::administration::clients::present;
use crate::endpoint::administration::page::{self, UNKNOWN};
use crate::error::{Error, Refusal};
use crate::http::{Request, Response, Status};
use crate::json;
use crate::model::{ClientQuery, ClientState, Config, ListedClient};
use crate::ports::ClientAdministration;
use crate::unit::Timestamp;

/// Lists the clients that meet the conditions of the query.
pub async fn list(request: &Request, config: &Config, store: &impl ClientAdministration) -> Result<Response, Error> {
    let page = store.list_clients(&query(request, config)?).await?;
    let clients: Vec<Value> = page.clients.iter().map(|client| Value::Object(listed(client))).collect();
    let next = page.next.map(|next| ("next", Value::from(next)));
    let members = json::object([("clients", Value::from(clients))].into_iter().chain(next));
    Ok(Response::json(Status(200), &members))
}

/// Reads the conditions of a list from the query.
pub fn query(request: &Request, config: &Config) -> Result<ClientQuery, Refusal> {
    let mut query = ClientQuery { can_wait: !config.approval.is_empty(), ..ClientQuery::default() };
    let page = page::read(request, &mut |name, value| {
        let text = || Some(value.to_owned());
        // The store has no later time than the number of 32 bits.
        let time =
            || value.parse::<u32>().map(|time| Timestamp(time.into())).map_err(|_| "be seconds since the Unix epoch");
        match name {
            "certificate_subject" => query.certificate_subject = text(),
            "client_name" => query.client_name = Some(value.to_ascii_lowercase()),
            "owner" => query.owner = text(),
            "redirect_host" => query.redirect_host = Some(value.to_ascii_lowercase()),
            "software_id" => query.software_id = text(),
            "state" => {
                let state = ClientState::ALL.into_iter().find(|state| state.name() == value);
                query.state = Some(state.ok_or("be active, deleted, disabled or waiting")?);
            }
            "statement_issuer" => query.statement_issuer = text(),
            "template" => query.template = text(),
            "used_before" => query.used_before = Some(time()?),
            "used_since" => query.used_since = Some(time()?),
            _ => return Err(UNKNOWN),
        }
        Ok(())
    })?;
    Ok(ClientQuery { after: page.after, limit: page.limit, ..query })
}

fn listed(client: &ListedClient) -> Map<String, Value> {
    let texts = [
        ("client_name", &client.client_name),
        ("software_id", &client.software_id),
        ("redirect_host", &client.redirect_host),
        ("owner", &client.owner),
        ("template", &client.template),
        ("statement_issuer", &client.statement_issuer),
    ];
    let texts = texts.into_iter().filter_map(|(name, text)| Some((name, Value::from(text.as_deref()?))));
    let times = [
        ("registered_at", client.issued_at),
        ("first_used_at", client.first_used_at),
        ("last_used_at", client.last_used_at),
    ];
    let always = [("client_id", Value::from(&*client.client_id)), ("state", Value::from(client.state.name()))];
    json::object(always.into_iter().chain(texts).chain(present(times)))
}
