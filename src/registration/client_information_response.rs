//! The client information response: what a client is told about itself. RFC 7591 section 3.2.1, RFC 7592 section 3.

use std::hash::{DefaultHasher, Hasher};

use base64ct::{Base64UrlUnpadded, Encoding};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::error::{Invalid, Refusal};
use crate::json;
use crate::model::{ClientSecret, Config, RegisteredClient, RegistrationAccessToken, Revision};

/// What a client is told: an object as text, and its entity tag.
pub struct Information {
    /// The object.
    pub text: String,
    /// The client's revision, and a digest of what is told beside it: members, secret and token.
    pub tag: String,
}

/// Everything registered, defaults included, then the credentials that the client needs, then what was dropped.
///
/// A secret whose key has left the ring is left out: it is worth nothing any more.
#[must_use]
pub fn information(
    client: RegisteredClient,
    token: &RegistrationAccessToken,
    dropped: Vec<Invalid>,
    config: &Config,
) -> Information {
    let RegisteredClient { id, metadata, issued_at, credentials, revision: Revision(revision), .. } = client;
    let secret = metadata.needs_secret().then(|| credentials.secret(&id, &config.keys)).flatten();
    let secret = secret.as_ref().map(ClientSecret::reveal);
    let end = credentials.secret_end(config.policy.secret_life).map_or(NEVER, |end| end.0);
    let token = token.reveal();
    let own = [
        ("client_id", Value::from(id.as_str())),
        ("client_id_issued_at", Value::from(issued_at.0)),
        ("registration_access_token", Value::from(&*token)),
        ("registration_client_uri", Value::from(config.issuer.client_configuration_endpoint(&id))),
    ];
    let of_secret =
        secret.map(|secret| [("client_secret", Value::from(secret)), ("client_secret_expires_at", Value::from(end))]);
    let mut own = json::object(own.into_iter().chain(of_secret.into_iter().flatten()));
    tell_dropped(dropped, &mut own);
    let mut members = metadata.into_members();
    members.retain(|name, _| !own.contains_key(name));
    let mut text = json::text(&members);
    // The rest never changes: who the client is, since when, and where it is told. The members of one revision differ by
    // accident, such as by settings: that is noticed by a quick hash, and a digest of them all would cost more.
    let [secret, end] = [secret.unwrap_or_default(), &*end.to_string()];
    let digest = [secret, end, &*token, config.issuer.as_str()]
        .iter()
        .fold(Sha256::new(), |digest, part| digest.chain_update(part).chain_update([0]))
        .chain_update(hash(&text).to_be_bytes());
    let tag = format!("\"{revision}.{}\"", Base64UrlUnpadded::encode_string(&digest.finalize()));
    json::append(&mut text, &own);
    Information { text, tag }
}

/// Adds what was asked and not registered, where a policy allows that; only the answer to the request says it.
pub fn tell_dropped(dropped: Vec<Invalid>, members: &mut Map<String, Value>) {
    if !dropped.is_empty() {
        let dropped = dropped.into_iter().map(|invalid| Value::Object(Refusal::from(invalid).members()));
        members.insert("dropped".to_owned(), dropped.collect());
    }
}

/// Tells texts apart, but for those that somebody has chosen to have the same. Another compiler may have another hash: who
/// kept an entity tag from before asks for the new one.
fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(text.as_bytes());
    hasher.finish()
}

/// The date of a secret that does not expire. RFC 7591 section 3.2.1.
const NEVER: u64 = 0;
