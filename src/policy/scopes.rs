//! Scope values.

/// The scope values that clients may register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scopes {
    /// The supported values; `None` for all values.
    pub supported: Option<Vec<String>>,
    /// The default values. RFC 7591 section 2.
    pub default: Vec<String>,
    /// The treatment of unsupported values.
    pub unsupported: UnsupportedScope,
    /// Values that are rights, including those below each. Only clients of the settings may have them.
    pub reserved: Vec<String>,
}

/// The treatment of unsupported scope values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnsupportedScope {
    /// The values are dropped, and the response shows the rest.
    Drop,
    /// The registration is refused.
    Refuse,
}

impl Scopes {
    /// Returns true if a scope value may be registered. Reserved values may not: a client could give itself a right.
    #[must_use]
    pub fn supports(&self, value: &str) -> bool {
        let is_listed = |supported: &Vec<String>| supported.iter().any(|supported| supported == value);
        !self.is_reserved(value) && self.supported.as_ref().is_none_or(is_listed)
    }

    /// Returns true if a scope value is a right or below one, such as `dcr:scope`.
    #[must_use]
    pub fn is_reserved(&self, value: &str) -> bool {
        self.reserved.iter().any(|right| is_at_or_below(value, right))
    }
}

/// The scope values of OpenID Connect. Every client may request them of its users. OpenID Connect Core sections 5.4 and 11.
pub const OPENID_SCOPES: [&str; 4] = ["openid", "profile", "email", "offline_access"];

/// The scope values that OpenID Connect gives a meaning to. They are about this server, and about no resource. OpenID
/// Connect Core sections 5.4 and 11.
pub const STANDARD_SCOPES: [&str; 6] = ["openid", "profile", "email", "address", "phone", "offline_access"];

/// The rights of this server: to register, to read clients, and to administer it.
pub const RESERVED: [&str; 3] = [RIGHT, READ_CLIENTS, ADMINISTER];

/// The scope value that permits every registration within the policy.
pub const RIGHT: &str = "dcr";

/// The scope value that permits everything at the admin API.
pub const ADMINISTER: &str = "admin";

/// The scope value that permits to read everything at the admin API.
pub const READ_EVERYTHING: &str = "admin:read";

/// Returns true if a scope value is the right to administer, or a lesser right that begins with it.
#[must_use]
pub fn is_right_to_administer(value: &str) -> bool {
    is_at_or_below(value, ADMINISTER)
}

/// The scope value that permits a server to read every client, and to have credentials of clients checked.
pub const READ_CLIENTS: &str = "clients:read";

/// Returns true if a scope value is the right to read clients, or begins with it.
#[must_use]
pub fn is_right_to_read(value: &str) -> bool {
    is_at_or_below(value, READ_CLIENTS)
}

/// Returns true if a scope value is a right to register: `dcr`, or a lesser right that begins with `dcr:`.
#[must_use]
pub fn is_right(value: &str) -> bool {
    is_at_or_below(value, RIGHT)
}

/// Returns the full right of which a scope value is a part, among those that users may grant: to register, and to administer if the
/// user has the role.
#[must_use]
pub fn right_of_users(value: &str) -> Option<&'static str> {
    [RIGHT, ADMINISTER].into_iter().find(|right| is_at_or_below(value, right))
}

fn is_at_or_below(value: &str, right: &str) -> bool {
    value.strip_prefix(right).is_some_and(|rest| rest.is_empty() || rest.starts_with(':'))
}
