//! Sessions: the cookie that names one, and the way in which a session begins and goes on.

use serde::{Deserialize, Serialize};

use crate::audit::{self, Event};
use crate::delivery::announce_all;
use crate::error::{Error, Fault, PasskeyFailure, Refusal};
use crate::http::{Cookie, Field, Reader, Request, Response};
use crate::key_ring::Purpose;
use crate::model::{
    AccountEvent, Actor, Config, Destination, EventKind, Home, Journal, PasskeyUse, Session, SessionId, USER_BYTES,
    User, Waiting, Webhook, context_of,
};
use crate::ports::{Clock, Ports, SessionRecord, SessionStore};
use crate::sign_in::browser::{CookieKind, cookie_name};
use crate::sign_in::device::device;
use crate::sign_in::logout::end;
use crate::unit::{Seconds, Timestamp};

/// The contents of the session cookie, which has them sealed for the issuer.
#[derive(Deserialize, Serialize)]
struct Presence {
    /// The session.
    #[serde(rename = "s")]
    session: SessionId,
    /// When the browser was last seen, to within a minute.
    #[serde(rename = "t")]
    seen_at: Timestamp,
}

/// How old the time in the cookie may become before the cookie is written anew.
const RENEWAL: Seconds = Seconds(60);

/// Returns the session of the browser, with its user and what the user has consented to for a client and a redirection
/// URI. `None` if nobody is signed in: see [`present`]; or the user must give a second factor since, and has not.
pub async fn current(
    request: &Request,
    client_id: &str,
    redirect_uri: &str,
    config: &Config,
    ports: &(impl Clock + SessionStore),
) -> Result<Option<SessionRecord>, Fault> {
    let is_enough = |SessionRecord { session, user, .. }: &SessionRecord| {
        config.sign_in.second_factor.permits(&user.claims, &session.methods, session.context.as_deref())
    };
    Ok(present(request, client_id, redirect_uri, config, ports).await?.filter(is_enough))
}

/// Returns the session of the browser, also one that lacks a second factor: for the end of the session alone. `None` if
/// there is no cookie, the browser was idle for too long, or the session has ended.
pub async fn present(
    request: &Request,
    client_id: &str,
    redirect_uri: &str,
    config: &Config,
    ports: &(impl Clock + SessionStore),
) -> Result<Option<SessionRecord>, Fault> {
    let now = ports.now();
    match presence(request, config).filter(|presence| !presence.is_idle(now, config)) {
        Some(presence) => ports.session(&presence.session, client_id, redirect_uri, now).await,
        None => Ok(None),
    }
}

/// The way in which a user has proven their identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Authentication<'a> {
    /// When.
    pub at: Timestamp,
    /// The authentication methods: the `amr`. RFC 8176.
    pub methods: &'a [&'a str],
    /// The authentication context class: the `acr`.
    pub context: Option<&'a str>,
    /// The hash of the password that was given; `None` if none was given here.
    pub password: Option<&'a str>,
}

/// Begins a session of a user who has proven their identity, and sends the browser on to where it was going.
///
/// The session has a new name, so that a cookie from before the sign-in is worth nothing. The former session of the
/// browser ends. `Err` is a refusal for a user whom an operator has shut out, for one who has another password meanwhile, and
/// for one who must give a second factor and has not.
pub async fn begin(
    user: &User,
    authentication: Authentication<'_>,
    request: &Request,
    (waiting, sealed): (&Waiting, &str),
    config: &Config,
    ports: &impl Ports,
) -> Result<Response, Error> {
    let Authentication { methods, context, password, .. } = authentication;
    if !config.sign_in.second_factor.permits(&user.claims, methods, context) {
        return Err(Refusal::UserDisabled.into());
    }
    let begun = Beginning::of(user, authentication, request, config, ports).await?;
    let entry = audit::entry(Some(sign_in_event(user, methods)), Some(request.peer), config, ports)?;
    if !ports.begin_session(&begun.session, user, password, begun.own.as_ref(), entry).await? {
        return Err(Refusal::UserDisabled.into());
    }
    begun.finish(request, (waiting, sealed), config, ports).await
}

