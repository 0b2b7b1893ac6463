//! The page of a client in the console.

use maud::{Markup, html};
use serde_json::{Map, Value};

use crate::http::{Response, Status};
use crate::model::{ClientState, Trust};
use crate::pages::console::clients::encoded;
use crate::pages::console::{ConsoleFrame, json};
use crate::pages::date::minute;
use crate::pages::{Look, shown};
use crate::unit::Timestamp;

/// A client, and what an operator can do with it.
#[derive(Clone, Debug)]
pub struct ClientFacts<'a> {
    /// The identifier.
    pub id: &'a str,
    /// Where the client is kept.
    pub kind: &'static str,
    /// The state.
    pub state: &'static str,
    /// The trust tier.
    pub trust: Trust,
    /// The metadata.
    pub metadata: &'a Map<String, Value>,
    /// The bounds; `None` for an anonymous client.
    pub bounds: Option<Map<String, Value>>,
    /// When the client registered.
    pub registered_at: Option<Timestamp>,
    /// When the client was last used.
    pub last_used_at: Option<Timestamp>,
    /// When an operator shut the client out.
    pub disabled_at: Option<Timestamp>,
    /// True for a client that has a secret.
    pub has_secret: bool,
    /// True for a client that is registered here, and can be changed.
    pub is_registered: bool,
    /// The secret that the client has just got.
    pub new_secret: Option<&'a str>,
}

/// Makes the page.
#[must_use]
pub fn console_client(client: &ClientFacts<'_>, frame: &ConsoleFrame<'_>, look: &Look<'_>) -> Response {
    let text = |name| client.metadata.get(name).and_then(Value::as_str);
    let name = shown::neutral(text("client_name").unwrap_or("A client without a name"), 80);
    let times =
        [("Registered", client.registered_at), ("Last used", client.last_used_at), ("Shut out", client.disabled_at)];
    let uris = client.metadata.get("redirect_uris").and_then(Value::as_array).into_iter().flatten();
    let uris: Vec<&str> = uris.filter_map(Value::as_str).collect();
    let contents = html! {
        @if let Some(secret) = client.new_secret {
            div .box .note role="status" {
                h2 { "The new client_secret" }
                p { code { (secret) } }
                p { "It is shown this one time. Give it to the client." }
            }
        }
        dl {
            dt { "client_id" }
            // Never cut off: it is copied.
            dd { bdi { code { (shown::neutral(client.id, usize::MAX)) } } }
            dt { "State" }
            dd { (client.state) }
            dt { "Trust" }
            dd { (client.trust.name()) }
            dt { "Kept" }
            dd { (client.kind) }
            @for (name, time) in times { @if let Some(time) = time { dt { (name) } dd { (minute(time)) } } }
            @if !uris.is_empty() { dt { "Redirects to" } @for uri in uris { dd { (shown::host(uri)) } } }
            @for name in ["token_endpoint_auth_method", "scope", "software_id"] {
                @if let Some(value) = text(name) { dt { (name) } dd { (shown::text(value)) } }
            }
        }
        @if client.is_registered {
            h2 { "By whose word" }
            @match &client.bounds {
                None => p { "Nobody vouches for this client: it registered itself." },
                Some(bounds) if bounds.is_empty() => p { "Its registrant is known, and has no bounds." },
                Some(bounds) => { p { "Its bounds:" } (json(bounds)) },
            }
        }
        p { a href={ (look.path("/console/audit")) "?journal=clients&" (encoded("client_id", client.id)) } { "Its events in the audit log" } }
        h2 { "Metadata" }
        (json(client.metadata))
        @if client.is_registered { (actions(client, frame, look)) }
    };
    frame.page(Status(200), &name, &contents, look)
}

fn actions(client: &ClientFacts<'_>, frame: &ConsoleFrame<'_>, look: &Look<'_>) -> Markup {
    let id = html! { input type="hidden" name="client_id" value=(client.id); };
    let button = |action: &str, class: &str, text: &str| {
        frame.form(&html! { (id) button class=(class) name="action" value=(action) { (text) } }, look)
    };
    html! {
        h2 { "Change" }
        @if client.state == ClientState::Waiting.name() { (button("approve", "quiet", "Approve the client")) }
        @if client.disabled_at.is_some() {
            (button("enable", "quiet", "Let the client in again"))
        } @else {
            (button("disable", "grave", "Shut the client out"))
        }
        @if client.has_secret { (button("renew-secret", "quiet", "Replace the client_secret")) }
        details {
            summary { "Delete the client" }
            p { "Its tokens end with it, and nothing brings it back." }
            (frame.form(&html! {
                (id)
                div.check {
                    input #sure type="checkbox" required;
                    label for="sure" { "I want to delete this client" }
                }
                button.grave name="action" value="delete" { "Delete" }
            }, look))
        }
    }
}

/// Makes the page of an identifier that no client has.
#[must_use]
pub fn console_no_client(id: &str, is_deleted: bool, frame: &ConsoleFrame<'_>, look: &Look<'_>) -> Response {
    let contents = html! {
        p { (shown::code(id)) }
        @if is_deleted { p { "The client is deleted." } } @else { p { "No client has this identifier here." } }
        p { a href=(look.path("/console")) { "Try another" } }
    };
    let (status, title) = if is_deleted { (Status(410), "A deleted client") } else { (Status(404), "No such client") };
    frame.page(status, title, &contents, look)
}
