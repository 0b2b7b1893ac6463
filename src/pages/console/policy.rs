//! A version of a policy, of an issuer or of a template in the console.

use maud::{Markup, html};
use serde_json::{Map, Value};

use crate::http::{Response, Status};
use crate::pages::console::clients::encoded;
use crate::pages::console::policies::{LONGEST_NAME, name_of, registrants, state};
use crate::pages::console::trial::{TrialOutcome, explained};
use crate::pages::console::{ConsoleFrame, count_of, json, json_text, minute_of, problem, text_of};
use crate::pages::{Look, shown};
use crate::policy::{Collection, KINDS};

/// A version, and the outcome of a step with it.
#[derive(Clone, Copy, Debug)]
pub struct PolicyPage<'a> {
    /// The collection.
    pub collection: Collection,
    /// The version, as the admin API shows it.
    pub version: &'a Map<String, Value>,
    /// The text of the document that was sent and is not stored.
    pub text: Option<&'a str>,
    /// The reason why the step is refused.
    pub problem: Option<&'a str>,
    /// The page of the comparison with registered clients, or the preview of a template.
    pub replay: Option<&'a Map<String, Value>>,
    /// The kind of registrant whose policy the preview of a template has asked.
    pub registrant: Option<&'a str>,
}

/// Makes the page.
#[must_use]
pub fn console_policy(page: &PolicyPage<'_>, frame: &ConsoleFrame<'_>, look: &Look<'_>) -> Response {
    let PolicyPage { version, collection, .. } = *page;
    let (name, number) = (name_of(version, collection), count_of(version, "version"));
    let document = version.get("document").and_then(Value::as_object);
    let stored = document.map(json_text);
    let text = page.text.or(stored.as_deref()).unwrap_or_default();
    let is_draft = text_of(version, "state") == "draft";
    let of_version = html! {
        input type="hidden" name="of" value=(collection.path());
        input type="hidden" name="kind" value=(name);
        input type="hidden" name="version" value=(number);
        input type="hidden" name="revision" value=(count_of(version, "revision"));
    };
    let steps = html! {
        (of_version)
        @match page.replay {
            Some(replay) if collection == Collection::Policies => (compared(replay, look)),
            Some(preview) => { h2 { "A client of the template" } (explained(&TrialOutcome::answered(preview))) }
            None => {}
        }
        @if is_draft { (editor(text, page.problem, collection)) button name="action" value="save" { "Save the draft" } }
        @else { h2 { "Document" } @if let Some(document) = document { (json(document)) } }
        (buttons(page))
    };
    let contents = html! {
        @if !is_draft { @if let Some(message) = page.problem { (problem(message)) } }
        p {
            (state(version))
            @if collection == Collection::Policies { " For registrations of " (registrants(name)) "." }
        }
        dl {
            @for (name, label) in [("made_at", "Made"), ("changed_at", "Changed")] {
                @if let Some(time) = minute_of(version, name) { dt { (label) } dd { (time) } }
            }
        }
        (frame.form(&steps, look))
        @if text_of(version, "state") != "retired" {
            details {
                summary { @if is_draft { "Give the draft up" } @else { "Take the version out of use" } }
                p { "It then applies to nothing. It can be put in force later." }
                (frame.form(&html! { (of_version) button.grave name="action" value="retire" { "Retire" } }, look))
            }
        }
        @if is_draft {
            @if let (Some(_), Some(document)) = (page.text, document) {
                details { summary { "The text that is stored" } (json(document)) }
            }
        } @else {
            details open[page.text.is_some_and(|text| !text.is_empty())] {
                summary { "Write the next version" }
                (frame.form(&html! { (of_version) (editor(text, None, collection)) button name="action" value="draft" { "Save as a draft" } }, look))
            }
        }
    };
    let status = if page.problem.is_some() { Status(400) } else { Status(200) };
    let noun = match collection {
        Collection::Policies => "Policy",
        Collection::StatementIssuers => "Issuer",
        Collection::Templates => "Template",
    };
    frame.page(status, &format!("{noun} {} {number}", shown::neutral(name, LONGEST_NAME)), &contents, look)
}

/// Makes the field of a document, with the reason why it is refused.
pub(super) fn editor(text: &str, refused: Option<&str>, collection: Collection) -> Markup {
    let hint = match collection {
        Collection::Policies => {
            "A JSON object. Its members, all optional: bounds, defaults, forbidden, lifetime, members, protected_names, redirect_schemes."
        }
        Collection::StatementIssuers => "A JSON object, as an entry of the setting STATEMENT_ISSUERS.",
        Collection::Templates => "A JSON object with the metadata of clients, as an entry of the setting TEMPLATES.",
    };
    let described = if refused.is_some() { "document-hint problem" } else { "document-hint" };
    html! {
        @if let Some(message) = refused { (problem(message)) }
        label for="document" { "Document" }
        p.hint #document-hint { (hint) }
        textarea #document name="document" spellcheck="false" aria-describedby=(described) aria-invalid=[refused.map(|_| "true")] { (text) }
    }
}

/// Makes the buttons of the steps that lead on from a state.
fn buttons(page: &PolicyPage<'_>) -> Markup {
    let (collection, state) = (page.collection, text_of(page.version, "state"));
    let is_policy = collection == Collection::Policies;
    html! {
        @if state == "draft" { p.hint { "Each of the next steps saves the text first." } }
        @if is_policy { button.quiet name="action" value="replay" { "Compare with registered clients" } }
        @if collection == Collection::Templates {
            label for="registrant" { "Policy for" }
            select #registrant name="registrant" {
                option value="" { "no registrant: the settings alone" }
                @for kind in KINDS { option value=(kind) selected[page.registrant == Some(kind)] { (kind) ": " (registrants(kind)) } }
            }
            button.quiet name="action" value="preview" { "Show a client of it" }
        }
        @if is_policy && state != "shadow" && state != "active" { button.quiet name="action" value="shadow" { "Try in the shadow" } }
        @if state != "active" { button.grave name="action" value="activate" { "Put in force" } }
    }
}

/// Shows the clients that a version would refuse or change.
fn compared(replay: &Map<String, Value>, look: &Look<'_>) -> Markup {
    let differences = replay.get("differences").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let (compared, refused) = (count_of(replay, "compared"), count_of(replay, "refused"));
    let class = if differences.is_empty() { "box good" } else { "box note" };
    html! {
        div class=(class) role="status" {
            h2 { "Comparison" }
            p {
                "Of " (compared) " registered clients of this kind, the version would refuse " (refused)
                " and change " (differences.len().saturating_sub(usize::try_from(refused).unwrap_or_default())) ". Nothing was changed."
            }
        }
        ul.list { @for client in differences.iter().filter_map(Value::as_object) { li { (difference(client, look)) } } }
        @if let Some(next) = replay.get("next").and_then(Value::as_str) {
            button.quiet name="after" value=(next) { "Compare the next clients" }
        }
    }
}

fn difference(client: &Map<String, Value>, look: &Look<'_>) -> Markup {
    let id = text_of(client, "client_id");
    let changed = client.get("changed").and_then(Value::as_array);
    html! {
        p { a href={ (look.path("/console/client")) "?" (encoded("client_id", id)) } { (shown::code(id)) } }
        @match changed {
            Some(members) => p {
                span.tag { "changed" }
                @for member in members.iter().filter_map(Value::as_str) { " " (shown::code(member)) }
            },
            None => p { span.tag.bad { "refused" } " " (shown::neutral(text_of(client, "error_description"), 400)) },
        }
    }
}