/// Begins a session of a user who has proven their identity with a passkey, as [`begin`] does, in one transaction with
/// the use of the passkey. Returns the reason why the passkey does not count.
pub async fn begin_by_passkey(
    user: &User,
    noted: &PasskeyUse<'_>,
    request: &Request,
    (waiting, sealed): (&Waiting, &str),
    config: &Config,
    ports: &impl Ports,
) -> Result<Result<Response, PasskeyFailure>, Error> {
    let methods = noted.backup.methods();
    let authentication =
        Authentication { at: noted.at, methods: &methods, context: context_of(&methods), password: None };
    let begun = Beginning::of(user, authentication, request, config, ports).await?;
    let entry = audit::entry(Some(sign_in_event(user, &methods)), Some(request.peer), config, ports)?;
    if let Err(failure) = ports.begin_session_by_passkey(noted, &begun.session, begun.own.as_ref(), entry).await? {
        return Ok(Err(failure));
    }
    begun.finish(request, (waiting, sealed), config, ports).await.map(Ok)
}

/// Returns the event of a sign-in, with the methods of authentication.
fn sign_in_event(user: &User, methods: &[&str]) -> Event {
    let event = Event::of(Journal::Users, "sign-in", "user").about_user(&user.id).trusted_by(Some(&methods.join(" ")));
    match &user.home {
        Home::Local { .. } => event,
        Home::Provider { issuer, .. } => event.with("identity_provider", &**issuer),
    }
}

/// A new session, and the former session of the browser: of the same user, or of another.
struct Beginning {
    session: Session,
    own: Option<SessionId>,
    foreign: Option<SessionId>,
    /// True if the operator learns of the sign-in: it is with a browser or from a place that the user has no session with.
    is_new: bool,
}

impl Beginning {
    async fn of(
        user: &User,
        authentication: Authentication<'_>,
        request: &Request,
        config: &Config,
        ports: &impl Ports,
    ) -> Result<Self, Fault> {
        let mut random = [0; USER_BYTES];
        ports.fill(&mut random)?;
        let now = ports.now();
        let former = presence(request, config).map(|presence| presence.session);
        let (own, foreign) = match former {
            Some(former) if former.user().as_ref() == Some(&user.id) => (Some(former), None),
            former => (None, former),
        };
        let session = Session {
            id: own.as_ref().map_or_else(|| SessionId::new(&user.id, &random), |former| former.renewed(&random)),
            user: user.id.clone(),
            authenticated_at: authentication.at,
            expires_at: now.after(config.sign_in.session_life),
            methods: authentication.methods.iter().map(|&method| method.to_owned()).collect(),
            context: authentication.context.map(str::to_owned),
            device: device(request.headers.value(Field::UserAgent).unwrap_or_default()),
            place: request.place.clone(),
        };
        let is_new = config.webhook.as_ref().is_some_and(Webhook::wants_users) && is_new(&session, ports).await?;
        Ok(Self { session, own, foreign, is_new })
    }

    /// Tells the operator of a new browser or place, ends the session of another user, and sends the browser on.
    async fn finish(
        self,
        request: &Request,
        (waiting, sealed): (&Waiting, &str),
        config: &Config,
        ports: &impl Ports,
    ) -> Result<Response, Error> {
        if self.is_new {
            let Session { user, device, place, .. } = &self.session;
            let (device, place) = (Some(device.clone()), place.clone());
            let event = AccountEvent { kind: EventKind::NewSignIn, user: user.clone(), by: Actor::User, device, place };
            announce_all(vec![event], config, ports).await?;
        }
        let ended = match self.foreign {
            Some(foreign) => Some(end(&foreign, request.peer, config, ports).await?),
            None => None,
        };
        let cookie = cookie(&Presence { session: self.session.id, seen_at: ports.now() }, config)?;
        let response = Response::see_other(address_after(waiting, sealed, config)).with_cookie(cookie);
        Ok(ended.into_iter().fold(response, |response, ended| ended.noted_in(response)))
    }
}

