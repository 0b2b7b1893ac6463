//! The page on which users sign in.

use maud::{Markup, html};

use crate::http::{Response, Status};
use crate::model::Client;
use crate::pages::introduction::{is_verified, its_pages, logo, logo_image, not_verified};
use crate::pages::layout::{Page, notice, problem};
use crate::pages::passkey::{failed, script};
use crate::pages::place::{Place, source};
use crate::pages::{
    Look, shown,
    texts::factor::{SIGN_IN_AGAIN, USE_PASSKEY},
    texts::sign_in as texts,
};
use crate::unit::Seconds;

/// The contents of the sign-in page. All forms send `request`; `/sign-in` also gets `username` and `password`,
/// `/sign-in/provider` gets `provider`, and `/sign-in/passkey` gets `credential`.
#[derive(Clone, Copy, Debug)]
pub struct SignInPage<'a> {
    /// The sealed request that waits.
    pub request: &'a str,
    /// Where the user goes on.
    pub goal: Goal<'a>,
    /// The redirection URI of the request, to which the answer to the form may redirect.
    pub redirect_uri: Option<&'a str>,
    /// True if users can sign in with a password of this server.
    pub has_passwords: bool,
    /// The name to fill in.
    pub username: Option<&'a str>,
    /// The identity providers, in the order of the settings.
    pub providers: &'a [ProviderButton<'a>],
    /// The options with which the browser signs in with a passkey, as JSON; `None` without passkeys.
    pub passkey: Option<&'a str>,
    /// The message above the form.
    pub message: Option<SignInMessage<'a>>,
}

/// Where a user goes on after the sign-in. In alphabetical order.
#[derive(Clone, Copy, Debug)]
pub enum Goal<'a> {
    /// The user's own page.
    Account,
    /// A client; `None` for one that is gone.
    Client(Option<&'a Client>),
    /// The page for the code of a device.
    Device,
}

impl<'a> Goal<'a> {
    const fn client(self) -> Option<&'a Client> {
        match self {
            Self::Client(client) => client,
            Self::Account | Self::Device => None,
        }
    }

    fn markup(self, look: &Look<'_>) -> Markup {
        match self {
            Self::Client(Some(client)) => {
                look.fill(texts::SIGN_IN_FOR, &[("client", shown::client_name(client, look))])
            }
            Self::Account | Self::Client(None) => html! { (look.say(texts::SIGN_IN_FOR_ACCOUNT)) },
            Self::Device => html! { (look.say(texts::SIGN_IN_FOR_DEVICE)) },
        }
    }
}

/// An identity provider on the sign-in page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProviderButton<'a> {
    /// The name in the settings: the form sends it as `provider`.
    pub id: &'a str,
    /// The name that users see.
    pub name: &'a str,
}

/// A message on the sign-in page. In alphabetical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignInMessage<'a> {
    /// The page was open for too long, or it belongs to another browser.
    Expired,
    /// The user is disabled, or the rules on claims keep the user out.
    MayNotSignIn,
    /// The passkey is not accepted. The page does not say why.
    PasskeyRefused,
    /// The user has set a new password.
    PasswordIsSet,
    /// The identity provider of this name did not sign the user in.
    ProviderFailed(&'a str),
    /// The user must prove their identity anew, for a change on their own page.
    SignInAgain,
    /// Attempts are refused for this time.
    TooManyAttempts(Seconds),
    /// The password is right, and the sign-in needs the user's passkey.
    UsePasskey,
    /// The user name or the password is wrong. The page does not say which.
    WrongPassword,
}

impl SignInMessage<'_> {
    const fn status(self) -> Status {
        match self {
            Self::MayNotSignIn => Status(403),
            Self::TooManyAttempts(_) => Status(429),
            // 401 is for authentication by a header, and needs a challenge. RFC 9110 section 15.5.2.
            Self::Expired
            | Self::PasskeyRefused
            | Self::PasswordIsSet
            | Self::ProviderFailed(_)
            | Self::SignInAgain
            | Self::UsePasskey
            | Self::WrongPassword => Status(200),
        }
    }

    fn markup(self, look: &Look<'_>) -> Markup {
        let plain = |text| problem(&html! { (look.say(text)) }, None, look);
        match self {
            Self::Expired => plain(texts::SIGN_IN_EXPIRED),
            Self::MayNotSignIn => plain(texts::MAY_NOT_SIGN_IN),
            Self::PasskeyRefused => plain(texts::PASSKEY_REFUSED),
            Self::PasswordIsSet => notice(look.say(texts::PASSWORD_IS_SET)),
            Self::ProviderFailed(name) => {
                problem(&look.fill(texts::PROVIDER_FAILED, &[("provider", shown::text(name))]), None, look)
            }
            Self::SignInAgain => notice(look.say(SIGN_IN_AGAIN)),
            Self::TooManyAttempts(period) => problem(&too_many_attempts(period, look), None, look),
            Self::UsePasskey => plain(USE_PASSKEY),
            Self::WrongPassword => problem(&html! { (look.say(texts::WRONG_PASSWORD)) }, Some("password"), look),
        }
    }
}

/// Says when the user may try again.
#[must_use]
pub fn too_many_attempts(Seconds(seconds): Seconds, look: &Look<'_>) -> Markup {
    look.fill(texts::TOO_MANY_ATTEMPTS, &[("minutes", html! { (seconds.div_ceil(60).max(1)) })])
}

