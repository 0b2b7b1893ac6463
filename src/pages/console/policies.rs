//! The data that operators steer in the console: policies, issuers of software statements, and templates.

use maud::{Markup, html};
use serde_json::{Map, Value};

use crate::http::{Response, Status};
use crate::pages::console::clients::{encoded, next_page};
use crate::pages::console::policy::editor;
use crate::pages::console::{ConsoleFrame, minute_of, text_of};
use crate::pages::{Look, shown};
use crate::policy::Collection;

/// The versions, and the form of a new one.
#[derive(Clone, Copy, Debug)]
pub struct PoliciesPage<'a> {
    /// The collection.
    pub collection: Collection,
    /// False if the settings have no such data.
    pub is_on: bool,
    /// The kind or the name that is listed, or that of the new document; empty for all.
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
    let (title, about) = match page.collection {
        Collection::Policies => (
            "Policies",
            "A policy has rules for the registrations of one kind of registrant. It only narrows the settings.",
        ),
        Collection::StatementIssuers => (
            "Issuers",
            "The server trusts the software statements of these issuers. Those of the settings change with a deployment alone.",
        ),
        Collection::Templates => (
            "Templates",
            "A template has the metadata that many clients share. Those of the settings change with a deployment alone.",
        ),
    };
    let contents = html! {
        p { (about) }
        @if page.is_on {
            @if let Some(listed) = page.listed { (versions(listed, page, frame, look)) }
            (creation(page, frame, look))
        } @else { p { (title) " are off. The setting " code { "POLICIES" } " turns them on." } }
    };
    let status = if page.problem.is_some() { Status(400) } else { Status(200) };
    frame.page(status, title, &contents, look)
}

fn versions(listed: &Map<String, Value>, page: &PoliciesPage<'_>, frame: &ConsoleFrame<'_>, look: &Look<'_>) -> Markup {
    let versions = listed.get(page.collection.plural()).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    html! {
        form method="get" action=(look.path(frame.path)) {
            (naming("listed", page, Some("all")))
            button.quiet { "List" }
        }
        h2 { "Versions" }
        @if versions.is_empty() { p { "There is none." } }
        @else {
            ul.list {
                @for version in versions.iter().filter_map(Value::as_object) { li { (entry(version, page.collection, look)) } }
            }
        }
        @if let Some(next) = listed.get("next").and_then(Value::as_str) {
            p { a.button.quiet href=(next_page(frame.path, page.query, next, look)) { "Next page" } }
        }
    }
}

fn entry(version: &Map<String, Value>, collection: Collection, look: &Look<'_>) -> Markup {
    let name = name_of(version, collection);
    let Some(number) = version.get("version").and_then(Value::as_u64) else {
        return html! { p { (shown::code(name)) " " span.tag { "settings" } } };
    };
    let address = look.path("/console/policy");
    html! {
        p {
            a href={ (address) "?of=" (collection.path()) "&" (encoded("kind", name)) "&version=" (number) } {
                (shown::neutral(name, LONGEST_NAME)) " " (number)
            }
            " " (state(version))
        }
        dl { @if let Some(time) = minute_of(version, "changed_at") { dt { "Changed" } dd { (time) } } }
    }
}

/// The most characters of a name.
pub(super) const LONGEST_NAME: usize = 200;

/// Returns the kind of registrant of a policy, or the name of another entry.
pub(super) fn name_of(version: &Map<String, Value>, collection: Collection) -> &str {
    text_of(version, if collection == Collection::Policies { "kind" } else { collection.noun() })
}

/// Shows the state of a version.
pub(super) fn state(version: &Map<String, Value>) -> Markup {
    let state = text_of(version, "state");
    html! { span.tag.good[state == "active"] { (state) } }
}

fn creation(page: &PoliciesPage<'_>, frame: &ConsoleFrame<'_>, look: &Look<'_>) -> Markup {
    let fields = html! {
        (naming("kind", page, None))
        (editor(page.text, page.problem, page.collection))
        button name="action" value="draft" { "Save the draft" }
    };
    html! { h2 { "New version" } (frame.form(&fields, look)) }
}

/// Makes the field of a name, or the choice of a kind.
fn naming(id: &str, page: &PoliciesPage<'_>, all: Option<&str>) -> Markup {
    let label = match page.collection {
        Collection::Policies => return kinds(id, page.kinds, page.kind, all),
        Collection::StatementIssuers => "Issuer",
        Collection::Templates => "Name",
    };
    html! {
        label for=(id) { (label) }
        input #(id) name="kind" type="text" value=(shown::neutral(page.kind, usize::MAX)) autocomplete="off";
    }
}

/// Makes the choice of a kind of registrant.
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
