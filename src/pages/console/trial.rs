//! The trial of a registration in the console.

use maud::{Markup, html};
use serde_json::{Map, Value};

use crate::error::Refusal;
use crate::http::{Response, Status};
use crate::pages::console::{ConsoleFrame, json, text_of};
use crate::pages::{Look, shown};

/// The form, and what the server makes of its text.
#[derive(Clone, Debug)]
pub struct TrialPage<'a> {
    /// The text of the form.
    pub text: &'a str,
    /// The template that was chosen.
    pub template: Option<&'a str>,
    /// The names of the templates.
    pub templates: Vec<&'a str>,
    /// The outcome; `None` before a trial.
    pub outcome: Option<&'a TrialOutcome>,
}

/// The client that a registration would make, and the reasons against it.
#[derive(Clone, Debug, Default)]
pub struct TrialOutcome {
    /// The metadata that would be registered.
    pub members: Map<String, Value>,
    /// The reasons for which the registration would be refused.
    pub refusals: Vec<String>,
    /// The values that would be left out.
    pub dropped: Vec<String>,
    /// The members that would be added or changed, each with a note.
    pub notes: Vec<(String, String)>,
}

impl TrialOutcome {
    /// Returns the outcome of a registration that is refused before its members are looked at.
    #[must_use]
    pub fn refused(refusal: &Refusal) -> Self {
        Self { refusals: vec![refusal.description()], ..Self::default() }
    }

    /// Reads the outcome that the admin API answers with.
    pub(super) fn answered(answer: &Map<String, Value>) -> Self {
        let list = |name: &str| answer.get(name).and_then(Value::as_array).map_or(&[][..], Vec::as_slice).iter();
        let texts = |name: &str, text: &str| {
            list(name).filter_map(Value::as_object).map(|it| text_of(it, text).to_owned()).collect::<Vec<_>>()
        };
        Self {
            members: answer.get("client_metadata").and_then(Value::as_object).cloned().unwrap_or_default(),
            refusals: texts("refusals", "error_description"),
            dropped: texts("dropped", "error_description"),
            notes: texts("notes", "member").into_iter().zip(texts("notes", "note")).collect(),
        }
    }
}

/// Makes the page.
#[must_use]
pub fn console_trial(page: &TrialPage<'_>, frame: &ConsoleFrame<'_>, look: &Look<'_>) -> Response {
    let fields = html! {
        label for="metadata" { "Client metadata" }
        p.hint #metadata-hint { "A JSON object, as a client sends it. Nothing is registered." }
        textarea #metadata name="metadata" spellcheck="false" aria-describedby="metadata-hint" { (page.text) }
        @if !page.templates.is_empty() {
            label for="template" { "As the holder of a token for the template" }
            select #template name="template" {
                option value="" { "none: anybody" }
                @for name in &page.templates { option value=(name) selected[page.template == Some(name)] { (shown::neutral(name, 80)) } }
            }
        }
        button { "Explain" }
    };
    let contents = html! {
        @if let Some(outcome) = page.outcome { (explained(outcome)) }
        (frame.form(&fields, look))
    };
    frame.page(Status(200), "Try a registration", &contents, look)
}

/// Shows what the server makes of a registration.
pub(super) fn explained(outcome: &TrialOutcome) -> Markup {
    let list = |heading: &str, texts: &[String]| {
        html! { @if !texts.is_empty() { h2 { (heading) } ul { @for text in texts { li { (shown::neutral(text, 400)) } } } } }
    };
    html! {
        @if outcome.refusals.is_empty() {
            div .box .good role="status" { p { "This client would be registered." } }
        } @else {
            div .box .bad role="alert" { p { "This client would be refused." } }
        }
        (list("Refused because", &outcome.refusals))
        (list("Left out", &outcome.dropped))
        @if !outcome.notes.is_empty() {
            h2 { "Added or changed" }
            dl { @for (member, note) in &outcome.notes { dt { (shown::code(member)) } dd { (shown::neutral(note, 400)) } } }
        }
        @if !outcome.members.is_empty() { h2 { "The metadata" } (json(&outcome.members)) }
    }
}
