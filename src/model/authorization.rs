//! Authorization requests, codes and grants. RFC 6749 section 4.1, OpenID Connect Core section 3.1.

use base64ct::{Base64UrlUnpadded, Encoding};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::model::name_of_user::name_of_user;
use crate::model::{ResponseMode, SessionId, UserId};
use crate::unit::Timestamp;

/// An authorization request that passed every check: its client may make it, and its redirection URI is registered.
///
/// It is sealed into pages and addresses while the user signs in. So its members have short names there.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct AuthorizationRequest {
    /// The client.
    #[serde(rename = "c")]
    pub client_id: String,
    /// The redirection URI that the response goes to.
    #[serde(rename = "u")]
    pub redirect_uri: String,
    /// True if the request named the redirection URI: then the token request must name it too. RFC 6749 section 4.1.3.
    #[serde(rename = "n", default, skip_serializing_if = "is_false")]
    pub names_redirect_uri: bool,
    /// The way in which the response goes there.
    #[serde(rename = "m")]
    pub response_mode: ResponseMode,
    /// True if the response has an ID token beside the code: the response type is `code id_token`.
    #[serde(rename = "d", default, skip_serializing_if = "is_false")]
    pub wants_id_token: bool,
    /// The scope values that are requested and that the client may have, each once.
    #[serde(rename = "s", default, skip_serializing_if = "Vec::is_empty")]
    pub scope: Vec<String>,
    /// The resources that the access token is for. RFC 8707.
    #[serde(rename = "r", default, skip_serializing_if = "Vec::is_empty")]
    pub resources: Vec<String>,
    /// The text that the response repeats.
    #[serde(rename = "t", default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// The text that the ID token repeats.
    #[serde(rename = "o", default, skip_serializing_if = "Option::is_none")]
    pub nonce: Option<String>,
    /// The code challenge, with the method `S256`. RFC 7636 section 4.3.
    #[serde(rename = "h", default, skip_serializing_if = "Option::is_none")]
    pub code_challenge: Option<String>,
    /// The thumbprint of the key that tokens are bound to. RFC 9449 section 10.
    #[serde(rename = "k", default, skip_serializing_if = "Option::is_none")]
    pub dpop_jkt: Option<String>,
    /// The pages that the client asks for. OpenID Connect Core section 3.1.2.1.
    #[serde(rename = "p", default, skip_serializing_if = "Vec::is_empty")]
    pub prompt: Vec<Prompt>,
    /// The greatest age of the user's sign-in, in seconds.
    #[serde(rename = "a", default, skip_serializing_if = "Option::is_none")]
    pub max_age: Option<u64>,
    /// A name to fill in on the sign-in page.
    #[serde(rename = "l", default, skip_serializing_if = "Option::is_none")]
    pub login_hint: Option<String>,
    /// The languages that the client prefers for pages, best first.
    #[serde(rename = "i", default, skip_serializing_if = "Vec::is_empty")]
    pub ui_locales: Vec<String>,
    /// The authentication context classes that the client prefers, best first.
    #[serde(rename = "v", default, skip_serializing_if = "Vec::is_empty")]
    pub acr_values: Vec<String>,
    /// The single claims that are requested. OpenID Connect Core section 5.5.
    #[serde(rename = "q", default, skip_serializing_if = "ClaimsRequest::is_empty")]
    pub claims: ClaimsRequest,
    /// The user whom the client expects: the `sub` of its `id_token_hint`.
    #[serde(rename = "x", default, skip_serializing_if = "Option::is_none")]
    pub expected_subject: Option<String>,
}

// `serde` hands over a reference.
#[allow(clippy::trivially_copy_pass_by_ref)]
const fn is_false(value: &bool) -> bool {
    !*value
}

/// The redirection URI of a request that has none: that of a device without a browser. RFC 8628.
pub const NO_ADDRESS: &str = "";

/// A page that a client asks for. OpenID Connect Core section 3.1.2.1. In alphabetical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Prompt {
    /// The user consents again.
    Consent,
    /// The user signs in again.
    Login,
    /// No page at all.
    None,
    /// The user chooses an account.
    SelectAccount,
}

/// Single claims that a client requests, by the place where they are returned. OpenID Connect Core section 5.5.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct ClaimsRequest {
    /// The claims of the ID token, each with its request or null.
    #[serde(rename = "i", default, skip_serializing_if = "Map::is_empty")]
    pub id_token: Map<String, Value>,
    /// The claims of the `UserInfo` response, each with its request or null.
    #[serde(rename = "u", default, skip_serializing_if = "Map::is_empty")]
    pub userinfo: Map<String, Value>,
}

impl ClaimsRequest {
    /// Returns true if no claim is requested.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.id_token.is_empty() && self.userinfo.is_empty()
    }
}

/// The request that waits in the browser while the user signs in: sealed for the issuer and for the browser.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Waiting {
    /// Where the browser goes afterwards.
    #[serde(rename = "d")]
    pub destination: Destination,
    /// When the sign-in page was shown: a sign-in since then is new enough for every request.
    #[serde(rename = "b")]
    pub began_at: Timestamp,
    /// When it is too late.
    #[serde(rename = "x")]
    pub expires_at: Timestamp,
}

