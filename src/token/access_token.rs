//! Access tokens: JWTs that resource servers verify with the published keys. RFC 9068.

use base64ct::{Base64UrlUnpadded, Encoding};
use serde_json::{Map, Value, json};

use crate::client_metadata::Scope;
use crate::error::Fault;
use crate::json;
use crate::model::{ClientId, Config};
use crate::ports::{Clock, Random, Sign, Store};
use crate::signing;
use crate::unit::Timestamp;

/// How many random bytes the identifier of a token has.
const IDENTIFIER_BYTES: usize = 16;

/// What a client is about to get.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessToken<'a> {
    /// Who gets it.
    pub client: &'a ClientId,
    /// On whose behalf: a user, or the client itself.
    pub subject: &'a str,
    /// The resources that the token is for, at least one.
    pub audience: &'a [String],
    /// The thumbprint of the certificate without which it is of no use. RFC 8705 section 3.1.
    pub certificate: Option<&'a str>,
    /// What it permits.
    pub scope: Option<&'a Scope>,
}

impl AccessToken<'_> {
    /// Signs it, and says what the client is told with it. RFC 6749 section 5.1, RFC 9068 section 2.
    pub async fn issue(
        &self,
        config: &Config,
        ports: &(impl Clock + Random + Sign + Store),
    ) -> Result<Map<String, Value>, Fault> {
        let mut identifier = [0; IDENTIFIER_BYTES];
        ports.fill(&mut identifier)?;
        let now = ports.now();
        let claims = self.claims(&Base64UrlUnpadded::encode_string(&identifier), now, config);
        let token = signing::sign_token("at+jwt", &claims, &config.access_token_algorithm, &config.keys, ports).await?;
        let mut members = Map::new();
        members.insert("access_token".to_owned(), Value::from(token));
        members.insert("token_type".to_owned(), Value::from("Bearer"));
        members.insert("expires_in".to_owned(), Value::from(config.access_token_life.0));
        if let Some(scope) = self.scope {
            members.insert("scope".to_owned(), Value::from(scope.values().join(" ")));
        }
        Ok(members)
    }

    fn claims(&self, identifier: &str, now: Timestamp, config: &Config) -> Value {
        let audience = match self.audience {
            [one] => Value::from(one.as_str()),
            several => Value::from(several),
        };
        let mut claims = json::object([
            ("iss", Value::from(config.issuer.as_str())),
            ("sub", Value::from(self.subject)),
            ("client_id", Value::from(self.client.as_str())),
            ("aud", audience),
            ("iat", Value::from(now.0)),
            ("exp", Value::from(now.after(config.access_token_life).0)),
            ("jti", Value::from(identifier)),
        ]);
        if let Some(scope) = self.scope {
            claims.insert("scope".to_owned(), Value::from(scope.values().join(" ")));
        }
        if let Some(thumbprint) = self.certificate {
            claims.insert("cnf".to_owned(), json!({"x5t#S256": thumbprint}));
        }
        Value::Object(claims)
    }
}
