//! The list of clients in the console.

use maud::{Markup, html};

use crate::http::{Response, Status};
use crate::model::{ClientPage, ClientQuery, ClientState, ListedClient};
use crate::pages::console::{ConsoleFrame, field};
use crate::pages::date::minute;
use crate::pages::{Look, shown};

/// Makes the page. `query` is the query of its address.
#[must_use]
pub fn console_clients(
    asked: &ClientQuery,
    page: &ClientPage,
    query: &str,
    frame: &ConsoleFrame<'_>,
    look: &Look<'_>,
) -> Response {
    let contents = html! {
        form method="get" action=(look.path("/console/clients")) {
            div.fields {
                @for (name, label, value) in [
                    ("client_name", "Name has", &asked.client_name),
                    ("redirect_host", "Host of a redirection URI", &asked.redirect_host),
                    ("software_id", "software_id", &asked.software_id),
                    ("owner", "Owner", &asked.owner),
                    ("template", "Template", &asked.template),
                    ("statement_issuer", "Issuer of its statement", &asked.statement_issuer),
                    ("certificate_subject", "Subject of its certificate", &asked.certificate_subject),
                ] {
                    div { (field(name, label, "text", value.as_deref(), None)) }
                }
                div {
                    label for="state" { "State" }
                    select #state name="state" {
                        option value="" { "any" }
                        @for state in ClientState::ALL {
                            option value=(state.name()) selected[asked.state == Some(state)] { (state.name()) }
                        }
                    }
                }
            }
            button { "Search" }
        }
        h2 { "Clients" }
        p.soft { "Clients that are stored or were used. Find any other by its client_id on the overview." }
        @if page.clients.is_empty() {
            p { @if page.next.is_some() { "None among these clients: look further." } @else { "There is none." } }
        } @else {
            ul.list { @for client in &page.clients { li { (entry(client, look)) } } }
        }
        @if let Some(next) = &page.next { p { a.button.quiet href=(next_page(frame.path, query, next, look)) { "Next page" } } }
    };
    frame.page(Status(200), "Clients", &contents, look)
}

fn entry(client: &ListedClient, look: &Look<'_>) -> Markup {
    let name = client.client_name.as_deref().unwrap_or("A client without a name");
    let texts = [
        ("software_id", &client.software_id),
        ("Redirects to", &client.redirect_host),
        ("Owner", &client.owner),
        ("Template", &client.template),
        ("Statement of", &client.statement_issuer),
    ];
    let query = encoded("client_id", &client.client_id);
    html! {
        p {
            a href={ (look.path("/console/client")) "?" (query) } { (shown::name(name)) }
            @if client.state != ClientState::Active { " " span.tag { (client.state.name()) } }
        }
        dl {
            dt { "client_id" }
            dd { (shown::code(&client.client_id)) }
            @for (name, text) in texts { @if let Some(text) = text { dt { (name) } dd { (shown::text(text)) } } }
            @if let Some(at) = client.issued_at { dt { "Registered" } dd { (minute(at)) } }
            @if let Some(at) = client.last_used_at { dt { "Last used" } dd { (minute(at)) } }
        }
    }
}

/// Returns the address of the next page under the same conditions.
pub(super) fn next_page(path: &str, query: &str, next: &str, look: &Look<'_>) -> String {
    let mut rest = form_urlencoded::Serializer::new(String::new());
    rest.extend_pairs(form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name != "after"));
    format!("{}?{}", look.path(path), rest.append_pair("after", next).finish())
}

/// Returns a parameter of a query.
pub(super) fn encoded(name: &str, value: &str) -> String {
    form_urlencoded::Serializer::new(String::new()).append_pair(name, value).finish()
}
