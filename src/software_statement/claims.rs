//! The claims of a statement that become client metadata, and the claims that the response repeats. RFC 7591 section
//! 2.3.

use serde_json::{Map, Value};

use crate::client_metadata::{ClientMetadata, SOFTWARE_STATEMENT, is_present, kind_of, member_of};
use crate::error::Invalid;
use crate::jose::Claims;
use crate::json;
use crate::model::StatementIssuer;
use crate::software_statement::{Statement, roles};

/// Claims about the statement itself, and members that only this server sets. RFC 7519 section 4.1, RFC 7591 section
/// 3.2.1.
const RESERVED: [&str; 15] = [
    "aud",
    "client_id",
    "client_id_issued_at",
    "client_secret",
    "client_secret_expires_at",
    "dropped",
    "exp",
    "iat",
    "iss",
    "jti",
    "nbf",
    "registration_access_token",
    "registration_client_uri",
    "sub",
    SOFTWARE_STATEMENT,
];

impl Statement {
    /// Makes a statement of verified claims. They were verified now, or when the client registered.
    #[must_use]
    pub fn of(text: &str, issuer: StatementIssuer, claims: Claims) -> Self {
        let claims = claims.without(&issuer.ignored);
        let mut members = Map::new();
        for (claim, value) in claims.members().iter().filter(|(_, value)| is_present(value)) {
            if issuer.member_of(claim).is_none() && ClientMetadata::has(claim) {
                members.insert(claim.clone(), value.clone());
            }
        }
        // A claim that the operator has mapped to a member overrides a claim that has the name of the member by chance.
        for (claim, value) in claims.members().iter().filter(|(_, value)| is_present(value)) {
            if let Some(member) = issuer.member_of(claim) {
                members.insert(member.to_owned(), value.clone());
            }
        }
        if let Some(roles) = &issuer.roles {
            let permitted = roles::scope(roles, claims.members().get(&roles.claim));
            members.insert("scope".to_owned(), Value::from(permitted));
        }
        let mut statement = Self { text: text.to_owned(), issuer, claims, members, unusable: Vec::new() };
        statement.drop_unusable();
        statement
    }

    /// Drops descriptive members of a wrong JSON type, unless the operator requires their claims.
    ///
    /// The holder of a statement cannot correct a claim, and some directories sign a `software_version` that is a
    /// number.
    fn drop_unusable(&mut self) {
        for member in DESCRIPTIVE {
            let is_required = self.issuer.required.iter().any(|claim| claim == self.claim_of(member));
            let is_unusable = |value: &&Value| !is_required && !is_of_its_type(member, value);
            let Some(value) = self.members.get(member).filter(is_unusable) else { continue };
            let alone = json::object([(member.to_owned(), value.clone())]);
            let invalid = ClientMetadata::read_all(&alone).1.into_iter().next();
            self.unusable.extend(invalid.map(|invalid| invalid.of_claim(self.claim_of(member))));
            self.members.remove(member);
        }
    }

    /// Returns the name of the claim that a member comes from.
    pub(super) fn claim_of<'a>(&'a self, member: &'a str) -> &'a str {
        let is_there = |claim: &str| self.claims.members().get(claim).is_some_and(is_present);
        if let Some(roles) = self.issuer.roles.as_ref().filter(|_| member == "scope") {
            return &roles.claim;
        }
        let mapped = self.issuer.claims.iter().find(|(claim, to)| to == member && is_there(claim));
        mapped.map_or(member, |(claim, _)| claim)
    }

    /// Returns the claims that the response repeats although they are no client metadata, and the statement itself.
    #[must_use]
    pub fn extras(&self) -> Map<String, Value> {
        let is_extra = |claim: &str| {
            let is_returned = self.issuer.returned.as_ref().is_none_or(|names| names.iter().any(|name| name == claim));
            !RESERVED.contains(&claim)
                && !ClientMetadata::has(member_of(claim))
                && self.issuer.member_of(claim).is_none()
                && is_returned
        };
        let mut extras = self.claims.members().clone();
        // Drop a number that changes when it is written and read again.
        let is_exact = |value: &Value| json::parse_trusted_value(&value.to_string()).as_ref() == Some(value);
        json::retain(&mut extras, &mut |claim, value| is_extra(claim) && is_exact(value));
        extras.insert(SOFTWARE_STATEMENT.to_owned(), Value::from(&*self.text));
        extras
    }

    /// Returns the members that an update cannot change, with the unusable members: those stay absent.
    pub(super) fn locked(&self) -> Vec<String> {
        let is_locked = |member: &str| {
            self.issuer.locked.as_ref().is_none_or(|locked| locked.iter().any(|it| kind_of(it) == kind_of(member)))
        };
        self.names().filter(|member| is_locked(member)).map(str::to_owned).collect()
    }

    /// Returns the names of all members of the statement, with the unusable members.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        let unusable = self.unusable.iter().filter_map(|invalid| invalid.pointer().first_member());
        self.members.keys().map(String::as_str).chain(unusable)
    }

    /// Returns the unusable claims, each with the rule that it breaks.
    #[must_use]
    pub fn unusable(&self) -> Vec<Invalid> {
        self.unusable.clone()
    }
}

impl StatementIssuer {
    fn member_of(&self, claim: &str) -> Option<&str> {
        self.claims.iter().find(|(name, _)| name == claim).map(|(_, member)| &**member)
    }
}

/// Members that only describe a client: no rule, no endpoint and no consent page uses them.
const DESCRIPTIVE: [&str; 2] = ["contacts", "software_version"];

/// Returns true if a descriptive member has its JSON type.
fn is_of_its_type(member: &str, value: &Value) -> bool {
    match (member, value) {
        ("contacts", Value::Array(values)) => values.iter().all(Value::is_string),
        ("software_version", value) => value.is_string(),
        _ => false,
    }
}
