//! The claims of a statement override the members of the request. RFC 7591 section 2.3.

use serde_json::{Map, Value};

use crate::client_metadata::{ClientMetadata, SOFTWARE_STATEMENT, is_present, kind_of, member_of};
use crate::error::Invalid;
use crate::json::{self, Pointer};
use crate::model::{Bounds, StatementIssuer};
use crate::software_statement::{ClaimedMembers, Statement};

/// The members of a request, overridden by the claims of a statement.
#[derive(Clone, Debug, Default)]
pub struct Overlay {
    /// The members.
    pub members: Map<String, Value>,
    /// The members that come from the statement.
    pub claimed: ClaimedMembers,
}

impl Statement {
    /// Overrides the members of the request by the claims of the statement. `current` is the registered client of an update.
    ///
    /// `Err` is for a narrowed list with a value that the statement lacks, and for a member that the issuer rules out.
    pub fn overlay(
        &self,
        requested: &Map<String, Value>,
        current: Option<&Map<String, Value>>,
    ) -> Result<Overlay, Invalid> {
        let permitted = self.issuer.self_asserted.as_ref();
        let permitted = permitted.map(|names| names.iter().map(String::as_str).collect());
        self.check_refused(requested, current)?;
        self.check_requested(requested)?;
        let names = self.names().collect::<Vec<_>>();
        self.put(self.members.clone(), &names, &SelfAsserted { permitted, current: None }, requested)
    }

    /// Overrides the members of an update by the claims of the statement that the client holds: those that are locked.
    pub fn lock(
        &self,
        requested: &Map<String, Value>,
        current: &Map<String, Value>,
        bounds: &Bounds,
    ) -> Result<Overlay, Invalid> {
        self.check_refused(requested, Some(current))?;
        self.check_requested(requested)?;
        let mut claims = self.members.clone();
        json::retain(&mut claims, &mut |name, _| bounds.locked().contains(&name));
        // A value that the rules dropped at registration stays dropped, unless the issuer lets the client choose a part.
        for (name, value) in locked(current, bounds) {
            if !claims.contains_key(&name) || !self.issuer.narrowed.contains(&name) {
                claims.insert(name, value);
            }
        }
        let mut permitted = bounds.self_asserted();
        if let Some(permitted) = &mut permitted {
            permitted.extend(self.members.keys().map(String::as_str));
        }
        let self_asserted = SelfAsserted { permitted, current: Some(current) };
        let Overlay { members, claimed } = self.put(claims, &bounds.locked(), &self_asserted, requested)?;
        Ok(Overlay { claimed: claimed.unless_sent(requested, &members), members })
    }

    fn put(
        &self,
        mut claims: Map<String, Value>,
        names: &[&str],
        self_asserted: &SelfAsserted<'_>,
        requested: &Map<String, Value>,
    ) -> Result<Overlay, Invalid> {
        check_keys(requested, &claims)?;
        let mut parts = Vec::new();
        for member in &self.issuer.narrowed {
            let part = requested.get(member).filter(|part| is_present(part));
            if let (Some(part), Some(whole)) = (part, claims.get(member)) {
                check_part(member, part, whole)?;
                claims.insert(member.clone(), part.clone());
                parts.push(member);
            }
        }
        let claimed = claims.keys().filter(|member| !parts.contains(member));
        let claimed = ClaimedMembers::of(claimed.map(|member| (member.clone(), self.claim_of(member).to_owned())));
        Ok(Overlay { members: put(claims, names, self_asserted, requested), claimed })
    }

    /// Checks that the request has no member that the issuer rules out. A client may send back what is registered.
    fn check_refused(
        &self,
        requested: &Map<String, Value>,
        current: Option<&Map<String, Value>>,
    ) -> Result<(), Invalid> {
        let is_refused = |(name, value): &(&String, &Value)| {
            is_present(value)
                && self.issuer.refused.iter().any(|refused| refused == member_of(name))
                && current.and_then(|current| current.get(*name)) != Some(*value)
        };
        match requested.iter().find(is_refused) {
            None => Ok(()),
            Some((name, _)) => Err(Invalid::new(Pointer::member(name), "be absent beside this software statement")),
        }
    }

    /// Checks that the request has the members that the issuer wants in it, whatever the statement has.
    fn check_requested(&self, requested: &Map<String, Value>) -> Result<(), Invalid> {
        let is_sent =
            |member: &str| requested.iter().any(|(name, value)| member_of(name) == member && is_present(value));
        match self.issuer.requested.iter().find(|member| !is_sent(member)) {
            None => Ok(()),
            Some(member) => Err(Invalid::missing(Pointer::member(member), "beside this software statement")),
        }
    }
}

