//! The way into the console, and the proof that a form comes from one of its pages.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::audit;
use crate::endpoint::console::Place;
use crate::error::{Error, Fault};
use crate::http::{Cookie, Field, Form, Request, Response};
use crate::key_ring::{Purpose, same_secret};
use crate::model::{Config, Destination, Home, SessionId, User, is_strong};
use crate::pages::{self, ConsoleDone, ConsoleFrame, Look, Problem, SignInMessage};
use crate::ports::Ports;
use crate::sign_in::{self, CookieKind, cookie_name};
use crate::unit::{Seconds, Timestamp};

/// How long after its beginning an entry is good, if the session lives so long.
const ENTRY_LIFE: Seconds = Seconds(28_800);

/// The contents of the console's own cookie. A session that began long ago does not open the console: the user has to
/// prove their identity for each entry.
#[derive(Deserialize, Serialize)]
struct Entry {
    /// The session.
    #[serde(rename = "s")]
    session: SessionId,
    /// When it entered.
    #[serde(rename = "t")]
    at: Timestamp,
}

/// A user who may use the console.
pub struct Operator {
    /// The user.
    pub user: User,
    /// The text that proves that a form comes from a page of this session.
    pub token: String,
    is_recent: bool,
    cookie: Option<Cookie>,
}

/// The outcome of a check: the request goes on, or is answered with a page.
pub enum Turn<T> {
    /// The request goes on.
    In(Box<T>),
    /// The request is answered.
    Away(Box<Response>),
}

impl<T> Turn<T> {
    fn away(page: Response, reason: &'static str) -> Self {
        Self::Away(Box::new(Response { reason: Some(Cow::Borrowed(reason)), ..page }))
    }
}

/// Admits a user with a role of the console who has signed in with two factors, and enters now or has entered before.
pub async fn admit(request: &Request, config: &Config, ports: &impl Ports) -> Result<Turn<Operator>, Error> {
    let look = Look::of(request, &[], config);
    let forbid = |reason| Ok(Turn::away(pages::problem(Problem::Forbidden, &look), reason));
    let sign_in = |message, reason| {
        let page = sign_in::page_before(Destination::Console, request, None, message, config, ports)?;
        Ok(Turn::away(page, reason))
    };
    let Some(record) = sign_in::current(request, "", "", config, ports).await? else {
        return sign_in(None, "nobody is signed in");
    };
    let (user, session, now) = (record.user, record.session, ports.now());
    if !config.may_administer(&user) {
        return forbid("the user has no role of CONSOLE_ROLES");
    }
    let is_recent = sign_in::is_recent(&session, now);
    if !is_strong(&session.methods, session.context.as_deref()) {
        let is_of_provider = matches!(user.home, Home::Provider { .. });
        return if is_of_provider && is_recent {
            forbid("the provider does not say that the user has given a second factor")
        } else {
            sign_in(None, "the session lacks a second factor")
        };
    }
    let entry = entry(request, config).filter(|entry| entry.session == session.id && now < entry.at.after(ENTRY_LIFE));
    if entry.is_none() && !is_recent {
        return sign_in(Some(SignInMessage::SignInAgain), "the session did not enter the console");
    }
    let cookie = match entry {
        Some(_) => None,
        None => Some(cookie(&Entry { session: session.id.clone(), at: now }, config)?),
    };
    let token = seal(FORM, session.id.as_str(), config)?;
    Ok(Turn::In(Box::new(Operator { user, token, is_recent, cookie })))
}

/// The sealed word of the forms.
const FORM: &str = "form";

impl Operator {
    /// Reads a form of the console. The user must have signed in within 15 minutes.
    pub fn form(&self, request: &Request, config: &Config, ports: &impl Ports) -> Result<Turn<Form>, Error> {
        let look = Look::of(request, &[], config);
        // A browser sends the header with every form, so a request without it is not from one.
        let origin = request.headers.value(Field::Origin);
        if origin != Some(&config.issuer.address_at("")) {
            return Ok(Turn::away(pages::problem(Problem::Forbidden, &look), "the form is from another origin"));
        }
        let form = request.form(config.body_limit)?;
        if !form.value("token").is_some_and(|sent| same_secret(sent, &self.token)) {
            return Ok(Turn::away(pages::problem(Problem::Expired, &look), "the form is of another session"));
        }
        if !self.is_recent {
            let message = Some(SignInMessage::SignInAgain);
            let page = sign_in::page_before(Destination::Console, request, None, message, config, ports)?;
            return Ok(Turn::away(page, "the sign-in is too long ago for a change"));
        }
        Ok(Turn::In(Box::new(form)))
    }

    /// Returns the frame of a page of the console.
    pub fn frame(&self, place: Place, done: Option<ConsoleDone>) -> ConsoleFrame<'_> {
        ConsoleFrame { path: place.path(), token: &self.token, user: self.user.display_name(), done }
    }

    /// Returns the operator for the audit log.
    pub const fn in_audit(&self) -> audit::Operator<'_> {
        audit::Operator::User(&self.user.id, "console")
    }

    /// Notes the operator in a response, which gives the browser its cookie.
    pub fn note(self, response: Response) -> Response {
        let response = Response { administrator: Some(self.user.id.as_str().into()), ..response };
        self.cookie.into_iter().fold(response, Response::with_cookie)
    }
}

fn entry(request: &Request, config: &Config) -> Option<Entry> {
    let sealed = request.cookie(&cookie_name(CookieKind::Console, config))?;
    config.keys.open_value(Purpose::Console, &[config.issuer.as_str(), COOKIE], sealed)
}

/// The word that keeps cookies and forms apart.
const COOKIE: &str = "cookie";

fn cookie(entry: &Entry, config: &Config) -> Result<Cookie, Fault> {
    let sealed = seal(entry, COOKIE, config)?;
    Ok(Cookie::new(cookie_name(CookieKind::Console, config), sealed, None, config.issuer.is_encrypted()))
}

fn seal(value: impl Serialize, about: &str, config: &Config) -> Result<String, Fault> {
    let sealed = config.keys.seal_value(Purpose::Console, &[config.issuer.as_str(), about], &value);
    sealed.ok_or_else(|| Fault::Broken("a value of the console cannot be sealed".to_owned()))
}
