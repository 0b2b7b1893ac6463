//! Issues access tokens: JWTs that resource servers verify with the published keys. RFC 9068.

use base64ct::{Base64UrlUnpadded, Encoding};
use serde::Serialize;

use crate::client_metadata::Scope;
use crate::error::Fault;
use crate::model::{ClientId, Config, SigningKeysVersion};
use crate::ports::{Clock, Random, Sign, SigningKeyStore};
use crate::signing;
use crate::unit::{Seconds, Timestamp};

/// The number of random bytes in a `jti`.
const IDENTIFIER_BYTES: usize = 16;

/// An access token to issue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessToken<'a> {
    /// The client that gets the token.
    pub client: &'a ClientId,
    /// The subject: a user, or the client itself.
    pub subject: &'a str,
    /// The resources that the token is for: at least one.
    pub audience: &'a [String],
    /// The thumbprint of the certificate that the token is bound to. RFC 8705 section 3.1.
    pub certificate: Option<&'a str>,
    /// The scope.
    pub scope: Option<&'a Scope>,
}

impl AccessToken<'_> {
    /// Signs the token and returns the members of the token response. RFC 6749 section 5.1, RFC 9068 section 2.
    pub async fn issue(
        &self,
        signing_keys: Option<&SigningKeysVersion>,
        config: &Config,
        ports: &(impl Clock + Random + Sign + SigningKeyStore),
    ) -> Result<AccessTokenResponse, Fault> {
        let mut identifier = [0; IDENTIFIER_BYTES];
        ports.fill(&mut identifier)?;
        let now = ports.now();
        let identifier = Base64UrlUnpadded::encode_string(&identifier);
        let claims = self.claims(&identifier, now, config);
        let access_token =
            signing::sign_token("at+jwt", &claims, &config.access_token_algorithm, signing_keys, &config.keys, ports)
                .await?;
        let (expires_in, scope) = (config.access_token_life, claims.scope);
        Ok(AccessTokenResponse { access_token, expires_in, scope, token_type: "Bearer" })
    }

    fn claims<'a>(&'a self, jti: &'a str, iat: Timestamp, config: &'a Config) -> Claims<'a> {
        Claims {
            aud: match self.audience {
                [one] => Audience::One(one),
                several => Audience::Several(several),
            },
            client_id: self.client.as_str(),
            cnf: self.certificate.map(|thumbprint| Confirmation { thumbprint }),
            exp: iat.after(config.access_token_life),
            iat,
            iss: config.issuer.as_str(),
            jti,
            scope: self.scope.map(|scope| scope.values().join(" ")),
            sub: self.subject,
        }
    }
}

/// The answer with a token, its members in alphabetical order. RFC 6749 section 5.1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AccessTokenResponse {
    /// The token.
    pub access_token: String,
    /// How long the token lives.
    pub expires_in: Seconds,
    /// The scope of the token, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// The way to use the token.
    pub token_type: &'static str,
}

/// The claims of a token, in alphabetical order. RFC 9068 section 2.2.
#[derive(Serialize)]
struct Claims<'a> {
    aud: Audience<'a>,
    client_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    cnf: Option<Confirmation<'a>>,
    exp: Timestamp,
    iat: Timestamp,
    iss: &'a str,
    jti: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<String>,
    sub: &'a str,
}

/// One resource as a string, several as an array. RFC 7519 section 4.1.3.
#[derive(Serialize)]
#[serde(untagged)]
enum Audience<'a> {
    One(&'a str),
    Several(&'a [String]),
}

/// The certificate without which a token is of no use. RFC 8705 section 3.1.
#[derive(Serialize)]
struct Confirmation<'a> {
    #[serde(rename = "x5t#S256")]
    thumbprint: &'a str,
}