/// Overrides the members of an update by the locked members of the client, where its statement is not read again.
///
/// Nobody knows any more which members an issuer that is not trusted ruled out, so its client chooses only those that its bounds
/// name.
pub fn lock(
    requested: &Map<String, Value>,
    current: &Map<String, Value>,
    bounds: Option<&Bounds>,
    issuer: Option<&StatementIssuer>,
) -> Result<Overlay, Invalid> {
    let all = SelfAsserted { permitted: None, current: None };
    let Some(bounds) = bounds else {
        return Ok(Overlay { members: put(Map::new(), &[], &all, requested), claimed: ClaimedMembers::default() });
    };
    let is_lost = issuer.is_none() && bounds.statement_issuer().is_some();
    let permitted = if is_lost { Some(bounds.self_asserted().unwrap_or_default()) } else { bounds.self_asserted() };
    let self_asserted = SelfAsserted { permitted, current: Some(current) };
    let claims = json::object(locked(current, bounds));
    check_keys(requested, &claims)?;
    let claimed = ClaimedMembers::of(claims.keys().map(|member| (member.clone(), member.clone())))
        .unless_sent(requested, &claims);
    Ok(Overlay { members: put(claims, &bounds.locked(), &self_asserted, requested), claimed })
}

/// The members that a client may choose itself.
struct SelfAsserted<'a> {
    /// The names of the members, for every language and offer; `None` for all members.
    permitted: Option<Vec<&'a str>>,
    /// The members of the registered client: a client may send them back unchanged.
    current: Option<&'a Map<String, Value>>,
}

impl SelfAsserted<'_> {
    fn has(&self, name: &str, value: &Value) -> bool {
        let Some(permitted) = &self.permitted else { return true };
        permitted.iter().any(|one| kind_of(one) == kind_of(name))
            || !ClientMetadata::has(member_of(name))
            || self.current.is_some_and(|current| current.get(name) == Some(value))
    }
}

fn locked(current: &Map<String, Value>, bounds: &Bounds) -> impl Iterator<Item = (String, Value)> {
    bounds.locked().into_iter().filter_map(|name| Some((name.to_owned(), current.get(name)?.clone())))
}

/// Replaces members by claims, in every language and form, and drops members that the client may not choose.
fn put(
    claims: Map<String, Value>,
    names: &[&str],
    self_asserted: &SelfAsserted<'_>,
    requested: &Map<String, Value>,
) -> Map<String, Value> {
    let is_claims = |name: &str| names.iter().any(|claims| kind_of(claims) == kind_of(name));
    let mut members = requested.clone();
    json::retain(&mut members, &mut |name, value| {
        name != SOFTWARE_STATEMENT && !is_claims(name) && self_asserted.has(name, value)
    });
    members.extend(claims);
    members
}

/// Checks that the request and the statement do not have keys in two forms, `jwks` and `jwks_uri`: it would be a guess which
/// keys are meant.
fn check_keys(requested: &Map<String, Value>, claims: &Map<String, Value>) -> Result<(), Invalid> {
    let is_sent = |name: &str| requested.get(name).is_some_and(is_present);
    for (sent, other) in [("jwks", "jwks_uri"), ("jwks_uri", "jwks")] {
        if is_sent(sent) && claims.contains_key(other) {
            return Err(Invalid::new(Pointer::member(sent), format!("be absent: the software statement has {other}")));
        }
    }
    Ok(())
}

/// Checks that the values of a list, or of a scope, are among those of the statement.
fn check_part(member: &str, part: &Value, whole: &Value) -> Result<(), Invalid> {
    const MUST: &str = "be among those of the software statement";
    let at = Pointer::member(member);
    match (part, whole) {
        (Value::Array(part), Value::Array(whole)) => match part.iter().position(|value| !whole.contains(value)) {
            Some(index) => Err(Invalid::new(at.element(index), MUST)),
            None => Ok(()),
        },
        (Value::String(part), Value::String(whole)) => {
            let whole: Vec<&str> = whole.split(' ').collect();
            if part.split(' ').all(|value| whole.contains(&value)) { Ok(()) } else { Err(Invalid::new(at, MUST)) }
        }
        _ => Err(Invalid::new(at, "be of the form that the software statement has it in")),
    }
}

/// Returns true if the values of a list, or of a scope, are among those of another, and are not none.
#[must_use]
pub fn is_part(part: &Value, whole: &Value) -> bool {
    part.as_array().is_none_or(|part| !part.is_empty()) && check_part("", part, whole).is_ok()
}
