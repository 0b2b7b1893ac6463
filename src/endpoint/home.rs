//! The page at the root of the server, and the scripts of the pages.

use crate::endpoint::document::Document;
use crate::http::{Request, Response};
use crate::model::Config;
use crate::pages::{self, Look};
use crate::unit::Seconds;

/// How long browsers may keep a script.
const SCRIPT_LIFE: Seconds = Seconds(3600);

/// Shows the page at the root. Its header leads programs to the discovery document.
#[must_use]
pub fn show(request: &Request, config: &Config) -> Response {
    let discovery = format!("<{}/.well-known/openid-configuration>; rel=\"describedby\"", config.issuer.as_str());
    pages::home(&Look::of(request, &[], config)).with("link", discovery)
}

/// Returns a script of the pages.
#[must_use]
pub fn script(text: &str, request: &Request) -> Response {
    Document::of_text(text.to_owned(), "text/javascript; charset=utf-8", SCRIPT_LIFE).answer(request)
}
