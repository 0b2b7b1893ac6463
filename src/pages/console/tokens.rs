//! The initial access tokens in the console.

use maud::{Markup, html};
use serde_json::{Map, Value};

use crate::http::{Response, Status};
use crate::pages::console::clients::next_page;
use crate::pages::console::{ConsoleFrame, count_of, field, json, minute_of, problem, text_of};
use crate::pages::{Look, shown};
use crate::unit::Timestamp;

/// The tokens, and the result of a form.
#[derive(Clone, Debug)]
pub struct TokensPage<'a> {
    /// The page of tokens, as the admin API lists them.
    pub listed: &'a Map<String, Value>,
    /// The names of the templates.
    pub templates: Vec<&'a str>,
    /// The time.
    pub now: Timestamp,
    /// The text of a new token, or what is wrong.
    pub result: Option<Result<&'a str, &'a str>>,
}

/// Makes the page.
#[must_use]
pub fn console_tokens(page: &TokensPage<'_>, frame: &ConsoleFrame<'_>, look: &Look<'_>) -> Response {
    let tokens = page.listed.get("initial_access_tokens").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let contents = html! {
        @match page.result {
            None => {},
            Some(Err(message)) => (problem(message)),
            Some(Ok(token)) => div .box .note role="status" {
                h2 { "The new token" }
                p { code { (token) } }
                p { "It is shown this one time. Who has it can register clients." }
            },
        }
        p { "Who has an initial access token can register clients within its bounds." }
        (creation(page, frame, look))
        h2 { "Tokens" }
        @if tokens.is_empty() { p { "There is none." } }
        @else {
            ul.list {
                @for token in tokens.iter().filter_map(Value::as_object) { li { (entry(token, page.now, frame, look)) } }
            }
        }
        @if let Some(next) = page.listed.get("next").and_then(Value::as_str) {
            p { a.button.quiet href=(next_page(frame.path, "", next, look)) { "Next page" } }
        }
    };
    let status = if matches!(page.result, Some(Err(_))) { Status(400) } else { Status(200) };
    frame.page(status, "Initial access tokens", &contents, look)
}

fn creation(page: &TokensPage<'_>, frame: &ConsoleFrame<'_>, look: &Look<'_>) -> Markup {
    let fields = html! {
        div.fields {
            div { (field("label", "Label", "text", None, Some("For whom it is."))) }
            div { (field("uses", "Number of clients", "number", Some("1"), None)) }
            div { (field("days", "Days until it ends", "number", Some("7"), None)) }
            div { (field("redirect_hosts", "Hosts of redirection URIs", "text", None, Some("With spaces between; any if empty."))) }
            @if !page.templates.is_empty() {
                div {
                    label for="template" { "Template" }
                    select #template name="template" {
                        option value="" { "none" }
                        @for name in &page.templates { option value=(name) { (shown::neutral(name, 80)) } }
                    }
                }
            }
        }
        button name="action" value="create" { "Create the token" }
    };
    html! { h2 { "New token" } (frame.form(&fields, look)) }
}

fn entry(token: &Map<String, Value>, now: Timestamp, frame: &ConsoleFrame<'_>, look: &Look<'_>) -> Markup {
    let uses_left = count_of(token, "uses_left");
    let is_good = uses_left > 0 && now.0 < count_of(token, "expires_at");
    let label = text_of(token, "label");
    let name = if label.is_empty() { "A token without a label" } else { label };
    html! {
        p {
            (shown::name(name))
            @if !is_good { " " span.tag { @if uses_left == 0 { "used up" } @else { "ended" } } }
        }
        dl {
            dt { "Clients left" }
            dd { (uses_left) }
            @for (name, label) in [("created_at", "Made"), ("expires_at", "Ends")] {
                dt { (label) }
                dd { (minute_of(token, name).unwrap_or_default()) }
            }
        }
        @if let Some(bounds) = token.get("bounds").and_then(Value::as_object).filter(|bounds| !bounds.is_empty()) { (json(bounds)) }
        @if is_good {
            (frame.form(&html! {
                input type="hidden" name="digest" value=(text_of(token, "digest"));
                button.grave.small name="action" value="revoke" aria-label={ "Revoke: " (shown::neutral(name, 80)) } { "Revoke" }
            }, look))
        }
    }
}
