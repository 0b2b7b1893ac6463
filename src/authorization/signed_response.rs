//! Signed authorization responses. JWT Secured Authorization Response Mode section 2.

use serde_json::{Value, json};

use crate::authorization::response_mode::SIGNED_RESPONSES;
use crate::client_metadata::SigningAlgorithm;
use crate::error::Fault;
use crate::json;
use crate::model::{Client, Config, SigningKeysVersion};
use crate::ports::{Clock, Random, Sign, SigningKeyStore};
use crate::signing::sign_token;
use crate::unit::Seconds;

/// How long a signed response counts. Section 2.1 recommends at most 10 minutes; a code lives for one.
const LIFE: Seconds = Seconds(300);

/// Signs the parameters of a response for the client, with the algorithm that it has registered.
pub async fn sign(
    parameters: &[(&str, &str)],
    client: &Client,
    signing_keys: Option<&SigningKeysVersion>,
    config: &Config,
    ports: &(impl Clock + Random + Sign + SigningKeyStore),
) -> Result<String, Fault> {
    let own = [
        ("aud", json!(client.id().as_str())),
        ("exp", json!(ports.now().after(LIFE))),
        ("iss", json!(config.issuer.as_str())),
    ];
    let parameters = parameters.iter().map(|(name, value)| (*name, Value::from(*value)));
    let claims = json::object(parameters.chain(own));
    sign_token("JWT", &claims, &algorithm(client, config), signing_keys, &config.keys, ports).await
}

/// Returns the registered algorithm. The default is RS256, or else the first of the list. Section 3.
fn algorithm(client: &Client, config: &Config) -> SigningAlgorithm {
    let is_own = |algorithm: &SigningAlgorithm| config.signs(algorithm);
    let registered = client.metadata().authorization_signed_response_alg.clone().filter(is_own);
    let server = &config.policy.authorization_server;
    let usual = || server.preferred(SIGNED_RESPONSES, &SigningAlgorithm::Rs256, is_own);
    registered.or_else(usual).unwrap_or(SigningAlgorithm::Rs256)
}
