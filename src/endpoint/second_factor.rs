//! The second step of the sign-in of local users: a code of an authenticator app, or a recovery code.
//!
//! No session begins before. The browser carries the first step, sealed for it, for ten minutes.

use std::borrow::Cow;

use crate::delivery::announce;
use crate::error::Error;
use crate::http::{Request, Response};
use crate::model::{Config, EventKind, LocalUsers, Passkeys, SignIn, Waiting, context_of};
use crate::pages::{self, FactorPage, FactorProblem, Look, Problem, SetUpPage};
use crate::ports::{Admission, FactorPlace, LocalUser, Ports, UseOutcome};
use crate::sign_in::factor::{self, FirstFactor, Given, Secret};
use crate::sign_in::provider::request_of;
use crate::sign_in::{self, Authentication, address_after, browser};
use crate::unit::Seconds;

/// The period of the limits on attempts.
const PERIOD: Seconds = Seconds(60);

/// The methods of a sign-in with a password and a code. RFC 8176 section 2.
const METHODS: [&str; 3] = ["pwd", "otp", "mfa"];

/// Returns true if a user must sign in with a passkey instead of the password. A user who has a passkey, and no app, sets up
/// no app here: the password alone would raise itself to two factors.
pub fn needs_passkey(found: &LocalUser, is_asked: bool, config: &Config) -> bool {
    let SignIn { passkeys, second_factor, .. } = &config.sign_in;
    let has_passkey = found.has_passkey && *passkeys == Passkeys::Allowed;
    has_passkey && !found.has_factor && (is_asked || second_factor.is_required(&found.user.claims))
}

/// Asks a user for the second factor after the right password, or to set one up. `None` if the password is enough.
///
/// `is_asked` is true if the client asks for a second factor.
pub fn after_password(
    found: &LocalUser,
    is_asked: bool,
    waiting: &Waiting,
    request: &Request,
    config: &Config,
    ports: &impl Ports,
) -> Result<Option<Response>, Error> {
    let rule = &config.sign_in.second_factor;
    let must = is_asked || rule.is_required(&found.user.claims);
    let Some(browser) = browser(request, config).filter(|_| rule.is_on() && (found.has_factor || must)) else {
        return Ok(None);
    };
    let secret = if found.has_factor { None } else { Some(Secret::new(ports)?) };
    let first = FirstFactor::given(found, secret, waiting, ports)?;
    let sealed = first.seal(browser, config)?;
    Ok(Some(page(&first, &sealed, None, request, config)))
}

/// Takes the second factor, begins a session, and sends the browser on to where it was going.
pub async fn check(request: &Request, config: &Config, ports: &impl Ports) -> Result<Response, Error> {
    let refused = |problem| Ok(pages::problem(problem, &Look::of(request, &[], config)));
    if !sign_in::is_same_origin(request, config) {
        return refused(Problem::Forbidden);
    }
    let form = request.form(config.body_limit)?;
    let sealed = form.value("step").unwrap_or_default();
    let is_on = config.sign_in.second_factor.is_on() && config.sign_in.local_users == LocalUsers::Allowed;
    let opened = browser(request, config)
        .and_then(|browser| Some((browser, FirstFactor::open(sealed, browser, ports.now(), config)?)));
    let Some((browser, first)) = opened.filter(|_| is_on) else { return refused(Problem::Expired) };
    let found = ports.local_user(&first.username).await?.filter(|found| first.is_of(found));
    let Some(found) = found else { return refused(Problem::Expired) };
    let (user, typed) = (&found.user.id, form.value("code").unwrap_or_default());
    let again = |problem| Ok(page(&first, sealed, Some(problem), request, config));
    if sign_in::admit_factor(user, request, ports).await? == Admission::Refused {
        return again(FactorProblem::TooMany(PERIOD));
    }
    let outcome = match &first.secret {
        Some(secret) => factor::add(user, secret, typed, FactorPlace::Empty, config, ports).await?,
        None => factor::give(user, typed, config, ports).await?,
    };
    let waiting_sealed = sign_in::wait(&first.waiting, browser, config)?;
    let (next, look) = (address_after(&first.waiting, &waiting_sealed, config), look(&first.waiting, request, config));
    let (shown, note) = match outcome {
        Given::Added(codes) => {
            announce(&[EventKind::TotpAdded], user, config, ports).await?;
            (Some(pages::recovery_codes(&codes, &next, &look)), Some(Cow::Borrowed("a second factor was set up")))
        }
        Given::Locked => return again(FactorProblem::Locked),
        Given::Recovered(left) => {
            announce(&[EventKind::RecoveryCodeUsed], user, config, ports).await?;
            let note = format!("a recovery code was used and {left} are left");
            (Some(pages::recovered(left, &next, &look)), Some(Cow::Owned(note)))
        }
        Given::Right => (None, None),
        Given::Void => return refused(Problem::Expired),
        Given::Wrong if first.secret.is_none() && typed.contains(char::is_alphabetic) => {
            return again(FactorProblem::WrongRecovery);
        }
        Given::Wrong => return again(FactorProblem::Wrong),
    };
    // A second code does not make a second session of one sign-in.
    if ports.use_name(&first.used_once(), first.expires_at).await? == UseOutcome::AlreadyUsed {
        return refused(Problem::Expired);
    }
    let (at, context, password) = (ports.now(), context_of(&METHODS), found.password.as_deref());
    let authentication = Authentication { at, methods: &METHODS, context, password };
    let waiting = (&first.waiting, &*waiting_sealed);
    let begun = sign_in::begin(&found.user, authentication, request, waiting, config, ports).await?;
    let begun = begun.with_cookie(sign_in::known_by(&first.username, request, config)?);
    Ok(match shown {
        Some(page) => Response { cookies: begun.cookies, reason: begun.reason.or(note), ..page },
        None => begun,
    })
}

fn look<'a>(waiting: &Waiting, request: &'a Request, config: &'a Config) -> Look<'a> {
    Look::of(request, request_of(waiting).map_or(&[], |asked| &asked.ui_locales), config)
}

/// Makes the page of the second step: the field for a code, or the setup of an app.
fn page(
    first: &FirstFactor,
    sealed: &str,
    problem: Option<FactorProblem>,
    request: &Request,
    config: &Config,
) -> Response {
    let look = look(&first.waiting, request, config);
    let redirect_uri = request_of(&first.waiting).map(|asked| &*asked.redirect_uri);
    let Some(secret) = &first.secret else {
        return pages::factor(&FactorPage { step: sealed, redirect_uri, problem }, &look);
    };
    let contents = SetUpPage {
        path: "/sign-in/factor",
        fields: &[("step", sealed)],
        secret: secret.as_str(),
        address: &secret.address(look.operator(), &first.username),
        is_demanded: true,
        redirect_uri,
        problem,
    };
    pages::set_up_factor(&contents, &look)
}
