//! Rules of the operator for single members of client metadata.

use serde_json::{Map, Value};

use crate::client_metadata::ClientMetadata;

/// The rules for one member, beside those for all clients everywhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberRule {
    /// The name of the member.
    pub member: String,
    /// Decides if a client must have the member.
    pub presence: Presence,
    /// The permitted values; of a list, the permitted elements. `None` permits all.
    pub values: Option<Vec<Value>>,
    /// The maximum length of a text, or of each element of a list, in characters.
    pub longest: Option<usize>,
    /// The form of a text.
    pub form: Option<Form>,
}

/// Decides if a client must have a member. In alphabetical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// The client decides.
    Optional,
    /// No client may send the member.
    Refused,
    /// Every client that has a use for the member must send it.
    Required,
}

/// The form of a text. In alphabetical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Letters and digits of ASCII alone.
    Alphanumeric,
    /// A distinguished name with the short names of the table in RFC 4514 section 3 alone. All other attributes have an
    /// object identifier and a hexadecimal value.
    Rfc4514Names,
}

impl Form {
    /// The words of the setting, in alphabetical order.
    pub const ALL: [(&'static str, Self); 2] = [("alphanumeric", Self::Alphanumeric), ("rfc4514", Self::Rfc4514Names)];
}

/// The rules of an entry, in alphabetical order.
const RULES: [&str; 5] = ["form", "longest", "refused", "required", "values"];

/// The greatest length that a rule can have: no reader of a member takes a longer text.
const LONGEST: u64 = 4_096;

impl MemberRule {
    /// Reads the rules for a member; `Err` says what the table of them must do.
    pub fn read(member: &str, entry: &Value) -> Result<Self, String> {
        let nothing = Map::new();
        let rules = entry.as_object().unwrap_or(&nothing);
        if !ClientMetadata::NAMES.contains(&member) {
            return Err(format!("have names of members; {member} is not one"));
        }
        if rules.is_empty() || rules.keys().any(|rule| !RULES.contains(&&**rule)) {
            return Err(format!("have one or more of {} in {member}", RULES.join(", ")));
        }
        let is = |rule: &str| match rules.get(rule) {
            None => Ok(false),
            Some(value) => value.as_bool().ok_or_else(|| format!("have true or false as {rule} of {member}")),
        };
        let presence = match (is("required")?, is("refused")?) {
            (true, true) => return Err(format!("not have {member} required and refused")),
            (true, false) => Presence::Required,
            (false, true) => Presence::Refused,
            (false, false) => Presence::Optional,
        };
        Ok(Self {
            member: member.to_owned(),
            presence,
            values: values(member, rules)?,
            longest: longest(member, rules)?,
            form: form(member, rules)?,
        })
    }
}

fn values(member: &str, rules: &Map<String, Value>) -> Result<Option<Vec<Value>>, String> {
    let Some(values) = rules.get("values") else { return Ok(None) };
    let is_usable = |value: &Value| value.is_string() || value.is_boolean();
    let values = values.as_array().filter(|values| !values.is_empty() && values.iter().all(is_usable));
    values
        .cloned()
        .map(Some)
        .ok_or_else(|| format!("have a list of texts, or of true and false, as values of {member}"))
}

fn longest(member: &str, rules: &Map<String, Value>) -> Result<Option<usize>, String> {
    let Some(longest) = rules.get("longest") else { return Ok(None) };
    let longest = longest.as_u64().filter(|longest| (1..=LONGEST).contains(longest));
    let longest = longest.and_then(|longest| usize::try_from(longest).ok());
    longest.map(Some).ok_or_else(|| format!("have a whole number from 1 to {LONGEST} as longest of {member}"))
}

fn form(member: &str, rules: &Map<String, Value>) -> Result<Option<Form>, String> {
    let Some(form) = rules.get("form") else { return Ok(None) };
    match Form::ALL.iter().find(|(word, _)| form == word) {
        Some((_, form)) => Ok(Some(*form)),
        None => Err(format!("have one of {} as form of {member}", Form::ALL.map(|(word, _)| word).join(", "))),
    }
}
