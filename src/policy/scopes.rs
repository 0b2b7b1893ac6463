//! Scope values.

/// Scope values that clients may register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scopes {
    /// The values; `None` for every one.
    pub supported: Option<Vec<String>>,
    /// What a client gets that does not say. RFC 7591 section 2.
    pub default: Vec<String>,
    /// What becomes of other values.
    pub unsupported: UnsupportedScope,
    /// Values that are rights, each with its children: only clients of the settings may have them.
    pub reserved: Vec<String>,
}

/// What becomes of scope values that are not supported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnsupportedScope {
    /// They are left out, and the answer shows what is left.
    Drop,
    /// They refuse the registration.
    Refuse,
}

impl Scopes {
    /// Whether a scope value may be registered. A reserved one may not: no client gives itself a right.
    #[must_use]
    pub fn supports(&self, value: &str) -> bool {
        let is_listed = |supported: &Vec<String>| supported.iter().any(|supported| supported == value);
        !self.is_reserved(value) && self.supported.as_ref().is_none_or(is_listed)
    }

    /// Whether a scope value is a right, or a child of one, such as `dcr:scope`.
    #[must_use]
    pub fn is_reserved(&self, value: &str) -> bool {
        self.reserved.iter().any(|right| is_at_or_below(value, right))
    }
}

/// The rights of this server: to register, to read clients, and to administer it.
pub const RESERVED: [&str; 3] = [RIGHT, "clients:read", "admin"];

/// The scope value that permits to register whatever the policy lets be.
pub const RIGHT: &str = "dcr";

/// Whether a scope value is a right to register: `dcr`, or one of those that begin with `dcr:` and permit less.
#[must_use]
pub fn is_right(value: &str) -> bool {
    is_at_or_below(value, RIGHT)
}

fn is_at_or_below(value: &str, right: &str) -> bool {
    value.strip_prefix(right).is_some_and(|rest| rest.is_empty() || rest.starts_with(':'))
}
