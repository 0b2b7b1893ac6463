//! The question to the registration hook: everything that the decision may depend on, and no credential.

use serde_json::{Map, Value, json};

use crate::client_metadata::{ClientMetadata, SOFTWARE_STATEMENT, is_present};
use crate::http::Request;
use crate::json;
use crate::model::Config;
use crate::registration::hook::Sender;
use crate::registration::{Accepted, Draft};

/// Parts of names that credentials have. Members that this server does not know are left out if their name has one, also
/// inside of other members.
const SECRETIVE: [&str; 9] =
    ["api_key", "apikey", "assertion", "credential", "passphrase", "password", "private_key", "secret", "token"];

/// Returns the question without its nonce and its time: what it says of this request alone.
pub fn question(
    draft: &Draft<'_>,
    accepted: &Accepted,
    sender: Sender<'_>,
    request: &Request,
    config: &Config,
) -> Map<String, Value> {
    let mut sent = without_secrets(&draft.request.members);
    // Only the keys that the rules have read are known to be public: claims can override the keys of the request.
    json::retain(&mut sent, &mut |name, value| name != "jwks" || draft.members.get(name) == Some(value));
    let members = [
        ("issuer", Some(Value::from(config.issuer.as_str()))),
        ("method", Some(Value::from(request.method.as_str()))),
        ("request", Some(Value::Object(sent))),
        ("metadata", Some(Value::Object(without_secrets(accepted.client.members())))),
        ("software_statement", sender.statement(draft)),
        ("certificate", request.certificate.as_ref().map(super::facts::certificate)),
        ("registrant", Some(sender.registrant(draft, config))),
        (
            "client",
            sender.client().map(|client| {
                let metadata = without_secrets(client.metadata.members());
                json!({"client_id": client.id.as_str(), "client_id_issued_at": client.issued_at, "metadata": metadata})
            }),
        ),
    ];
    json::object(members.into_iter().filter_map(|(name, value)| Some((name, value?))))
}

/// Returns the members of an object that are no credentials, by their names. A software statement registers clients too.
pub fn without_secrets(members: &Map<String, Value>) -> Map<String, Value> {
    let told = members.iter().filter(|(name, value)| is_told(name) && is_present(value));
    json::object(told.map(|(name, value)| {
        // The rules have read the members that this server knows.
        let told = if ClientMetadata::has(name) { value.clone() } else { within(value) };
        (name, told)
    }))
}

fn is_told(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let is_secretive = name == SOFTWARE_STATEMENT || SECRETIVE.iter().any(|part| name.contains(part));
    !is_secretive || ClientMetadata::has(&name)
}

/// Returns a value without the credentials inside. The reader of JSON bounds its depth.
fn within(value: &Value) -> Value {
    match value {
        Value::Array(values) => values.iter().map(within).collect(),
        Value::Object(members) => {
            let told = members.iter().filter(|(name, _)| is_told(name));
            Value::Object(json::object(told.map(|(name, value)| (name, within(value)))))
        }
        value => value.clone(),
    }
}
