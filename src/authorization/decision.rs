//! The decision about a checked request: what the user must do before the client gets a code. OpenID Connect Core section
//! 3.1.2.3.

use crate::authorization::claims::permit_subject;
use crate::authorization::consent::is_remembered;
use crate::authorization::context::{administers, is_enough};
use crate::error::AuthorizationRefusal;
use crate::model::{AuthorizationRequest, Client, Config, Prompt, is_strong, subject};
use crate::ports::SessionRecord;
use crate::unit::{Seconds, Timestamp};

/// The next step of a request. In the order of the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// The user signs in, again or for the first time.
    SignIn,
    /// The user consents.
    Consent,
    /// The client gets a code.
    Code,
}

/// Decides the next step. `began_at` is the time when the sign-in page was shown: a sign-in since then is the answer to
/// this request.
///
/// `Err` is for a step that the request forbids, and for a user who signed in for this request and is not the one that
/// the request demands. A second sign-in page would show the same.
pub fn decide(
    request: &AuthorizationRequest,
    client: &Client,
    record: Option<&SessionRecord>,
    began_at: Option<Timestamp>,
    now: Timestamp,
    config: &Config,
) -> Result<Next, AuthorizationRefusal> {
    let is_silent = request.prompt.contains(&Prompt::None);
    let sign_in = || if is_silent { Err(AuthorizationRefusal::LoginRequired) } else { Ok(Next::SignIn) };
    let Some(record) = record else { return sign_in() };
    let is_new = began_at.is_some_and(|began_at| record.session.authenticated_at >= began_at);
    if !is_new && is_too_old(request, record.session.authenticated_at, now) {
        return sign_in();
    }
    if !is_expected(request, client, record, config) {
        return if is_new { Err(AuthorizationRefusal::LoginRequired) } else { sign_in() };
    }
    let (methods, context) = (&record.session.methods, record.session.context.as_deref());
    if administers(request) {
        if !config.may_administer(&record.user) {
            return Err(AuthorizationRefusal::RoleMissing);
        }
        if !is_strong(methods, context) {
            return if is_new { Err(AuthorizationRefusal::UnmetAuthenticationRequirements) } else { sign_in() };
        }
        // As for a change at the console: a browser that was left open must not give rights to a program.
        if !record.session.is_recent(now) {
            return sign_in();
        }
    }
    if !is_enough(request, context, config) {
        // Another sign-in can be enough. So a client that has asked without pages asks again with them. RFC 9470 section 5.
        let is_reachable = || config.sign_in.contexts().iter().any(|own| is_enough(request, Some(own), config));
        return if is_new || (is_silent && !is_reachable()) {
            Err(AuthorizationRefusal::UnmetAuthenticationRequirements)
        } else {
            sign_in()
        };
    }
    if is_remembered(request, client, record) {
        Ok(Next::Code)
    } else if is_silent {
        Err(AuthorizationRefusal::ConsentRequired)
    } else {
        Ok(Next::Consent)
    }
}

/// Returns true if the sign-in is too old for the request: the user must sign in again.
fn is_too_old(request: &AuthorizationRequest, authenticated_at: Timestamp, now: Timestamp) -> bool {
    let shows_page = |prompt: &Prompt| matches!(prompt, Prompt::Login | Prompt::SelectAccount);
    // `max_age=0` means `prompt=login`: not even a sign-in of this second is new enough. OpenID Connect Core section
    // 3.1.2.1.
    let has_ended = |age: u64| age == 0 || now > authenticated_at.after(Seconds(age));
    request.prompt.iter().any(shows_page) || request.max_age.is_some_and(has_ended)
}

/// Returns true if the client may get a response about the user. OpenID Connect Core sections 3.1.2.1 and 5.5.1.
fn is_expected(request: &AuthorizationRequest, client: &Client, record: &SessionRecord, config: &Config) -> bool {
    let subject = subject(record.user.id.as_str(), client.accepted(), config.pairwise_salt.as_ref());
    // A pairwise client without a sector knows no user.
    subject.is_some_and(|subject| {
        request.expected_subject.as_ref().is_none_or(|expected| *expected == subject)
            && permit_subject(&request.claims, &subject)
    })
}
