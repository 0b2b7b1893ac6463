//! The epochs in the console.

use maud::{Markup, html};
use serde_json::{Map, Value};

use crate::http::{Response, Status};
use crate::pages::console::{ConsoleFrame, field, minute_of, problem as problem_box};
use crate::pages::{Look, shown};

/// Makes the page of the epochs, as the admin API lists them.
#[must_use]
pub fn console_epochs(
    listed: &Map<String, Value>,
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
    let epochs = listed.get("epochs").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let contents = html! {
        @if let Some(message) = problem { (problem_box(message)) }
        p { "An epoch refuses all clients of a kind that have registered before it. They can register anew." }
        h2 { "Epochs" }
        @if epochs.is_empty() { p { "There is none." } }
        @else { ul.list { @for epoch in epochs.iter().filter_map(Value::as_object) { li { (entry(epoch, frame, look)) } } } }
        h2 { "New epoch" }
        (frame.form(&fields, look))
    };
    let status = if problem.is_some() { Status(400) } else { Status(200) };
    frame.page(status, "Epochs", &contents, look)
}

fn entry(epoch: &Map<String, Value>, frame: &ConsoleFrame<'_>, look: &Look<'_>) -> Markup {
    let (kind, about) = epoch
        .iter()
        .find(|(name, _)| *name != "since")
        .map_or(("", ""), |(kind, about)| (&**kind, about.as_str().unwrap_or_default()));
    let (name, words) =
        if about.is_empty() { (kind.to_owned(), "all clients") } else { (format!("{kind} {about}"), kind) };
    html! {
        p { (words) " " (shown::name(about)) }
        dl { dt { "Since" } dd { (minute_of(epoch, "since").unwrap_or_default()) } }
        (frame.form(&html! {
            input type="hidden" name="epoch" value=(name);
            button.quiet.small name="action" value="lift" aria-label={ "Lift: " (words) " " (shown::neutral(about, 80)) } { "Lift" }
        }, look))
    }
}
