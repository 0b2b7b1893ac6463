//! The tokens of a user that a client gets for a grant.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::client_metadata::{GrantType, Scope};
use crate::error::{Fault, Refusal};
use crate::http::Form;
use crate::key_ring::Purpose;
use crate::model::{Client, Config, Grant, GrantId, SigningKeysVersion, audience, requested_claims, subject};
use crate::policy::{OPENID_SCOPES, right_of_users};
use crate::ports::{Clock, Random, Sign, SigningKeyStore};
use crate::signing;
use crate::token::access_token::TokenUser;
use crate::token::client_credentials::check_grant;
use crate::token::id_token::{Beside, IdToken, SignIn, id_token_algorithm};
use crate::token::{AccessToken, Binding, TokenResponse};

/// The contents of a refresh token, sealed for its issuer and client.
///
/// The scope and the resources of the grant are in it, so that a request for more is refused before the token is used.
#[derive(Debug, Deserialize, Serialize)]
pub struct RefreshToken {
    /// The grant.
    #[serde(rename = "g")]
    pub grant: GrantId,
    /// The generation.
    #[serde(rename = "n")]
    pub generation: u32,
    /// The scope of the grant.
    #[serde(rename = "s", default, skip_serializing_if = "Vec::is_empty")]
    pub scope: Vec<String>,
    /// The resources of the grant.
    #[serde(rename = "r", default, skip_serializing_if = "Vec::is_empty")]
    pub resources: Vec<String>,
    /// The thumbprint of the certificate that the token of a public client needs. RFC 8705 section 4.
    #[serde(rename = "c", default, skip_serializing_if = "Option::is_none")]
    pub certificate: Option<String>,
}

impl RefreshToken {
    /// Opens a refresh token of a client; `None` for any other text.
    #[must_use]
    pub fn open(text: &str, client_id: &str, config: &Config) -> Option<Self> {
        config.keys.open_value(Purpose::RefreshToken, &[config.issuer.as_str(), client_id], text)
    }

    fn seal(&self, client_id: &str, config: &Config) -> Result<String, Fault> {
        let sealed = config.keys.seal_value(Purpose::RefreshToken, &[config.issuer.as_str(), client_id], self);
        sealed.ok_or_else(|| Fault::Broken("a refresh token cannot be sealed".to_owned()))
    }
}

/// The scope and the audience of an access token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extent {
    /// The scope values.
    pub scope: Vec<String>,
    /// The audience.
    pub audience: Vec<String>,
    /// True if an ID token comes with the access token.
    pub is_openid: bool,
}

impl Extent {
    /// Returns what a token request asks for of what the user has granted: all of it, unless the request names less. The
    /// scope is that which the resources of the token offer.
    ///
    /// A token with rights to register, or to administer, is for the registration endpoint or the admin API alone, and has no other
    /// scope values. `Err` is
    /// `invalid_scope` or `invalid_target` for more than was granted, and `invalid_scope` if nothing of the requested scope
    /// is left. RFC 6749 section 6, RFC 8707 section 2.2.
    pub fn of(
        form: &Form,
        granted: &[String],
        resources: &[String],
        client: &Client,
        config: &Config,
    ) -> Result<Self, Refusal> {
        let asked: Option<Vec<&str>> = form.value("scope").map(|scope| scope.split(' ').collect());
        if asked.as_ref().is_some_and(|asked| asked.iter().any(|value| !granted.iter().any(|it| it == value))) {
            return Err(Refusal::InvalidScope("be within the one that the user has granted"));
        }
        let has_still = client.scope(&config.policy);
        let is_wanted = |value: &&String| asked.as_ref().is_none_or(|asked| asked.iter().any(|it| it == *value));
        // If the operator has taken a right back since, it is not given out.
        let is_permitted = |value: &&String| {
            right_of_users(value).is_none_or(|right| [right, &**value].iter().any(|it| has_still.contains(it)))
        };
        let scope: Vec<&String> = granted.iter().filter(is_wanted).filter(is_permitted).collect();
        // A token for an API instead is not what the user has granted.
        if scope.is_empty() && granted.iter().any(|value| right_of_users(value).is_some() && is_wanted(&value)) {
            return Err(Refusal::InvalidScope("have a right that the client still has"));
        }
        let named: Vec<&str> = form.values("resource").collect();
        let right = scope.iter().find_map(|value| right_of_users(value));
        let endpoint = right.map(|right| [config.issuer.place_of_right(right)]);
        let (scope, possible): (Vec<&String>, _) = match &endpoint {
            Some(endpoint) => {
                (scope.into_iter().filter(|value| right_of_users(value) == right).collect(), &endpoint[..])
            }
            None => (scope, resources),
        };
        let is_openid = granted.iter().filter(is_wanted).any(|value| value == "openid");
        let places = possible.iter().map(String::as_str);
        let audience = if named.is_empty() { possible.to_vec() } else { owned(audience(&named, places)?) };
        // The values that no resource of this token offers wait for a token for the others.
        let offered = |value: &&String| config.is_offered(value, &audience);
        let scope: Vec<String> = scope.into_iter().filter(offered).cloned().collect();
        if scope.is_empty() && asked.is_some() {
            return Err(Refusal::InvalidScope("have a value that a resource of the request offers"));
        }
        Ok(Self { scope, audience, is_openid })
    }
}

