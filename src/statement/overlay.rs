//! What a statement says goes before what its holder says. RFC 7591 section 2.3.

use serde_json::{Map, Value};

use crate::error::Invalid;
use crate::jose::Claims;
use crate::json::{self, Pointer};
use crate::metadata::{ClientMetadata, is_present, kind_of, member_of};
use crate::registrant::Bounds;
use crate::statement::{MEMBER, Statement, StatementIssuer};

/// What a statement says of itself rather than of a client, and what only this server says of a client. RFC 7519 section
/// 4.1, RFC 7591 section 3.2.1.
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
    MEMBER,
];

impl Statement {
    /// A statement that can be believed: it was verified now, or when its client came to hold it.
    pub(super) fn of(text: &str, issuer: StatementIssuer, claims: Claims) -> Self {
        let mut members = Map::new();
        for (claim, value) in claims.members().iter().filter(|(_, value)| is_present(value)) {
            if issuer.member_of(claim).is_none() && ClientMetadata::has(claim) {
                members.insert(claim.clone(), value.clone());
            }
        }
        // What the operator has said goes before what is there by chance.
        for (claim, value) in claims.members().iter().filter(|(_, value)| is_present(value)) {
            if let Some(member) = issuer.member_of(claim) {
                members.insert(member.to_owned(), value.clone());
            }
        }
        Self { text: text.to_owned(), issuer, claims, members }
    }

    /// What else it says that its client is told, and the statement itself.
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
        // What would be another number when it is read again is told to nobody.
        let is_exact = |value: &Value| json::own(&value.to_string()).as_ref() == Some(value);
        extras.retain(|claim, value| is_extra(claim) && is_exact(value));
        extras.insert(MEMBER.to_owned(), Value::from(&*self.text));
        extras
    }

    /// The members that stay as it has them.
    pub(super) fn locked(&self) -> Vec<String> {
        let is_locked = |member: &str| {
            let base = member.split('#').next().unwrap_or_default();
            self.issuer.locked.as_ref().is_none_or(|locked| locked.iter().any(|it| it == base))
        };
        self.members.keys().filter(|member| is_locked(member)).cloned().collect()
    }

    /// What its holder asks for, as far as it leaves that to them, and what it says itself.
    ///
    /// `Err` for a part of a list that is none.
    pub fn overlay(&self, asked: &Map<String, Value>) -> Result<Map<String, Value>, Invalid> {
        let permitted = self.issuer.self_asserted.as_ref();
        let permitted = permitted.map(|names| names.iter().map(String::as_str).collect());
        self.put(self.members.clone(), &Sayable::new(permitted), asked)
    }

    /// The same of the statement that a client holds: of what it says that alone which was locked then.
    pub(super) fn lock(
        &self,
        asked: &Map<String, Value>,
        current: &Map<String, Value>,
        bounds: &Bounds,
    ) -> Result<Map<String, Value>, Invalid> {
        let mut said = self.members.clone();
        said.retain(|name, _| bounds.locked().contains(&&**name));
        // What the rules have taken out of it is not asked for again, unless its holder may ask for another part.
        for (name, value) in locked(current, bounds) {
            if !said.contains_key(&name) || !self.issuer.narrowed.contains(&name) {
                said.insert(name, value);
            }
        }
        let mut permitted = bounds.self_asserted();
        if let Some(permitted) = &mut permitted {
            permitted.extend(self.members.keys().map(String::as_str));
        }
        self.put(said, &Sayable { permitted, current: Some(current) }, asked)
    }

    fn put(
        &self,
        mut said: Map<String, Value>,
        sayable: &Sayable<'_>,
        asked: &Map<String, Value>,
    ) -> Result<Map<String, Value>, Invalid> {
        for member in &self.issuer.narrowed {
            let part = asked.get(member).filter(|part| is_present(part));
            if let (Some(part), Some(whole)) = (part, said.get(member)) {
                check_part(member, part, whole)?;
                said.insert(member.clone(), part.clone());
            }
        }
        let names: Vec<String> = said.keys().cloned().collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        Ok(put(said, &names, sayable, asked))
    }
}

impl StatementIssuer {
    fn member_of(&self, claim: &str) -> Option<&str> {
        self.claims.iter().find(|(name, _)| name == claim).map(|(_, member)| &**member)
    }
}

/// What the holder of a client asks for, with everything that is locked as it is: of its issuer nothing is known any more.
pub(super) fn lock(
    asked: &Map<String, Value>,
    current: &Map<String, Value>,
    bounds: Option<&Bounds>,
) -> Map<String, Value> {
    let Some(bounds) = bounds else { return put(Map::new(), &[], &Sayable::new(None), asked) };
    let sayable = Sayable { permitted: bounds.self_asserted(), current: Some(current) };
    put(locked(current, bounds).collect(), &bounds.locked(), &sayable, asked)
}

/// What the holder of a client may say itself.
struct Sayable<'a> {
    /// Members, in every language and as offers; `None` for all.
    permitted: Option<Vec<&'a str>>,
    /// The client as it stands: what it sends back as it is says nothing new.
    current: Option<&'a Map<String, Value>>,
}

impl<'a> Sayable<'a> {
    const fn new(permitted: Option<Vec<&'a str>>) -> Self {
        Self { permitted, current: None }
    }

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

/// Puts members in place of whatever is about the same, in whatever language or form, or offers a choice of it.
/// Of the rest there is what its holder may say.
fn put(
    said: Map<String, Value>,
    names: &[&str],
    sayable: &Sayable<'_>,
    asked: &Map<String, Value>,
) -> Map<String, Value> {
    let is_said = |name: &str| names.iter().any(|said| kind_of(said) == kind_of(name));
    let mut members = asked.clone();
    members.retain(|name, value| name != MEMBER && !is_said(name) && sayable.has(name, value));
    members.extend(said);
    members
}

/// Checks that a list, or the values of a scope, are among those of a whole.
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
