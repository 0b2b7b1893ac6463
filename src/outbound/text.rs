//! Guarded fetches of texts whose signature is verified, such as request objects. They are never cached.

use crate::client_metadata::AbsoluteUri;
use crate::error::Fault;
use crate::http::{Body, Peer, Status};
use crate::outbound::documents::admit_outbound;
use crate::outbound::fetch::{DOCUMENT_LIMIT, admit, request_count};
use crate::policy::Guard;
use crate::ports::{Admission, Fetch, Limit, Throttle};

/// Returns the text at a URL of any media type; `None` if it cannot be fetched, or if its
/// host has had too many requests.
///
/// `Err` tells a network that it has used up its limit of fetches.
pub async fn text_document(
    uri: &AbsoluteUri,
    peer: Peer,
    guard: &Guard,
    ports: &(impl Fetch + Throttle),
) -> Result<Option<String>, Fault> {
    let Some(host) = uri.host().filter(|_| guard.permits(uri)) else { return Ok(None) };
    admit_outbound(peer, request_count(host, guard), ports).await?;
    if ports.count(Limit::Fetch, &host.to_string()).await? == Admission::Refused {
        return Ok(None);
    }
    let Ok(target) = admit(uri, guard, ports).await else { return Ok(None) };
    // A host that does not answer is the client's, not a fault of this server.
    let Ok(fetched) = ports.get(&target, DOCUMENT_LIMIT).await else { return Ok(None) };
    match fetched.body {
        Body::Complete(body) if fetched.status == Status(200) => Ok(String::from_utf8(body).ok()),
        _ => Ok(None),
    }
}
