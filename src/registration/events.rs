//! The events of registrations in the audit log.
//!
//! An anonymous client that was never used leaves none: there can be very many of these, and nobody vouches for what they say.

use serde_json::{Map, Value};

use crate::audit::Event;
use crate::model::{ClientId, Journal, RegisteredClient, Trust, is_anonymous};
use crate::registration::Registrant;

/// Returns the event of a new client, whose registrant somebody vouches for.
pub fn registered((id, tier): (&ClientId, Trust), registrant: &Registrant, statement: Option<String>) -> Event {
    let token = registrant.token().map(|token| token.digest.as_str());
    let event =
        Event::of(Journal::Clients, "client-registered", "registrant").named(token).trusted_by(Some(registrant.kind()));
    with_statement(event.about_client(id, tier), statement)
}

/// Returns the event of a new anonymous client that waits for an operator. It leaves no row in the log, as others do not.
pub fn waiting(id: &ClientId, tier: Trust) -> Event {
    Event::of(Journal::Clients, "client-waiting", "registrant").about_client(id, tier).unlogged()
}

/// Returns the event of a change that the client makes itself; `None` for a client that leaves none.
#[must_use]
pub fn of_client(kind: &'static str, client: &RegisteredClient) -> Option<Event> {
    let is_seen = !is_anonymous(client.bounds.as_ref()) || client.last_used_at.is_some();
    let event = || Event::of(Journal::Clients, kind, "client").trusted_by(Some("registration access token"));
    let event = is_seen.then(event)?.about_client(&client.id, client.trust());
    Some(match client.owner() {
        Some(owner) => event.about_user(&owner),
        None => event,
    })
}

/// Returns the event of an update, with the names of the members that it changes.
pub fn updated(client: &RegisteredClient, members: &Map<String, Value>, statement: Option<String>) -> Option<Event> {
    let names = changed_members(client.metadata.members(), members);
    Some(with_statement(of_client("client-updated", client)?.with("members", names), statement))
}

/// Returns the names of the members that differ.
#[must_use]
pub fn changed_members<'a>(before: &'a Map<String, Value>, after: &'a Map<String, Value>) -> Vec<&'a str> {
    let changed = after.iter().filter(|(name, value)| before.get(*name) != Some(value)).map(|(name, _)| name);
    let removed = before.keys().filter(|name| !after.contains_key(*name));
    changed.chain(removed).map(|name| &**name).collect()
}

fn with_statement(event: Event, statement: Option<String>) -> Event {
    match statement {
        Some(statement) => event.with("software_statement", statement),
        None => event,
    }
}
