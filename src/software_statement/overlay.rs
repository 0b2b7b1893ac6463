//! What a statement says goes before what its holder says. RFC 7591 section 2.3.

use serde_json::{Map, Value};

use crate::client_metadata::{ClientMetadata, SOFTWARE_STATEMENT, is_present, kind_of, member_of};
use crate::error::Invalid;
use crate::json::Pointer;
use crate::policy::Bounds;
use crate::software_statement::{Claimed, Statement};

/// The members that a client may choose itself, and the claims of its statement.
#[derive(Clone, Debug, Default)]
pub struct Overlay {
    /// The members of both.
    pub members: Map<String, Value>,
    /// Which of them come from the statement.
    pub claimed: Claimed,
}

impl Statement {
    /// Overrides the members of the request, as far as the issuer permits them, with the claims of the statement. `current`
    /// is the client as it stands, if it exists.
    ///
    /// `Err` for a part of a list that is none, and for what its holder may not send.
    pub fn overlay(
        &self,
        asked: &Map<String, Value>,
        current: Option<&Map<String, Value>>,
    ) -> Result<Overlay, Invalid> {
        let permitted = self.issuer.self_asserted.as_ref();
        let permitted = permitted.map(|names| names.iter().map(String::as_str).collect());
        self.check_refused(asked, current)?;
        let names = self.names().collect::<Vec<_>>();
        self.put(self.members.clone(), &names, &Sayable { permitted, current: None }, asked)
    }

    /// The same of the statement that a client holds: of what it says that alone which was locked then.
    pub fn lock(
        &self,
        asked: &Map<String, Value>,
        current: &Map<String, Value>,
        bounds: &Bounds,
    ) -> Result<Overlay, Invalid> {
        self.check_refused(asked, Some(current))?;
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
        let sayable = Sayable { permitted, current: Some(current) };
        let Overlay { members, claimed } = self.put(said, &bounds.locked(), &sayable, asked)?;
        Ok(Overlay { claimed: claimed.unless_sent(asked, &members), members })
    }

    fn put(
        &self,
        mut said: Map<String, Value>,
        names: &[&str],
        sayable: &Sayable<'_>,
        asked: &Map<String, Value>,
    ) -> Result<Overlay, Invalid> {
        check_keys(asked, &said)?;
        let mut parts = Vec::new();
        for member in &self.issuer.narrowed {
            let part = asked.get(member).filter(|part| is_present(part));
            if let (Some(part), Some(whole)) = (part, said.get(member)) {
                check_part(member, part, whole)?;
                said.insert(member.clone(), part.clone());
                parts.push(member);
            }
        }
        let claimed = said.keys().filter(|member| !parts.contains(member));
        let claimed = Claimed::of(claimed.map(|member| (member.clone(), self.claim_of(member).to_owned())));
        Ok(Overlay { members: put(said, names, sayable, asked), claimed })
    }

    /// Checks that a holder sends nothing that the issuer rules out; what was registered may be sent back.
    fn check_refused(&self, asked: &Map<String, Value>, current: Option<&Map<String, Value>>) -> Result<(), Invalid> {
        let is_refused = |(name, value): &(&String, &Value)| {
            is_present(value)
                && self.issuer.refused.iter().any(|refused| refused == member_of(name))
                && current.and_then(|current| current.get(*name)) != Some(*value)
        };
        match asked.iter().find(is_refused) {
            None => Ok(()),
            Some((name, _)) => Err(Invalid::new(Pointer::member(name), "be absent beside this software statement")),
        }
    }
}

/// What the holder of a client asks for, with everything that is locked as it is: of its issuer nothing is known any more.
pub fn lock(
    asked: &Map<String, Value>,
    current: &Map<String, Value>,
    bounds: Option<&Bounds>,
) -> Result<Overlay, Invalid> {
    let all = Sayable { permitted: None, current: None };
    let Some(bounds) = bounds else {
        return Ok(Overlay { members: put(Map::new(), &[], &all, asked), claimed: Claimed::default() });
    };
    let sayable = Sayable { permitted: bounds.self_asserted(), current: Some(current) };
    let said: Map<String, Value> = locked(current, bounds).collect();
    check_keys(asked, &said)?;
    let claimed = Claimed::of(said.keys().map(|member| (member.clone(), member.clone()))).unless_sent(asked, &said);
    Ok(Overlay { members: put(said, &bounds.locked(), &sayable, asked), claimed })
}

/// The members that the holder of a client may choose itself.
struct Sayable<'a> {
    /// Members, in every language and as offers; `None` for all.
    permitted: Option<Vec<&'a str>>,
    /// The client as it stands: what it sends back as it is says nothing new.
    current: Option<&'a Map<String, Value>>,
}

impl Sayable<'_> {
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
    members.retain(|name, value| name != SOFTWARE_STATEMENT && !is_said(name) && sayable.has(name, value));
    members.extend(said);
    members
}

/// Checks that a holder sends no keys in one form where the statement has them in the other: which of them count would be
/// a guess.
fn check_keys(asked: &Map<String, Value>, said: &Map<String, Value>) -> Result<(), Invalid> {
    let is_sent = |name: &str| asked.get(name).is_some_and(is_present);
    for (sent, other) in [("jwks", "jwks_uri"), ("jwks_uri", "jwks")] {
        if is_sent(sent) && said.contains_key(other) {
            return Err(Invalid::new(Pointer::member(sent), format!("be absent: the software statement has {other}")));
        }
    }
    Ok(())
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
