//! The features of the authorization server that clients are registered for.

use serde_json::{Map, Value};

use crate::client_metadata::{AbsoluteUri, Keyword};

/// The metadata of the authorization server that clients are registered for.
///
/// A member in it appears in discovery and may be registered. The server lacks the feature of an absent member. RFC
/// 8414 section 2, OpenID Connect Discovery section 3.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthorizationServer {
    members: Map<String, Value>,
    /// The members of this server itself.
    own: Vec<&'static str>,
    /// True if the operator names an authorization endpoint. Every request asks for it.
    pub has_other_authorization_endpoint: bool,
    /// True if the operator names a token endpoint. Every request asks for it.
    pub has_other_token_endpoint: bool,
}

impl AuthorizationServer {
    /// Adds the values that every OpenID provider supports where the operator names none.
    #[must_use]
    pub fn new(members: Map<String, Value>) -> Self {
        let mut server =
            Self { members, own: Vec::new(), has_other_authorization_endpoint: false, has_other_token_endpoint: false };
        server.has_other_authorization_endpoint = server.is_elsewhere("authorization_endpoint");
        server.has_other_token_endpoint = server.is_elsewhere("token_endpoint");
        server.add("subject_types_supported", Value::from(vec!["public"]));
        // Every OpenID provider must have RS256. OpenID Connect Discovery section 3.
        server.add("id_token_signing_alg_values_supported", Value::from(vec!["RS256"]));
        // An absent member would mean true. OpenID Connect Discovery section 3.
        server.add("request_uri_parameter_supported", Value::Bool(false));
        server
    }

    /// Adds a member of this server itself, unless the operator names another value.
    pub fn add(&mut self, member: &'static str, value: Value) {
        let is_own = self.own.contains(&member);
        if !is_own {
            if self.members.contains_key(member) {
                return;
            }
            self.own.push(member);
        }
        self.members.insert(member.to_owned(), value);
    }

    /// Returns the value of a member that the operator names.
    #[must_use]
    pub fn named(&self, member: &str) -> Option<&Value> {
        self.members.get(member).filter(|_| !self.own.contains(&member))
    }

    /// Returns true if the operator names a feature or an endpoint, which then is one of another server.
    #[must_use]
    pub fn is_elsewhere(&self, member: &str) -> bool {
        self.named(member).is_some_and(|value| *value != Value::Bool(false))
    }

    /// Returns the members that discovery shows.
    #[must_use]
    pub const fn members(&self) -> &Map<String, Value> {
        &self.members
    }

    /// Returns the values of a list; no values if the server lacks it.
    pub fn values(&self, list: &str) -> impl Iterator<Item = &str> {
        self.members.get(list).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
    }

    /// Returns true if a list has a value.
    #[must_use]
    pub fn supports(&self, list: &str, value: &str) -> bool {
        self.values(list).any(|supported| supported == value)
    }

    /// Returns the default of a client: the default of the specification if the server supports it, or else the first
    /// known value that the client can use; `None` if there is none.
    #[must_use]
    pub fn preferred<T: Keyword>(&self, list: &str, default: &T, is_usable: impl Fn(&T) -> bool) -> Option<T> {
        let first = || self.values(list).map(T::of).find(|value| T::ALL.contains(value) && is_usable(value));
        if self.supports(list, default.name()) { Some(default.clone()) } else { first() }
    }

    /// Returns true if the server has a feature: its member is neither absent nor `false`.
    #[must_use]
    pub fn has(&self, member: &str) -> bool {
        self.members.get(member).is_some_and(|value| *value != Value::Bool(false))
    }

    /// Returns the URL of an endpoint for clients with certificates. RFC 8705 section 5.
    #[must_use]
    pub fn alias(&self, endpoint: &str) -> Option<&str> {
        self.members.get("mtls_endpoint_aliases")?.get(endpoint)?.as_str()
    }

    /// Returns the URLs of all endpoints, including those for clients with certificates.
    #[must_use]
    pub fn endpoints(&self) -> Vec<AbsoluteUri> {
        let mut endpoints = Vec::new();
        let mut add = |members: &Map<String, Value>| {
            for (name, address) in members {
                if name.ends_with("_endpoint") {
                    endpoints.extend(address.as_str().and_then(|address| AbsoluteUri::parse(address).ok()));
                }
            }
        };
        add(&self.members);
        if let Some(aliases) = self.members.get("mtls_endpoint_aliases").and_then(Value::as_object) {
            add(aliases);
        }
        endpoints
    }
}
