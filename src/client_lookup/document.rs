//! Clients that a document at their identifier describes: the document is fetched, checked and cached. Draft
//! `draft-ietf-oauth-client-id-metadata-document` section 4.

use base64ct::{Base64UrlUnpadded, Encoding};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::client_lookup::acceptance::accept;
use crate::client_metadata::AbsoluteUri;
use crate::error::{DocumentFailure, Fault};
use crate::http::{Body, Peer, Status};
use crate::json;
use crate::model::{ClientDocuments, ClientId, DocumentClient, HostRule, document_uri};
use crate::outbound::{Unfetched, get, is_json};
use crate::policy::{Guard, Policy};
use crate::ports::{Cache, Clock, Fetch, Fetched, Throttle};
use crate::unit::{ByteCount, Seconds, Timestamp};

/// The longest document that is read. Draft section 6.
const LONGEST: ByteCount = ByteCount(5120);

/// The longest time that a document may be used. If the host does not answer, the cached document serves until then.
const LONGEST_LIFE: Seconds = Seconds(86_400);

/// Finds the client of an identifier that is the address of a document; the inner `Err` is the reason why there is none.
///
/// Only good documents are cached: a failure is not. So an author who mends a document can try again at once, and floods
/// meet the limits of fetches.
pub async fn find(
    id: &str,
    peer: Peer,
    (documents, policy): (&ClientDocuments, &Policy),
    ports: &(impl Cache + Clock + Fetch + Throttle),
) -> Result<Result<DocumentClient, DocumentFailure>, Fault> {
    let address = match Address::of(id, documents, policy) {
        Ok(address) => address,
        Err(failure) => return Ok(Err(failure)),
    };
    let now = ports.now();
    let cached = CachedDocument::recall(&address.uri, ports).await;
    let cached = cached.filter(|cached| now < cached.fetched_at.after(LONGEST_LIFE));
    // The settings may have changed since: a document that breaks a rule now is fetched again.
    let from_cache = cached.and_then(|cached| Some((address.client(&cached).ok()?, cached.fresh_until)));
    match from_cache {
        Some((client, fresh_until)) if now < fresh_until => Ok(Ok(client)),
        stale => match (fetch(&address, peer, ports).await, stale) {
            (Err(Fault::Limited), Some((client, _))) => Ok(Ok(client)),
            (Ok(Err(failure)), Some((client, _))) if failure.may_pass() => Ok(Ok(client)),
            (fetched, _) => fetched,
        },
    }
}

/// The pause after a fetch before the document is fetched again although it is fresh.
const PAUSE: Seconds = Seconds(30);

/// Fetches the document of a client that lacks what a request needs, such as a new key: its author may have changed it.
/// `None` if it was fetched just now, or does not count any more, and where a limit is used up.
pub async fn find_again(
    client: &DocumentClient,
    peer: Peer,
    (documents, policy): (&ClientDocuments, &Policy),
    ports: &(impl Cache + Clock + Fetch + Throttle),
) -> Result<Option<DocumentClient>, Fault> {
    let Ok(address) = Address::of(client.id.as_str(), documents, policy) else { return Ok(None) };
    if ports.now() < client.fetched_at.after(PAUSE) {
        return Ok(None);
    }
    match fetch(&address, peer, ports).await {
        Ok(found) => Ok(found.ok()),
        Err(Fault::Limited) => Ok(None),
        Err(fault) => Err(fault),
    }
}

/// The address of a document, and the rules for its client.
struct Address<'a> {
    uri: AbsoluteUri,
    rule: HostRule,
    policy: &'a Policy,
}

impl<'a> Address<'a> {
    fn of(id: &str, documents: &'a ClientDocuments, policy: &Policy) -> Result<Self, DocumentFailure> {
        let uri = document_uri(id)?;
        match uri.host().map(|host| documents.rule(host)) {
            None | Some(HostRule::Refused) => Err(DocumentFailure::Host),
            Some(rule) => Ok(Self { uri, rule, policy: documents.policy(policy) }),
        }
    }

    fn client(&self, cached: &CachedDocument) -> Result<DocumentClient, DocumentFailure> {
        Ok(DocumentClient {
            id: ClientId::of_document(&self.uri),
            host: self.uri.authority().unwrap_or_default().to_owned(),
            metadata: accept(&cached.document, &self.uri, self.policy)?,
            rule: self.rule,
            fetched_at: cached.fetched_at,
        })
    }
}

