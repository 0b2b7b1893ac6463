//! The pages on which users sign out. OpenID Connect RP-Initiated Logout.

use maud::html;

use crate::http::{Response, Status};
use crate::model::Client;
use crate::pages::layout::Page;
use crate::pages::place::source;
use crate::pages::{Look, shown, texts::sign_out as texts};

/// The contents of the page that asks whether the user wants to sign out. The form sends `request` and
/// `decision=sign-out` or `decision=stay` to `/sign-out`.
#[derive(Clone, Copy, Debug)]
pub struct SignOutPage<'a> {
    /// The sealed request to sign out.
    pub request: &'a str,
    /// The client that asks for it.
    pub client: Option<&'a Client>,
    /// The registered address that the browser goes to afterwards.
    pub post_logout_redirect_uri: Option<&'a str>,
}

/// Makes the page that asks whether the user wants to sign out.
#[must_use]
pub fn sign_out(page: &SignOutPage<'_>, look: &Look<'_>) -> Response {
    let contents = html! {
        h1 { (look.say(texts::SIGN_OUT_NOW)) }
        @if let Some(client) = page.client {
            p { (look.fill(texts::SIGN_OUT_ASKED, &[("client", shown::client_name(client, look))])) }
        }
        p.soft { (look.say(texts::SIGN_OUT_EFFECT)) }
        form method="post" action=(look.path("/sign-out")) {
            input type="hidden" name="request" value=(page.request);
            button name="decision" value="sign-out" { (look.say(texts::SIGN_OUT)) }
            button.quiet name="decision" value="stay" { (look.say(texts::STAY)) }
        }
    };
    let mut made = Page::new(look.say(texts::SIGN_OUT).to_owned(), contents);
    made.sources.forms.extend(page.post_logout_redirect_uri.and_then(source));
    made.response(Status(200), look)
}

/// Makes the page that says that the user is signed out. `back` is the client, and its registered address.
#[must_use]
pub fn signed_out(back: Option<(&Client, &str)>, look: &Look<'_>) -> Response {
    let contents = html! {
        h1 { (look.say(texts::SIGNED_OUT)) }
        p { (look.say(texts::SIGNED_OUT_EFFECT)) }
        @if let Some((client, address)) = back {
            p {
                a.button href=(address) rel="noreferrer" {
                    (look.fill(texts::BACK_TO, &[("client", shown::client_name(client, look))]))
                }
            }
        }
        p { a href=(look.path("/account")) { (look.say(texts::SIGN_IN_AGAIN)) } }
    };
    Page::new(look.say(texts::SIGNED_OUT).to_owned(), contents).response(Status(200), look)
}
