//! Templates: metadata that many clients share, such as the installations of an app.
//!
//! A client of a template has its own name, keys and credentials. All other members come from the template as it is
//! now. Only the name of the template is stored with the client.

use serde_json::{Map, Value};

use crate::client_metadata::{ClientMetadata, SOFTWARE_ID, is_present, kind_of, member_of};
use crate::error::Invalid;
use crate::json::{self, Pointer};
use crate::policy::AllowedValues;

/// A template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    name: String,
    members: Map<String, Value>,
}

/// Members that a client may have of its own unless the template has them; `client_name` in every language.
const OWN: [&str; 4] = ["client_name", "jwks", "jwks_uri", "software_version"];

impl Template {
    /// Makes a template of a name.
    #[must_use]
    pub fn new(name: String, mut members: Map<String, Value>) -> Self {
        // An epoch of a software then covers the clients of a template as well.
        members.insert(SOFTWARE_ID.to_owned(), Value::from(&*name));
        Self { name, members }
    }

    /// Returns the name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the members.
    #[must_use]
    pub const fn members(&self) -> &Map<String, Value> {
        &self.members
    }

    /// Returns true if a client may have a member of its own: the template does not have the member in any language or
    /// form.
    #[must_use]
    pub fn leaves(&self, member: &str) -> bool {
        let kind = kind_of(member);
        OWN.map(kind_of).contains(&kind) && !self.members.keys().any(|name| kind_of(name) == kind)
    }

    /// Returns the client's own members.
    #[must_use]
    pub fn own(&self, members: &Map<String, Value>) -> Map<String, Value> {
        let mut own = members.clone();
        json::retain(&mut own, &mut |name, _| self.leaves(name));
        own
    }

    /// Returns the members of the template and those of the client itself, with the allowed scope values.
    #[must_use]
    pub fn fill(&self, members: &Map<String, Value>, allowed: &AllowedValues) -> Map<String, Value> {
        let mut filled = self.own(members);
        filled.extend(self.members.clone());
        let scope = self.members.get("scope").and_then(Value::as_str).unwrap_or_default();
        let permitted = scope.split(' ').filter(|value| allowed.has_scope(value));
        match &*permitted.collect::<Vec<_>>().join(" ") {
            "" => filled.remove("scope"),
            scope => filled.insert("scope".to_owned(), Value::from(scope)),
        };
        filled
    }

    /// Points a refusal at a place that the sender can correct. A refusal of the template's own members is about the
    /// whole request.
    #[must_use]
    pub fn point_at_request(&self, invalid: Invalid, body: &Map<String, Value>) -> Invalid {
        let is_own = invalid.pointer().first_member().is_none_or(|member| self.leaves(member));
        if is_own || invalid.pointer().first_absent(body).is_none() {
            return invalid;
        }
        let must = format!("fit the template {}: {}", self.name, invalid.description());
        Invalid::new(Pointer::root(), must)
    }

    /// Checks that the requested members equal the accepted members, or offer them. `Err` is the first member that
    /// differs.
    pub fn check(&self, requested: &Map<String, Value>, accepted: &Map<String, Value>) -> Result<(), Invalid> {
        let is_got = |name: &str, value: &Value| match accepted.get(member_of(name)) {
            Some(got) if !ClientMetadata::has(name) => value.as_array().is_some_and(|offered| offered.contains(got)),
            _ => accepted.get(name) == Some(value),
        };
        let differs = |(name, value): &(&String, &Value)| {
            is_present(value) && ClientMetadata::has(member_of(name)) && !self.leaves(name) && !is_got(name, value)
        };
        match requested.iter().find(differs) {
            None => Ok(()),
            Some((name, _)) => {
                Err(Invalid::new(Pointer::member(name), format!("be absent, or as the template {} has it", self.name)))
            }
        }
    }
}
