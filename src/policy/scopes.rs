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
    /// Whether a scope value may be registered.
    #[must_use]
    pub fn supports(&self, value: &str) -> bool {
        self.supported.as_ref().is_none_or(|supported| supported.iter().any(|supported| supported == value))
    }
}
