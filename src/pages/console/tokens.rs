//! The initial access tokens in the console.

use maud::{Markup, html};

use crate::http::{Response, Status};
use crate::pages::console::clients::encoded;
use crate::pages::console::{ConsoleFrame, field, json, problem};
use crate::pages::date::minute;
use crate::pages::{Look, shown};
use crate::ports::ListedToken;
use crate::unit::Timestamp;

/// The tokens, and the result of a form.
#[derive(Clone, Debug)]
pub struct TokensPage<'a> {
    /// The tokens of the page.
    pub tokens: &'a [ListedToken],
    /// The digest after which the next page begins.
    pub next: Option<&'a str>,
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
        @if page.tokens.is_empty() { p { "There is none." } }
        @else { ul.list { @for token in page.tokens { li { (entry(token, page.now, frame, look)) } } } }
        @if let Some(next) = page.next {
            p { a.button.quiet href={ (look.path(frame.path)) "?" (encoded("after", next)) } { "Next page" } }
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

fn entry(token: &ListedToken, now: Timestamp, frame: &ConsoleFrame<'_>, look: &Look<'_>) -> Markup {
    let is_good = token.uses_left > 0 && now < token.expires_at;
    let name = if token.label.is_empty() { "A token without a label" } else { &token.label };
    let bounds = token.bounds.write();
    html! {
        p {
            (shown::name(name))
            @if !is_good { " " span.tag { @if token.uses_left == 0 { "used up" } @else { "ended" } } }
        }
        dl {
            dt { "Clients left" }
            dd { (token.uses_left) }
            dt { "Made" }
            dd { (minute(token.created_at)) }
            dt { "Ends" }
            dd { (minute(token.expires_at)) }
        }
        @if !bounds.is_empty() { (json(&bounds)) }
        @if is_good {
            (frame.form(&html! {
                input type="hidden" name="digest" value=(token.digest.as_str());
                button.grave.small name="action" value="revoke" aria-label={ "Revoke: " (shown::neutral(name, 80)) } { "Revoke" }
            }, look))
        }
    }
}
