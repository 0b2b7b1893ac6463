//! Documents of other servers: fetched on first use, and cached.
//!
//! A cached document is found by its exact URL, so that no client's document can stand in for another's. If a document
//! lacks the searched key or URI, it is fetched again, because the server may have changed it. Pauses and limits bound
//! these fetches, so that no caller can make this server flood another one.

use base64ct::{Base64UrlUnpadded, Encoding};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::client_metadata::AbsoluteUri;
use crate::error::Fault;
use crate::http::Peer;
use crate::json;
use crate::outbound::Unfetchable;
use crate::outbound::fetch::{json_document, request_count};
use crate::policy::Guard;
use crate::ports::{Admission, Cache, Clock, Fetch, Limit, Throttle};
use crate::unit::{Seconds, Timestamp};

/// Finds a value in the document at a URL with `read`.
///
/// `Err` is the error of `read`, or states that the document cannot be fetched. A document is used no longer than the
/// life that the guard gives, even if it cannot be fetched again. OpenID Connect Core section 10.1.1. A network that
/// has used up its limit of fetches gets a fault, because other networks can still be served.
pub async fn find<T, E: From<Fault> + From<Unfetchable>>(
    uri: &AbsoluteUri,
    read: impl AsyncFn(&Value) -> Result<T, E>,
    peer: Peer,
    guard: &Guard,
    ports: &(impl Cache + Clock + Fetch + Throttle),
) -> Result<T, E> {
    if !guard.permits(uri) {
        return Err(Unfetchable.into());
    }
    let now = ports.now();
    let cached = CachedDocument::recall(uri, ports).await;
    let from_cache = match cached.as_ref().and_then(|cached| cached.fresh(guard.life, now)) {
        Some(document) => Some(read(document).await),
        None => None,
    };
    if let Some(Ok(found)) = from_cache {
        return Ok(found);
    }
    let may_fetch = cached.as_ref().is_none_or(|cached| now >= cached.asked_at.after(guard.pause));
    let fetched = if may_fetch { fetch(uri, cached, peer, guard, ports).await? } else { None };
    match (fetched, from_cache) {
        (Some(document), _) => read(&document).await,
        (None, Some(unfit)) => unfit,
        (None, None) => Err(Unfetchable.into()),
    }
}

/// Fetches the document, within the limit of its host, and caches the result.
async fn fetch(
    uri: &AbsoluteUri,
    cached: Option<CachedDocument>,
    peer: Peer,
    guard: &Guard,
    ports: &(impl Cache + Clock + Fetch + Throttle),
) -> Result<Option<Value>, Fault> {
    let Some(host) = uri.host() else { return Ok(None) };
    // URLs that the operator has set do not count against the limits that clients use up.
    let is_operators = guard.trusted.contains(uri);
    // First the limit of the network: a network beyond it takes nothing of the limit of the host from others.
    if !is_operators {
        admit_outbound(peer, request_count(host, guard), ports).await?;
    }
    let counted = if is_operators { uri.as_str().to_owned() } else { host.to_string() };
    if ports.count(Limit::Fetch, &counted).await? == Admission::Refused {
        return Ok(None);
    }
    let document = json_document(uri, guard, ports).await.ok();
    let now = ports.now();
    let next = match (&document, cached) {
        (None, Some(cached)) => CachedDocument { asked_at: now, ..cached },
        (document, _) => {
            CachedDocument { asked_at: now, document: document.clone(), fetched_at: now, uri: uri.as_str().to_owned() }
        }
    };
    // As long as the pause too: the cache must still know that the address was asked.
    next.keep(uri, guard.life.max(guard.pause), ports).await;
    Ok(document)
}

/// Counts outbound requests against the limit of the network that causes them.
pub async fn admit_outbound(peer: Peer, requests: usize, throttle: &impl Throttle) -> Result<(), Fault> {
    let network = peer.network();
    for _ in 0..requests {
        if throttle.count(Limit::Outbound, &network).await? == Admission::Refused {
            return Err(Fault::Limited);
        }
    }
    Ok(())
}

/// The cached result of a URL. The members are in alphabetical order.
#[derive(Deserialize, Serialize)]
struct CachedDocument {
    /// When the address was last asked for a document.
    asked_at: Timestamp,
    /// The last document that was fetched.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    document: Option<Value>,
    /// When the document was fetched, or none was found.
    fetched_at: Timestamp,
    /// The address.
    uri: String,
}

/// Reads a document that is there: `null` is one too.
fn present<'de, D: Deserializer<'de>>(document: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(document).map(Some)
}

impl CachedDocument {
    /// Returns the cached document. A cache that fails counts as empty.
    async fn recall(uri: &AbsoluteUri, cache: &impl Cache) -> Option<Self> {
        let text = cache.recall(&key(uri)).await.ok()??;
        json::parse_trusted(&text).filter(|cached: &Self| cached.uri == uri.as_str())
    }

    async fn keep(&self, uri: &AbsoluteUri, life: Seconds, cache: &impl Cache) {
        // A document that cannot be cached is fetched again; the limit of its host still applies.
        let _ = cache.keep(&key(uri), &json::text(self), life).await;
    }

    fn fresh(&self, life: Seconds, now: Timestamp) -> Option<&Value> {
        self.document.as_ref().filter(|_| now < self.fetched_at.after(life))
    }
}

/// Returns the key of a URL: a digest, because cache keys have a maximum length and URLs have none.
fn key(uri: &AbsoluteUri) -> String {
    format!("document:{}", Base64UrlUnpadded::encode_string(&Sha256::digest(uri.as_str())))
}