/// Makes the sign-in page.
///
/// The status is 200, or that of the message: 403 for a user who may not sign in, 429 for too many attempts.
#[must_use]
pub fn sign_in(page: &SignInPage<'_>, look: &Look<'_>) -> Response {
    let asker = page.goal.client().zip(page.redirect_uri);
    let logo = asker.and_then(|(client, redirect_uri)| logo(client, redirect_uri, look));
    let contents = html! {
        h1 { (look.say(texts::SIGN_IN)) }
        div.app {
            @if let Some(logo) = &logo { (logo_image(logo)) }
            div {
                p { (page.goal.markup(look)) }
                @if let (Some((client, _)), Some(_)) = (asker, &logo) {
                    @if !is_verified(client, "logo_uri", look) { p { (not_verified(look)) } }
                }
            }
        }
        @if let Some(message) = page.message { (message.markup(look)) }
        @if page.has_passwords { (password_form(page, look)) }
        @if let Some(options) = page.passkey { (passkey_form(options, page.request, look)) }
        @if page.has_passwords && !page.providers.is_empty() { p.or { (look.say(texts::OR)) } }
        @if !page.providers.is_empty() {
            form method="post" action=(look.path("/sign-in/provider")) {
                input type="hidden" name="request" value=(page.request);
                @for provider in page.providers {
                    button .quiet[page.has_passwords] name="provider" value=(provider.id) {
                        (look.fill(texts::SIGN_IN_WITH, &[("provider", shown::text(provider.name))]))
                    }
                }
            }
        }
        @if !page.has_passwords && page.providers.is_empty() { p { (look.say(texts::NO_WAY)) } }
        @if let Some(uri) = page.redirect_uri { p.soft { (destination(uri, look)) } }
        @if page.has_passwords {
            p.soft {
                (look.say(texts::FORGOTTEN)) " "
                a href=(look.path("/sign-in/reset")) { (look.say(texts::TYPE_CODE)) }
            }
        }
        @if let Some((client, redirect_uri)) = asker { (its_pages(client, redirect_uri, look)) }
    };
    let mut made = Page::new(look.say(texts::SIGN_IN).to_owned(), contents);
    made.sources.forms.extend(page.redirect_uri.and_then(source));
    made.sources.images.extend(logo.map(|logo| logo.source));
    if page.passkey.is_some() {
        made.head = script(look);
        made.sources.runs_scripts = true;
    }
    made.response(page.message.map_or(Status(200), SignInMessage::status), look)
}

/// The longest name that users can type, in characters.
const LONGEST_USERNAME: usize = 256;

fn password_form(page: &SignInPage<'_>, look: &Look<'_>) -> Markup {
    let is_wrong = page.message == Some(SignInMessage::WrongPassword);
    let (invalid, described) = (is_wrong.then_some("true"), is_wrong.then_some("problem"));
    // The name may come from the client, in a hint.
    let username = page.username.filter(|name| shown::neutral(name, LONGEST_USERNAME) == **name);
    // The page begins at the first field that is still to be filled in, unless a message has the focus.
    let is_notice = |message| matches!(message, SignInMessage::PasswordIsSet | SignInMessage::SignInAgain);
    let has_message = page.message.is_some_and(|message| !is_notice(message));
    let begins_at_name = !has_message && username.is_none();
    let begins_at_password = !has_message && username.is_some();
    let autocomplete = if page.passkey.is_some() { "username webauthn" } else { "username" };
    html! {
        form method="post" action=(look.path("/sign-in")) {
            input type="hidden" name="request" value=(page.request);
            label for="username" { (look.say(texts::USERNAME)) }
            input #username name="username" type="text" autocomplete=(autocomplete) autocapitalize="none" spellcheck="false"
                required maxlength=(LONGEST_USERNAME) value=[username] autofocus[begins_at_name]
                aria-invalid=[invalid] aria-describedby=[described];
            label for="password" { (look.say(texts::PASSWORD)) }
            input #password name="password" type="password" autocomplete="current-password" required maxlength="1024"
                autofocus[begins_at_password] aria-invalid=[invalid] aria-describedby=[described];
            button { (look.say(texts::SIGN_IN)) }
        }
    }
}

/// Makes the part of the page that its script shows, where the browser has passkeys.
fn passkey_form(options: &str, request: &str, look: &Look<'_>) -> Markup {
    html! {
        div hidden {
            p.or { (look.say(texts::OR)) }
            form method="post" action=(look.path("/sign-in/passkey")) data-passkey=(options) {
                input type="hidden" name="request" value=(request);
                input type="hidden" name="credential";
                button.quiet { (look.say(texts::SIGN_IN_WITH_PASSKEY)) }
            }
            (failed(look))
        }
    }
}

/// Says where the user goes afterwards.
fn destination(redirect_uri: &str, look: &Look<'_>) -> Markup {
    let place = Place::of(redirect_uri);
    match &place {
        Place::App(scheme) => look.fill(texts::REDIRECTS_TO_APP, &[("scheme", shown::host(scheme))]),
        Place::Device(host) => look.fill(texts::REDIRECTS_TO_DEVICE, &[("host", shown::host(host))]),
        Place::Site(host) => look.fill(texts::REDIRECTS_TO, &[("host", shown::host(host))]),
    }
}
