//! The audit log in the console.

use maud::{Markup, html};

use crate::http::{Response, Status};
use crate::model::{AuditPage, AuditQuery, AuditRow, Journal};
use crate::pages::console::clients::{encoded, next_page};
use crate::pages::console::{ConsoleFrame, field};
use crate::pages::date::minute;
use crate::pages::{Look, shown};

/// Makes the page. `query` is the query of its address.
#[must_use]
pub fn console_audit(
    asked: &AuditQuery,
    page: &AuditPage,
    query: &str,
    frame: &ConsoleFrame<'_>,
    look: &Look<'_>,
) -> Response {
    let contents = html! {
        form method="get" action=(look.path(frame.path)) {
            div.fields {
                div {
                    label for="journal" { "Journal" }
                    select #journal name="journal" {
                        @for journal in Journal::ALL {
                            option value=(journal.name()) selected[asked.journal == journal] { (journal.name()) }
                        }
                    }
                }
                @for (name, label, value) in [
                    ("kind", "Kind of event", &asked.kind),
                    ("client_id", "client_id", &asked.client_id),
                    ("user_id", "user_id", &asked.user_id),
                ] {
                    div { (field(name, label, "text", value.as_deref(), None)) }
                }
            }
            button { "Search" }
        }
        h2 { "Events" }
        @if !look.config.audit.has(asked.journal) {
            p { "This journal is off. The setting " code { "AUDIT" } " turns it on." }
        }
        @if page.rows.is_empty() {
            p { @if page.next.is_some() { "None among these events: look further." } @else { "There is none." } }
        } @else {
            ul.list { @for row in &page.rows { li { (entry(row, look)) } } }
        }
        @if let Some(next) = page.next {
            p { a.button.quiet href=(next_page(frame.path, query, &next.to_string(), look)) { "Older events" } }
        }
    };
    frame.page(Status(200), "Audit log", &contents, look)
}

fn entry(row: &AuditRow, look: &Look<'_>) -> Markup {
    let texts = [("Name", &row.actor_id), ("From", &row.address)];
    let pages = [("client_id", "/console/client", &row.client_id), ("user_id", "/console/user", &row.user_id)];
    html! {
        p { (shown::text(&row.kind)) " " span.tag { (row.sequence) } }
        p.soft {
            (minute(row.at)) ", " (shown::text(&row.actor))
            @if let Some(trust) = &row.trust { ", trusted by: " (shown::text(trust)) }
        }
        dl {
            @for (name, text) in texts { @if let Some(text) = text { dt { (name) } dd { (shown::text(text)) } } }
            @for (name, path, id) in pages {
                @if let Some(id) = id {
                    dt { (name) }
                    dd { a href={ (look.path(path)) "?" (encoded(name, id)) } { (shown::code(id)) } }
                }
            }
            @if row.details != "{}" { dt { "Details" } dd { (shown::code(&row.details)) } }
        }
    }
}
