//! The client information response: what a client is told about itself. RFC 7591 section 3.2.1, RFC 7592 section 3.

use base64ct::{Base64UrlUnpadded, Encoding};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::client::{RegisteredClient, RegistrationAccessToken, Revision};
use crate::config::Config;
use crate::error::{Invalid, Refusal};

/// Everything registered, defaults included, and the credentials that the client needs.
///
/// A secret whose key has left the ring is left out: it is worth nothing any more.
#[must_use]
pub fn information(client: RegisteredClient, token: &RegistrationAccessToken, config: &Config) -> Map<String, Value> {
    let needs_secret = client.metadata.needs_secret();
    let mut members = client.metadata.into_members();
    let mut add = |name: &str, value: Value| members.insert(name.to_owned(), value);
    add("client_id", Value::from(client.id.as_str()));
    add("client_id_issued_at", Value::from(client.issued_at.0));
    let secret = needs_secret.then(|| client.credentials.secret(&client.id, &config.keys)).flatten();
    if let Some(secret) = secret {
        add("client_secret", Value::from(secret.reveal()));
        let end = client.credentials.secret_end(config.policy.secret_life);
        add("client_secret_expires_at", Value::from(end.map_or(NEVER, |end| end.0)));
    }
    add("registration_access_token", Value::from(token.reveal()));
    add("registration_client_uri", Value::from(config.issuer.client_configuration_endpoint(&client.id)));
    members
}

/// The entity tag of what a client is told: its revision, and a digest of the rest, which depends on settings and on the
/// token that asks as well.
#[must_use]
pub fn entity_tag(Revision(revision): Revision, information: &str) -> String {
    let digest = Sha256::digest(information);
    format!("\"{}.{}\"", revision, Base64UrlUnpadded::encode_string(&digest))
}

/// Adds what was asked and not registered, where a policy allows that; only the answer to the request says it.
pub fn tell_dropped(dropped: Vec<Invalid>, members: &mut Map<String, Value>) {
    if !dropped.is_empty() {
        let dropped = dropped.into_iter().map(|invalid| Value::Object(Refusal::from(invalid).members()));
        members.insert("dropped".to_owned(), dropped.collect());
    }
}

/// The date of a secret that does not expire. RFC 7591 section 3.2.1.
const NEVER: u64 = 0;
