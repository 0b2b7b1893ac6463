//! ID tokens. OpenID Connect Core section 2.

use base64ct::{Base64UrlUnpadded, Encoding};
use serde::Serialize;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::client_metadata::SigningAlgorithm;
use crate::error::Fault;
use crate::model::{Client, Config, Grant, SessionId, SigningKeysVersion};
use crate::ports::{Clock, Random, Sign, SigningKeyStore};
use crate::signing;
use crate::unit::Timestamp;

/// An ID token to issue.
pub struct IdToken<'a> {
    /// The client that gets the token.
    pub client: &'a Client,
    /// The subject, as the client knows the user.
    pub subject: &'a str,
    /// The sign-in of the user.
    pub sign_in: SignIn<'a>,
    /// The claims of the user that the token has.
    pub user: Map<String, Value>,
    /// The `nonce` of the authorization request. A token of a refresh has none. OpenID Connect Core section 12.2.
    pub nonce: Option<&'a str>,
    /// The texts that come with it.
    pub beside: Beside<'a>,
}

/// The sign-in that an ID token tells of.
#[derive(Clone, Copy)]
pub struct SignIn<'a> {
    /// When the user proved their identity.
    pub authenticated_at: Timestamp,
    /// How: the `amr`.
    pub methods: &'a [String],
    /// The `acr`.
    pub context: Option<&'a str>,
    /// The session.
    pub session: &'a SessionId,
}

impl<'a> SignIn<'a> {
    /// Returns the sign-in in which the user granted this.
    pub fn of(grant: &'a Grant) -> Self {
        Self {
            authenticated_at: grant.authenticated_at,
            methods: &grant.methods,
            context: grant.context.as_deref(),
            session: &grant.session,
        }
    }
}

/// The texts that come with an ID token. It has their hashes, so that nobody can replace them. OpenID Connect Core sections
/// 3.1.3.6 and 3.3.2.11, FAPI 1.0 Advanced section 5.2.2.
#[derive(Clone, Copy, Default)]
pub struct Beside<'a> {
    /// The access token.
    pub access_token: Option<&'a str>,
    /// The authorization code.
    pub code: Option<&'a str>,
    /// The `state`.
    pub state: Option<&'a str>,
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
        signing::sign_token("JWT", &claims, id_token_algorithm(self.client, config), signing_keys, &config.keys, ports)
            .await
    }

    fn claims<'a>(&'a self, iat: Timestamp, config: &'a Config) -> Claims<'a> {
        let (sign_in, client_id) = (&self.sign_in, self.client.id().as_str());
        Claims {
            acr: sign_in.context,
            amr: sign_in.methods,
            at_hash: self.beside.access_token.map(half_hash),
            aud: client_id,
            auth_time: sign_in.authenticated_at,
            azp: client_id,
            c_hash: self.beside.code.map(half_hash),
            exp: iat.after(config.access_token_life),
            iat,
            iss: config.issuer.as_str(),
            nonce: self.nonce,
            s_hash: self.beside.state.map(half_hash),
            sid: sign_in.session.sid(client_id, config),
            sub: self.subject,
            user: &self.user,
        }
    }
}

/// Returns the algorithm that signs the ID tokens of a client: the registered one, or RS256.
pub fn id_token_algorithm<'a>(client: &'a Client, config: &Config) -> &'a SigningAlgorithm {
    // It may be one of another server, which issued the tokens when the client registered.
    let registered = client.metadata().id_token_signed_response_alg.as_ref();
    let is_own = |algorithm: &&SigningAlgorithm| config.signs(algorithm);
    registered.filter(is_own).unwrap_or(&SigningAlgorithm::Rs256)
}

/// Returns the left half of the SHA-256 digest of a text. Every algorithm of this server has SHA-256. OpenID Connect Core
/// section 3.1.3.6.
fn half_hash(text: &str) -> String {
    let half: Vec<u8> = Sha256::digest(text).into_iter().take(16).collect();
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
    #[serde(skip_serializing_if = "Option::is_none")]
    at_hash: Option<String>,
    aud: &'a str,
    auth_time: Timestamp,
    azp: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    c_hash: Option<String>,
    exp: Timestamp,
    iat: Timestamp,
    iss: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    nonce: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    s_hash: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sid: Option<String>,
    sub: &'a str,
    #[serde(flatten)]
    user: &'a Map<String, Value>,
}