/// Returns true if the user has proven their identity within 15 minutes. A browser that was left open, or a stolen cookie,
/// must not add a way to sign in, or remove one.
#[must_use]
pub fn is_recent(session: &Session, now: Timestamp) -> bool {
    session.is_recent(now)
}

/// Returns true if the user has no session with this browser in this place.
async fn is_new(session: &Session, ports: &impl SessionStore) -> Result<bool, Fault> {
    let sessions = ports.sessions_of(&session.user, session.authenticated_at).await?;
    let place = |session: &Session| (session.device.clone(), session.place.clone());
    Ok(!sessions.iter().any(|known| place(known) == place(session)))
}

/// Writes the session cookie anew into a page or a redirection if the time in it is old, so that the session of a
/// browser that is used goes on. No row is written.
pub fn keep_alive(
    response: Response,
    request: &Request,
    config: &Config,
    clock: &impl Clock,
) -> Result<Response, Fault> {
    if response.reader == Reader::Program {
        return Ok(response);
    }
    let name = cookie_name(CookieKind::Session, config);
    if response.cookies.iter().any(|cookie| cookie.name() == name) {
        return Ok(response);
    }
    let now = clock.now();
    let is_due = |it: &Presence| !it.is_idle(now, config) && now >= it.seen_at.after(RENEWAL);
    match presence(request, config).filter(is_due) {
        Some(presence) => Ok(response.with_cookie(cookie(&Presence { seen_at: now, ..presence }, config)?)),
        None => Ok(response),
    }
}

/// Returns the name of the session that the browser has, whether or not the session goes on.
#[must_use]
pub fn session_id(request: &Request, config: &Config) -> Option<SessionId> {
    presence(request, config).map(|presence| presence.session)
}

/// Returns the cookie that removes the session from the browser.
pub fn removal(config: &Config) -> Cookie {
    Cookie::removal(cookie_name(CookieKind::Session, config), config.issuer.is_encrypted())
}

impl Presence {
    fn is_idle(&self, now: Timestamp, config: &Config) -> bool {
        now >= self.seen_at.after(config.sign_in.session_idle)
    }
}

fn presence(request: &Request, config: &Config) -> Option<Presence> {
    let sealed = request.cookie(&cookie_name(CookieKind::Session, config))?;
    config.keys.open_value(Purpose::Session, &[config.issuer.as_str()], sealed)
}

/// Makes the session cookie. It outlives the browser, because apps on phones sign users in through a browser that forgets
/// other cookies.
fn cookie(presence: &Presence, config: &Config) -> Result<Cookie, Fault> {
    let sealed = config.keys.seal_value(Purpose::Session, &[config.issuer.as_str()], presence);
    let sealed = sealed.ok_or_else(|| Fault::Broken("a session cannot be sealed".to_owned()))?;
    let (name, life) = (cookie_name(CookieKind::Session, config), config.sign_in.session_idle);
    Ok(Cookie::new(name, sealed, Some(life), config.issuer.is_encrypted()))
}

/// Returns the address where the browser goes on after the sign-in.
pub fn address_after(waiting: &Waiting, sealed: &str, config: &Config) -> String {
    let issuer = config.issuer.as_str();
    match waiting.destination {
        Destination::Account => format!("{issuer}/account"),
        Destination::Console => format!("{issuer}/console"),
        Destination::Device(None) => config.issuer.device_page(),
        // The code has letters and a hyphen, so it needs no encoding.
        Destination::Device(Some(ref code)) | Destination::DeviceWithFactor(ref code) => {
            format!("{}?user_code={code}", config.issuer.device_page())
        }
        // The text is base64url, so it needs no encoding.
        Destination::Authorization(_) => format!("{issuer}/authorize/resume?request={sealed}"),
    }
}
