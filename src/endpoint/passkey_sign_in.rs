//! The sign-in of local users with a passkey alone.

use std::borrow::Cow;

use crate::endpoint::sign_in::PERIOD;
use crate::error::{Error, PasskeyFailure};
use crate::http::{Request, Response};
use crate::model::{Config, Home, User};
use crate::pages::{self, Look, Problem, SignInMessage};
use crate::ports::{Admission, Ports};
use crate::sign_in;
use crate::sign_in::passkey::{Failure, proven};
use crate::sign_in::provider::request_of;

/// Signs a local user in with a passkey, and sends the browser on to where it was going.
pub async fn authenticate(request: &Request, config: &Config, ports: &impl Ports) -> Result<Response, Error> {
    let look = Look::of(request, &[], config);
    let refused = |problem| Ok(pages::problem(problem, &look));
    if !sign_in::is_same_origin(request, config) {
        return refused(Problem::Forbidden);
    }
    let form = request.form(config.body_limit)?;
    let sealed = form.value("request").unwrap_or_default();
    let opened = sign_in::browser(request, config)
        .and_then(|browser| Some((browser, sign_in::waiting(sealed, browser, ports.now(), config)?)));
    let Some((browser, waiting)) = opened else { return refused(Problem::Expired) };
    let look = Look::of(request, request_of(&waiting).map_or(&[][..], |asked| &asked.ui_locales), config);
    let again = async |message, reason| {
        let page = sign_in::page_again(&waiting, sealed, None, message, request, &look, ports).await?;
        Ok(Response { reason: Some(Cow::Borrowed(reason)), ..page })
    };
    if sign_in::admit_passkey(request, config, ports).await? == Admission::Refused {
        return again(SignInMessage::TooManyAttempts(PERIOD), "passkey_attempts").await;
    }
    let outcome = match proven(form.required("credential")?, browser, config, ports).await {
        Ok(proof) => {
            let place = (&waiting, sealed);
            let begun = sign_in::begin_by_passkey(&proof.user, &proof.used(), request, place, config, ports).await?;
            begun.map(|response| (response, proof.user))
        }
        Err(Failure::Fault(fault)) => return Err(fault.into()),
        Err(Failure::Refused(failure)) => Err(failure),
    };
    match outcome {
        Ok((response, User { home: Home::Local { username }, .. })) => {
            Ok(response.with_cookie(sign_in::known_by(&username, request, config)?))
        }
        Ok((response, _)) => Ok(response),
        Err(failure) => {
            let message = match failure {
                PasskeyFailure::ChallengeExpired | PasskeyFailure::ChallengeUsed => SignInMessage::Expired,
                // The user has proven their identity, so the page may say it.
                PasskeyFailure::UserDisabled => SignInMessage::MayNotSignIn,
                _ => SignInMessage::PasskeyRefused,
            };
            again(message, failure.as_str()).await
        }
    }
}
