//! The sign-in page of a request that waits.

use crate::client_lookup::resolve;
use crate::error::Fault;
use crate::http::{Peer, Request, Response};
use crate::model::{AuthorizationRequest, Client, Config, Destination, LocalUsers, Waiting};
use crate::pages::{self, Look, SignInMessage, SignInPage};
use crate::policy::ClientReads;
use crate::ports::{ClientPorts, Clock, Random};
use crate::sign_in::browser::browser_of;
use crate::sign_in::provider::{buttons, request_of};
use crate::sign_in::waiting::{WAITING_LIFE, wait};

/// Makes the sign-in page of an authorization request, or on the way to the user's own page. `sealed` is the waiting
/// request as the form sends it back, `username` a name that the user has typed before.
#[must_use]
pub fn page(
    asked: Option<&AuthorizationRequest>,
    sealed: &str,
    client: Option<&Client>,
    username: Option<&str>,
    message: Option<SignInMessage<'_>>,
    look: &Look<'_>,
) -> Response {
    let contents = SignInPage {
        request: sealed,
        client,
        redirect_uri: asked.map(|asked| &*asked.redirect_uri),
        has_passwords: look.config.sign_in.local_users == LocalUsers::Allowed,
        username: username.or_else(|| asked?.login_hint.as_deref()),
        providers: &buttons(look.config),
        message,
    };
    pages::sign_in(&contents, look)
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
    let waiting = Waiting { destination, began_at: now, expires_at: now.after(WAITING_LIFE) };
    let (browser, cookie) = browser_of(request, config, ports)?;
    let sealed = wait(&waiting, &browser, config)?;
    let page = page(None, &sealed, None, username, message, &Look::of(request, &[], config));
    Ok(cookie.into_iter().fold(page, Response::with_cookie))
}

/// Finds the client of a request that waits, and makes the sign-in page again.
pub async fn page_again(
    waiting: &Waiting,
    sealed: &str,
    username: Option<&str>,
    message: SignInMessage<'_>,
    peer: Peer,
    look: &Look<'_>,
    ports: &impl ClientPorts,
) -> Result<Response, Fault> {
    let asked = request_of(waiting);
    let client = match asked {
        Some(asked) => resolve(&asked.client_id, ClientReads::Primary, peer, look.config, ports).await?.client.ok(),
        None => None,
    };
    Ok(page(asked, sealed, client.as_ref(), username, Some(message), look))
}
