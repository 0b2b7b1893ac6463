//! Ends sessions, and tells their clients. OpenID Connect Back-Channel Logout section 2.5.

use std::borrow::Cow;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::Poll;

use crate::client_lookup::resolve;
use crate::client_metadata::HttpsUri;
use crate::error::{AuthenticationFailure, Fault};
use crate::http::{Peer, Response, Status};
use crate::model::{Config, SessionId};
use crate::outbound::send;
use crate::policy::ClientReads;
use crate::ports::{Content, Message, Ports};
use crate::sign_in::logout::logout_token::logout_token;

/// The most clients that learn of the end of a session. Each takes a statement, a signature and up to three requests.
const MAXIMUM: usize = 10;

/// A session that has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ended {
    /// The number of clients that registered to be told and were not: they did not answer as they must, or there were too
    /// many.
    pub untold: usize,
}

impl Ended {
    /// Notes in the log that clients were not told.
    #[must_use]
    pub fn noted_in(self, response: Response) -> Response {
        let note = match self.untold {
            0 => return response,
            1 => Cow::Borrowed("1 client was not told of the sign-out"),
            many => Cow::Owned(format!("{many} clients were not told of the sign-out")),
        };
        Response { reason: Some(note), ..response }
    }
}

/// Ends a session and the grants that do not outlive it, and tells the clients that registered an address for it.
///
/// The clients are told at the same time, and a client that does not answer is not told again: the session has ended in
/// any case. `peer` is the sender of the request, whose network has a limit of requests to other servers.
pub async fn end(session: &SessionId, peer: Peer, config: &Config, ports: &impl Ports) -> Result<Ended, Fault> {
    let clients = ports.end_session(session, ports.now()).await?;
    let (told, beyond) = clients.split_at_checked(MAXIMUM).unwrap_or((&clients, &[]));
    let calls: Vec<Pin<Box<dyn Future<Output = bool> + '_>>> = told
        .iter()
        .map(|client_id| {
            let call: Pin<Box<dyn Future<Output = bool> + '_>> = Box::pin(async move {
                // A client that cannot be told, for whatever reason, must not keep the user signed in.
                tell(session, client_id, peer, config, ports).await.unwrap_or(false)
            });
            call
        })
        .collect();
    let failed = all(calls).await.into_iter().filter(|is_told| !is_told).count();
    Ok(Ended { untold: failed.saturating_add(beyond.len()) })
}

/// Tells a client that a session has ended. Returns false if the client registered an address and did not accept the
/// token.
async fn tell(
    session: &SessionId,
    client_id: &str,
    peer: Peer,
    config: &Config,
    ports: &impl Ports,
) -> Result<bool, Fault> {
    let found = resolve(client_id, ClientReads::Primary, peer, config, ports).await?;
    let client = match found.client {
        Ok(client) => client,
        Err(AuthenticationFailure::Document(failure)) if failure.may_pass() => return Ok(false),
        // A client that has ended keeps no session of the user.
        Err(_) => return Ok(true),
    };
    let Some(HttpsUri(uri)) = &client.metadata().backchannel_logout_uri else { return Ok(true) };
    let token = logout_token(session, &client, found.signing_keys.as_ref(), config, ports).await?;
    let message = Message::post(Content::form(&[("logout_token", &token)]));
    let answer = send(uri, &message, peer, &config.policy.guard, ports).await?;
    // Some frameworks turn a 200 without a body into 204. OpenID Connect Back-Channel Logout section 2.8.
    Ok(answer.is_some_and(|answer| matches!(answer.status, Status(200 | 204))))
}

/// Runs futures at the same time, and returns their results in the same order.
async fn all<T>(futures: Vec<Pin<Box<dyn Future<Output = T> + '_>>>) -> Vec<T> {
    let mut running: Vec<_> = futures.into_iter().map(|future| (future, None)).collect();
    poll_fn(|context| {
        for (future, result) in running.iter_mut().filter(|(_, result)| result.is_none()) {
            if let Poll::Ready(ready) = future.as_mut().poll(context) {
                *result = Some(ready);
            }
        }
        if running.iter().all(|(_, result)| result.is_some()) { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    running.into_iter().filter_map(|(_, result)| result).collect()
}
