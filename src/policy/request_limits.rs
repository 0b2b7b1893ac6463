//! The limits of one request.

use std::borrow::Cow;

use serde_json::{Map, Value};

use crate::client_metadata::{ClientMetadata, GrantType, Keyword, Scope, TokenEndpointAuthMethod, is_present, kind_of};
use crate::error::Invalid;
use crate::policy::{ANY_VALUES, AllowedValues, RegistrantPolicy, Template};

/// The limits of one request: the values that its client may have, the scope of its software statement, and the policy for its
/// registrant.
///
/// The scope limit lasts as long as the request. It is never stored.
#[derive(Clone, Debug)]
pub struct RequestLimits<'a> {
    /// The values that the client may have.
    pub allowed: &'a AllowedValues,
    /// The policy for the registrant.
    pub policy: Option<&'a RegistrantPolicy>,
    /// The template of the client.
    template: Option<&'a Template>,
    /// Values for members that the request leaves out.
    defaults: Option<&'a Map<String, Value>>,
    /// The names of those that the issuer of a software statement rules out or decides.
    closed: Vec<&'a str>,
    /// The scope values of the software statement; `None` if no statement names a scope.
    statement_scope: Option<Vec<String>>,
}

impl Default for RequestLimits<'_> {
    fn default() -> Self {
        Self::of(&ANY_VALUES)
    }
}

impl<'a> RequestLimits<'a> {
    /// Limits a request to allowed values.
    #[must_use]
    pub const fn of(allowed: &'a AllowedValues) -> Self {
        Self { allowed, policy: None, template: None, defaults: None, closed: Vec::new(), statement_scope: None }
    }

    /// Puts a request under the policy for its registrant. The members of a template have no other defaults, and a closed member
    /// has none: the issuer of a software statement rules it out, or decides it.
    pub fn put_under(
        &mut self,
        policy: Option<&'a RegistrantPolicy>,
        template: Option<&'a Template>,
        is_closed: &dyn Fn(&str) -> bool,
    ) {
        (self.policy, self.template) = (policy, template);
        self.defaults = policy.filter(|_| template.is_none()).and_then(RegistrantPolicy::defaults);
        let names = self.defaults.into_iter().flat_map(Map::keys).map(String::as_str);
        self.closed = names.filter(|name| is_closed(name)).collect();
    }

    /// Limits the scope as well: to the values that a software statement left in these members, without default values.
    #[must_use]
    pub fn with_statement_scope(self, members: &Map<String, Value>) -> Self {
        // If nothing of the scope of a statement is left, no default may take its place.
        let scope = members.get("scope").and_then(Value::as_str).unwrap_or_default();
        Self { statement_scope: Some(scope.split(' ').map(str::to_owned).collect()), ..self }
    }

    /// Removes the scope values that the software statement does not have.
    pub fn narrow_to_statement(&self, metadata: &mut ClientMetadata) {
        let Some(values) = &self.statement_scope else { return };
        retain_scope(metadata, &|value| values.iter().any(|kept| kept == value));
    }

    /// Removes the values of a default scope that are not allowed.
    pub fn narrow_default_scope(&self, metadata: &mut ClientMetadata) {
        retain_scope(metadata, &|value| self.allowed.has_scope(value));
        self.narrow_to_policy(metadata);
    }

    /// Removes the scope values that the policy for the registrant does not have.
    pub fn narrow_to_policy(&self, metadata: &mut ClientMetadata) {
        if let Some(policy) = self.policy {
            retain_scope(metadata, &|value| policy.bounds.has_scope(value));
        }
    }

    /// Adds the values for members that are left out.
    #[must_use]
    pub fn filled<'m>(&self, members: &'m Map<String, Value>) -> Cow<'m, Map<String, Value>> {
        let mut filled = Cow::Borrowed(members);
        for (name, value) in self.defaults.into_iter().flatten() {
            let is_sent = |(sent, value): (&String, &Value)| kind_of(sent) == kind_of(name) && is_present(value);
            if !self.closed.contains(&&**name) && !members.iter().any(is_sent) {
                filled.to_mut().insert(name.clone(), value.clone());
            }
        }
        filled
    }

    /// Returns true if a client may have an authentication method.
    #[must_use]
    pub fn has_method(&self, method: &TokenEndpointAuthMethod) -> bool {
        self.allowed.has_method(method) && self.policy.is_none_or(|policy| policy.bounds.has_method(method))
    }

    /// Returns the message for a grant that the policy for the registrant does not have; `None` for other grants.
    #[must_use]
    pub fn must_be_in_policy(&self, grant: &GrantType) -> Option<String> {
        let policy = self.policy.filter(|policy| !policy.bounds.has_grant(grant))?;
        Some(format!("not be {}{}", grant.name(), policy.words()))
    }

    /// Checks that a client stays within the limits; `Err` is the first value beyond them.
    pub fn check(&self, metadata: &ClientMetadata) -> Result<(), Invalid> {
        let checked = self.allowed.check(metadata);
        checked.map_err(|invalid| invalid.ending_with(": the initial access token permits no more"))?;
        self.policy.map_or(Ok(()), |policy| policy.check(metadata, self.template))
    }
}

fn retain_scope(metadata: &mut ClientMetadata, is_kept: &dyn Fn(&str) -> bool) {
    let kept = |scope: Scope| Scope::of(scope.values().iter().filter(|value| is_kept(value)).cloned());
    metadata.scope = metadata.scope.take().and_then(kept);
}
