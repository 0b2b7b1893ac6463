//! The policy for one kind of registrant: rules that operators change without a deployment. It only narrows: the settings are
//! asked first.

use serde_json::{Map, Value};

use crate::client_metadata::{AbsoluteUri, ClientMetadata, Shape, member_of};
use crate::error::Invalid;
use crate::json::Pointer;
use crate::policy::{AllowedValues, Collection, MemberRule, Template};
use crate::unit::Timestamp;

/// A version of the policy for one kind of registrant, or of another entry of a collection, as it is stored: its `kind`, its `version`,
/// a number, its `state`, its `document`, its `revision`, the number of changes, and the times `made_at` and `changed_at`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyVersion(pub Map<String, Value>);

/// The kinds of registrants, in alphabetical order.
pub const KINDS: [&str; 6] = ["attestation", "certificate", "open", "statement", "token", "user"];

impl PolicyVersion {
    /// The state of the version that is in force.
    pub const ACTIVE: &str = "active";
    /// The state of a version whose document may change.
    pub const DRAFT: &str = "draft";
    /// The state of a version that was in force, was tried, or was given up.
    pub const RETIRED: &str = "retired";
    /// The state of the version that is tried: it changes no answer.
    pub const SHADOW: &str = "shadow";

    /// Makes an empty draft.
    #[must_use]
    pub fn draft(kind: &str, number: u32, Timestamp(now): Timestamp) -> Self {
        let mut draft = Self(Map::new());
        draft.set("kind", Value::from(kind));
        draft.set("version", Value::from(number));
        draft.set("state", Value::from(Self::DRAFT));
        draft.set("revision", Value::from(0));
        draft.set("made_at", Value::from(now));
        draft
    }

    /// Sets a member.
    pub fn set(&mut self, name: &str, value: Value) {
        self.0.insert(name.to_owned(), value);
    }

    /// Takes the document, which is empty afterwards.
    pub fn take_document(&mut self) -> Map<String, Value> {
        match self.0.remove("document") {
            Some(Value::Object(document)) => document,
            _ => Map::new(),
        }
    }

    /// Returns the kind: a word of [`KINDS`], or the name of an entry of another collection after the prefix of the collection.
    #[must_use]
    pub fn kind(&self) -> &str {
        self.text("kind")
    }

    /// Returns the state.
    #[must_use]
    pub fn state(&self) -> &str {
        self.text("state")
    }

    /// Returns the number of the version. The versions of a kind count from 1.
    #[must_use]
    pub fn number(&self) -> u32 {
        self.count("version")
    }

    /// Returns the number of changes.
    #[must_use]
    pub fn revision(&self) -> u32 {
        self.count("revision")
    }

    /// Returns a member of the document.
    #[must_use]
    pub fn rule(&self, name: &str) -> Option<&Value> {
        self.0.get("document")?.get(name)
    }

    /// Returns the name in its collection and the number.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{} {}", Collection::of(self.kind()).1, self.number())
    }

    /// Returns the entity tag.
    #[must_use]
    pub fn tag(&self) -> String {
        format!("\"{}\"", self.revision())
    }

    fn text(&self, name: &str) -> &str {
        self.0.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    fn count(&self, name: &str) -> u32 {
        self.0.get(name).and_then(Value::as_u64).and_then(|count| count.try_into().ok()).unwrap_or_default()
    }
}

/// A policy that was read: the parts of its document that other types say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegistrantPolicy {
    /// The version.
    pub version: PolicyVersion,
    /// The values that a client may have.
    pub bounds: AllowedValues,
    /// The rules for single members.
    pub members: Vec<MemberRule>,
    /// The shapes of the protected names, in their order: a client can have thousands of names to compare.
    pub protected: Vec<Shape>,
}

impl RegistrantPolicy {
    /// Returns the words that each refusal by the policy ends with.
    #[must_use]
    pub fn words(&self) -> String {
        format!(" (policy {})", self.version.name())
    }

