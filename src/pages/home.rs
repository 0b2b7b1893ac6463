//! The page at the root of the server.

use maud::html;

use crate::http::{Response, Status};
use crate::pages::layout::Page;
use crate::pages::text::Text;
use crate::pages::{Look, shown, texts::account as texts};

/// Makes the page at the root: the purpose of the server, its documents, and the way to the user's own page.
#[must_use]
pub fn home(look: &Look<'_>) -> Response {
    const DOCUMENTS: [(Text, &str); 4] = [
        (texts::HOME_OPENID, "/.well-known/openid-configuration"),
        (texts::HOME_OAUTH, "/.well-known/oauth-authorization-server"),
        (texts::HOME_OPENAPI, "/openapi.json"),
        (texts::HOME_KEYS, "/jwks"),
    ];
    let contents = html! {
        h1 { (shown::neutral(look.operator(), 80)) }
        p { (look.say(texts::HOME_WHAT)) }
        h2 { (look.say(texts::HOME_USERS)) }
        p { a.button href=(look.path("/account")) { (look.say(texts::HOME_ACCOUNT)) } }
        h2 { (look.say(texts::HOME_DEVELOPERS)) }
        ul { @for (text, path) in DOCUMENTS { li { a href=(look.path(path)) { (look.say(text)) } } } }
    };
    Page::new(look.say(texts::HOME).to_owned(), contents).response(Status(200), look)
}