/// Where the browser goes after the user has signed in.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub enum Destination {
    /// The user's own page.
    #[serde(rename = "u")]
    Account,
    /// The authorization endpoint, which goes on with the request.
    #[serde(rename = "a")]
    Authorization(Box<AuthorizationRequest>),
    /// The console, which needs a second factor.
    #[serde(rename = "c")]
    Console,
    /// The page for the code of a device, with the code that was in its address.
    #[serde(rename = "d")]
    Device(Option<String>),
    /// That page with this code, for a device whose client asks for a second factor.
    #[serde(rename = "f")]
    DeviceWithFactor(String),
}

/// The contents of an authorization code. The code is these, sealed for its client and issuer.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct AuthorizationCode {
    /// The grant that the code becomes when it is redeemed.
    #[serde(rename = "g")]
    pub grant: GrantId,
    /// The session in which the user granted it.
    #[serde(rename = "e")]
    pub session: SessionId,
    /// The scope that the user granted.
    #[serde(rename = "s", default, skip_serializing_if = "Vec::is_empty")]
    pub scope: Vec<String>,
    /// The resources that the access token is for.
    #[serde(rename = "r", default, skip_serializing_if = "Vec::is_empty")]
    pub resources: Vec<String>,
    /// The redirection URI that the code is sent to.
    #[serde(rename = "u")]
    pub redirect_uri: String,
    /// True if the request named the redirection URI.
    #[serde(rename = "w")]
    pub names_redirect_uri: bool,
    /// The code challenge.
    #[serde(rename = "h", default, skip_serializing_if = "Option::is_none")]
    pub code_challenge: Option<String>,
    /// The thumbprint of the key that tokens are bound to.
    #[serde(rename = "k", default, skip_serializing_if = "Option::is_none")]
    pub dpop_jkt: Option<String>,
    /// The nonce for the ID token.
    #[serde(rename = "o", default, skip_serializing_if = "Option::is_none")]
    pub nonce: Option<String>,
    /// The claims that were requested.
    #[serde(rename = "q", default, skip_serializing_if = "ClaimsRequest::is_empty")]
    pub claims: ClaimsRequest,
    /// When the user proved their identity.
    #[serde(rename = "a")]
    pub authenticated_at: Timestamp,
    /// How: the `amr`.
    #[serde(rename = "m", default, skip_serializing_if = "Vec::is_empty")]
    pub methods: Vec<String>,
    /// The `acr`.
    #[serde(rename = "v", default, skip_serializing_if = "Option::is_none")]
    pub context: Option<String>,
    /// When the code expires.
    #[serde(rename = "x")]
    pub expires_at: Timestamp,
}

/// The name of a grant in the store: the identifier of the user, a dot, and 128 random bits in base64url. So the grants
/// of a user stand together. The name is shown to a client only sealed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
pub struct GrantId(String);

name_of_user!(GrantId);

/// The number of random bytes in the name of a grant.
pub const GRANT_BYTES: usize = 16;

impl GrantId {
    /// Makes a name from random bytes.
    #[must_use]
    pub fn new(user: &UserId, random: &[u8; GRANT_BYTES]) -> Self {
        Self(format!("{}.{}", user.as_str(), Base64UrlUnpadded::encode_string(random)))
    }
}

/// The time of a sign-in that nobody tells: so long ago that it is new enough for nothing.
pub const NOT_TOLD: Timestamp = Timestamp(0);

/// The permission of a user that a client acts for them: the row that a redeemed code leaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// The name.
    pub id: GrantId,
    /// The client.
    pub client_id: String,
    /// The name of the client, as the user sees it in the list of apps.
    pub client_name: Option<String>,
    /// The session in which the user granted it.
    pub session: SessionId,
    /// The scope that the user granted.
    pub scope: Vec<String>,
    /// The resources that the user granted.
    pub resources: Vec<String>,
    /// The claims that were requested.
    pub claims: ClaimsRequest,
    /// When the user proved their identity; [`NOT_TOLD`] if the provider of an assertion does not say it.
    pub authenticated_at: Timestamp,
    /// How: the `amr`.
    pub methods: Vec<String>,
    /// The `acr`.
    pub context: Option<String>,
    /// When the code was redeemed.
    pub created_at: Timestamp,
    /// When the grant ends, used or not. Without a refresh token this is when the access token expires.
    pub expires_at: Timestamp,
    /// The thumbprint of the key that tokens are bound to. RFC 9449 section 5.
    pub dpop_jkt: Option<String>,
    /// True if the grant outlives the session: it has the scope value `offline_access`.
    pub is_offline: bool,
}

/// The consent of a user to one client and redirection URI.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    /// The user.
    pub user: UserId,
    /// The client.
    pub client_id: String,
    /// The exact redirection URI.
    pub redirect_uri: String,
    /// The scope values that the user has consented to so far, and the single claims, each after [`CLAIM`].
    pub scope: Vec<String>,
    /// The resources that the user has consented to so far.
    pub resources: Vec<String>,
    /// The name of the client, as the user sees it in the list of apps.
    pub client_name: Option<String>,
    /// True if the client can begin a sign-in itself: it has registered `initiate_login_uri`.
    pub can_start: bool,
    /// When the user consented last.
    pub granted_at: Timestamp,
}

/// The text before the name of a single claim in a consent. No scope value has a space.
pub const CLAIM: &str = "claim ";

impl Consent {
    /// Returns true if the consent covers all of these.
    #[must_use]
    pub fn covers(&self, scope: &[String], resources: &[String]) -> bool {
        scope.iter().all(|value| self.scope.contains(value))
            && resources.iter().all(|resource| self.resources.contains(resource))
    }
}
