//! Issues access tokens: JWTs that resource servers verify with the published keys. RFC 9068.

use base64ct::{Base64UrlUnpadded, Encoding};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::client_metadata::Scope;
use crate::error::Fault;
use crate::json;
use crate::key_ring::Purpose;
use crate::model::{ClientId, Config, Grant, GrantId, NOT_TOLD, SigningKeysVersion};
use crate::ports::{Clock, Random, Sign, SigningKeyStore};
use crate::signing;
use crate::token::Binding;
use crate::unit::{ByteCount, Seconds, Timestamp};

/// The number of random bytes in a `jti`.
const IDENTIFIER_BYTES: usize = 16;

/// The most that claims of the user take up in a token, in bytes of JSON. A token must be short enough to be read again.
const USER_CLAIMS_LIMIT: ByteCount = ByteCount(4096);

/// An access token to issue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessToken<'a> {
    /// The client that gets the token.
    pub client: &'a ClientId,
    /// The subject: a user, or the client itself.
    pub subject: &'a str,
    /// The resources that the token is for: at least one.
    pub audience: &'a [String],
    /// The keys that the token is bound to.
    pub binding: &'a Binding,
    /// The scope.
    pub scope: Option<&'a Scope>,
    /// The user, if the token is one of a user.
    pub user: Option<TokenUser<'a>>,
}

/// The user of an access token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TokenUser<'a> {
    /// The grant that the token belongs to.
    pub grant: &'a Grant,
    /// The claims of the user.
    pub claims: &'a Map<String, Value>,
}

/// The contents of the `jti` of a user's token, sealed: the name of the grant, and a text that no other token has.
///
/// Nobody but this server learns from it that two tokens belong to one user.
#[derive(Deserialize, Serialize)]
struct TokenOfGrant(GrantId, String);

/// Returns the grant that a token of this server belongs to; `None` for a token that a client got for itself.
#[must_use]
pub fn grant_of(jti: &str, config: &Config) -> Option<GrantId> {
    let TokenOfGrant(id, _) = config.keys.open_value(Purpose::Grant, &[config.issuer.as_str()], jti)?;
    Some(id)
}

impl AccessToken<'_> {
    /// Signs the token and returns the members of the token response. RFC 6749 section 5.1, RFC 9068 section 2.
    pub async fn issue(
        &self,
        signing_keys: Option<&SigningKeysVersion>,
        config: &Config,
        ports: &(impl Clock + Random + Sign + SigningKeyStore),
    ) -> Result<TokenResponse, Fault> {
        let mut identifier = [0; IDENTIFIER_BYTES];
        ports.fill(&mut identifier)?;
        let now = ports.now();
        let identifier = Base64UrlUnpadded::encode_string(&identifier);
        let jti = match &self.user {
            None => identifier,
            Some(user) => {
                let contents = TokenOfGrant(user.grant.id.clone(), identifier);
                let sealed = config.keys.seal_value(Purpose::Grant, &[config.issuer.as_str()], &contents);
                sealed.ok_or_else(|| Fault::Broken("the name of a grant cannot be sealed".to_owned()))?
            }
        };
        let claims = self.claims(&jti, now, config);
        let access_token =
            signing::sign_token("at+jwt", &claims, &config.access_token_algorithm, signing_keys, &config.keys, ports)
                .await?;
        let (expires_in, scope) = (config.access_token_life, claims.scope);
        let (id_token, refresh_token) = (None, None);
        // RFC 8705 gives tokens that are bound to a certificate no type of their own.
        let token_type = if self.binding.key.is_some() { "DPoP" } else { "Bearer" };
        Ok(TokenResponse { access_token, expires_in, id_token, refresh_token, scope, token_type })
    }

    fn claims<'a>(&'a self, jti: &'a str, iat: Timestamp, config: &'a Config) -> Claims<'a> {
        let grant = self.user.map(|user| user.grant);
        Claims {
            acr: grant.and_then(|grant| grant.context.as_deref()),
            amr: grant.map_or(&[][..], |grant| &grant.methods),
            aud: match self.audience {
                [one] => Audience::One(one),
                several => Audience::Several(several),
            },
            auth_time: grant.map(|grant| grant.authenticated_at).filter(|time| *time != NOT_TOLD),
            client_id: self.client.as_str(),
            cnf: Confirmation::of(self.binding),
            exp: iat.after(config.access_token_life),
            iat,
            iss: config.issuer.as_str(),
            jti,
            scope: self.scope.map(|scope| scope.values().join(" ")),
            sub: self.subject,
            user: self.user.map(|user| mapped(user.claims, &config.claims_for(self.audience))).unwrap_or_default(),
        }
    }
}

/// Returns the claims of a user that the operator wants in access tokens. A claim that would make the token too long is
/// left out: the API then grants less, and not more.
fn mapped(user: &Map<String, Value>, names: &[&str]) -> Map<String, Value> {
    let mut left = USER_CLAIMS_LIMIT.0;
    let mut claims = Map::new();
    for (name, value) in names.iter().filter_map(|name| Some((name, user.get(*name)?))) {
        let length = json::text(value).len().saturating_add(name.len());
        if let Some(rest) = left.checked_sub(length) {
            left = rest;
            claims.insert((*name).to_owned(), value.clone());
        }
    }
    claims
}

/// The answer with tokens, its members in alphabetical order. RFC 6749 section 5.1, OpenID Connect Core section 3.1.3.3.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TokenResponse {
    /// The access token.
    pub access_token: String,
    /// How long the access token lives.
    pub expires_in: Seconds,
    /// The ID token, if the user has granted the scope value `openid`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id_token: Option<String>,
    /// The refresh token, if the client has registered the grant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<String>,
    /// The scope of the access token, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// The way to use the access token.
    pub token_type: &'static str,
}

/// The claims of a token, in alphabetical order. RFC 9068 section 2.2.
#[derive(Serialize)]
struct Claims<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    acr: Option<&'a str>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    amr: &'a [String],
    aud: Audience<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    auth_time: Option<Timestamp>,
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
    #[serde(flatten)]
    // The settings refuse the names of the claims above.
    user: Map<String, Value>,
}

/// One resource as a string, several as an array. RFC 7519 section 4.1.3.
#[derive(Serialize)]
#[serde(untagged)]
enum Audience<'a> {
    One(&'a str),
    Several(&'a [String]),
}

/// The keys without which a token is of no use. RFC 7800 section 3, RFC 8705 section 3.1, RFC 9449 section 6.1.
#[derive(Serialize)]
struct Confirmation<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    jkt: Option<&'a str>,
    #[serde(rename = "x5t#S256", skip_serializing_if = "Option::is_none")]
    certificate: Option<&'a str>,
}

impl<'a> Confirmation<'a> {
    fn of(binding: &'a Binding) -> Option<Self> {
        let (jkt, certificate) = (binding.key.as_deref(), binding.certificate.as_deref());
        (jkt.is_some() || certificate.is_some()).then_some(Self { jkt, certificate })
    }
}
