//! The administration of clients on D1.

use serde_json::Value;

use crate::client_metadata::{AbsoluteUri, Host};
use crate::edge::parameters::{integer, maybe_integer, maybe_text, text};
use crate::edge::platform::Platform;
use crate::edge::row::{Row, read_all};
use crate::edge::statements_of_administration::{DISABLE_CLIENT, ENABLE_CLIENT, END_OF_PAGE, LIST_CLIENTS};
use crate::error::Fault;
use crate::model::{AuditEntry, ClientId, ClientPage, ClientQuery, ClientState, LOOKED_AT, ListedClient};
use crate::ports::ClientAdministration;
use crate::unit::Timestamp;

impl ClientAdministration for Platform {
    async fn list_clients(&self, query: &ClientQuery) -> Result<ClientPage, Fault> {
        let beginning = vec![text(query.after.as_deref().unwrap_or_default()), Value::from(LOOKED_AT)];
        let mut parameters = beginning.clone();
        parameters.push(Value::from(query.limit));
        let words = [
            &query.client_name,
            &query.redirect_host,
            &query.software_id,
            &query.owner,
            &query.template,
            &query.statement_issuer,
            &query.certificate_subject,
        ];
        parameters.extend(words.map(|word| maybe_text(word.as_deref())));
        parameters.push(maybe_text(query.state.map(ClientState::name)));
        for time in [query.used_since, query.used_before] {
            parameters.push(maybe_integer(time));
        }
        parameters.push(Value::from(u8::from(query.can_wait)));
        let mut results = self.transact(vec![(LIST_CLIENTS, parameters), (END_OF_PAGE, beginning)]).await?;
        let end = results.pop().unwrap_or_default().pop();
        let rows = results.pop().unwrap_or_default();
        let clients = read_all(&rows, listed)?;
        let is_full = u32::try_from(clients.len()).unwrap_or(u32::MAX) >= query.limit;
        let next = match clients.last().filter(|_| is_full) {
            Some(last) => Some(last.client_id.clone()),
            None => end.map(|row| Row::of(&row, "end of a page").get("client_id")).transpose()?,
        };
        Ok(ClientPage { clients, next })
    }

    fn disable_client(
        &self,
        id: &ClientId,
        at: Timestamp,
        entry: Option<AuditEntry>,
    ) -> impl Future<Output = Result<(), Fault>> {
        self.run_noted(DISABLE_CLIENT, vec![text(id.as_str()), integer(at)], entry)
    }

    fn enable_client(&self, id: &ClientId, entry: Option<AuditEntry>) -> impl Future<Output = Result<(), Fault>> {
        self.run_noted(ENABLE_CLIENT, vec![text(id.as_str())], entry)
    }
}

fn listed(row: &Value) -> Result<ListedClient, Fault> {
    let row = Row::of(row, "list of clients");
    let host_of = |uri: String| AbsoluteUri::parse(&uri).ok()?.host().map(Host::to_string);
    let redirect_host = row.get::<Option<String>>("redirect_uri")?.and_then(host_of);
    let state: String = row.get("state")?;
    let state = ClientState::ALL.into_iter().find(|it| it.name() == state);
    Ok(ListedClient {
        client_id: row.get("client_id")?,
        client_name: row.get("client_name")?,
        software_id: row.get("software_id")?,
        redirect_host: redirect_host.or(row.get("redirect_host")?),
        owner: row.get("owner")?,
        template: row.get("template")?,
        statement_issuer: row.get("statement_issuer")?,
        issued_at: row.get("issued_at")?,
        first_used_at: row.get("first_used_at")?,
        last_used_at: row.get("last_used_at")?,
        state: state.ok_or_else(|| Fault::Broken("a client has no state".to_owned()))?,
    })
}
