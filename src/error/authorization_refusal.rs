//! Refusals of authorization requests, with their codes and descriptions.

/// The reason why a client gets no authorization code. In alphabetical order.
///
/// The client learns it at its redirection URI, or in the response to a pushed request. RFC 6749 section 4.1.2.1, OpenID
/// Connect Core section 3.1.2.6.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthorizationRefusal {
    /// The user refused.
    AccessDenied,
    /// The user must consent, and the request forbids the page.
    ConsentRequired,
    /// The user must see a page first, and the request forbids it.
    InteractionRequired,
    /// The request object breaks this rule. RFC 9101 section 7.
    InvalidRequestObject(&'static str),
    /// The `request_uri` breaks this rule. RFC 9101 section 7.
    InvalidRequestUri(&'static str),
    /// The user must sign in, and the request forbids the page, or another user is signed in.
    LoginRequired,
    /// The request has client metadata in it. OpenID Connect Core section 7.2.1.
    RegistrationNotSupported,
    /// The request object is not signed. OpenID Connect Core section 3.1.2.6.
    RequestNotSupported,
    /// The request object at the `request_uri` is not signed. OpenID Connect Core section 3.1.2.6.
    RequestUriNotSupported,
    /// The request is for a right to administer, and the user has no role of the console.
    RoleMissing,
    /// The user cannot sign in as the request demands. OpenID Connect Core Unmet Authentication Requirements.
    UnmetAuthenticationRequirements,
    /// This server or the client does not support the response type.
    UnsupportedResponseType,
}

impl AuthorizationRefusal {
    /// Returns the error code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::AccessDenied | Self::RoleMissing => "access_denied",
            Self::ConsentRequired => "consent_required",
            Self::InteractionRequired => "interaction_required",
            Self::InvalidRequestObject(_) => "invalid_request_object",
            Self::InvalidRequestUri(_) => "invalid_request_uri",
            Self::LoginRequired => "login_required",
            Self::RegistrationNotSupported => "registration_not_supported",
            Self::RequestNotSupported => "request_not_supported",
            Self::RequestUriNotSupported => "request_uri_not_supported",
            Self::UnmetAuthenticationRequirements => "unmet_authentication_requirements",
            Self::UnsupportedResponseType => "unsupported_response_type",
        }
    }

    /// Returns the description.
    #[must_use]
    pub fn description(self) -> String {
        match self {
            Self::AccessDenied => "the user refused".to_owned(),
            Self::ConsentRequired => "the user must consent".to_owned(),
            Self::InteractionRequired => "the user must see a page".to_owned(),
            Self::InvalidRequestObject(must) => format!("the request object must {must}"),
            Self::InvalidRequestUri(must) => format!("request_uri must {must}"),
            Self::LoginRequired => "the user must sign in".to_owned(),
            Self::RegistrationNotSupported => {
                "registration must be absent; clients register at the registration endpoint".to_owned()
            }
            Self::RequestNotSupported => "request must be a signed object that this server supports".to_owned(),
            Self::RequestUriNotSupported => {
                "request_uri must lead to a signed object, where this server supports one".to_owned()
            }
            Self::RoleMissing => "the user must have a role of CONSOLE_ROLES".to_owned(),
            Self::UnmetAuthenticationRequirements => {
                "the user cannot sign in with an acr that the request demands".to_owned()
            }
            Self::UnsupportedResponseType => "response_type must be one that this server supports".to_owned(),
        }
    }
}
