//! What the server can do that clients are registered for.

use serde_json::{Map, Value};

use crate::client_metadata::{AbsoluteUri, Keyword};

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

    /// Adds a list that it does not have yet.
    pub fn add(&mut self, list: &str, values: &[&str]) {
        self.0.entry(list).or_insert_with(|| Value::from(values.to_vec()));
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
    /// first that is known and that it can use; none if there is none.
    #[must_use]
    pub fn preferred<T: Keyword>(&self, list: &str, default: &T, is_usable: impl Fn(&T) -> bool) -> Option<T> {
        let first = || self.values(list).map(T::of).find(|value| T::ALL.contains(value) && is_usable(value));
        if self.supports(list, default.name()) { Some(default.clone()) } else { first() }
    }

    /// Whether the server has a feature: a member that is neither absent nor `false`.
    #[must_use]
    pub fn has(&self, member: &str) -> bool {
        self.0.get(member).is_some_and(|value| *value != Value::Bool(false))
    }

    /// The address of an endpoint for clients that show a certificate. RFC 8705 section 5.
    #[must_use]
    pub fn alias(&self, endpoint: &str) -> Option<&str> {
        self.0.get("mtls_endpoint_aliases")?.get(endpoint)?.as_str()
    }

    /// The addresses of its endpoints, those for clients that show a certificate as well.
    pub fn endpoints(&self) -> impl Iterator<Item = AbsoluteUri> {
        let aliases = self.0.get("mtls_endpoint_aliases").and_then(Value::as_object);
        let all = self.0.iter().chain(aliases.into_iter().flatten());
        let endpoints = all.filter(|(name, _)| name.ends_with("_endpoint"));
        endpoints.filter_map(|(_, address)| AbsoluteUri::parse(address.as_str()?).ok())
    }
}
