//! Proofs of redirection domains: a document at each host of a client says that the host takes users from this server.
//!
//! Everybody can register a client with the redirection URIs of somebody else. Such a client gets no codes there, so the proof
//! says nothing about the client. It names the redirection URIs, since another address of the host may send users on.

use serde_json::{Map, Value};

use crate::client_metadata::{AbsoluteUri, GrantType, List, RedirectUri};
use crate::error::Fault;
use crate::http::Peer;
use crate::model::{Config, Trust, VerifiedDomains};
use crate::outbound::{Unfetchable, find};
use crate::policy::Guard;
use crate::ports::{Cache, Clock, Fetch, Throttle};
use crate::rules::ValidatedClient;
use crate::unit::Seconds;

/// The path of the proof of a host. RFC 8615.
const PATH: &str = "/.well-known/enrol-redirect-uris";

/// The most hosts of a client that are asked: one after the other, while a user waits.
const MOST_HOSTS: usize = 3;

/// The pause before a host is asked again that has no proof, or another one.
const PAUSE: Seconds = Seconds(600);

/// Returns the trust tier of a client of this tier: `domain` instead of `unverified` if each host of its redirection URIs has a
/// proof. A host that cannot be asked has none.
pub async fn tier_at(
    tier: Trust,
    client: &ValidatedClient,
    peer: Peer,
    config: &Config,
    ports: &(impl Cache + Clock + Fetch + Throttle),
) -> Trust {
    if tier != Trust::Unverified || config.verified_domains == VerifiedDomains::Off {
        return tier;
    }
    let Some(hosts) = hosts(client) else { return tier };
    let guard = Guard { pause: PAUSE, ..config.policy.guard.clone() };
    for (proof, uris) in &hosts {
        let read =
            async |document: &Value| if is_proof(document, uris, client, config) { Ok(()) } else { Err(Unproven) };
        if find(proof, read, peer, &guard, ports).await.is_err() {
            return tier;
        }
    }
    Trust::Domain
}

/// A host without a proof that fits.
struct Unproven;

impl From<Fault> for Unproven {
    fn from(_: Fault) -> Self {
        Self
    }
}

impl From<Unfetchable> for Unproven {
    fn from(_: Unfetchable) -> Self {
        Self
    }
}

/// Returns the addresses of the proofs, each with the redirection URIs of its host; `None` if the client gets tokens of users in
/// another way than through `https` addresses, or has too many hosts.
fn hosts(client: &ValidatedClient) -> Option<Vec<(AbsoluteUri, Vec<&str>)>> {
    const THROUGH_BROWSER: [GrantType; 3] =
        [GrantType::AuthorizationCode, GrantType::Implicit, GrantType::RefreshToken];
    let metadata = client.metadata();
    let grants = metadata.grant_types.as_ref().map_or(&[][..], List::as_slice);
    if !grants.iter().all(|grant| THROUGH_BROWSER.contains(grant)) {
        return None;
    }
    let mut hosts: Vec<(AbsoluteUri, Vec<&str>)> = Vec::new();
    for RedirectUri(uri) in metadata.redirect_uris.as_ref()?.as_slice() {
        let ("https", Some(host), Some(port)) = uri.origin() else { return None };
        let port = if port == 443 { String::new() } else { format!(":{port}") };
        let proof = AbsoluteUri::parse(&format!("https://{host}{port}{PATH}")).ok()?;
        match hosts.iter_mut().find(|(known, _)| *known == proof) {
            Some((_, uris)) => uris.push(uri.as_str()),
            None => hosts.push((proof, vec![uri.as_str()])),
        }
    }
    (1..=MOST_HOSTS).contains(&hosts.len()).then_some(hosts)
}

/// Returns true if a document names this server and all of these redirection URIs, and the client has the metadata that it
/// demands.
fn is_proof(document: &Value, uris: &[&str], client: &ValidatedClient, config: &Config) -> bool {
    let entry = document.get("issuers").and_then(|issuers| issuers.get(config.issuer.as_str()));
    let Some(entry) = entry.and_then(Value::as_object) else { return false };
    let listed = entry.get("redirect_uris").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let is_listed = |uri: &&str| listed.iter().any(|listed| listed.as_str() == Some(*uri));
    uris.iter().all(is_listed) && entry.get("metadata").is_none_or(|demanded| meets(client.members(), demanded))
}

/// Returns true if the client has each member that is demanded as it is demanded, and in no other language.
fn meets(members: &Map<String, Value>, demanded: &Value) -> bool {
    let Some(demanded) = demanded.as_object() else { return false };
    let is_demanded = |name: &str| demanded.keys().any(|one| one.split('#').next() == name.split('#').next());
    demanded.iter().all(|(name, value)| members.get(name) == Some(value))
        && members.keys().all(|name| demanded.contains_key(name) || !is_demanded(name))
}
