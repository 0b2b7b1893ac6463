//! The metadata documents by which clients find this server. RFC 8414, OpenID Connect Discovery section 4.

use serde_json::{Map, Value, json};

use crate::client_metadata::{Keyword, SigningAlgorithm, TokenEndpointAuthMethod};
use crate::endpoint::document::Document;
use crate::model::{Config, Issuer};
use crate::policy::OPENID_SCOPES;

/// Makes the one document that both specifications read, from the same lists that the rules read.
#[must_use]
pub fn document(config: &Config) -> Document {
    Document::of(members(config), config.discovery_max_age)
}

/// Returns the members of the document.
pub fn members(config: &Config) -> Map<String, Value> {
    let policy = &config.policy;
    let mut members = Map::new();
    let mut add = |name: &str, value: Value| members.insert(name.to_owned(), value);
    for (name, value) in policy.authorization_server.members() {
        add(name, value.clone());
    }
    add("issuer", Value::from(config.issuer.as_str()));
    add("grant_types_supported", names(&policy.grant_types_supported));
    // RFC 8414 section 3.2: a list without values is left out, even this one, which is required.
    if !policy.response_types_supported.is_empty() {
        add("response_types_supported", names(&policy.response_types_supported));
    }
    let mut add_methods = |endpoint: &str, methods: &[TokenEndpointAuthMethod]| {
        add(&format!("{endpoint}_auth_methods_supported"), names(methods));
        if methods.iter().any(TokenEndpointAuthMethod::signs) {
            let algorithms = names(&policy.token_endpoint_auth_signing_alg_values_supported);
            add(&format!("{endpoint}_auth_signing_alg_values_supported"), algorithms);
        }
    };
    let methods = &policy.token_endpoint_auth_methods_supported;
    add_methods("token_endpoint", methods);
    if policy.has_own_tokens() {
        add_methods("revocation_endpoint", methods);
        // RFC 7662 section 2.1: the sender must authenticate, which a public client cannot.
        let mut proven = methods.clone();
        proven.retain(|method| *method != TokenEndpointAuthMethod::None);
        add_methods("introspection_endpoint", &proven);
        add("introspection_endpoint", Value::from(config.issuer.introspection_endpoint()));
        add("revocation_endpoint", Value::from(config.issuer.revocation_endpoint()));
        add("token_endpoint", Value::from(config.issuer.token_endpoint()));
        add("jwks_uri", Value::from(config.issuer.jwks_uri()));
    }
    if config.takes_assertions() {
        add("authorization_grant_profiles_supported", json!(["urn:ietf:params:oauth:grant-profile:id-jag"]));
    }
    if !config.attesters.is_empty() {
        add_of_attesters(&mut add, &config.issuer);
    }
    if config.client_documents.is_some() {
        add("client_id_metadata_document_supported", Value::Bool(true));
    }
    let scopes = policy.scopes.supported.clone().unwrap_or_else(|| usual_scopes(config));
    if !scopes.is_empty() {
        add("scopes_supported", Value::from(scopes));
    }
    if !policy.registration_modes.is_empty() {
        add("registration_endpoint", Value::from(config.issuer.registration_endpoint()));
    }
    members
}

/// Adds the features of a server that trusts attesters.
#[inline(never)]
fn add_of_attesters(add: &mut impl FnMut(&str, Value) -> Option<Value>, issuer: &Issuer) {
    let algorithms: Value = SigningAlgorithm::ALL.iter().filter(|it| !it.is_symmetric()).map(Keyword::name).collect();
    add("challenge_endpoint", Value::from(issuer.challenge_endpoint()));
    add("client_attestation_pop_methods_supported", json!(["attestation_pop_jwt", "dpop_combined"]));
    add("client_attestation_pop_signing_alg_values_supported", algorithms.clone());
    add("client_attestation_signing_alg_values_supported", algorithms);
}

/// Returns the scope values that are known while clients may register any: those of OpenID Connect if users sign in here,
/// and those that resources offer.
fn usual_scopes(config: &Config) -> Vec<String> {
    let policy = &config.policy;
    let own = if policy.has_own_sign_in() { &OPENID_SCOPES[..] } else { &[] };
    let mut known: Vec<String> = own.iter().map(|value| (*value).to_owned()).collect();
    if policy.has_own_tokens() {
        for (value, _) in config.resources.iter().flat_map(|resource| resource.scopes.iter().flatten()) {
            if !known.contains(value) {
                known.push(value.clone());
            }
        }
    }
    known
}

fn names<T: Keyword>(values: &[T]) -> Value {
    let mut names = Vec::with_capacity(values.len());
    for value in values {
        names.push(Value::from(value.name()));
    }
    Value::Array(names)
}
