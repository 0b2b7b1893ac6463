//! The key pairs of the server in the console.

use maud::{Markup, html};
use serde_json::{Map, Value};

use crate::http::{Response, Status};
use crate::pages::Look;
use crate::pages::console::{ConsoleFrame, minute_of, text_of};
use crate::pages::shown;

/// Makes the page of the keys, as the admin API lists them.
#[must_use]
pub fn console_keys(listed: &Map<String, Value>, frame: &ConsoleFrame<'_>, look: &Look<'_>) -> Response {
    let keys = listed.get("keys").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let contents = html! {
        p { "The server signs with these keys, or others encrypt to them. A private key is shown nowhere." }
        @if keys.is_empty() { p { "There is none yet: the first request that needs one makes it." } }
        @else { ul.list { @for key in keys.iter().filter_map(Value::as_object) { li { (entry(key)) } } } }
        h2 { "Next signing keys" }
        p { "The server makes them when a key has signed for 90 days, or now. They sign one day later, when all caches of the key set know them. A key that has its successor is left as it is." }
        (frame.form(&html! { button.grave name="action" value="rotate" { "Make the next signing keys" } }, look))
        p.hint { "A key that has leaked signs until then. The command " code { "enrol key revoke" } " ends it at once." }
    };
    frame.page(Status(200), "Keys", &contents, look)
}

fn entry(key: &Map<String, Value>) -> Markup {
    let state = text_of(key, "state");
    let used = if text_of(key, "use") == "sig" { "signs" } else { "others encrypt to it" };
    html! {
        p {
            span.name { (text_of(key, "algorithm")) } ", " (used) " "
            span.tag.good[state == "current"] { (state) }
        }
        dl {
            dt { "kid" }
            dd { (shown::code(text_of(key, "kid"))) }
            @for (name, label) in [("since", "Since"), ("until", "Until"), ("due_at", "Replacement asked for")] {
                @if let Some(time) = minute_of(key, name) { dt { (label) } dd { (time) } }
            }
        }
    }
}
