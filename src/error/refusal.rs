//! What a caller must change, and how it is told.

use std::borrow::Cow;

use serde_json::{Map, Value};

use crate::error::{AuthenticationFailure, Invalid, body};
use crate::json::Pointer;
use crate::unit::{ByteCount, Seconds, Status};

/// What the caller must change. In alphabetical order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// There is a client of the software, and there may be no second one. RFC 7591 section 5.
    DuplicateSoftware,
    /// The access token lacks this scope value. RFC 6750 section 3.1.
    InsufficientScope(String),
    /// The client has not proven who it is; why is for the log alone. RFC 6749 section 5.2.
    InvalidClient(AuthenticationFailure),
    /// A member other than `redirect_uris` cannot be accepted. RFC 7591 section 3.2.2.
    InvalidClientMetadata(Invalid),
    /// A redirection URI cannot be accepted. RFC 7591 section 3.2.2.
    InvalidRedirectUri(Invalid),
    /// The proof of the key that a token is bound to is missing, or is none. RFC 9449 section 7.1.
    InvalidProof,
    /// The software statement is none, or not one that can be believed; why is for the log alone. RFC 7591 section 3.2.2.
    InvalidSoftwareStatement(Cow<'static, str>),
    /// The scope is more than the client has registered. RFC 6749 section 5.2.
    InvalidScope(&'static str),
    /// The resource is not one that tokens are issued for. RFC 8707 section 2.
    InvalidTarget,
    /// The request contradicts the client it is about, or lacks what it must have. RFC 6749 section 5.2.
    InvalidRequest(Invalid),
    /// The bearer token is not one that is accepted here. RFC 6750 section 3.1.
    InvalidToken,
    /// The path exists, the method does not: the value of `Allow`, and what to send instead. RFC 9110 section 15.5.6.
    MethodNotAllowed(&'static str, &'static str),
    /// A certificate of a trusted issuer is needed, and none was presented. RFC 8705 section 2.
    MissingCertificate,
    /// A software statement is needed and none was sent. RFC 7591 section 3.2.2.
    MissingSoftwareStatement,
    /// A bearer token is needed and none was sent. RFC 6750 section 3.
    MissingToken,
    /// A bearer token or a software statement is needed, and neither was sent.
    MissingTokenOrStatement,
    /// Nothing is at this path.
    NotFound,
    /// Nothing is at this path, and something is there without a slash of it.
    NotFoundBySlash,
    /// The body is longer than this. RFC 9110 section 15.5.14.
    PayloadTooLarge(ByteCount),
    /// The client is no longer as the caller knew it. RFC 9110 section 13.1.1.
    PreconditionFailed,
    /// The operator has not opened registration. RFC 7591 section 3.
    RegistrationOff,
    /// Try again after this long. RFC 6585 section 4.
    TooManyRequests(Seconds),
    /// Too many rows were stored for clients of strangers; try again after this long. RFC 6585 section 4.
    TooManyStored(Seconds),
    /// The software statement is not of somebody, or not for something, that is approved here; why is for the log alone.
    /// RFC 7591 section 3.2.2.
    UnapprovedSoftwareStatement(Cow<'static, str>),
    /// The client may not have this grant, for what it has registered or has not. RFC 6749 section 5.2.
    UnauthorizedClient(&'static str),
    /// The request did not come over TLS. RFC 7591 section 5.
    Unencrypted,
    /// The body is not signed where it must be; what was sent instead.
    Unsigned(String),
    /// No such grant is known here. RFC 6749 section 5.2.
    UnsupportedGrantType,
    /// The body is not of the one media type that is read here; what was sent instead. RFC 9110 section 15.5.16.
    UnsupportedMediaType(String),
}

/// The member alone decides the code, never the prose.
impl From<Invalid> for Refusal {
    fn from(invalid: Invalid) -> Self {
        if invalid.pointer().first_name() == Some("redirect_uris") {
            Self::InvalidRedirectUri(invalid)
        } else {
            Self::InvalidClientMetadata(invalid)
        }
    }
}

impl Refusal {
    /// Returns the refusal with its broken rule changed.
    #[must_use]
    pub fn map_invalid(self, change: impl FnOnce(Invalid) -> Invalid) -> Self {
        match self {
            Self::InvalidClientMetadata(invalid) => Self::InvalidClientMetadata(change(invalid)),
            Self::InvalidRedirectUri(invalid) => Self::InvalidRedirectUri(change(invalid)),
            refusal => refusal,
        }
    }

    /// The `error` member of the answer.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::InsufficientScope(_) => "insufficient_scope",
            Self::InvalidClient(_) => "invalid_client",
            Self::InvalidClientMetadata(_) => "invalid_client_metadata",
            Self::InvalidProof => "invalid_dpop_proof",
            Self::InvalidRedirectUri(_) => "invalid_redirect_uri",
            Self::InvalidToken | Self::MissingToken | Self::MissingTokenOrStatement => "invalid_token",
            Self::InvalidScope(_) => "invalid_scope",
            Self::DuplicateSoftware | Self::InvalidSoftwareStatement(_) | Self::MissingSoftwareStatement => {
                "invalid_software_statement"
            }
            Self::InvalidTarget => "invalid_target",
            Self::RegistrationOff => "access_denied",
            Self::UnapprovedSoftwareStatement(_) => "unapproved_software_statement",
            Self::UnauthorizedClient(_) => "unauthorized_client",
            Self::UnsupportedGrantType => "unsupported_grant_type",
            Self::TooManyRequests(_) | Self::TooManyStored(_) => "temporarily_unavailable",
            Self::InvalidRequest(_)
            | Self::MissingCertificate
            | Self::MethodNotAllowed(..)
            | Self::NotFound
            | Self::NotFoundBySlash
            | Self::PayloadTooLarge(_)
            | Self::PreconditionFailed
            | Self::Unencrypted
            | Self::Unsigned(_)
            | Self::UnsupportedMediaType(_) => "invalid_request",
        }
    }

    /// The status of the answer.
    #[must_use]
    pub const fn status(&self) -> Status {
        match self {
            Self::DuplicateSoftware
            | Self::InvalidClientMetadata(_)
            | Self::InvalidRedirectUri(_)
            | Self::InvalidRequest(_)
            | Self::InvalidScope(_)
            | Self::InvalidSoftwareStatement(_)
            | Self::InvalidTarget
            | Self::MissingCertificate
            | Self::MissingSoftwareStatement
            | Self::UnapprovedSoftwareStatement(_)
            | Self::UnauthorizedClient(_)
            | Self::UnsupportedGrantType => Status(400),
            Self::InvalidClient(_)
            | Self::InvalidProof
            | Self::InvalidToken
            | Self::MissingToken
            | Self::MissingTokenOrStatement => Status(401),
            Self::MethodNotAllowed(..) => Status(405),
            Self::NotFound | Self::NotFoundBySlash => Status(404),
            Self::PayloadTooLarge(_) => Status(413),
            Self::PreconditionFailed => Status(412),
            Self::InsufficientScope(_) | Self::RegistrationOff | Self::Unencrypted => Status(403),
            Self::TooManyRequests(_) | Self::TooManyStored(_) => Status(429),
            Self::Unsigned(_) | Self::UnsupportedMediaType(_) => Status(415),
        }
    }

    /// The `error_description` of the answer.
    #[must_use]
    pub fn description(&self) -> String {
        match self {
            Self::InvalidClientMetadata(invalid)
            | Self::InvalidRedirectUri(invalid)
            | Self::InvalidRequest(invalid) => invalid.description(),
            Self::InsufficientScope(right) => format!("the access token must have the scope {right}"),
            Self::MissingCertificate => "a certificate of a trusted issuer must be presented".to_owned(),
            Self::InvalidClient(_) => "the client could not be authenticated".to_owned(),
            Self::InvalidProof => "the token is bound to a key, of which this is no proof".to_owned(),
            // In the words of the Consumer Data Standards.
            Self::DuplicateSoftware => "Duplicate registrations for a given software_id are not valid".to_owned(),
            Self::InvalidSoftwareStatement(_) => {
                "software_statement must be a current statement that is signed by an issuer that is known here"
                    .to_owned()
            }
            Self::MissingSoftwareStatement => "software_statement must be present".to_owned(),
            Self::UnapprovedSoftwareStatement(_) => {
                "software_statement must be of an issuer and for a software that are approved here".to_owned()
            }
            Self::InvalidScope(must) => format!("the scope must {must}"),
            Self::InvalidTarget => "the resource must be one that this server issues tokens for".to_owned(),
            Self::UnauthorizedClient(must) => format!("the client must {must}"),
            Self::UnsupportedGrantType => "the grant_type must be one that this server has tokens for".to_owned(),
            Self::InvalidToken => "the bearer token is not valid here".to_owned(),
            Self::MethodNotAllowed(allow, "") => format!("the method must be one of {allow}"),
            Self::MethodNotAllowed(allow, instead) => format!("the method must be one of {allow}; {instead}"),
            Self::MissingToken => "the authorization header must carry a bearer token".to_owned(),
            Self::MissingTokenOrStatement => {
                "the authorization header must carry a bearer token, or the body a software_statement".to_owned()
            }
            Self::NotFound => "nothing is at this path".to_owned(),
            Self::NotFoundBySlash => "nothing is at this path: it has a slash too many".to_owned(),
            Self::PayloadTooLarge(ByteCount(limit)) => format!("the request body must not exceed {limit} bytes"),
            Self::PreconditionFailed => "the client was changed since; read it again".to_owned(),
            Self::RegistrationOff => {
                "registration is off; the operator opens it with the setting REGISTRATION_MODE".to_owned()
            }
            Self::TooManyRequests(Seconds(seconds)) => format!("too many requests; try again in {seconds} seconds"),
            Self::TooManyStored(Seconds(seconds)) => format!(
                "too many clients of this network are stored; try again in {seconds} seconds, or register with less metadata"
            ),
            Self::Unencrypted => "the request must be sent over https".to_owned(),
            Self::Unsigned(sent) => format!("content-type must be application/jwt or application/jose; {sent}"),
            Self::UnsupportedMediaType(sent) => {
                format!("content-type must be application/json in utf-8 and content-encoding must be absent; {sent}")
            }
        }
    }

    /// The members of the answer: code, description, and the place if it is about one.
    #[must_use]
    pub fn members(&self) -> Map<String, Value> {
        let mut members = body(self.code(), self.description());
        if let Some(place) = self.place() {
            members.insert("pointer".to_owned(), Value::from(place.to_string()));
        }
        members
    }

    /// The place that it is about; `None` where it is about none.
    #[must_use]
    pub fn place(&self) -> Option<Cow<'_, Pointer>> {
        match self {
            Self::InvalidClientMetadata(invalid)
            | Self::InvalidRedirectUri(invalid)
            | Self::InvalidRequest(invalid) => Some(invalid.place()),
            Self::DuplicateSoftware
            | Self::InvalidSoftwareStatement(_)
            | Self::MissingSoftwareStatement
            | Self::UnapprovedSoftwareStatement(_) => Some(Cow::Owned(Pointer::member("software_statement"))),
            _ => None,
        }
    }

    /// What the log says of it beside its code; never told to the caller.
    #[must_use]
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::InvalidClient(failure) => Some(failure.as_str()),
            Self::InvalidSoftwareStatement(reason) | Self::UnapprovedSoftwareStatement(reason) => Some(reason),
            _ => None,
        }
    }
}
