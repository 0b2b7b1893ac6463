//! The sign-in of local users: a name and a password.

use crate::authorization;
use crate::endpoint::second_factor;
use crate::error::Error;
use crate::http::{Request, Response};
use crate::model::{Config, Destination, LocalUsers, context_of};
use crate::pages::{self, Look, Problem, SignInMessage};
use crate::ports::{Admission, Ports};
use crate::sign_in::provider::request_of;
use crate::sign_in::{self, Authentication};
use crate::unit::Seconds;

/// The period of the limits on attempts.
pub(super) const PERIOD: Seconds = Seconds(60);

/// Shows the sign-in page on the way to the user's own page.
pub fn show(request: &Request, config: &Config, ports: &impl Ports) -> Result<Response, Error> {
    Ok(sign_in::own_page(request, None, None, config, ports)?)
}

/// Signs a local user in, and sends the browser on to where it was going.
///
/// The page is the same for a wrong name, a wrong password, and a user whom an operator has shut out.
pub async fn authenticate(request: &Request, config: &Config, ports: &impl Ports) -> Result<Response, Error> {
    let look = Look::of(request, &[], config);
    let refused = |problem| Ok(pages::problem(problem, &look));
    if !sign_in::is_same_origin(request, config) {
        return refused(Problem::Forbidden);
    }
    let form = request.form(config.body_limit)?;
    let sealed = form.value("request").unwrap_or_default();
    let opened =
        sign_in::browser(request, config).and_then(|browser| sign_in::waiting(sealed, browser, ports.now(), config));
    let Some(waiting) = opened.filter(|_| config.sign_in.local_users == LocalUsers::Allowed) else {
        return refused(Problem::Expired);
    };
    let ui_locales = request_of(&waiting).map_or(&[][..], |asked| &asked.ui_locales);
    let look = Look::of(request, ui_locales, config);
    let typed = form.value("username").unwrap_or_default();
    let again = async |message| {
        let shown = Some(typed).filter(|typed| typed.len() <= sign_in::LONGEST_NAME);
        Ok(sign_in::page_again(&waiting, sealed, shown, message, request, &look, ports).await?)
    };
    // No user has another name, so nothing is computed or read.
    let Some(username) = sign_in::username(typed) else { return again(SignInMessage::WrongPassword).await };
    if sign_in::admit_attempt(&username, request, config, ports).await? == Admission::Refused {
        return again(SignInMessage::TooManyAttempts(PERIOD)).await;
    }
    let password = form.value("password").unwrap_or_default();
    let Some(found) = sign_in::authenticate(&username, password, ports).await? else {
        return again(SignInMessage::WrongPassword).await;
    };
    let is_asked = match &waiting.destination {
        Destination::Account | Destination::Device(_) => false,
        Destination::Authorization(asked) => authorization::asks_for_second_factor(asked, config),
        Destination::Console | Destination::DeviceWithFactor(_) => true,
    };
    if second_factor::needs_passkey(&found, is_asked, config) {
        return again(SignInMessage::UsePasskey).await;
    }
    if let Some(page) = second_factor::after_password(&found, is_asked, &waiting, request, config, ports)? {
        return Ok(page);
    }
    let methods = &["pwd"][..];
    let (at, context, password) = (ports.now(), context_of(methods), found.password.as_deref());
    let authentication = Authentication { at, methods, context, password };
    let response = sign_in::begin(&found.user, authentication, request, (&waiting, sealed), config, ports).await?;
    Ok(response.with_cookie(sign_in::known_by(&username, request, config)?))
}
