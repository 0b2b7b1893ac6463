//! Rules of the operator for single members of client metadata.

use serde_json::Value;

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
