//! Ends sessions, and tells their clients. OpenID Connect Back-Channel Logout section 2.5.

use std::borrow::Cow;
use std::cell::RefCell;

use crate::delivery::{Outcome, find_client, tell, within};
use crate::error::Fault;
use crate::http::{Peer, Response};
use crate::model::{Client, Config, DELIVERIES_AT_ONCE, Delivery, SessionId, Telling};
use crate::ports::Ports;
use crate::unit::Seconds;

/// How long an answer waits for the clients that are told at once. The others are told later.
const PATIENCE: Seconds = Seconds(2);

/// A session that has ended.
#[derive(Clone, Debug, Default)]
pub struct Ended {
    /// The clients that were told.
    pub told: Vec<Client>,
    /// The clients that have not answered yet.
    pub waiting: Vec<Client>,
    /// The addresses of clients that the page of the sign-out loads. OpenID Connect Front-Channel Logout section 3.
    pub frames: Vec<String>,
    /// The number of clients that are still to be told, those in `waiting` included.
    pub untold: usize,
}

impl Ended {
    /// Notes in the log that clients were not told yet.
    #[must_use]
    pub fn noted_in(&self, response: Response) -> Response {
        let note = match self.untold {
            0 => return response,
            1 => Cow::Borrowed("1 client was not told of the sign-out yet"),
            many => Cow::Owned(format!("{many} clients were not told of the sign-out yet")),
        };
        Response { reason: Some(note), ..response }
    }
}

/// Returns the address of a client that ends the client's session in this browser, with the issuer and the session; `None`
/// for a client that registered none, or whose host the operator has ruled out since.
fn frame(client: &Client, session: &SessionId, config: &Config) -> Option<String> {
    let uri = &client.metadata().frontchannel_logout_uri.as_ref()?.0;
    let is_permitted =
        config.policy.has_frontchannel_logout() && client.accepted().may_redirect_to(uri, &config.policy);
    let sid = session.sid(client.id().as_str(), config).filter(|_| is_permitted)?;
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("iss", config.issuer.as_str()).append_pair("sid", &sid);
    let separator = if uri.as_str().contains('?') { '&' } else { '?' };
    Some(format!("{}{separator}{}", uri.as_str(), query.finish()))
}

/// Ends a session and the grants that do not outlive it, and tells the clients that registered an address for it.
///
/// The messages are in the queue before the session is over, so none is lost. The first ten clients are told at the same
/// time, for two seconds. A client that does not answer is told again later: the session has ended in any case. `peer` is
/// the sender of the request, whose network has a limit of requests to other servers.
pub async fn end(session: &SessionId, peer: Peer, config: &Config, ports: &impl Ports) -> Result<Ended, Fault> {
    let telling = config.telling();
    let clients = ports.end_session(session, telling, ports.now()).await?;
    if telling == Telling::Listed && !config.policy.has_frontchannel_logout() {
        return Ok(Ended::default());
    }
    let (first, later) = clients.split_at_checked(DELIVERIES_AT_ONCE).unwrap_or((&clients, &[]));
    let found: Vec<RefCell<Option<Client>>> = first.iter().map(|_| RefCell::default()).collect();
    let calls = first.iter().zip(&found).map(async |(client_id, found)| {
        match find_client(client_id, Some(peer), config, ports).await {
            Ok(Ok(client)) => {
                found.replace(Some(client.0.clone()));
                tell(&client, session, Some(peer), config, ports).await
            }
            Ok(Err(outcome)) => Ok(outcome),
            Err(fault) => Err(fault),
        }
    });
    let outcomes = within(calls, ports.pause(PATIENCE)).await;
    let mut ended = Ended { untold: later.len(), ..Ended::default() };
    let mut over = Vec::new();
    for ((client_id, found), outcome) in first.iter().zip(found).zip(outcomes) {
        ended.frames.extend(found.borrow().as_ref().and_then(|client| frame(client, session, config)));
        match outcome {
            Some(Ok(Outcome::Arrived)) => ended.told.extend(found.take()),
            Some(Ok(Outcome::Needless)) => {}
            // A client that cannot be told, for whatever reason, must not keep the user signed in.
            Some(Ok(Outcome::Failed(_)) | Err(_)) | None => {
                ended.waiting.extend(found.take());
                ended.untold = ended.untold.saturating_add(1);
                continue;
            }
        }
        over.push(Delivery::name_of_logout(session, client_id));
    }
    // If this fails, these clients are told twice.
    let is_queued = telling == Telling::Queued && !over.is_empty();
    if is_queued && ports.forget_deliveries(&over).await.is_err() {
        ended.untold = ended.untold.saturating_add(over.len());
    }
    Ok(ended)
}
