//! The ways in which a response goes to the redirection URI. OAuth 2.0 Multiple Response Types section 2.1.

use serde::{Deserialize, Serialize};

/// The way in which a response goes to the redirection URI. In alphabetical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ResponseMode {
    /// A form that the browser sends. OAuth 2.0 Form Post Response Mode.
    FormPost,
    /// A form with a signed response. JWT Secured Authorization Response Mode section 2.3.
    FormPostJwt,
    /// The fragment of the URI.
    Fragment,
    /// A signed response in the fragment of the URI.
    FragmentJwt,
    /// The query of the URI.
    Query,
    /// A signed response in the query of the URI.
    QueryJwt,
}

impl ResponseMode {
    /// Returns the same way with a signed response.
    #[must_use]
    pub const fn signed(self) -> Self {
        match self {
            Self::FormPost | Self::FormPostJwt => Self::FormPostJwt,
            Self::Fragment | Self::FragmentJwt => Self::FragmentJwt,
            Self::Query | Self::QueryJwt => Self::QueryJwt,
        }
    }

    /// Returns true if the response is one signed JWT.
    #[must_use]
    pub const fn is_signed(self) -> bool {
        matches!(self, Self::FormPostJwt | Self::FragmentJwt | Self::QueryJwt)
    }
}
