//! The user's own page: apps with access, sessions, registrations.

use maud::{Markup, html};

use crate::http::{Response, Status};
use crate::model::{NO_ADDRESS, Session, SessionId, User};
use crate::pages::account_done::Done;
use crate::pages::account_factor::{FactorSection, factor_section};
use crate::pages::account_passkeys::{PasskeySection, section};
use crate::pages::date::{date, minute};
use crate::pages::layout::{Page, Width};
use crate::pages::passkey::script;
use crate::pages::place::Place;
use crate::pages::scope::{description, name, permission, services};
use crate::pages::text::Text;
use crate::pages::{Look, shown, texts::account as texts, texts::consent, texts::sign_out};
use crate::unit::Timestamp;

/// The contents of the user's own page. Its forms send `token`, `action` and the name of the thing to `/account`.
#[derive(Clone, Copy, Debug)]
pub struct AccountPage<'a> {
    /// The text that proves that a form comes from a page of this session.
    pub token: &'a str,
    /// The user.
    pub user: &'a User,
    /// The apps that have access to the account.
    pub apps: &'a [AppEntry],
    /// The sessions.
    pub sessions: &'a [Session],
    /// The session of this browser.
    pub current: &'a SessionId,
    /// The second factor; `None` where users have none.
    pub factor: Option<FactorSection>,
    /// The clients that the user has registered.
    pub registrations: &'a [RegistrationEntry],
    /// The passkeys; `None` for a user who can have none.
    pub passkeys: Option<PasskeySection<'a>>,
    /// True if clients may be deleted.
    pub may_delete: bool,
    /// The thing that was done.
    pub done: Option<Done>,
}

/// An app that has access to the account of a user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppEntry {
    /// The identifier of the client.
    pub client_id: String,
    /// The name of the client.
    pub name: Option<String>,
    /// The redirection URIs that the user has consented to.
    pub redirect_uris: Vec<String>,
    /// The scope values.
    pub scope: Vec<String>,
    /// The resources that the access is for.
    pub resources: Vec<String>,
    /// True if the app can begin a sign-in itself.
    pub can_start: bool,
    /// True if another app of the user has a name that looks the same.
    pub has_twin: bool,
    /// When the user granted the first of them.
    pub since: Timestamp,
}

/// A client that a user has registered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegistrationEntry {
    /// The identifier of the client.
    pub client_id: String,
    /// The name of the client.
    pub name: Option<String>,
    /// When it was registered.
    pub issued_at: Timestamp,
}

/// The most entries of a list that the page shows.
pub const MAXIMUM_ENTRIES: usize = 100;

/// Makes the user's own page.
#[must_use]
pub fn account(page: &AccountPage<'_>, look: &Look<'_>) -> Response {
    let has_others = page.sessions.iter().any(|session| session.id != *page.current);
    let contents = html! {
        h1 { (look.say(texts::ACCOUNT)) }
        p.soft { (look.fill(consent::SIGNED_IN_AS, &[("user", shown::name(page.user.display_name()))])) }
        @if let Some(done) = page.done { (done.markup(look)) }
        h2 { (look.say(texts::APPS)) }
        (list(page.apps, texts::NO_APPS, &|app| app_entry(app, page, look), look))
        @if let Some(passkeys) = &page.passkeys { (section(passkeys, page.token, look)) }
        @if let Some(factor) = page.factor { (factor_section(factor, page.token, look)) }
        h2 { (look.say(texts::SESSIONS)) }
        (list(page.sessions, texts::SIGNED_IN_AT, &|session| session_entry(session, page, look), look))
        @if has_others {
            (button_form("end-others", None, "quiet", texts::END_OTHERS, None, page.token, look))
        }
        h2 { (look.say(texts::REGISTRATIONS)) }
        @if page.may_delete && !page.registrations.is_empty() { p.soft { (look.say(texts::DELETE_EFFECT)) } }
        (list(page.registrations, texts::NO_REGISTRATIONS, &|client| registration(client, page, look), look))
        p { a.button href=(look.path("/sign-out")) { (look.say(sign_out::SIGN_OUT)) } }
    };
    let mut made = Page::new(look.say(texts::ACCOUNT).to_owned(), contents);
    made.width = Width::Wide;
    if page.passkeys.is_some_and(|passkeys| passkeys.options.is_some()) {
        made.head = script(look);
        made.sources.runs_scripts = true;
    }
    made.response(Status(200), look)
}

