//! The sector identifier document: it confirms that a client may use one host for the redirection URIs of several. OpenID
//! Connect Registration section 5.

use serde_json::Value;

use crate::client_metadata::{AbsoluteUri, HttpsUri, List, RedirectUri};
use crate::error::{Error, Fault, Invalid};
use crate::http::Peer;
use crate::json::Pointer;
use crate::model::Config;
use crate::outbound::{self, Unfetchable};
use crate::ports::{Cache, Clock, Fetch, Throttle};
use crate::rules::ValidatedClient;

/// Fetches the document that the client names, if it names one, and checks that it lists every redirection URI exactly.
pub async fn verify(
    client: &ValidatedClient,
    peer: Peer,
    config: &Config,
    ports: &(impl Cache + Clock + Fetch + Throttle),
) -> Result<(), Error> {
    let metadata = client.metadata();
    let Some(uri) = &metadata.sector_identifier_uri else { return Ok(()) };
    let registered = metadata.redirect_uris.as_ref().map_or(&[][..], List::as_slice);
    let confirm = async |document: &Value| {
        let listed = document.as_array().filter(|uris| uris.iter().all(Value::is_string)).ok_or(Unconfirmed::NoList)?;
        let has = |uri: &AbsoluteUri| listed.iter().any(|listed| listed == uri.as_str());
        // A client without redirection URIs must have its jwks_uri listed: otherwise any list would confirm it.
        let is_confirmed = match registered {
            [] => metadata.jwks_uri.as_ref().is_some_and(|HttpsUri(uri)| has(uri)),
            registered => registered.iter().all(|RedirectUri(uri)| has(uri)),
        };
        if is_confirmed { Ok(()) } else { Err(Unconfirmed::Lacking) }
    };
    let refuse = |must: &'static str| Err(Invalid::new(Pointer::member("sector_identifier_uri"), must).into());
    match outbound::find(&uri.0, confirm, peer, &config.policy.guard, ports).await {
        Ok(()) => Ok(()),
        Err(Unconfirmed::Fault(fault)) => Err(fault.into()),
        Err(Unconfirmed::NoList) => refuse("lead to a JSON array of URIs"),
        Err(Unconfirmed::Lacking) => {
            refuse("lead to an array that has all redirect_uris, or jwks_uri for a client without any")
        }
    }
}

enum Unconfirmed {
    /// The server could not find out.
    Fault(Fault),
    /// The array lacks a URI.
    Lacking,
    /// There is no document, or it is not an array of URIs.
    NoList,
}

impl From<Fault> for Unconfirmed {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<Unfetchable> for Unconfirmed {
    fn from(_: Unfetchable) -> Self {
        Self::NoList
    }
}
