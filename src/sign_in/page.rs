//! The sign-in page of a request that waits.

use crate::client_lookup::resolve;
use crate::error::Fault;
use crate::http::{Request, Response};
use crate::model::{AuthorizationRequest, Config, Destination, LocalUsers, Waiting};
use crate::pages::{self, Goal, Look, SignInMessage, SignInPage};
use crate::policy::ClientReads;
use crate::ports::{ClientPorts, Clock, Random};
use crate::sign_in::browser::{browser, browser_of};
use crate::sign_in::passkey::sign_in_options;
use crate::sign_in::provider::{buttons, request_of};
use crate::sign_in::waiting::{WAITING_LIFE, wait};

/// Makes the sign-in page of an authorization request, or on the way to another page of this server. `sealed` is the waiting
/// request of the browser as the form sends it back, `username` a name that the user has typed before.
pub fn page(
    asked: Option<&AuthorizationRequest>,
    (sealed, browser): (&str, &str),
    goal: Goal<'_>,
    username: Option<&str>,
    message: Option<SignInMessage<'_>>,
    look: &Look<'_>,
    ports: &(impl Clock + Random),
) -> Result<Response, Fault> {
    let passkey = sign_in_options(browser, look.config, ports)?;
    let contents = SignInPage {
        request: sealed,
        goal,
        redirect_uri: asked.map(|asked| &*asked.redirect_uri),
        has_passwords: look.config.sign_in.local_users == LocalUsers::Allowed,
        username: username.or_else(|| asked?.login_hint.as_deref()),
        providers: &buttons(look.config),
        passkey: passkey.as_deref(),
        message,
    };
    Ok(pages::sign_in(&contents, look))
}

/// Makes the sign-in page on the way to the user's own page.
pub fn own_page(
    request: &Request,
    username: Option<&str>,
    message: Option<SignInMessage<'_>>,
    config: &Config,
    ports: &(impl Clock + Random),
) -> Result<Response, Fault> {
    page_before(Destination::Account, request, username, message, config, ports)
}

/// Makes the sign-in page on the way to another page of this server.
pub fn page_before(
    destination: Destination,
    request: &Request,
    username: Option<&str>,
    message: Option<SignInMessage<'_>>,
    config: &Config,
    ports: &(impl Clock + Random),
) -> Result<Response, Fault> {
    let now = ports.now();
    let goal = goal_of(&destination);
    let waiting = Waiting { destination, began_at: now, expires_at: now.after(WAITING_LIFE) };
    let (browser, cookie) = browser_of(request, config, ports)?;
    let sealed = wait(&waiting, &browser, config)?;
    let page = page(None, (&sealed, &browser), goal, username, message, &Look::of(request, &[], config), ports)?;
    Ok(cookie.into_iter().fold(page, Response::with_cookie))
}

/// Finds the client of a request that waits, and makes the sign-in page again.
pub async fn page_again(
    waiting: &Waiting,
    sealed: &str,
    username: Option<&str>,
    message: SignInMessage<'_>,
    request: &Request,
    look: &Look<'_>,
    ports: &(impl ClientPorts + Random),
) -> Result<Response, Fault> {
    let asked = request_of(waiting);
    let client = match asked {
        Some(asked) => {
            resolve(&asked.client_id, ClientReads::Primary, request.peer, look.config, ports).await?.client.ok()
        }
        None => None,
    };
    // The request was opened for a browser, so there is one.
    let browser = browser(request, look.config).unwrap_or_default();
    let goal = client.as_ref().map_or_else(|| goal_of(&waiting.destination), |client| Goal::Client(Some(client)));
    page(asked, (sealed, browser), goal, username, Some(message), look, ports)
}

/// Returns the goal of a sign-in whose client is not known.
const fn goal_of(destination: &Destination) -> Goal<'static> {
    match destination {
        Destination::Account | Destination::Console => Goal::Account,
        Destination::Authorization(_) => Goal::Client(None),
        Destination::Device(_) | Destination::DeviceWithFactor(_) => Goal::Device,
    }
}