/// Shows an app; with its identifier if another app has a name that looks the same.
fn app_entry(app: &AppEntry, page: &AccountPage<'_>, look: &Look<'_>) -> Markup {
    let plain = plain_name(app.name.as_deref(), look);
    let services: Vec<&str> = services(&app.resources, look).collect();
    let addresses: Vec<&String> = app.redirect_uris.iter().filter(|uri| *uri != NO_ADDRESS).collect();
    // The button alone does not say which app. Its label begins with the words of the button, for users who speak them.
    // WCAG 2.2 success criterion 2.5.3.
    let label = look.fill_plain(texts::REVOKE_APP, &[("client", &plain)]);
    html! {
        p { (shown::name(&plain)) }
        dl {
            @if !addresses.is_empty() {
                dt { (look.say(texts::SENDS_TO)) }
                @for uri in addresses { dd { (shown::host(Place::of(uri).as_str())) } }
            }
            @if app.redirect_uris.iter().any(|uri| uri == NO_ADDRESS) {
                dt { (look.say(texts::RUNS_ON)) }
                dd { (look.say(texts::DEVICE)) }
            }
            @if !app.scope.is_empty() {
                dt { (look.say(texts::MAY)) }
                @for value in &app.scope { dd { (permission(value, &app.resources, look)) } }
            }
            @if !services.is_empty() {
                dt { (look.say(texts::USES)) }
                @for service in services {
                    dd {
                        (name(service, look))
                        @if let Some(words) = description(service, look) { " " span.soft { (words) } }
                    }
                }
            }
            @if app.has_twin {
                dt { (look.say(consent::CLIENT_ID)) }
                dd { (shown::code(&app.client_id)) }
            }
            dt { (look.say(texts::SINCE)) }
            dd { (date(app.since)) }
        }
        @if app.can_start {
            (button_form("open", Some(("client_id", &app.client_id)), "small", texts::OPEN,
                Some(&look.fill_plain(texts::OPEN_APP, &[("client", &plain)])), page.token, look))
        }
        (button_form("revoke", Some(("client_id", &app.client_id)), "quiet small", texts::REVOKE,
            Some(&label), page.token, look))
    }
}

fn session_entry(session: &Session, page: &AccountPage<'_>, look: &Look<'_>) -> Markup {
    let unknown = look.say(texts::UNKNOWN_DEVICE);
    let device = shown::neutral(if session.device.is_empty() { unknown } else { &session.device }, 80);
    let time = minute(session.authenticated_at);
    let label = look.fill_plain(texts::END_SESSION_OF, &[("device", &device), ("time", &time)]);
    let is_this = session.id == *page.current;
    html! {
        p {
            (shown::name(&device))
            @if is_this { " " span.tag { (look.say(texts::THIS_SESSION)) } }
        }
        dl {
            dt { (look.say(texts::SIGNED_IN_AT)) }
            dd { (time) }
            @if let Some(place) = &session.place {
                dt { (look.say(texts::SIGNED_IN_FROM)) }
                dd { (shown::text(place)) }
            }
        }
        @if !is_this {
            (button_form("end", Some(("session", session.id.as_str())), "quiet small",
                texts::END_SESSION, Some(&label), page.token, look))
        }
    }
}

fn registration(client: &RegistrationEntry, page: &AccountPage<'_>, look: &Look<'_>) -> Markup {
    let plain = plain_name(client.name.as_deref(), look);
    let label = look.fill_plain(texts::DELETE_APP, &[("client", &plain)]);
    html! {
        p { (shown::name(&plain)) }
        dl {
            dt { (look.say(consent::SINCE)) }
            dd { (date(client.issued_at)) }
            dt { (look.say(consent::CLIENT_ID)) }
            dd { (shown::code(&client.client_id)) }
        }
        @if page.may_delete {
            (button_form("delete", Some(("client_id", &client.client_id)), "grave small",
                texts::DELETE, Some(&label), page.token, look))
        }
    }
}

fn plain_name(name: Option<&str>, look: &Look<'_>) -> String {
    name.map_or_else(|| look.say(consent::UNNAMED).to_owned(), |name| shown::neutral(name, 80))
}

/// Makes a form of one button. `about` is the name and the value of the thing that it is about.
pub fn button_form(
    action: &str,
    about: Option<(&str, &str)>,
    class: &str,
    text: Text,
    label: Option<&str>,
    token: &str,
    look: &Look<'_>,
) -> Markup {
    html! {
        form method="post" action=(look.path("/account")) {
            input type="hidden" name="token" value=(token);
            @if let Some((name, value)) = about { input type="hidden" name=(name) value=(value); }
            button class=(class) name="action" value=(action) aria-label=[label] { (look.say(text)) }
        }
    }
}

/// Makes a list of the first entries, or says that there are none.
pub(super) fn list<T>(entries: &[T], none: Text, entry: &dyn Fn(&T) -> Markup, look: &Look<'_>) -> Markup {
    html! {
        @if entries.is_empty() { p { (look.say(none)) } }
        @else { ul.list { @for one in entries.iter().take(MAXIMUM_ENTRIES) { li { (entry(one)) } } } }
        @if entries.len() > MAXIMUM_ENTRIES {
            p.soft { (look.fill(texts::MORE, &[("count", html! { (MAXIMUM_ENTRIES) })])) }
        }
    }
}
