//! What this server supports and permits: data, and the questions asked of it.
//!
//! Discovery and the rules read the same lists, so that what is advertised can be registered and nothing else.

use crate::metadata::{GrantType, ResponseType, SigningAlgorithm, TokenEndpointAuthMethod};

/// Who may register.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RegistrationMode {
    /// Nobody: the registration endpoint refuses and is not advertised.
    Off,
    /// Everybody, within the limits against floods. RFC 7591 section 3.
    Open,
}

/// What can be registered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Who may register.
    pub registration_mode: RegistrationMode,
    /// Grants a client may register. RFC 8414 section 2.
    pub grant_types_supported: Vec<GrantType>,
    /// Response types a client may register. RFC 8414 section 2.
    pub response_types_supported: Vec<ResponseType>,
    /// Ways a client may authenticate. RFC 8414 section 2.
    pub token_endpoint_auth_methods_supported: Vec<TokenEndpointAuthMethod>,
    /// Algorithms of the assertions that clients authenticate with. RFC 8414 section 2.
    pub token_endpoint_auth_signing_alg_values_supported: Vec<SigningAlgorithm>,
    /// Scope values a client may register; others are dropped. Empty: every value.
    pub scopes_supported: Vec<String>,
    /// Private-use schemes without a dot that redirection URIs may have, in lower case. RFC 8252 section 7.1.
    pub private_use_schemes: Vec<String>,
}

impl Policy {
    /// Whether a scope value may be registered.
    #[must_use]
    pub fn supports_scope(&self, value: &str) -> bool {
        self.scopes_supported.is_empty() || self.scopes_supported.iter().any(|supported| supported == value)
    }
}