/// Returns the resources that a code is for, as the operator spells them now. The default is the first resource. The
/// registration endpoint and the admin API are no resources: they follow from the scope.
pub fn resources(named: &[String], config: &Config) -> Result<Vec<String>, Refusal> {
    let places = [config.issuer.registration_endpoint(), config.issuer.admin_api()];
    let named = named.iter().filter(|name| !places.contains(name));
    let named: Vec<&str> = named.map(String::as_str).collect();
    config.requested_resources(&named, &[]).map(owned)
}

fn owned(texts: Vec<&str>) -> Vec<String> {
    texts.into_iter().map(str::to_owned).collect()
}

/// Returns the `sub` of the user of a grant for a client. `Err` if the client has no sector, or this server no salt.
pub fn subject_of(grant: &GrantId, client: &Client, config: &Config) -> Result<String, Refusal> {
    let user = grant.user();
    let found = user.and_then(|user| subject(user.as_str(), client.accepted(), config.pairwise_salt.as_ref()));
    found.ok_or(Refusal::UnauthorizedClient("have a subject_type that this server can serve"))
}

/// Returns true if a scope value that a user granted is still given out at a refresh. A right is given once.
pub fn is_given_again(value: &str, client: &Client, config: &Config) -> bool {
    let policy = &config.policy;
    let is_supported = OPENID_SCOPES.contains(&value) || policy.scopes.supports(value);
    right_of_users(value).is_none() && (is_supported || client.scope(policy).contains(&value))
}

/// Returns true if a client gets a refresh token with a grant of this scope. A grant of nothing but a right has none.
pub fn is_refreshed(scope: &[String], client: &Client, config: &Config) -> bool {
    let is_given_once = !scope.is_empty() && scope.iter().all(|value| right_of_users(value).is_some());
    !is_given_once && check_grant(&GrantType::RefreshToken, client.metadata(), &config.policy).is_ok()
}

/// Makes the first keys that sign these tokens where there are none, and returns the version of the keys. A failure here
/// uses neither a code nor a refresh token up.
pub async fn ready(
    extent: &Extent,
    client: &Client,
    signing_keys: Option<&SigningKeysVersion>,
    config: &Config,
    ports: &(impl Clock + Random + Sign + SigningKeyStore),
) -> Result<SigningKeysVersion, Fault> {
    let of_id_token = extent.is_openid.then(|| id_token_algorithm(client, config));
    let algorithms = std::iter::once(&config.access_token_algorithm).chain(of_id_token);
    signing::ready(algorithms, signing_keys, &config.keys, ports).await
}

/// The tokens to issue for a grant.
pub struct UserTokens<'a> {
    /// The client.
    pub client: &'a Client,
    /// The grant.
    pub grant: &'a Grant,
    /// The claims of the user.
    pub user: &'a Map<String, Value>,
    /// The `sub` of the user for the client.
    pub subject: &'a str,
    /// The scope and the audience of the access token.
    pub extent: Extent,
    /// The generation of the refresh token.
    pub generation: u32,
    /// The `nonce` of the ID token.
    pub nonce: Option<&'a str>,
    /// The keys that the access token is bound to.
    pub binding: &'a Binding,
}

impl UserTokens<'_> {
    /// Signs the tokens and returns the members of the token response. OpenID Connect Core sections 3.1.3.3 and 12.2.
    pub async fn issue(
        &self,
        signing_keys: Option<&SigningKeysVersion>,
        config: &Config,
        ports: &(impl Clock + Random + Sign + SigningKeyStore),
    ) -> Result<TokenResponse, Fault> {
        let (grant, claims, scope) = (self.grant, self.user, Scope::of(self.extent.scope.iter().cloned()));
        let access_token = AccessToken {
            client: self.client.id(),
            subject: self.subject,
            audience: &self.extent.audience,
            binding: self.binding,
            scope: scope.as_ref(),
            user: Some(TokenUser { grant, claims }),
        };
        let response = access_token.issue(signing_keys, config, ports).await?;
        let id_token = if self.extent.is_openid {
            let token = IdToken {
                client: self.client,
                subject: self.subject,
                sign_in: SignIn::of(grant),
                user: requested_claims(claims, &grant.claims.id_token),
                nonce: self.nonce,
                beside: Beside { access_token: Some(&response.access_token), ..Beside::default() },
            };
            Some(token.issue(signing_keys, config, ports).await?)
        } else {
            None
        };
        let refresh_token = if is_refreshed(&grant.scope, self.client, config) {
            let token = RefreshToken {
                grant: grant.id.clone(),
                generation: self.generation,
                scope: grant.scope.clone(),
                resources: grant.resources.clone(),
                certificate: self.binding.of_refresh_tokens(self.client.metadata()).certificate,
            };
            Some(token.seal(self.client.id().as_str(), config)?)
        } else {
            None
        };
        Ok(TokenResponse { id_token, refresh_token, ..response })
    }
}
