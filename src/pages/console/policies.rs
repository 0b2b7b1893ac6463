//! The policies for kinds of registrants in the console.

use maud::{Markup, html};
use serde_json::{Map, Value};

use crate::http::{Response, Status};
use crate::pages::Look;
use crate::pages::console::clients::next_page;
use crate::pages::console::policy::editor;
use crate::pages::console::{ConsoleFrame, minute_of, text_of};

/// The versions, and the form of a new one.
#[derive(Clone, Copy, Debug)]
pub struct PoliciesPage<'a> {
    /// False if the settings have no policies.
    pub is_on: bool,
    /// The kind that is listed, or that of the new document; empty for all.
    pub kind: &'a str,
    /// The kinds of registrants.
    pub kinds: &'a [&'a str],
    /// The page of versions, as the admin API lists them; `None` beside a new document that is refused.
    pub listed: Option<&'a Map<String, Value>>,
    /// The query of the address.
    pub query: &'a str,
    /// The text of the new document.
    pub text: &'a str,
    /// The reason why the new document is refused.
    pub problem: Option<&'a str>,
}

/// Makes the page.
#[must_use]
pub fn console_policies(page: &PoliciesPage<'_>, frame: &ConsoleFrame<'_>, look: &Look<'_>) -> Response {
    let contents = html! {
        p { "A policy has rules for the registrations of one kind of registrant. It only narrows the settings." }
        @if page.is_on {
            @if let Some(listed) = page.listed { (versions(listed, page, frame, look)) }
            (creation(page, frame, look))
        } @else { p { "Policies are off. The setting " code { "POLICIES" } " turns them on." } }
    };
    let status = if page.problem.is_some() { Status(400) } else { Status(200) };
    frame.page(status, "Policies", &contents, look)
}

fn versions(listed: &Map<String, Value>, page: &PoliciesPage<'_>, frame: &ConsoleFrame<'_>, look: &Look<'_>) -> Markup {
    let versions = listed.get("policies").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    html! {
        form method="get" action=(look.path(frame.path)) {
            (kinds("listed", page.kinds, page.kind, Some("all")))
            button.quiet { "List" }
        }
        h2 { "Versions" }
        @if versions.is_empty() { p { "There is none." } }
        @else {
            ul.list {
                @for version in versions.iter().filter_map(Value::as_object) { li { (entry(version, look)) } }
            }
        }
        @if let Some(next) = listed.get("next").and_then(Value::as_str) {
            p { a.button.quiet href=(next_page(frame.path, page.query, next, look)) { "Next page" } }
        }
    }
}

fn entry(version: &Map<String, Value>, look: &Look<'_>) -> Markup {
    let (kind, number) = (text_of(version, "kind"), version.get("version").and_then(Value::as_u64).unwrap_or_default());
    html! {
        p {
            a href={ (look.path("/console/policy")) "?kind=" (kind) "&version=" (number) } { (kind) " " (number) } " "
            (state(version))
        }
        dl { @if let Some(time) = minute_of(version, "changed_at") { dt { "Changed" } dd { (time) } } }
    }
}

/// Shows the state of a version.
pub(super) fn state(version: &Map<String, Value>) -> Markup {
    let state = text_of(version, "state");
    html! { span.tag.good[state == "active"] { (state) } }
}

fn creation(page: &PoliciesPage<'_>, frame: &ConsoleFrame<'_>, look: &Look<'_>) -> Markup {
    let fields = html! {
        (kinds("kind", page.kinds, page.kind, None))
        (editor(page.text, page.problem))
        button name="action" value="draft" { "Save the draft" }
    };
    html! { h2 { "New version" } (frame.form(&fields, look)) }
}

/// Makes the choice of a kind.
fn kinds(id: &str, kinds: &[&str], chosen: &str, all: Option<&str>) -> Markup {
    html! {
        label for=(id) { "Registrants" }
        select #(id) name="kind" {
            @if let Some(all) = all { option value="" { (all) } }
            @for kind in kinds {
                option value=(kind) selected[*kind == chosen] { (kind) ": " (registrants(kind)) }
            }
        }
    }
}

/// Returns the registrants of a kind, in words.
pub(super) fn registrants(kind: &str) -> &'static str {
    match kind {
        "attestation" => "installations that an attester vouches for",
        "certificate" => "holders of a certificate",
        "open" => "anybody",
        "statement" => "holders of a software statement alone",
        "token" => "holders of an initial access token",
        "user" => "users",
        _ => "others",
    }
}
