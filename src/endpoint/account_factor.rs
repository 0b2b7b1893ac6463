//! The second factor on the user's own page: set up, replaced, removed, and new recovery codes.

use std::borrow::Cow;

use crate::delivery::announce;
use crate::error::Error;
use crate::http::{Form, Request, Response};
use crate::model::{Config, EventKind, Factor, Home, LocalUsers, Passkey, Passkeys, Session, User};
use crate::pages::{self, Done, FactorProblem, FactorSection, Look, Problem, SetUpPage, SignInMessage};
use crate::ports::{FactorPlace, Ports, SessionRecord};
use crate::sign_in::factor::{self, Given, Secret};
use crate::sign_in::{self, is_recent};
use crate::unit::Timestamp;

/// A change of the second factor, as a form names it. In alphabetical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FactorChange {
    /// Shows a new secret.
    Add,
    /// Makes new recovery codes.
    Codes,
    /// Stores the new secret after its first code.
    Confirm,
    /// Removes the second factor.
    Remove,
}

impl FactorChange {
    /// Reads the action of a form; `None` for another action.
    #[must_use]
    pub fn read(action: &str) -> Option<Self> {
        match action {
            "factor-add" => Some(Self::Add),
            "factor-codes" => Some(Self::Codes),
            "factor-confirm" => Some(Self::Confirm),
            "factor-remove" => Some(Self::Remove),
            _ => None,
        }
    }
}

/// The result of a change. In alphabetical order.
pub enum Changed {
    /// The page is shown again, with the thing that was done.
    Done(Done),
    /// Another page is shown.
    Page(Box<Response>),
}

/// Returns the section of the page; `None` where users have no second factor here. Only then nothing is read.
pub async fn section(user: &User, config: &Config, ports: &impl Ports) -> Result<Option<FactorSection>, Error> {
    if username(user, config).is_none() {
        return Ok(None);
    }
    let factor = ports.factor(&user.id).await?;
    Ok(Some(FactorSection { factor, may_remove: !config.sign_in.second_factor.is_required(&user.claims) }))
}

/// Returns the message for a session that may not change how its user signs in; `None` for a session that may. See
/// [`obstacle`]. Reads what the user has only where it decides.
pub async fn obstacle_for(
    record: &SessionRecord,
    config: &Config,
    ports: &impl Ports,
) -> Result<Option<SignInMessage<'static>>, Error> {
    let (SessionRecord { session, user, .. }, now) = (record, ports.now());
    let before = obstacle(session, None, &[], now);
    if before.is_some() || has_two_factors(session) {
        return Ok(before);
    }
    let factor = if config.sign_in.second_factor.is_on() { ports.factor(&user.id).await? } else { None };
    let passkeys = match config.sign_in.passkeys {
        Passkeys::Allowed => ports.passkeys_of(&user.id).await?,
        Passkeys::Refused => Vec::new(),
    };
    Ok(obstacle(session, factor, &passkeys, now))
}

/// Returns the message for a session of a user with this app and these passkeys. `None` for a recent sign-in, with two
/// factors if the user has an app or a passkey.
///
/// Otherwise a stolen password would remove what protects the account from it, or add a way that counts for more.
#[must_use]
pub fn obstacle(
    session: &Session,
    factor: Option<Factor>,
    passkeys: &[Passkey],
    now: Timestamp,
) -> Option<SignInMessage<'static>> {
    if !is_recent(session, now) {
        return Some(SignInMessage::SignInAgain);
    }
    match (has_two_factors(session), factor, passkeys) {
        (true, ..) | (false, None, []) => None,
        (false, Some(_), _) => Some(SignInMessage::SignInAgain),
        (false, None, _) => Some(SignInMessage::UsePasskey),
    }
}

fn has_two_factors(session: &Session) -> bool {
    session.methods.iter().any(|method| method == "mfa")
}

/// Changes the second factor of the user of a session.
///
/// A session that may not is asked to sign in again: see [`obstacle`].
pub async fn change(
    change: FactorChange,
    form: &Form,
    record: &SessionRecord,
    token: &str,
    request: &Request,
    config: &Config,
    ports: &impl Ports,
) -> Result<Changed, Error> {
    let look = Look::of(request, &[], config);
    let refused = |problem| Ok(Changed::Page(Box::new(pages::problem(problem, &look))));
    let (user, session) = (&record.user, &record.session);
    let Some(username) = username(user, config) else { return refused(Problem::InvalidRequest) };
    if let Some(message) = obstacle_for(record, config, ports).await? {
        return Ok(Changed::Page(Box::new(sign_in::own_page(request, Some(username), Some(message), config, ports)?)));
    }
    let set_up = |secret: &Secret, problem| {
        let offered = factor::offer(secret, &session.id, config)?;
        let contents = SetUpPage {
            path: "/account",
            fields: &[("token", token), ("action", "factor-confirm"), ("secret", &offered)],
            secret: secret.as_str(),
            address: &secret.address(look.operator(), username),
            is_demanded: false,
            redirect_uri: None,
            problem,
        };
        Ok(Changed::Page(Box::new(pages::set_up_factor(&contents, &look))))
    };
    let noted = |codes: &[String], note| {
        let page = pages::recovery_codes(codes, &look.path("/account"), &look);
        Ok(Changed::Page(Box::new(Response { reason: Some(Cow::Borrowed(note)), ..page })))
    };
    match change {
        FactorChange::Add => set_up(&Secret::new(ports)?, None),
        FactorChange::Codes => match factor::renew_codes(&user.id, config, ports).await? {
            Some(codes) => {
                announce(&[EventKind::RecoveryCodesMade], &user.id, config, ports).await?;
                noted(&codes, "recovery codes were made anew")
            }
            None => refused(Problem::InvalidRequest),
        },
        FactorChange::Confirm => {
            let secret = form.value("secret").and_then(|sealed| factor::offered(sealed, &session.id, config));
            let Some(secret) = secret else { return refused(Problem::Expired) };
            let typed = form.value("code").unwrap_or_default();
            match factor::add(&user.id, &secret, typed, FactorPlace::Any, config, ports).await? {
                Given::Added(codes) => {
                    announce(&[EventKind::TotpAdded], &user.id, config, ports).await?;
                    noted(&codes, "a second factor was set up")
                }
                Given::Wrong => set_up(&secret, Some(FactorProblem::Wrong)),
                _ => refused(Problem::Expired),
            }
        }
        FactorChange::Remove if config.sign_in.second_factor.is_required(&user.claims) => {
            refused(Problem::InvalidRequest)
        }
        FactorChange::Remove => {
            if ports.remove_factor(&user.id).await? {
                announce(&[EventKind::TotpRemoved], &user.id, config, ports).await?;
            }
            Ok(Changed::Done(Done::FactorRemoved))
        }
    }
}

/// Returns the name of a local user, where users can have a second factor here.
fn username<'a>(user: &'a User, config: &Config) -> Option<&'a str> {
    let is_on = config.sign_in.second_factor.is_on() && config.sign_in.local_users == LocalUsers::Allowed;
    match &user.home {
        Home::Local { username } if is_on => Some(username),
        Home::Local { .. } | Home::Provider { .. } => None,
    }
}
