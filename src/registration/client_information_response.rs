//! The client information response. RFC 7591 section 3.2.1, RFC 7592 section 3.

use std::hash::{DefaultHasher, Hasher};

use base64ct::{Base64UrlUnpadded, Encoding};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::error::{Invalid, Refusal};
use crate::http::{Response, Status};
use crate::json;
use crate::model::{ClientSecret, Config, RegisteredClient, RegistrationAccessToken, Revision};
use crate::policy::ManagementToken;

/// A client information response: a JSON object as text, and its entity tag.
pub struct ClientInformation {
    /// The object.
    pub text: String,
    /// The revision of the client, and a digest of its members, secret and token.
    pub tag: String,
}

/// Returns all registered members, defaults included, the credentials of the client, and the values that were dropped.
///
/// A secret whose key has left the key ring is left out: no endpoint accepts it.
#[must_use]
pub fn client_information(
    client: RegisteredClient,
    token: &RegistrationAccessToken,
    dropped: Vec<Invalid>,
    config: &Config,
) -> ClientInformation {
    let end = client.secret_end(config).map_or(NEVER, |end| end.0);
    let RegisteredClient { id, metadata, issued_at, credentials, revision: Revision(revision), .. } = client;
    let length = config.policy.client_secret_length;
    let secret = metadata.needs_secret().then(|| credentials.secret(&id, length, &config.keys)).flatten();
    let secret = secret.as_ref().map(ClientSecret::reveal);
    let token = token.reveal();
    let own = [
        ("client_id", Value::from(id.as_str())),
        ("client_id_issued_at", Value::from(issued_at.0)),
        ("registration_client_uri", Value::from(config.client_configuration_endpoint(&id))),
    ];
    // A token that no endpoint accepts is not shown.
    let is_used = config.policy.management_token == ManagementToken::RegistrationAccessToken;
    let shown = is_used.then(|| ("registration_access_token", Value::from(&*token)));
    let of_secret =
        secret.map(|secret| [("client_secret", Value::from(secret)), ("client_secret_expires_at", Value::from(end))]);
    let mut own = json::object(own.into_iter().chain(shown).chain(of_secret.into_iter().flatten()));
    add_dropped(dropped, &mut own);
    let mut members = metadata.into_members();
    json::retain(&mut members, &mut |name, _| !own.contains_key(name));
    let mut text = json::text(&members);
    // The other members never change. The members of one revision differ by accident alone, such as by a new setting: a
    // quick hash notices that, and a digest of all members would cost more.
    let [secret, end] = [secret.unwrap_or_default(), &*end.to_string()];
    let digest = [secret, end, &*token, config.issuer.as_str()]
        .iter()
        .fold(Sha256::new(), |digest, part| digest.chain_update(part).chain_update([0]))
        .chain_update(hash(&text).to_be_bytes());
    let tag = format!("\"{revision}.{}\"", Base64UrlUnpadded::encode_string(&digest.finalize()));
    json::append(&mut text, &own);
    ClientInformation { text, tag }
}

/// Returns the client information response for a client with its current registration access token.
#[must_use]
pub fn client_information_response(
    status: Status,
    (client, token): (RegisteredClient, &RegistrationAccessToken),
    dropped: Vec<Invalid>,
    config: &Config,
) -> Response {
    let (id, tier) = (client.id.as_str().to_owned(), client.trust().name());
    let ClientInformation { text, tag } = client_information(client, token, dropped, config);
    Response { client_id: Some(id), tier: Some(tier), ..Response::json_text(status, text).with("etag", tag) }
}

/// Adds the values that were asked for and are not registered. Only the response to that request lists them.
pub fn add_dropped(dropped: Vec<Invalid>, members: &mut Map<String, Value>) {
    if !dropped.is_empty() {
        let dropped = dropped.into_iter().map(|invalid| Value::Object(Refusal::from(invalid).members()));
        members.insert("dropped".to_owned(), dropped.collect());
    }
}

/// Hashes a text quickly. Two texts can be chosen to have the same hash, and another compiler may hash differently: a client
/// with an entity tag from before gets 412 and reads the new one.
fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(text.as_bytes());
    hasher.finish()
}

/// The date of a secret that does not expire. RFC 7591 section 3.2.1.
const NEVER: u64 = 0;
