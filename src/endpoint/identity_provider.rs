//! Sign-in at an identity provider: the choice of a provider on the sign-in page, and the way back from the provider.

use std::borrow::Cow;

use crate::error::Error;
use crate::http::{Request, Response};
use crate::model::{Config, IdentityProvider, Waiting};
use crate::pages::{self, Look, Problem, SignInMessage};
use crate::ports::Ports;
use crate::sign_in::provider::{self, Attempt, Failure, Stop, request_of};
use crate::sign_in::{self, Authentication, browser};

/// Sends the browser to the provider that the user has chosen.
///
/// The page leads there as a new navigation: browsers would apply the policy of the sign-in page to each redirection.
pub async fn begin(request: &Request, config: &Config, ports: &impl Ports) -> Result<Response, Error> {
    if !sign_in::is_same_origin(request, config) {
        return Ok(problem(Problem::Forbidden, "the form is from another origin", request, config));
    }
    let form = request.form(config.body_limit)?;
    let sealed = form.value("request").unwrap_or_default();
    let opened = browser(request, config)
        .and_then(|browser| Some((browser, sign_in::waiting(sealed, browser, ports.now(), config)?)));
    let provider = form.value("provider").and_then(|name| provider_of(name, config));
    let (Some((browser, waiting)), Some(provider)) = (opened, provider) else {
        return Ok(problem(Problem::Expired, "the form is of another browser, or too old", request, config));
    };
    let look = look(&waiting, request, config);
    match provider::begin(provider, &waiting, browser, request.peer, config, ports).await {
        Ok(address) => Ok(pages::hand_over(&address, &look)),
        Err(failure) => tell(failure, provider, (&waiting, sealed), request, &look, ports).await,
    }
}

/// Receives the answer of the provider of this name, begins a session, and sends the browser on.
///
/// A forged answer does nothing: the state is sealed for this browser, and the nonce and the code verifier of the
/// attempt are in it.
pub async fn finish(name: &str, request: &Request, config: &Config, ports: &impl Ports) -> Result<Response, Error> {
    let form = request.query_form()?;
    let lost = |reason| Ok(problem(Problem::Expired, reason, request, config));
    let Some(browser) = browser(request, config) else { return lost("the browser has no cookie") };
    let state = form.value("state").unwrap_or_default();
    let Some(attempt) = Attempt::open(state, browser, config, ports).await? else {
        return lost("the state is of another browser, used, or too old");
    };
    if attempt.provider != name {
        return lost("the answer came to the address of another provider");
    }
    let Some(provider) = provider_of(name, config) else { return lost("the provider is gone") };
    let waiting = &attempt.waiting;
    let sealed = sign_in::wait(waiting, browser, config)?;
    let look = look(waiting, request, config);
    let user = match provider::user(provider, &attempt, &form, request.peer, config, ports).await {
        Ok(user) => user,
        Err(failure) => return tell(failure, provider, (waiting, &sealed), request, &look, ports).await,
    };
    let methods = user.methods();
    if !config.sign_in.second_factor.permits(&user.user.claims, &methods, user.context()) {
        let reason = "the provider does not say that the user has given a second factor".into();
        let failure = Failure::Stop(Stop::NotAllowed, reason);
        return tell(failure, provider, (waiting, &sealed), request, &look, ports).await;
    }
    let authentication =
        Authentication { at: user.authenticated_at, methods: &methods, context: user.context(), password: None };
    sign_in::begin(&user.user, authentication, request, (waiting, &sealed), config, ports).await
}

fn provider_of<'a>(name: &str, config: &'a Config) -> Option<&'a IdentityProvider> {
    config.identity_providers.iter().find(|provider| provider.name == name)
}

fn look<'a>(waiting: &Waiting, request: &'a Request, config: &'a Config) -> Look<'a> {
    Look::of(request, request_of(waiting).map_or(&[], |asked| &asked.ui_locales), config)
}

/// Shows the sign-in page again, with what the user can do.
async fn tell(
    failure: Failure,
    provider: &IdentityProvider,
    (waiting, sealed): (&Waiting, &str),
    request: &Request,
    look: &Look<'_>,
    ports: &impl Ports,
) -> Result<Response, Error> {
    let (stop, reason) = match failure {
        Failure::Fault(fault) => return Err(fault.into()),
        Failure::Stop(stop, reason) => (stop, reason),
    };
    let message = match stop {
        Stop::Cancelled | Stop::Unavailable => SignInMessage::ProviderFailed(&provider.label),
        Stop::Lost => SignInMessage::Expired,
        Stop::NotAllowed => SignInMessage::MayNotSignIn,
    };
    let page = sign_in::page_again(waiting, sealed, None, message, request, look, ports).await?;
    let reason = Some(Cow::Owned(format!("{}: {reason}", provider.name)));
    Ok(Response { reason, ..page })
}

/// Shows a page about a form or an address that does not count here.
fn problem(problem: Problem, reason: &'static str, request: &Request, config: &Config) -> Response {
    let page = pages::problem(problem, &Look::of(request, &[], config));
    Response { reason: Some(Cow::Borrowed(reason)), ..page }
}
