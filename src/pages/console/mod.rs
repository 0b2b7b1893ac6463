//! The pages of the console. They are in English alone, like the log and the reference.

mod audit;
mod client;
mod clients;
mod done;
mod epochs;
mod keys;
mod overview;
mod plots;
mod policies;
mod policy;
mod tokens;
mod trial;
mod users;

pub use audit::console_audit;
pub use client::{ClientFacts, console_client, console_no_client};
pub use clients::console_clients;
pub use done::ConsoleDone;
pub use epochs::console_epochs;
pub use keys::console_keys;
pub use overview::{InForce, console_overview};
pub use plots::{Activity, Period};
pub use policies::{PoliciesPage, console_policies};
pub use policy::{PolicyPage, console_policy};
pub use tokens::{TokensPage, console_tokens};
pub use trial::{TrialOutcome, TrialPage, console_trial};
pub use users::{console_no_user, console_user, console_users};

use maud::{Markup, html};
use serde_json::{Map, Value};

use crate::client_metadata::is_hidden;
use crate::http::{Response, Status};
use crate::pages::date::minute;
use crate::pages::layout::{Page, Width, notice};
use crate::pages::{Look, shown};
use crate::unit::Timestamp;

/// The things that every page of the console has.
#[derive(Clone, Copy, Debug)]
pub struct ConsoleFrame<'a> {
    /// The path of the page.
    pub path: &'static str,
    /// The text that proves that a form comes from a page of this session.
    pub token: &'a str,
    /// The operator, as a name to show.
    pub user: &'a str,
    /// The thing that was done.
    pub done: Option<ConsoleDone>,
}

/// The pages that every page leads to.
const WAYS: [(&str, &str); 11] = [
    ("/console", "Overview"),
    ("/console/clients", "Clients"),
    ("/console/users", "Users"),
    ("/console/tokens", "Tokens"),
    ("/console/epochs", "Epochs"),
    ("/console/policies", "Policies"),
    ("/console/templates", "Templates"),
    ("/console/issuers", "Issuers"),
    ("/console/keys", "Keys"),
    ("/console/trial", "Trial"),
    ("/console/audit", "Audit log"),
];

const STYLE: &str = include_str!("console.css");

impl ConsoleFrame<'_> {
    /// Makes a page.
    fn page(&self, status: Status, title: &str, contents: &Markup, look: &Look<'_>) -> Response {
        let contents = html! {
            nav.ways aria-label="Console" {
                ul {
                    @for (path, name) in WAYS {
                        li { a href=(look.path(path)) aria-current=[(path == self.path).then_some("page")] { (name) } }
                    }
                }
            }
            h1 { (title) }
            @if let Some(done) = self.done { (notice(done.text())) }
            (contents)
            p.soft { "Signed in as " (shown::name(self.user)) ". " a href=(look.path("/sign-out")) { "Sign out" } }
        };
        let page = Page { width: Width::Wide, style: STYLE, ..Page::new(title.to_owned(), contents) };
        page.response(status, look)
    }

    /// Makes a form that is sent to the page itself.
    fn form(&self, contents: &Markup, look: &Look<'_>) -> Markup {
        html! {
            form method="post" action=(look.path(self.path)) {
                input type="hidden" name="token" value=(self.token);
                (contents)
            }
        }
    }
}

/// Makes a box that says what is wrong. It takes the focus, so that screen readers begin with it.
fn problem(message: &str) -> Markup {
    html! {
        div .box .bad role="alert" tabindex="-1" autofocus #problem {
            h2 { "There is a problem" }
            p { (shown::neutral(message, LONGEST_PROBLEM)) }
        }
    }
}

/// The most characters of a message.
const LONGEST_PROBLEM: usize = 400;

/// Shows a JSON object as a developer writes it.
fn json(members: &Map<String, Value>) -> Markup {
    html! { pre tabindex="0" { bdi { code { (json_text(members)) } } } }
}

/// Returns the text of a JSON object in lines. Characters that would act on the page are escaped, which JSON reads as the same.
fn json_text(members: &Map<String, Value>) -> String {
    let text = serde_json::to_string_pretty(members).unwrap_or_default();
    let mut harmless = String::new();
    for c in text.chars() {
        if c == '\n' || !is_hidden(c) {
            harmless.push(c);
        } else {
            for unit in c.encode_utf16(&mut [0; 2]) {
                harmless.extend([format!("\\u{unit:04x}")]);
            }
        }
    }
    harmless
}

/// Returns a text of an answer of the admin API.
fn text_of<'a>(members: &'a Map<String, Value>, name: &str) -> &'a str {
    members.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// Returns a number of an answer of the admin API.
fn count_of(members: &Map<String, Value>, name: &str) -> u64 {
    members.get(name).and_then(Value::as_u64).unwrap_or_default()
}

/// Returns a time of an answer of the admin API, as a page shows it.
fn minute_of(members: &Map<String, Value>, name: &str) -> Option<String> {
    members.get(name).and_then(Value::as_u64).map(|at| minute(Timestamp(at)))
}

/// Makes a field with its label.
fn field(id: &str, label: &str, kind: &str, value: Option<&str>, hint: Option<&str>) -> Markup {
    let value = value.map(|value| shown::neutral(value, usize::MAX));
    let described = hint.map(|_| format!("{id}-hint"));
    html! {
        label for=(id) { (label) }
        @if let Some(hint) = hint { p.hint id={ (id) "-hint" } { (hint) } }
        input #(id) name=(id) type=(kind) value=[value] aria-describedby=[described] autocomplete="off";
    }
}
