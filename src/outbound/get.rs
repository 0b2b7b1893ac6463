//! Guarded fetches of documents that the caller reads and caches itself.

use crate::client_metadata::AbsoluteUri;
use crate::error::Fault;
use crate::http::Peer;
use crate::outbound::documents::admit_outbound;
use crate::outbound::fetch::{admit, request_count};
use crate::policy::Guard;
use crate::ports::{Admission, Fetch, Fetched, Limit, Throttle};
use crate::unit::ByteCount;

/// The reason why there is no response. It is for the log alone. In alphabetical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfetched {
    /// The guard refuses the address.
    Address,
    /// The host has had too many requests.
    Limited,
    /// The host does not answer in time.
    Unreachable,
    /// The host has no addresses, or addresses that are not public.
    Unresolved,
}

/// Fetches an address that a client has named, and returns the response with any status.
///
/// `Err` tells the network that causes the request that it has used up its limit. That limit comes first: a network beyond
/// it takes nothing of the limit of the host from others.
pub async fn get(
    uri: &AbsoluteUri,
    limit: ByteCount,
    peer: Peer,
    guard: &Guard,
    ports: &(impl Fetch + Throttle),
) -> Result<Result<Fetched, Unfetched>, Fault> {
    let Some(host) = uri.host().filter(|_| guard.permits(uri)) else { return Ok(Err(Unfetched::Address)) };
    admit_outbound(peer, request_count(host, guard), ports).await?;
    if ports.count(Limit::Fetch, &host.to_string()).await? == Admission::Refused {
        return Ok(Err(Unfetched::Limited));
    }
    let Ok(target) = admit(uri, guard, ports).await else { return Ok(Err(Unfetched::Unresolved)) };
    Ok(ports.get(&target, limit).await.map_err(|_| Unfetched::Unreachable))
}
