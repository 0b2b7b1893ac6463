//! ID tokens. OpenID Connect Core section 2.

use base64ct::{Base64UrlUnpadded, Encoding};
use serde::Serialize;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::client_metadata::SigningAlgorithm;
use crate::error::Fault;
use crate::model::{Client, Config, Grant, SigningKeysVersion, requested_claims};
use crate::ports::{Clock, Random, Sign, SigningKeyStore};
use crate::signing;
use crate::unit::Timestamp;

/// An ID token to issue.
pub struct IdToken<'a> {
    /// The client that gets the token.
    pub client: &'a Client,
    /// The subject, as the client knows the user.
    pub subject: &'a str,
    /// The grant that the token is issued for.
    pub grant: &'a Grant,
    /// The claims of the user.
    pub user: &'a Map<String, Value>,
    /// The `nonce` of the authorization request. A token of a refresh has none. OpenID Connect Core section 12.2.
    pub nonce: Option<&'a str>,
    /// The access token that comes with it.
    pub access_token: &'a str,
}

impl IdToken<'_> {
    /// Signs the token with the algorithm that the client registered. OpenID Connect Core section 3.1.3.7.
    pub async fn issue(
        &self,
        signing_keys: Option<&SigningKeysVersion>,
        config: &Config,
        ports: &(impl Clock + Random + Sign + SigningKeyStore),
    ) -> Result<String, Fault> {
        let claims = self.claims(ports.now(), config);
        signing::sign_token("JWT", &claims, id_token_algorithm(self.client), signing_keys, &config.keys, ports).await
    }

    fn claims<'a>(&'a self, iat: Timestamp, config: &'a Config) -> Claims<'a> {
        let (grant, client_id) = (self.grant, self.client.id().as_str());
        Claims {
            acr: grant.context.as_deref(),
            amr: &grant.methods,
            at_hash: half_hash(self.access_token),
            aud: client_id,
            auth_time: grant.authenticated_at,
            azp: client_id,
            exp: iat.after(config.access_token_life),
            iat,
            iss: config.issuer.as_str(),
            nonce: self.nonce,
            sid: grant.session.sid(client_id, config),
            sub: self.subject,
            user: requested_claims(self.user, &grant.claims.id_token),
        }
    }
}

/// Returns the algorithm that signs the ID tokens of a client: the registered one, or RS256.
pub fn id_token_algorithm(client: &Client) -> &SigningAlgorithm {
    // It may be one of another server, which issued the tokens when the client registered.
    let registered = client.metadata().id_token_signed_response_alg.as_ref();
    let is_own = |algorithm: &&SigningAlgorithm| signing::SUPPORTED.contains(algorithm);
    registered.filter(is_own).unwrap_or(&SigningAlgorithm::Rs256)
}

/// Returns the left half of the SHA-256 digest of an access token. Every algorithm of this server has SHA-256. OpenID
/// Connect Core section 3.1.3.6.
fn half_hash(access_token: &str) -> String {
    let half: Vec<u8> = Sha256::digest(access_token).into_iter().take(16).collect();
    Base64UrlUnpadded::encode_string(&half)
}

/// The claims of a token, in alphabetical order. OpenID Connect Core sections 2 and 3.1.3.6, Back-Channel Logout section
/// 2.1.
#[derive(Serialize)]
struct Claims<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    acr: Option<&'a str>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    amr: &'a [String],
    at_hash: String,
    aud: &'a str,
    auth_time: Timestamp,
    azp: &'a str,
    exp: Timestamp,
    iat: Timestamp,
    iss: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    nonce: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sid: Option<String>,
    sub: &'a str,
    #[serde(flatten)]
    user: Map<String, Value>,
}
