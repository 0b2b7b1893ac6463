//! The page on which a local user sets a password, with a code of the operator.

use crate::delivery::announce;
use crate::error::Error;
use crate::http::{Request, Response};
use crate::model::{Config, EventKind, Home, LocalUsers, TokenDigest, User};
use crate::pages::{self, CodeProblem, Look, Problem, ResetPage, ResetProblem, SignInMessage};
use crate::ports::{Admission, Limit, PasswordRight, Ports};
use crate::sign_in;
use crate::sign_in::password::{self, SALT_BYTES, SHORTEST, Unacceptable};
use crate::unit::Seconds;

/// The time after which the limit admits more codes.
const PERIOD: Seconds = Seconds(60);

/// Shows the page of a link, or the page on which a user types a code.
pub async fn show(request: &Request, config: &Config, ports: &impl Ports) -> Result<Response, Error> {
    let look = Look::of(request, &[], config);
    let code = request.parameter("code").unwrap_or_default();
    if code.is_empty() && config.sign_in.local_users == LocalUsers::Allowed {
        return Ok(pages::reset_code(None, &look));
    }
    match right_of(&code, request, config, ports).await? {
        Right::Refused => Ok(too_many(&look)),
        Right::Valid(_, user) => Ok(page(&code, &user, None, &look)),
        Right::Void => Ok(link_used(&look)),
    }
}

/// Sets a password, and shows the sign-in page. The code may come from the form on which a user types it, which leads to the
/// form with the passwords. Nobody is signed in by a code: the user types the new password.
///
/// The hash is computed only for a valid code, so nobody else can make the server compute one.
pub async fn set(request: &Request, config: &Config, ports: &impl Ports) -> Result<Response, Error> {
    let look = Look::of(request, &[], config);
    if !sign_in::is_same_origin(request, config) {
        return Ok(pages::problem(Problem::Forbidden, &look));
    }
    let form = request.form(config.body_limit)?;
    let code = form.value("code").unwrap_or_default();
    let is_typed = form.value("step") == Some("code");
    let (digest, user) = match right_of(code, request, config, ports).await? {
        Right::Refused if is_typed => return Ok(pages::reset_code(Some(CodeProblem::TooMany(PERIOD)), &look)),
        Right::Refused => return Ok(too_many(&look)),
        Right::Valid(digest, user) => (digest, user),
        Right::Void if is_typed => return Ok(pages::reset_code(Some(CodeProblem::Wrong), &look)),
        Right::Void => return Ok(link_used(&look)),
    };
    if is_typed {
        return Ok(page(code.trim(), &user, None, &look));
    }
    let [new, again] =
        ["password", "password_again"].map(|name| password::prepared(form.value(name).unwrap_or_default(), ports));
    if let Some(problem) = problem_of(&new, &again, &user) {
        return Ok(page(code, &user, Some(problem), &look));
    }
    let mut salt = [0; SALT_BYTES];
    ports.fill(&mut salt)?;
    let hash = password::hash(&new, &salt)?;
    if !ports
        .set_password(PasswordRight::Code { digest: &digest, telling: config.telling() }, &hash, ports.now())
        .await?
    {
        return Ok(link_used(&look));
    }
    announce(&[EventKind::RecoveryLinkUsed, EventKind::PasswordSet], &user.id, config, ports).await?;
    let page = sign_in::own_page(request, username(&user), Some(SignInMessage::PasswordIsSet), config, ports)?;
    Ok(Response { reason: Some(format!("{} has set a password with a link", user.id.as_str()).into()), ..page })
}

/// The right that a code gives now. In alphabetical order.
enum Right {
    /// The network of the sender has tried too many codes.
    Refused,
    /// The user may set a password.
    Valid(TokenDigest, User),
    /// There is no such code, or it was used, or it has expired.
    Void,
}

/// Looks for a code. Nobody guesses one, so the limit is for the load: a text that cannot be a code asks the store nothing.
async fn right_of(code: &str, request: &Request, config: &Config, ports: &impl Ports) -> Result<Right, Error> {
    if config.sign_in.local_users == LocalUsers::Refused {
        return Ok(Right::Void);
    }
    let Some(digest) = TokenDigest::of_reset_code(code.trim()) else { return Ok(Right::Void) };
    if ports.count(Limit::SignIn, &request.peer.network()).await? == Admission::Refused {
        return Ok(Right::Refused);
    }
    let user = ports.user_of_code(&digest, ports.now()).await?;
    Ok(user.map_or(Right::Void, |user| Right::Valid(digest, user)))
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

fn too_many(look: &Look<'_>) -> Response {
    pages::problem(Problem::TooManyRequests(PERIOD), look)
}

fn link_used(look: &Look<'_>) -> Response {
    pages::problem(Problem::LinkUsed, look)
}
