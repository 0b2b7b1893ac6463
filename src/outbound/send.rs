//! Guarded messages to other servers: requests with credentials or a body.

use crate::client_metadata::AbsoluteUri;
use crate::error::Fault;
use crate::http::Peer;
use crate::outbound::documents::admit_outbound;
use crate::outbound::fetch::{DOCUMENT_LIMIT, admit, request_count};
use crate::policy::Guard;
use crate::ports::{Admission, Fetch, Fetched, Limit, Message, Throttle};

/// Sends a message, and returns the response with any status; `None` if the guard refuses the address, its host has had
/// too many requests, or it does not answer.
///
/// Every message is a request, as nothing is cached. So it counts against the limit of the network that causes it, and
/// `Err` tells that network that it has used up its limit. The limit of the host is for hosts that clients name: at an
/// address of the operator, a few networks could use it up for everybody.
pub async fn send(
    uri: &AbsoluteUri,
    message: &Message,
    peer: Peer,
    guard: &Guard,
    ports: &(impl Fetch + Throttle),
) -> Result<Option<Fetched>, Fault> {
    let Some(host) = uri.host().filter(|_| guard.permits(uri)) else { return Ok(None) };
    let requests = if guard.trusted.contains(uri) { 1 } else { request_count(host, guard) };
    admit_outbound(peer, requests, ports).await?;
    send_queued(uri, message, guard, ports).await
}

/// Sends a message that has waited. No network causes it now, so only the limit of the host counts.
pub async fn send_queued(
    uri: &AbsoluteUri,
    message: &Message,
    guard: &Guard,
    ports: &(impl Fetch + Throttle),
) -> Result<Option<Fetched>, Fault> {
    let Some(host) = uri.host().filter(|_| guard.permits(uri)) else { return Ok(None) };
    if !guard.trusted.contains(uri) && ports.count(Limit::Fetch, &host.to_string()).await? == Admission::Refused {
        return Ok(None);
    }
    let Ok(target) = admit(uri, guard, ports).await else { return Ok(None) };
    // The cause of a failure may name the address, which can have secrets of others in it.
    let limit = message.limits.map_or(DOCUMENT_LIMIT, |limits| limits.size);
    Ok(ports.send(&target, message, limit).await.ok())
}
