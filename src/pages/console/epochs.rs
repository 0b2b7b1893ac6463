//! The epochs in the console.

use maud::{Markup, html};

use crate::http::{Response, Status};
use crate::pages::console::{ConsoleFrame, field, problem as problem_box};
use crate::pages::date::minute;
use crate::pages::{Look, shown};
use crate::unit::Timestamp;

/// Makes the page.
#[must_use]
pub fn console_epochs(
    epochs: &[(String, Timestamp)],
    problem: Option<&str>,
    frame: &ConsoleFrame<'_>,
    look: &Look<'_>,
) -> Response {
    let kinds = [
        ("software_id", "of this software_id"),
        ("template", "of this template"),
        ("statement_issuer", "of statements of this issuer"),
        ("all", "all clients"),
    ];
    let fields = html! {
        label for="kind" { "Clients" }
        select #kind name="kind" { @for (kind, text) in kinds { option value=(kind) { (text) } } }
        (field("name", "Name", "text", None, Some("The software_id, the template or the issuer; nothing for all clients.")))
        button.grave name="action" value="begin" { "Refuse those that have registered until now" }
    };
    let contents = html! {
        @if let Some(message) = problem { (problem_box(message)) }
        p { "An epoch refuses all clients of a kind that have registered before it. They can register anew." }
        h2 { "Epochs" }
        @if epochs.is_empty() { p { "There is none." } }
        @else { ul.list { @for (name, since) in epochs { li { (entry(name, *since, frame, look)) } } } }
        h2 { "New epoch" }
        (frame.form(&fields, look))
    };
    let status = if problem.is_some() { Status(400) } else { Status(200) };
    frame.page(status, "Epochs", &contents, look)
}

fn entry(name: &str, since: Timestamp, frame: &ConsoleFrame<'_>, look: &Look<'_>) -> Markup {
    let (kind, about) = name.split_once(' ').unwrap_or(("all clients", ""));
    html! {
        p { (kind) " " (shown::name(about)) }
        dl { dt { "Since" } dd { (minute(since)) } }
        (frame.form(&html! {
            input type="hidden" name="epoch" value=(name);
            button.quiet.small name="action" value="lift" aria-label={ "Lift: " (kind) " " (shown::neutral(about, 80)) } { "Lift" }
        }, look))
    }
}
