//! What this server supports and permits: data, and the questions asked of it.
//!
//! Discovery and the rules read the same lists, so that what is advertised can be registered and nothing else.

use serde_json::{Map, Value};

use crate::fetch::Guard;
use crate::metadata::{GrantType, Keyword, ResponseType, SigningAlgorithm, TokenEndpointAuthMethod};
use crate::unit::Seconds;

/// Schemes that no client owns: browsers, shells and mail programs act on them.
pub const FORBIDDEN_SCHEMES: [&str; 22] = [
    "about",
    "blob",
    "chrome",
    "chrome-extension",
    "content",
    "data",
    "facetime",
    "file",
    "filesystem",
    "ftp",
    "http+unix",
    "intent",
    "jar",
    "javascript",
    "mailto",
    "ms-settings",
    "sms",
    "tel",
    "vbscript",
    "view-source",
    "ws",
    "wss",
];

/// Who may register.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RegistrationMode {
    /// Nobody: the registration endpoint refuses and is not advertised.
    Off,
    /// Everybody, within the limits against floods. RFC 7591 section 3.
    Open,
}

/// What becomes of a registration some of whose redirection URIs cannot be accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartialAcceptance {
    /// It is refused as a whole. OpenID Connect Registration section 3.2.
    Off,
    /// Those URIs are dropped, and the answer says so.
    On,
}

/// Credentials that an update replaces, whether or not it must. RFC 7592 section 2.2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rotation {
    /// The client secret.
    Secret,
    /// The registration access token.
    Token,
}

/// What can be registered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Who may register.
    pub registration_mode: RegistrationMode,
    /// Credentials that every update replaces.
    pub rotation_on_update: Vec<Rotation>,
    /// How long a replaced registration access token is still accepted.
    pub rotation_grace: Seconds,
    /// What becomes of a registration some of whose redirection URIs cannot be accepted.
    pub partial_acceptance: PartialAcceptance,
    /// Grants a client may register. RFC 8414 section 2.
    pub grant_types_supported: Vec<GrantType>,
    /// Response types a client may register. RFC 8414 section 2.
    pub response_types_supported: Vec<ResponseType>,
    /// Ways a client may authenticate. RFC 8414 section 2.
    pub token_endpoint_auth_methods_supported: Vec<TokenEndpointAuthMethod>,
    /// Algorithms of the assertions that clients authenticate with. RFC 8414 section 2.
    pub token_endpoint_auth_signing_alg_values_supported: Vec<SigningAlgorithm>,
    /// Scope values a client may register; others are dropped. `None`: every value.
    pub scopes_supported: Option<Vec<String>>,
    /// Private-use schemes without a dot that redirection URIs may have, in lower case. RFC 8252 section 7.1.
    pub private_use_schemes: Vec<String>,
    /// What may be fetched.
    pub guard: Guard,
    /// What the authorization server can do that clients are registered for.
    pub authorization_server: AuthorizationServer,
}

impl Policy {
    /// Whether a scope value may be registered.
    #[must_use]
    pub fn supports_scope(&self, value: &str) -> bool {
        self.scopes_supported.as_ref().is_none_or(|supported| supported.iter().any(|supported| supported == value))
    }
}

/// What the authorization server that clients are registered for says of itself: members of its metadata document.
///
/// A member that stands here is shown in discovery and says what may be registered; one that does not, stands for a
/// feature that the server lacks. RFC 8414 section 2, OpenID Connect Discovery section 3.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthorizationServer(Map<String, Value>);

impl AuthorizationServer {
    /// Its metadata, with the values that every OpenID provider supports where it names none.
    #[must_use]
    pub fn new(mut members: Map<String, Value>) -> Self {
        let array = |value: &str| Value::from(vec![value]);
        members.entry("subject_types_supported").or_insert_with(|| array("public"));
        members.entry("id_token_signing_alg_values_supported").or_insert_with(|| array("RS256"));
        // Left out it would mean true. OpenID Connect Discovery section 3.
        members.entry("request_uri_parameter_supported").or_insert(Value::Bool(false));
        Self(members)
    }

    /// The members, as discovery shows them.
    #[must_use]
    pub const fn members(&self) -> &Map<String, Value> {
        &self.0
    }

    /// The values of a list, none if the server does not have it.
    pub fn values(&self, list: &str) -> impl Iterator<Item = &str> {
        self.0.get(list).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
    }

    /// Whether a list has a value.
    #[must_use]
    pub fn supports(&self, list: &str, value: &str) -> bool {
        self.values(list).any(|supported| supported == value)
    }

    /// The value that a client gets who does not ask: the default of the specification if the list has it, otherwise the
    /// first that is known; none if there is none.
    #[must_use]
    pub fn preferred<T: Keyword>(&self, list: &str, default: &T) -> Option<T> {
        let first = || self.values(list).map(T::of).find(|value| T::ALL.contains(value));
        if self.supports(list, default.name()) { Some(default.clone()) } else { first() }
    }

    /// Whether the server has a feature: a member that is neither absent nor `false`.
    #[must_use]
    pub fn has(&self, member: &str) -> bool {
        self.0.get(member).is_some_and(|value| *value != Value::Bool(false))
    }
}
