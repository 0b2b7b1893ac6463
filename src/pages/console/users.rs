//! Users in the console.

use maud::{Markup, html};
use serde_json::{Map, Value};

use crate::http::{Request, Response, Status};
use crate::pages::console::clients::{encoded, next_page};
use crate::pages::console::{ConsoleFrame, field, json, minute_of, text_of};
use crate::pages::{Look, shown};

/// Makes the list of users, as the admin API lists them.
#[must_use]
pub fn console_users(
    listed: &Map<String, Value>,
    request: &Request,
    frame: &ConsoleFrame<'_>,
    look: &Look<'_>,
) -> Response {
    let users = list_of(listed, "users");
    let next = listed.get("next").and_then(Value::as_str);
    let state = request.parameter("state").unwrap_or_default();
    let contents = html! {
        form method="get" action=(look.path(frame.path)) {
            div.fields {
                @for (name, label) in &[("username", "Name that the user types"), ("email", "E-mail address")] {
                    div { (field(name, label, "text", request.parameter(name).as_deref(), None)) }
                }
                div {
                    label for="state" { "State" }
                    select #state name="state" {
                        option value="" { "any" }
                        @for name in &["active", "disabled"] { option value=(name) selected[state == *name] { (name) } }
                    }
                }
            }
            button { "Search" }
        }
        h2 { "Users" }
        p.soft { "A name or an address is searched as a whole. Users of identity providers are here from their first sign-in on." }
        @if users.is_empty() {
            p { @if next.is_some() { "None among these users: look further." } @else { "There is none." } }
        } @else {
            ul.list {
                @for user in users.iter().filter_map(Value::as_object) {
                    li {
                        p {
                            a href={ (look.path("/console/user")) "?" (encoded("user_id", text_of(user, "user_id"))) } { (shown::name(name_of(user))) }
                            (state_of(user))
                        }
                        (facts(user, OF_LIST, look))
                    }
                }
            }
        }
        @if let Some(next) = next { p { a.button.quiet href=(next_page(frame.path, &request.query, next, look)) { "Next page" } } }
    };
    frame.page(Status(200), "Users", &contents, look)
}

/// Members of an answer of the admin API, with their names on the page.
type Labels = [(&'static str, &'static str)];

const OF_LIST: &Labels = &[
    ("user_id", "user_id"),
    ("username", "Signs in here as"),
    ("issuer", "Signs in at"),
    ("email", "E-mail"),
    ("created_at", "Here since"),
    ("last_sign_in_at", "Last sign-in"),
];

/// The members of a user on the page of the user.
const OF_USER: &Labels = &[
    ("state", "State"),
    ("subject", "Known there as"),
    ("disabled_at", "Shut out"),
    ("has_password", "Has a password"),
    ("link_expires_at", "Link to set a password, until"),
    ("second_factor_since", "Second factor since"),
];

const ACCESS: &Labels = &[
    ("client_name", "Client"),
    ("client_id", "client_id"),
    ("redirect_uri", "Redirects to"),
    ("scope", "Scope"),
    ("resources", "Resources"),
    ("since", "Since"),
];

/// The lists on the page of a user: title, member, and the members of an entry.
const LISTS: &[(&str, &str, &Labels)] = &[
    (
        "Passkeys",
        "passkeys",
        &[("name", "Name"), ("kind", "Kind"), ("created_at", "Added"), ("last_used_at", "Last used")],
    ),
    (
        "Sessions",
        "sessions",
        &[
            ("device", "Browser"),
            ("place", "Place"),
            ("authenticated_at", "Signed in"),
            ("methods", "With"),
            ("expires_at", "Ends"),
        ],
    ),
    ("Consents", "consents", ACCESS),
    ("Grants", "grants", ACCESS),
];

