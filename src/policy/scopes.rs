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
    /// Whether a scope value may be registered. Rights to register may not: no client gives them to itself.
    #[must_use]
    pub fn supports(&self, value: &str) -> bool {
        let is_listed = |supported: &Vec<String>| supported.iter().any(|supported| supported == value);
        !is_right(value) && self.supported.as_ref().is_none_or(is_listed)
    }
}

/// The scope value that permits to register whatever the policy lets be.
pub const RIGHT: &str = "dcr";

/// Whether a scope value is a right to register: `dcr`, or one of those that begin with `dcr:` and permit less.
#[must_use]
pub fn is_right(value: &str) -> bool {
    value.strip_prefix(RIGHT).is_some_and(|rest| rest.is_empty() || rest.starts_with(':'))
}
