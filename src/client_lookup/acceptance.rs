//! The rules for the document of a client. Draft `draft-ietf-oauth-client-id-metadata-document` section 3, MCP
//! authorization, section "Client ID Metadata Documents".

use serde_json::{Map, Value};

use crate::client_metadata::{AbsoluteUri, ApplicationType, Host, HttpsUri, Keyword, SOFTWARE_STATEMENT};
use crate::error::{DocumentFailure, Invalid};
use crate::json::Pointer;
use crate::model::limit_scope;
use crate::policy::{Policy, RequestLimits};
use crate::rules::{self, ValidatedClient};

/// The members of a shared secret, which a public document cannot have.
const SECRETS: [&str; 2] = ["client_secret", "client_secret_expires_at"];

/// Accepts the metadata of a document by the policy for documents, with the rules for the registration of a client that nobody vouches for.
///
/// A software statement in it is left out: no right depends on it, so nothing of it has to be verified.
pub fn accept(
    document: &Map<String, Value>,
    uri: &AbsoluteUri,
    policy: &Policy,
) -> Result<ValidatedClient, DocumentFailure> {
    if document.get("client_id").and_then(Value::as_str) != Some(uri.as_str()) {
        return Err(DocumentFailure::ClientId);
    }
    accept_members(document, uri, policy).map_err(DocumentFailure::Invalid)
}

/// The member that tells native from web applications. OpenID Connect Registration section 2.
const APPLICATION_TYPE: &str = "application_type";

/// Returns true if all redirection URIs lead to the device of the user. Such a document is of a native app, whose port at
/// `localhost` is another one each time. RFC 8252 section 7.3, RFC 9700 section 4.1.3.
fn is_on_device(members: &Map<String, Value>) -> bool {
    let uris = members.get("redirect_uris").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let is_local = |uri: &Value| {
        let uri = uri.as_str().and_then(|uri| AbsoluteUri::parse(uri).ok());
        uri.is_some_and(|uri| uri.scheme() == "http" && uri.host().is_some_and(Host::is_loopback))
    };
    !uris.is_empty() && uris.iter().all(is_local)
}

fn accept_members(
    document: &Map<String, Value>,
    uri: &AbsoluteUri,
    policy: &Policy,
) -> Result<ValidatedClient, Invalid> {
    let refuse = |member: &str, must: &'static str| Err(Invalid::new(Pointer::member(member), must));
    if let Some(secret) = SECRETS.into_iter().find(|secret| document.contains_key(*secret)) {
        return refuse(secret, "be absent from a document that everybody can read");
    }
    let mut members = document.clone();
    members.remove(SOFTWARE_STATEMENT);
    if is_on_device(&members) {
        members.entry(APPLICATION_TYPE).or_insert_with(|| Value::from(ApplicationType::Native.name()));
    }
    let limits = RequestLimits::default();
    let (client, _) = rules::accept_in_part(&members, policy, &limits)?;
    let metadata = client.metadata();
    if metadata.client_name.values().next().is_none() {
        return Err(Invalid::missing(Pointer::member("client_name"), "in the document of a client"));
    }
    // Another host could change the keys of a client that the operator and the users trust by its own host.
    if metadata.jwks_uri.as_ref().is_some_and(|HttpsUri(keys)| keys.origin() != uri.origin()) {
        return refuse("jwks_uri", "have the origin of client_id");
    }
    // Its document would have to be fetched for every request.
    if metadata.sector_identifier_uri.is_some() {
        return refuse("sector_identifier_uri", "be absent from the document of a client");
    }
    limit_scope(client, None, policy).map(|(client, _)| client)
}