/// Makes the page of a user, as the admin API shows the user.
#[must_use]
pub fn console_user(user: &Map<String, Value>, frame: &ConsoleFrame<'_>, look: &Look<'_>) -> Response {
    let id = text_of(user, "user_id");
    let contents = html! {
        (facts(user, OF_LIST, look))
        (facts(user, OF_USER, look))
        p { a href={ (look.path("/console/audit")) "?journal=administration&" (encoded("user_id", id)) } { "What operators did, in the audit log" } }
        h2 { "Claims" }
        @if let Some(claims) = user.get("claims").and_then(Value::as_object) { (json(claims)) }
        @for (title, name, labels) in LISTS {
            h2 { (title) }
            ul.list {
                @for entry in list_of(user, name) { @if let Some(entry) = entry.as_object() { li { (facts(entry, labels, look)) } } }
            }
            @if list_of(user, name).is_empty() { p { "There is none." } }
        }
        h2 { "Change" }
        @for (action, summary, effect) in STEPS {
            @if *action != (if text_of(user, "state") == "disabled" { "disable" } else { "enable" }) {
                details {
                    summary { (summary) }
                    p { (effect) }
                    (frame.form(&html! {
                        input type="hidden" name="user_id" value=(id);
                        div.check {
                            input id={ "sure-" (action) } type="checkbox" required;
                            label for={ "sure-" (action) } { "I am sure" }
                        }
                        button.grave name="action" value=(action) { (summary) }
                    }, look))
                }
            }
        }
    };
    frame.page(Status(200), &shown::neutral(name_of(user), 80), &contents, look)
}

/// The steps that an operator can take: the action, its name, and its effect.
const STEPS: &[(&str, &str, &str)] = &[
    ("disable", "Shut the user out", "All sessions and grants end, and the user cannot sign in again."),
    ("enable", "Let the user in again", "The user can sign in again."),
    ("sign-out", "Sign the user out everywhere", "All sessions and grants end. The user can sign in again."),
    ("delete", "Delete the user", "Nothing is left of the user but the clients that the user has registered."),
];

/// Makes the page of an identifier that no user has.
#[must_use]
pub fn console_no_user(id: &str, frame: &ConsoleFrame<'_>, look: &Look<'_>) -> Response {
    let contents = html! {
        p { (shown::code(id)) }
        p { "No user has this identifier here." }
        p { a href=(look.path("/console/users")) { "Find another" } }
    };
    frame.page(Status(404), "No such user", &contents, look)
}

/// Shows those of the members that are there: texts, lists of texts, and times.
fn facts(members: &Map<String, Value>, labels: &Labels, look: &Look<'_>) -> Markup {
    html! {
        dl {
            @for (name, label) in labels {
                @match members.get(*name) {
                    Some(Value::String(text)) if !text.is_empty() => {
                        dt { (label) }
                        dd {
                            @match *name {
                                "client_id" => a href={ (look.path("/console/client")) "?" (encoded(name, text)) } { (shown::code(text)) },
                                "redirect_uri" => (shown::host(text)),
                                "user_id" => (shown::code(text)),
                                _ => (shown::text(text)),
                            }
                        }
                    }
                    Some(Value::Array(texts)) if !texts.is_empty() => {
                        dt { (label) }
                        @for text in texts.iter().filter_map(Value::as_str) { dd { (shown::text(text)) } }
                    }
                    Some(Value::Bool(is_so)) => { dt { (label) } dd { @if *is_so { "yes" } @else { "no" } } }
                    Some(Value::Number(_)) => { dt { (label) } dd { (minute_of(members, name).unwrap_or_default()) } }
                    _ => {},
                }
            }
        }
    }
}

fn state_of(user: &Map<String, Value>) -> Markup {
    html! { @if text_of(user, "state") == "disabled" { " " span.tag { "disabled" } } }
}

fn name_of(user: &Map<String, Value>) -> &str {
    let names = ["name", "username", "email", "user_id"];
    names.into_iter().map(|name| text_of(user, name)).find(|name| !name.is_empty()).unwrap_or_default()
}

fn list_of<'a>(members: &'a Map<String, Value>, name: &str) -> &'a [Value] {
    members.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}
