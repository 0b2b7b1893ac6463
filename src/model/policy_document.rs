//! The document of a policy, read strictly: a mistake would refuse too much, or too little.

use serde_json::{Map, Value};

use crate::client_metadata::{ApplicationType, ClientMetadata, Keyword, List, Shape, SubjectType};
use crate::error::Invalid;
use crate::json::{self, Pointer};
use crate::model::Bounds;
use crate::policy::{AllowedValues, MemberRule, Policy, PolicyVersion, RegistrantPolicy, RequestLimits, has};
use crate::rules::{self, Explanation};

/// The rules for the values of members.
const OBJECT: &str = "be an object of members of clients";
const OBJECTS: &str = "be a list of objects of members of clients";
const SECONDS: &str = "be seconds from 60 to 315360000";
const TEXTS: &str = "be a list of texts";

/// The members of a document, in alphabetical order, each with the rule for its value.
const MEMBERS: [(&str, &str); 7] = [
    ("bounds", OBJECT),
    ("defaults", OBJECT),
    ("forbidden", OBJECTS),
    ("lifetime", SECONDS),
    ("members", OBJECT),
    ("protected_names", TEXTS),
    ("redirect_schemes", TEXTS),
];

/// The limits of a lifetime, in seconds: a minute and ten years.
const LIFETIME: std::ops::RangeInclusive<u64> = 60..=315_360_000;

/// The rule for a value that the settings do not permit. Its author would expect more than the policy can give.
const BEYOND: &str = "be permitted by the settings: a policy only narrows them";

impl RegistrantPolicy {
    /// Reads the document of a version. `Err` is the first member that is malformed.
    pub fn read(version: PolicyVersion) -> Result<Self, Invalid> {
        let (mut bounds, mut members) = (AllowedValues::default(), Vec::new());
        let document = version.0.get("document").and_then(Value::as_object);
        for (name, value) in document.into_iter().flatten() {
            let at = Pointer::member(name);
            let must = MEMBERS.iter().find(|(known, _)| known == name).map(|(_, must)| *must);
            let elements = value.as_array().map_or(&[][..], Vec::as_slice);
            let is_sound = match (must, value) {
                (None, _) => {
                    let known = MEMBERS.map(|(known, _)| known).join(", ");
                    return Err(Invalid::new(at, format!("be one of {known}")));
                }
                (Some(SECONDS), value) => value.as_u64().is_some_and(|seconds| LIFETIME.contains(&seconds)),
                (Some(OBJECT), Value::Object(lists)) if name == "bounds" => {
                    bounds = *Bounds::of_operator(lists, &at)?.allowed;
                    true
                }
                (Some(OBJECT), Value::Object(rules)) if name == "members" => {
                    for (member, rule) in rules {
                        let refuse = |must| Invalid::new(at.clone().child(member), must);
                        members.push(MemberRule::read(member, rule).map_err(refuse)?);
                    }
                    true
                }
                (Some(OBJECT), value) => has_members(value),
                (Some(OBJECTS), Value::Array(_)) => elements.iter().all(has_members),
                (_, value) => {
                    value.is_array() && elements.iter().all(|it| it.as_str().is_some_and(|text| !text.is_empty()))
                }
            };
            if !is_sound {
                return Err(Invalid::new(at, must.unwrap_or_default()));
            }
        }
        let names = version.rule("protected_names").and_then(Value::as_array);
        let protected = names.into_iter().flatten().filter_map(Value::as_str).map(Shape::of).collect();
        Ok(Self { version, bounds, members, protected })
    }

