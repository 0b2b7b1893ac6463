//! The metadata documents by which clients find this server. RFC 8414, OpenID Connect Discovery section 4.

use base64ct::{Base64UrlUnpadded, Encoding};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::config::Config;
use crate::http::{Request, Response, Status};
use crate::metadata::{Keyword, TokenEndpointAuthMethod};
use crate::policy::RegistrationMode;

/// The one document that both specifications read, made once from the same lists that the rules read.
#[derive(Clone, Debug)]
pub struct Document {
    body: Vec<u8>,
    etag: String,
    cache_control: String,
}

impl Document {
    /// The document of a configuration.
    #[must_use]
    pub fn of(config: &Config) -> Self {
        let body = format!("{}\n", Value::Object(members(config))).into_bytes();
        let etag = format!("\"{}\"", Base64UrlUnpadded::encode_string(&Sha256::digest(&body)));
        let cache_control = format!("public, max-age={}", config.discovery_max_age.0);
        Self { body, etag, cache_control }
    }

    /// The document, or that it is still the one the caller has. RFC 9110 section 13.1.2.
    #[must_use]
    pub fn answer(&self, request: &Request) -> Response {
        let response = if request.lists_tag("if-none-match", &self.etag) == Some(true) {
            Response::empty(Status(304))
        } else {
            let response = Response::empty(Status(200)).with("content-type", "application/json".to_owned());
            Response { body: self.body.clone(), ..response }
        };
        response.with("etag", self.etag.clone()).with("cache-control", self.cache_control.clone())
    }
}

fn members(config: &Config) -> Map<String, Value> {
    let policy = &config.policy;
    let mut members = policy.authorization_server.members().clone();
    let mut add = |name: &str, value: Value| members.insert(name.to_owned(), value);
    add("issuer", Value::from(config.issuer.as_str()));
    add("grant_types_supported", names(&policy.grant_types_supported));
    if !policy.response_types_supported.is_empty() {
        add("response_types_supported", names(&policy.response_types_supported));
    }
    let methods = &policy.token_endpoint_auth_methods_supported;
    add("token_endpoint_auth_methods_supported", names(methods));
    if methods.contains(&TokenEndpointAuthMethod::PrivateKeyJwt)
        || methods.contains(&TokenEndpointAuthMethod::ClientSecretJwt)
    {
        let algorithms = names(&policy.token_endpoint_auth_signing_alg_values_supported);
        add("token_endpoint_auth_signing_alg_values_supported", algorithms);
    }
    if let Some(scopes) = policy.scopes_supported.as_ref().filter(|scopes| !scopes.is_empty()) {
        add("scopes_supported", Value::from(scopes.clone()));
    }
    if policy.registration_mode != RegistrationMode::Off {
        add("registration_endpoint", Value::from(config.issuer.registration_endpoint()));
    }
    members
}

fn names<T: Keyword>(values: &[T]) -> Value {
    values.iter().map(|value| Value::from(value.name())).collect()
}
