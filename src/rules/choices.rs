//! A client that offers several values for a member and leaves the choice to the server. OpenID Connect Relying Party
//! Metadata Choices 1.0.

use serde_json::{Map, Value};

use crate::error::Invalid;
use crate::json::Pointer;
use crate::metadata::Keyword;
use crate::policy::Policy;
use crate::rules::must;

/// The member that offers, which is also the name of the server's own list, and the member that is chosen.
const CHOICES: [(&str, &str); 19] = [
    ("subject_types_supported", "subject_type"),
    ("id_token_signing_alg_values_supported", "id_token_signed_response_alg"),
    ("id_token_encryption_alg_values_supported", "id_token_encrypted_response_alg"),
    ("id_token_encryption_enc_values_supported", "id_token_encrypted_response_enc"),
    ("userinfo_signing_alg_values_supported", "userinfo_signed_response_alg"),
    ("userinfo_encryption_alg_values_supported", "userinfo_encrypted_response_alg"),
    ("userinfo_encryption_enc_values_supported", "userinfo_encrypted_response_enc"),
    ("request_object_signing_alg_values_supported", "request_object_signing_alg"),
    ("request_object_encryption_alg_values_supported", "request_object_encryption_alg"),
    ("request_object_encryption_enc_values_supported", "request_object_encryption_enc"),
    ("introspection_signing_alg_values_supported", "introspection_signed_response_alg"),
    ("introspection_encryption_alg_values_supported", "introspection_encrypted_response_alg"),
    ("introspection_encryption_enc_values_supported", "introspection_encrypted_response_enc"),
    ("authorization_signing_alg_values_supported", "authorization_signed_response_alg"),
    ("authorization_encryption_alg_values_supported", "authorization_encrypted_response_alg"),
    ("authorization_encryption_enc_values_supported", "authorization_encrypted_response_enc"),
    (
        "backchannel_authentication_request_signing_alg_values_supported",
        "backchannel_authentication_request_signing_alg",
    ),
    (METHODS, "token_endpoint_auth_method"),
    (ALGORITHMS, "token_endpoint_auth_signing_alg"),
];

const ALGORITHMS: &str = "token_endpoint_auth_signing_alg_values_supported";
const METHODS: &str = "token_endpoint_auth_methods_supported";

/// Puts the first offered value that the server supports in place of every offer.
pub fn choose(body: &Map<String, Value>, policy: &Policy) -> Result<Map<String, Value>, Invalid> {
    let mut chosen = body.clone();
    for (offer, member) in CHOICES {
        let Some(values) = chosen.remove(offer).filter(|values| !values.is_null()) else { continue };
        let values = read(&values, offer)?;
        let asked = chosen.get(member).filter(|value| !value.is_null());
        match asked.map(|value| value.as_str().is_some_and(|value| values.iter().any(|offered| offered == value))) {
            Some(true) => continue,
            Some(false) => return Err(must(member, format!("be one of {offer}"))),
            None => {}
        }
        let first = values.into_iter().find(|value| supports(policy, offer, value));
        let first = first.ok_or_else(|| must(offer, "have a value that this server supports"))?;
        chosen.insert(member.to_owned(), Value::from(first));
    }
    Ok(chosen)
}

fn read(values: &Value, offer: &str) -> Result<Vec<String>, Invalid> {
    let at = || Pointer::member(offer);
    let values = values.as_array().ok_or_else(|| Invalid::new(at(), "be an array of strings"))?;
    let text = |(index, value): (usize, &Value)| {
        value.as_str().map(str::to_owned).ok_or_else(|| Invalid::new(at().element(index), "be a string"))
    };
    values.iter().enumerate().map(text).collect()
}

fn supports(policy: &Policy, list: &str, value: &str) -> bool {
    match list {
        METHODS => policy.token_endpoint_auth_methods_supported.iter().any(|method| method.name() == value),
        ALGORITHMS => policy.token_endpoint_auth_signing_alg_values_supported.iter().any(|alg| alg.name() == value),
        _ => policy.authorization_server.supports(list, value),
    }
}