/// Fetches and checks a document, and caches a good one.
async fn fetch(
    address: &Address<'_>,
    peer: Peer,
    ports: &(impl Cache + Clock + Fetch + Throttle),
) -> Result<Result<DocumentClient, DocumentFailure>, Fault> {
    let guard = &address.policy.guard;
    let fetched = match get(&address.uri, LONGEST, peer, guard, ports).await? {
        Ok(fetched) => fetched,
        Err(unfetched) => return Ok(Err(unfetched.into())),
    };
    let now = ports.now();
    let made = read(&fetched).and_then(|document| {
        let fresh_until = now.after(life(&fetched.cache_control, guard));
        let cached = CachedDocument { document, fetched_at: now, fresh_until, uri: address.uri.as_str().to_owned() };
        Ok((address.client(&cached)?, cached))
    });
    match made {
        Ok((client, cached)) => {
            cached.keep(&address.uri, ports).await;
            Ok(Ok(client))
        }
        Err(failure) => Ok(Err(failure)),
    }
}

/// Reads the object in a response. Draft sections 3 and 4.
fn read(fetched: &Fetched) -> Result<Map<String, Value>, DocumentFailure> {
    match fetched.status {
        Status(200) => {}
        Status(300..=399) => return Err(DocumentFailure::Redirect),
        Status(429 | 500..=599) => return Err(DocumentFailure::Unavailable),
        _ => return Err(DocumentFailure::Status),
    }
    let body = match &fetched.body {
        Body::Complete(body) => body,
        Body::TooLarge => return Err(DocumentFailure::Length),
        Body::Broken => return Err(DocumentFailure::Unreachable),
    };
    if !is_json(fetched) {
        return Err(DocumentFailure::MediaType);
    }
    match json::read(body) {
        Ok(Value::Object(document)) => Ok(document),
        _ => Err(DocumentFailure::Malformed),
    }
}

/// Returns the time for which a document is fresh: that of its header, at least as long as other documents, at most a day.
/// RFC 9111 section 5.2.2.
fn life(cache_control: &str, guard: &Guard) -> Seconds {
    let directive =
        |text: &str| text.trim().to_ascii_lowercase().strip_prefix("max-age=")?.trim_matches('"').parse().ok();
    let forbids = ["no-store", "no-cache"];
    let may_keep = !cache_control.split(',').any(|text| forbids.contains(&&*text.trim().to_ascii_lowercase()));
    let wanted: Option<u64> = cache_control.split(',').find_map(directive).filter(|_| may_keep);
    Seconds(wanted.unwrap_or_default().max(guard.life.0).min(LONGEST_LIFE.0))
}

impl From<Unfetched> for DocumentFailure {
    fn from(unfetched: Unfetched) -> Self {
        match unfetched {
            Unfetched::Address => Self::Address,
            Unfetched::Limited => Self::Limited,
            Unfetched::Unreachable => Self::Unreachable,
            Unfetched::Unresolved => Self::Unresolved,
        }
    }
}

/// A good document in the cache. The members are in alphabetical order.
#[derive(Deserialize, Serialize)]
struct CachedDocument {
    document: Map<String, Value>,
    fetched_at: Timestamp,
    fresh_until: Timestamp,
    uri: String,
}

impl CachedDocument {
    /// Returns the cached document. A cache that fails counts as empty.
    async fn recall(uri: &AbsoluteUri, cache: &impl Cache) -> Option<Self> {
        let text = cache.recall(&key(uri)).await.ok()??;
        json::parse_trusted(&text).filter(|cached: &Self| cached.uri == uri.as_str())
    }

    async fn keep(&self, uri: &AbsoluteUri, cache: &impl Cache) {
        // A document that cannot be cached is fetched again; the limit of its host still applies.
        let _ = cache.keep(&key(uri), &json::text(self), LONGEST_LIFE).await;
    }
}

/// Returns the key of an address: a digest, because keys are short. No other cached text has such a key.
fn key(uri: &AbsoluteUri) -> String {
    format!("client:{}", Base64UrlUnpadded::encode_string(&Sha256::digest(uri.as_str())))
}
