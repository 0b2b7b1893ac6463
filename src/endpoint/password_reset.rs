//! The page on which a local user sets a password, with a code of the operator.

use crate::error::Error;
use crate::http::{Request, Response};
use crate::model::{Config, Home, LocalUsers, TokenDigest, User};
use crate::pages::{self, ErrorPage, Look, Problem, ResetPage, ResetProblem, SignInMessage};
use crate::ports::{PasswordRight, Ports};
use crate::sign_in;
use crate::sign_in::password::{self, SALT_BYTES, SHORTEST, Unacceptable};

/// Shows the page of a link.
pub async fn show(request: &Request, config: &Config, ports: &impl Ports) -> Result<Response, Error> {
    let look = Look::of(request, &[], config);
    let code = request.parameter("code").unwrap_or_default();
    match right_of(&code, config, ports).await? {
        Some((_, user)) => Ok(page(&code, &user, None, &look)),
        None => Ok(link_used(&look)),
    }
}

/// Sets a password, and shows the sign-in page. Nobody is signed in by a code: the user types the new password.
///
/// The hash is computed only for a valid code, so nobody else can make the server compute one.
pub async fn set(request: &Request, config: &Config, ports: &impl Ports) -> Result<Response, Error> {
    let look = Look::of(request, &[], config);
    if !sign_in::is_same_origin(request, config) {
        let page = ErrorPage { problem: Problem::Forbidden, code: None, description: None };
        return Ok(pages::error(&page, &look));
    }
    let form = request.form(config.body_limit)?;
    let code = form.value("code").unwrap_or_default();
    let Some((digest, user)) = right_of(code, config, ports).await? else { return Ok(link_used(&look)) };
    let new = form.value("password").unwrap_or_default();
    if let Some(problem) = problem_of(new, form.value("password_again").unwrap_or_default(), &user) {
        return Ok(page(code, &user, Some(problem), &look));
    }
    let mut salt = [0; SALT_BYTES];
    ports.fill(&mut salt)?;
    let hash = password::hash(new, &salt)?;
    if !ports.set_password(PasswordRight::Code(&digest), &hash, ports.now()).await? {
        return Ok(link_used(&look));
    }
    sign_in::own_page(request, username(&user), Some(SignInMessage::PasswordIsSet), config, ports).map_err(Error::from)
}

/// Returns the digest of a code that is valid now, and its user.
async fn right_of(code: &str, config: &Config, ports: &impl Ports) -> Result<Option<(TokenDigest, User)>, Error> {
    if config.sign_in.local_users == LocalUsers::Refused {
        return Ok(None);
    }
    let Some(digest) = TokenDigest::of_reset_code(code.trim()) else { return Ok(None) };
    let user = ports.user_of_code(&digest, ports.now()).await?;
    Ok(user.map(|user| (digest, user)))
}

fn problem_of(new: &str, again: &str, user: &User) -> Option<ResetProblem> {
    match password::check(new, username(user)) {
        Err(Unacceptable::Common) => Some(ResetProblem::TooCommon),
        Err(Unacceptable::TooLong) => Some(ResetProblem::TooLong),
        Err(Unacceptable::TooShort) => Some(ResetProblem::TooShort),
        Ok(()) if new != again => Some(ResetProblem::NotAlike),
        Ok(()) => None,
    }
}

fn username(user: &User) -> Option<&str> {
    match &user.home {
        Home::Local { username } => Some(username),
        Home::Provider { .. } => None,
    }
}

fn page(code: &str, user: &User, problem: Option<ResetProblem>, look: &Look<'_>) -> Response {
    pages::reset(&ResetPage { code, username: username(user), shortest: SHORTEST, problem }, look)
}

fn link_used(look: &Look<'_>) -> Response {
    pages::error(&ErrorPage { problem: Problem::LinkUsed, code: None, description: None }, look)
}
