//! Pages that hand the browser over to another server.

use maud::{PreEscaped, html};

use crate::http::{Response, Status};
use crate::pages::layout::Page;
use crate::pages::place::{Place, source};
use crate::pages::{Look, shown, texts::sign_in as texts};

/// The script that sends the form of [`form_post`].
pub const FORM_POST_SCRIPT: &str = include_str!("form_post.js");

/// Makes the page whose form sends the parameters of a response to a redirection URI, which is registered: by the script
/// `/assets/form_post.js`, or by its button. OAuth 2.0 Form Post Response Mode section 2.
#[must_use]
pub fn form_post(redirect_uri: &str, parameters: &[(&str, impl AsRef<str>)], look: &Look<'_>) -> Response {
    let place = Place::of(redirect_uri);
    let heading = look.fill(texts::GOING_TO, &[("host", shown::host(place.as_str()))]);
    let contents = html! {
        h1 { (heading) }
        form method="post" action=(redirect_uri) {
            @for (name, value) in parameters { input type="hidden" name=(name) value=(value.as_ref()); }
            p { (look.say(texts::NO_SCRIPT)) }
            button { (look.say(texts::GO_ON)) }
        }
    };
    let mut page = Page::new(look.fill_plain(texts::GOING_TO, &[("host", place.as_str())]), contents);
    page.head = html! { script src=(look.path("/assets/form_post.js")) defer { (PreEscaped("")) } };
    page.sources.forms.extend(source(redirect_uri));
    page.sources.runs_scripts = true;
    page.sources.leaves = true;
    page.response(Status(200), look)
}

/// Makes the page that leads to an address of an identity provider or a client at once, as a new navigation.
///
/// An answer to a form cannot redirect there: browsers apply `form-action` to every redirection that follows, also to
/// those at the other server, whose hosts nobody knows.
#[must_use]
pub fn hand_over(address: &str, look: &Look<'_>) -> Response {
    let place = Place::of(address);
    let host = || shown::host(place.as_str());
    let contents = html! {
        h1 { (look.fill(texts::GOING_TO, &[("host", host())])) }
        p { (look.say(texts::FOLLOW)) }
        p { a.button href=(address) rel="noreferrer" { (look.say(texts::GO_ON)) } }
    };
    let mut page = Page::new(look.fill_plain(texts::GOING_TO, &[("host", place.as_str())]), contents);
    page.head = html! { meta http-equiv="refresh" content={ "0;url=" (address) }; };
    page.response(Status(200), look)
}
