//! The members that the registration hook amends: those that the sender of the request could have chosen.

use serde_json::{Map, Value};

use crate::client_metadata::{ClientMetadata, SOFTWARE_ID, is_present, kind_of, member_of};
use crate::json::Pointer;
use crate::model::Bounds;
use crate::registration::Draft;
use crate::software_statement::is_part;

/// Members whose values are all permissions, so that a part of them permits less.
const NARROWABLE: [&str; 6] =
    ["grant_types", "post_logout_redirect_uris", "redirect_uris", "request_uris", "response_types", "scope"];

impl Draft<'_> {
    /// Checks that the hook amends nothing that is not its own to choose; `Err` says what it must not do.
    ///
    /// The rules check values. This checks names: of members that the server alone sets, that identify the software, and
    /// that a template, a statement or its issuer locks. Permissions of a statement may be narrowed.
    pub(super) fn check_amendment(&self, members: &Map<String, Value>) -> Result<(), String> {
        for (name, value) in members {
            if let Some(lock) = self.lock_of(name, value) {
                return Err(format!("it must not amend {}: {lock}", Pointer::member(name).in_words()));
            }
        }
        Ok(())
    }

    fn lock_of(&self, name: &str, value: &Value) -> Option<&'static str> {
        if !ClientMetadata::has(name) {
            return Some("it is not a member that clients register");
        }
        if member_of(name) == SOFTWARE_ID {
            return Some("it identifies the software");
        }
        if self.template.is_some_and(|template| !template.leaves(name)) {
            return Some("the template decides it");
        }
        if self.is_stated(name) {
            let is_narrower = NARROWABLE.contains(&name)
                && self.members.get(name).is_some_and(|whole| is_present(value) && is_part(value, whole));
            return (!is_narrower).then_some("the software statement decides it");
        }
        self.is_ruled_out(name).then_some("the issuer of the software statement rules it out")
    }

    /// Returns true if a member is as a statement says: that of the request, or that which the client holds.
    pub(in crate::registration) fn is_stated(&self, name: &str) -> bool {
        let fresh = self.request.statement.iter().flat_map(|statement| statement.members().keys().map(String::as_str));
        let mut stated = fresh.chain(self.bounds.iter().flat_map(Bounds::locked));
        stated.any(|stated| kind_of(stated) == kind_of(name))
    }

    /// Returns true if the issuer of the statement rules out that the sender chooses a member.
    pub(in crate::registration) fn is_ruled_out(&self, name: &str) -> bool {
        let refused = self.issuer.map_or(&[][..], |issuer| &issuer.refused);
        refused.iter().any(|refused| refused == member_of(name))
            || self.bounds.as_ref().is_some_and(|bounds| bounds.decides(name))
    }

    /// Returns the draft with these members merged into it. Its limits stay.
    #[must_use]
    pub(super) fn amended(mut self, members: &Map<String, Value>) -> Self {
        merge(self.members.to_mut(), members);
        self
    }
}

/// Merges a patch into an object. RFC 7396 section 2.
fn merge(target: &mut Map<String, Value>, patch: &Map<String, Value>) {
    for (name, value) in patch {
        match value {
            Value::Null => {
                target.remove(name);
            }
            Value::Object(patch) => {
                let mut inner = match target.remove(name) {
                    Some(Value::Object(inner)) => inner,
                    _ => Map::new(),
                };
                merge(&mut inner, patch);
                target.insert(name.clone(), Value::Object(inner));
            }
            value => {
                target.insert(name.clone(), value.clone());
            }
        }
    }
}
