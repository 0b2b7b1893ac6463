//! Options of the management of clients by themselves. RFC 7592.

/// A change that a client may make to itself. RFC 7592 sections 2.2 and 2.3.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// The deletion of the client.
    Delete,
    /// An update of the metadata.
    Update,
}

/// The token that a client manages itself with. RFC 7592 section 2. In alphabetical order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ManagementToken {
    /// An access token that the client gets for itself, bound to a key, with this scope value; `None` for any scope.
    AccessToken(Option<String>),
    /// The token that the client gets when it registers.
    RegistrationAccessToken,
}

impl ManagementToken {
    /// Returns true if a scope value is the one of access tokens for the management of a client.
    #[must_use]
    pub fn has_scope(&self, value: &str) -> bool {
        matches!(self, Self::AccessToken(Some(scope)) if scope == value)
    }
}

/// A key that a registration access token is bound to. In alphabetical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenBinding {
    /// The subject of the certificate that the client registered with. RFC 8705 section 3.
    Certificate,
    /// The key of the proof that the client registered with. RFC 9449 section 5.
    Dpop,
}
