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

/// The contents of the page that says that the user is signed out.
#[derive(Clone, Copy, Debug, Default)]
pub struct SignedOutPage<'a> {
    /// The client that offers the way back, and its registered address.
    pub back: Option<(&'a Client, &'a str)>,
    /// The way to that address.
    pub return_trip: ReturnTrip,
    /// The addresses of clients that the page loads, so that they end their sessions in this browser.
    pub frames: &'a [String],
    /// The clients that were told.
    pub told: &'a [Client],
    /// The clients that have not answered yet.
    pub waiting: &'a [Client],
    /// The number of clients that are still to be told, those in `waiting` included.
    pub untold: usize,
}

/// The way back to the client. In alphabetical order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ReturnTrip {
    /// The browser goes there by itself, once the clients have had time to load.
    InAMoment,
    /// The user goes there.
    #[default]
    OnDemand,
}

/// How long the addresses of clients have to load, in seconds.
const MOMENT: u32 = 3;

/// Makes the page that says that the user is signed out.
#[must_use]
pub fn signed_out(page: &SignedOutPage<'_>, look: &Look<'_>) -> Response {
    let unnamed = page.untold.saturating_sub(page.waiting.len());
    let contents = html! {
        h1 { (look.say(texts::SIGNED_OUT)) }
        @if !page.told.is_empty() {
            p { (look.say(texts::TOLD)) }
            ul { @for client in page.told { li { (shown::client_name(client, look)) } } }
        }
        @if page.untold > 0 {
            p { (look.say(texts::STILL_TOLD)) }
            ul {
                @for client in page.waiting { li { (shown::client_name(client, look)) } }
                @if unnamed > 0 { li { (look.fill(texts::OTHER_APPS, &[("count", html! { (unnamed) })])) } }
            }
        }
        p { (look.say(texts::SIGNED_OUT_EFFECT)) }
        @if let Some((client, address)) = page.back {
            p {
                a.button href=(address) rel="noreferrer" {
                    (look.fill(texts::BACK_TO, &[("client", shown::client_name(client, look))]))
                }
            }
        }
        p { a href=(look.path("/account")) { (look.say(texts::SIGN_IN_AGAIN)) } }
        // A frame runs the client's own page, so it may do no more than that: open no window, and lead this page nowhere.
        @for frame in page.frames {
            iframe src=(frame) sandbox="allow-same-origin allow-scripts" referrerpolicy="no-referrer" hidden {}
        }
    };
    let mut made = Page::new(look.say(texts::SIGNED_OUT).to_owned(), contents);
    made.sources.frames.extend(page.frames.iter().filter_map(|frame| source(frame)));
    let response = made.response(Status(200), look);
    match (page.return_trip, page.back) {
        (ReturnTrip::InAMoment, Some((_, address))) => response.with("refresh", format!("{MOMENT}; url={address}")),
        _ => response,
    }
}
