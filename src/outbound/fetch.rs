//! Guarded fetches of documents.

use serde_json::Value;

use crate::client_metadata::{AbsoluteUri, Host};
use crate::http::{Body, Status};
use crate::json;
use crate::outbound::resolver;
use crate::policy::{Guard, Target};
use crate::ports::{Fetch, Fetched};
use crate::unit::{ByteCount, Seconds};

/// How long a whole request may take, its body included.
pub const TIME_LIMIT: Seconds = Seconds(4);

/// The longest document that is read.
pub const DOCUMENT_LIMIT: ByteCount = ByteCount(65_536);

/// The error of a document that cannot be fetched. The caller learns no reason, so that nobody can scan networks
/// through this server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unfetchable;

/// Returns the number of requests that fetch a document from a host: one, and one for each record type to resolve.
#[must_use]
pub fn request_count(host: &Host, guard: &Guard) -> usize {
    let is_looked_up = guard.resolver.is_some() && !host.is_loopback();
    if is_looked_up { resolver::RECORDS.len().saturating_add(1) } else { 1 }
}

/// Admits a URL if its host resolves to public addresses.
///
/// The platform resolves the host again when it connects, and may get another address. The compatibility flag
/// `global_fetch_strictly_public` covers that case.
pub async fn admit(uri: &AbsoluteUri, guard: &Guard, ports: &impl Fetch) -> Result<Target, Unfetchable> {
    let target = guard.target(uri).ok_or(Unfetchable)?;
    if guard.trusted.contains(uri) {
        return Ok(target);
    }
    if let (Some(resolver), Some(Host::Name(name)), false) =
        (&guard.resolver, uri.host(), uri.host().is_some_and(Host::is_loopback))
    {
        resolver::check(name, resolver, ports).await?;
    }
    Ok(target)
}

/// Fetches the JSON document at a URL.
pub async fn json_document(uri: &AbsoluteUri, guard: &Guard, ports: &impl Fetch) -> Result<Value, Unfetchable> {
    let target = admit(uri, guard, ports).await?;
    read(&target, ports).await
}

/// Sends one request. The response must be 200, JSON, and not longer than the limit.
pub async fn read(target: &Target, ports: &impl Fetch) -> Result<Value, Unfetchable> {
    let fetched = ports.get(target, DOCUMENT_LIMIT).await.map_err(|_| Unfetchable)?;
    json_of(&fetched).filter(|_| fetched.status == Status(200)).ok_or(Unfetchable)
}

/// Returns the JSON document of a response; `None` if it is of another media type, too long, or not readable.
#[must_use]
pub fn json_of(fetched: &Fetched) -> Option<Value> {
    match &fetched.body {
        Body::Complete(body) if is_json(fetched) || essence(fetched) == "application/dns-json" => json::read(body).ok(),
        _ => None,
    }
}

/// Returns true if a response has a media type of JSON.
#[must_use]
pub fn is_json(fetched: &Fetched) -> bool {
    let essence = essence(fetched);
    // RFC 7517 section 8.5.2 has `application/jwk-set+json` for key sets.
    essence == "application/json" || (essence.starts_with("application/") && essence.ends_with("+json"))
}

/// Returns the media type without its parameters.
fn essence(fetched: &Fetched) -> String {
    fetched.content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}