    /// Checks that the settings permit the values of the policy, and that its defaults fit its own rules. `Err` is the first member with
    /// a value that has no effect.
    pub fn check_settings(&self, policy: &Policy) -> Result<(), Invalid> {
        let AllowedValues { grant_types, scope, templates, token_endpoint_auth_method, .. } = &self.bounds;
        let methods = &policy.token_endpoint_auth_methods_supported;
        let beyond = if !grant_types.iter().flatten().all(|it| policy.grant_types_supported.contains(it)) {
            "grant_types"
        } else if !scope.iter().flatten().all(|value| policy.scopes.supports(value)) {
            "scope"
        } else if !templates.iter().flatten().all(|name| policy.template(name).is_some()) {
            "templates"
        } else if !token_endpoint_auth_method.iter().flatten().all(|it| methods.contains(it)) {
            "token_endpoint_auth_method"
        } else {
            return self.check_forbidden(policy).and_then(|()| self.check_defaults(policy));
        };
        Err(Invalid::new(Pointer::member("bounds").child(beyond), BEYOND))
    }

    /// Checks that a client can have each forbidden value.
    fn check_forbidden(&self, policy: &Policy) -> Result<(), Invalid> {
        for (place, combination) in self.list("forbidden").iter().enumerate() {
            for (name, value) in combination.as_object().into_iter().flatten() {
                if !can_have(name, value, policy) {
                    let at = Pointer::member("forbidden").element(place).child(name);
                    return Err(Invalid::new(at, "be a value that a client of this server can have"));
                }
            }
        }
        Ok(())
    }

    fn check_defaults(&self, policy: &Policy) -> Result<(), Invalid> {
        let Some(defaults) = self.defaults() else { return Ok(()) };
        let mut limits = RequestLimits::default();
        limits.put_under(Some(self), None, &|_| false);
        let Explanation { members, refusals, dropped, .. } = rules::explain(defaults, policy, &limits);
        let is_of_default = |it: &Invalid| it.pointer().first_member().is_some_and(|name| defaults.contains_key(name));
        if let Some(invalid) = refusals.into_iter().chain(dropped).find(is_of_default) {
            let place = invalid.pointer().below("defaults");
            return Err(invalid.moved_to(place));
        }
        // A scope value that is not permitted can be left out without a word.
        match defaults.iter().find(|(name, value)| members.get(*name) != Some(*value)) {
            Some((name, _)) => Err(Invalid::new(Pointer::member("defaults").child(name), BEYOND)),
            None => Ok(()),
        }
    }
}

/// Returns true if the member of a client can have a value, or all values of a list: in its list, or as words of its text.
fn can_have(name: &str, value: &Value, policy: &Policy) -> bool {
    let values = value.as_array().map_or_else(|| vec![value.clone()], Clone::clone);
    let words: Option<Vec<&str>> = values.iter().map(Value::as_str).collect();
    let text = words.map(|words| Value::from(words.join(" ")));
    let forms = [Some(Value::Array(values)), text, Some(value.clone())];
    forms.into_iter().flatten().any(|form| {
        let (metadata, malformed) = ClientMetadata::read_all(&json::object([(name, form)]));
        malformed.is_empty()
            && metadata.write().get(name).is_some_and(|had| has(had, value))
            && is_known(&metadata, policy)
    })
}

/// Returns true if the settings permit the keywords of a client.
fn is_known(metadata: &ClientMetadata, policy: &Policy) -> bool {
    let grants = metadata.grant_types.as_ref().map_or(&[][..], List::as_slice);
    let responses = metadata.response_types.as_ref().map_or(&[][..], List::as_slice);
    let methods = &policy.token_endpoint_auth_methods_supported;
    grants.iter().all(|it| policy.grant_types_supported.contains(it))
        && responses.iter().all(|it| policy.response_types_supported.contains(it))
        && metadata.scope.as_ref().is_none_or(|it| it.values().iter().all(|value| policy.scopes.supports(value)))
        && metadata.token_endpoint_auth_method.as_ref().is_none_or(|it| methods.contains(it))
        && metadata.application_type.as_ref().is_none_or(|it| ApplicationType::ALL.contains(it))
        && metadata.subject_type.as_ref().is_none_or(|it| SubjectType::ALL.contains(it))
}

/// Returns true for an object that has members of clients alone, and at least one.
fn has_members(value: &Value) -> bool {
    let is_known = |members: &Map<String, Value>| {
        !members.is_empty() && members.keys().all(|name| ClientMetadata::NAMES.contains(&&**name))
    };
    value.as_object().is_some_and(is_known)
}