    /// Returns the values for members that a request leaves out.
    #[must_use]
    pub fn defaults(&self) -> Option<&Map<String, Value>> {
        self.version.rule("defaults")?.as_object()
    }

    /// Returns true if the policy has a rule for the scope of clients.
    #[must_use]
    pub fn limits_scope(&self) -> bool {
        self.bounds.scope.is_some()
            || self.members.iter().any(|rule| rule.member == "scope")
            || self.list("forbidden").iter().any(|combination| combination.get("scope").is_some())
    }

    /// Returns the elements of a list of the document.
    #[must_use]
    pub fn list(&self, name: &str) -> &[Value] {
        self.version.rule(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }

    /// Checks that a client of a template, or of none, stays within the policy; `Err` is the first value beyond it. Rules for members
    /// and combinations are separate.
    pub fn check(&self, metadata: &ClientMetadata, template: Option<&Template>) -> Result<(), Invalid> {
        let checked = self.bounds.check(metadata).and_then(|()| self.bounds.check_template(template));
        let checked = checked.and_then(|()| self.check_texts(metadata));
        checked.map_err(|invalid| invalid.ending_with(&self.words()))
    }

    fn check_texts(&self, metadata: &ClientMetadata) -> Result<(), Invalid> {
        let schemes = self.list("redirect_schemes");
        // An empty list permits none, as in `bounds`.
        let has_rule = self.version.rule("redirect_schemes").is_some();
        let is_other = |uri: &AbsoluteUri| has_rule && !schemes.iter().any(|scheme| scheme == uri.scheme());
        if let Some(at) = metadata.find_redirection(&is_other) {
            return Err(Invalid::new(at, format!("have one of the schemes {}", shown(schemes))));
        }
        for (tag, name) in metadata.client_name.values().filter(|_| !self.protected.is_empty()) {
            let shape = Shape::of(name.as_str());
            if let Some(place) = self.protected.iter().position(|protected| shape.resembles(protected)) {
                let at = tag.map_or_else(|| "client_name".to_owned(), |tag| format!("client_name#{tag}"));
                let protected = self.list("protected_names").get(place..=place).map(shown).unwrap_or_default();
                return Err(Invalid::new(Pointer::member(&at), format!("not look like {protected}")));
            }
        }
        Ok(())
    }

    /// Checks that a client with these members has no forbidden combination.
    pub fn check_combinations(&self, members: &Map<String, Value>) -> Result<(), Invalid> {
        for combination in self.list("forbidden").iter().filter_map(Value::as_object) {
            let is_had = |(name, value): (&String, &Value)| {
                members.iter().any(|(own, had)| member_of(own) == name && has(had, value))
            };
            if combination.iter().all(is_had) {
                let at = combination.keys().next().map_or_else(Pointer::root, |name| Pointer::member(name));
                let told: Vec<String> = combination
                    .iter()
                    .map(|(name, value)| format!("{name} {}", shown(std::slice::from_ref(value))))
                    .collect();
                return Err(Invalid::new(at, format!("not be part of the combination {}", told.join(" and "))));
            }
        }
        Ok(())
    }
}

/// Returns true if a member has a value: as it is, among others in its list, or among the words of its text. Of a list of values,
/// it must have all.
#[must_use]
pub fn has(own: &Value, value: &Value) -> bool {
    match (own, value) {
        (own, Value::Array(values)) => values.iter().all(|value| has(own, value)),
        (Value::Array(own), value) => own.contains(value),
        (Value::String(own), Value::String(value)) => own == value || own.split(' ').any(|word| word == value),
        (own, value) => own == value,
    }
}

/// Returns values as they are told to the caller.
fn shown(values: &[Value]) -> String {
    if values.is_empty() {
        return "nothing".to_owned();
    }
    let mut told = String::new();
    for value in values {
        if !told.is_empty() {
            told.push_str(", ");
        }
        match value {
            Value::Array(values) => told.push_str(&shown(values)),
            value => told.push_str(&value.as_str().map_or_else(|| value.to_string(), str::to_owned)),
        }
    }
    told
}
