//! Refusals: mistakes of the caller, with their codes and descriptions.

use std::borrow::Cow;

use serde_json::{Map, Value};

use crate::error::{
    AuthenticationFailure, AuthorizationRefusal, DeviceRefusal, DocumentFailure, GrantFailure, HookRefusal, Invalid,
    ProofPlace, body,
};
use crate::json::Pointer;
use crate::unit::{ByteCount, Seconds, Status};

/// A mistake of the caller. In alphabetical order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The proof beside an attestation needs this challenge. Draft on attestations, section 6.2.
    AttestationChallenge(String),
    /// The attestation is over. Draft on attestations, section 6.2.
    AttestationStale,
    /// An authorization request fails. RFC 6749 section 4.1.2.1.
    Authorization(AuthorizationRefusal),
    /// A device without a browser gets no tokens. RFC 8628 section 3.5.
    Device(DeviceRefusal),
    /// Another client of the same software exists, and only one is permitted. RFC 7591 section 5.
    DuplicateSoftware,
    /// The operator's own check refuses the registration or the update. RFC 7591 section 3.2.2.
    Hook(HookRefusal),
    /// The access token lacks this scope value. RFC 6750 section 3.1.
    InsufficientScope(String),
    /// The Cloudflare Access JWT does not count; the reason is for the log alone. RFC 6750 section 3.1.
    InvalidAccessJwt(&'static str),
    /// Client authentication failed; the reason is for the log alone. RFC 6749 section 5.2.
    InvalidClient(AuthenticationFailure),
    /// A member other than `redirect_uris` breaks a rule. RFC 7591 section 3.2.2.
    InvalidClientMetadata(Invalid),
    /// The code or the refresh token does not count; the reason is for the log alone. RFC 6749 section 5.2.
    InvalidGrant(GrantFailure),
    /// A redirection URI breaks a rule. RFC 7591 section 3.2.2.
    InvalidRedirectUri(Invalid),
    /// The proof of possession of a token's key is missing or invalid. RFC 9449 section 7.1.
    InvalidProof,
    /// The software statement is malformed or not verifiable; the reason is for the log alone. RFC 7591 section 3.2.2.
    InvalidSoftwareStatement(Cow<'static, str>),
    /// The scope is more than the client has registered. RFC 6749 section 5.2.
    InvalidScope(&'static str),
    /// No tokens are issued for the requested resource. RFC 8707 section 2.
    InvalidTarget,
    /// The request contradicts the client, or lacks a parameter. RFC 6749 section 5.2.
    InvalidRequest(Invalid),
    /// The bearer token is not valid. RFC 6750 section 3.1.
    InvalidToken,
    /// The proof of a token request breaks this rule. RFC 9449 section 5.
    InvalidTokenProof(&'static str),
    /// The path does not permit the method: the value of `Allow`, and a hint. RFC 9110 section 15.5.6.
    MethodNotAllowed(&'static str, &'static str),
    /// The request needs a certificate of a trusted issuer and has none. RFC 8705 section 2.
    MissingCertificate,
    /// The request needs a software statement and has none. RFC 7591 section 3.2.2.
    MissingSoftwareStatement,
    /// The request needs a bearer token and has none. RFC 6750 section 3.
    MissingToken,
    /// The request needs a bearer token or a software statement, and has neither.
    MissingTokenOrStatement,
    /// An authorization request names no client that can send users here; the reason is for the log alone. RFC 6749
    /// section 4.1.2.1.
    NoSuchClient(AuthenticationFailure),
    /// The proof of a key needs this nonce. RFC 9449 sections 8 and 9.
    NonceMissing(String, ProofPlace),
    /// There is no endpoint at this path.
    NotFound,
    /// There is no endpoint at this path, but one at the path without a slash.
    NotFoundBySlash,
    /// The body is longer than this limit. RFC 9110 section 15.5.14.
    PayloadTooLarge(ByteCount),
    /// The client, the user or the policy of this word has changed since the caller read it. RFC 9110 section 13.1.1.
    PreconditionFailed(&'static str),
    /// Registration is off. RFC 7591 section 3.
    RegistrationOff,
    /// Too many requests; retry after this time. RFC 6585 section 4.
    TooManyRequests(Seconds),
    /// Anonymous clients of this network have stored too much; retry after this time. RFC 6585 section 4.
    TooManyStored(Seconds),
    /// The issuer or the software of the software statement is not approved; the reason is for the log alone. RFC 7591
    /// section 3.2.2.
    UnapprovedSoftwareStatement(Cow<'static, str>),
    /// The client's registration does not permit this grant. RFC 6749 section 5.2.
    UnauthorizedClient(&'static str),
    /// No attestation came with the registration.
    MissingAttestation,
    /// The request did not use TLS. RFC 7591 section 5.
    Unencrypted,
    /// There is no client of this identifier.
    UnknownClient,
    /// There is no epoch of this kind of clients.
    UnknownEpoch,
    /// There is no identity provider of this name.
    UnknownIdentityProvider,
    /// There is no initial access token of this digest.
    UnknownInitialAccessToken,
    /// There is no version of this number of the policy, the template or the issuer.
    UnknownPolicy,
    /// There is no user of this identifier.
    UnknownUser,
    /// The body must be a signed JWT; the text describes the received media type.
    Unsigned(String),
    /// This server does not support the grant type. RFC 6749 section 5.2.
    UnsupportedGrantType,
    /// The body has the wrong media type; the text describes it. RFC 9110 section 15.5.16.
    UnsupportedMediaType(String),
    /// An operator has shut the user out.
    UserDisabled,
    /// The token of a client comes without a certificate of that client. RFC 8705 section 3.
    WrongCertificate,
}

/// The member decides the code, never the description.
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
    /// Changes the broken rule of the refusal, if it has one.
    #[must_use]
    pub fn map_invalid(self, change: impl FnOnce(Invalid) -> Invalid) -> Self {
        match self {
            Self::InvalidClientMetadata(invalid) => Self::InvalidClientMetadata(change(invalid)),
            Self::InvalidRedirectUri(invalid) => Self::InvalidRedirectUri(change(invalid)),
            refusal => refusal,
        }
    }

    /// Returns the `error` member of the response.
    #[must_use]
    pub const fn code(&self) -> &str {
        match self {
            Self::AttestationChallenge(_) => "use_attestation_challenge",
            Self::AttestationStale => "use_fresh_attestation",
            Self::Authorization(refusal) => refusal.code(),
            Self::Device(refusal) => refusal.code(),
            Self::Hook(refusal) => refusal.code(),
            Self::InsufficientScope(_) => "insufficient_scope",
            // For an unknown client too: after most other codes, MCP apps keep their registration and never register again.
            Self::InvalidClient(_) | Self::NoSuchClient(_) => "invalid_client",
            Self::InvalidClientMetadata(_) => "invalid_client_metadata",
            Self::InvalidGrant(_) => "invalid_grant",
            Self::InvalidProof | Self::InvalidTokenProof(_) => "invalid_dpop_proof",
            Self::InvalidRedirectUri(_) => "invalid_redirect_uri",
            Self::NonceMissing(..) => "use_dpop_nonce",
            Self::InvalidAccessJwt(_)
            | Self::InvalidToken
            | Self::MissingToken
            | Self::MissingTokenOrStatement
            | Self::WrongCertificate => "invalid_token",
            Self::InvalidScope(_) => "invalid_scope",
            Self::DuplicateSoftware | Self::InvalidSoftwareStatement(_) | Self::MissingSoftwareStatement => {
                "invalid_software_statement"
            }
            Self::InvalidTarget => "invalid_target",
            Self::RegistrationOff | Self::UserDisabled => "access_denied",
            Self::UnapprovedSoftwareStatement(_) => "unapproved_software_statement",
            Self::UnauthorizedClient(_) => "unauthorized_client",
            Self::UnsupportedGrantType => "unsupported_grant_type",
            // RFC 6749 has no code for a limit. This one tells clients to try again.
            Self::TooManyRequests(_) | Self::TooManyStored(_) => "temporarily_unavailable",
            Self::InvalidRequest(_)
            | Self::MissingAttestation
            | Self::MissingCertificate
            | Self::MethodNotAllowed(..)
            | Self::NotFound
            | Self::NotFoundBySlash
            | Self::PayloadTooLarge(_)
            | Self::PreconditionFailed(_)
            | Self::Unencrypted
            | Self::UnknownClient
            | Self::UnknownEpoch
            | Self::UnknownIdentityProvider
            | Self::UnknownInitialAccessToken
            | Self::UnknownPolicy
            | Self::UnknownUser
            | Self::Unsigned(_)
            | Self::UnsupportedMediaType(_) => "invalid_request",
        }
    }

    /// Returns the HTTP status.
    #[must_use]
    pub const fn status(&self) -> Status {
        match self {
            Self::AttestationChallenge(_)
            | Self::AttestationStale
            | Self::Authorization(_)
            | Self::Device(_)
            | Self::DuplicateSoftware
            | Self::Hook(_)
            | Self::InvalidClientMetadata(_)
            | Self::InvalidGrant(_)
            | Self::InvalidRedirectUri(_)
            | Self::InvalidRequest(_)
            | Self::InvalidScope(_)
            | Self::InvalidSoftwareStatement(_)
            | Self::InvalidTarget
            | Self::InvalidTokenProof(_)
            | Self::MissingAttestation
            | Self::MissingCertificate
            | Self::MissingSoftwareStatement
            | Self::NonceMissing(_, ProofPlace::TokenRequest)
            | Self::NoSuchClient(_)
            | Self::UnapprovedSoftwareStatement(_)
            | Self::UnauthorizedClient(_)
            | Self::UnsupportedGrantType => Status(400),
            Self::InvalidAccessJwt(_)
            | Self::InvalidClient(_)
            | Self::InvalidProof
            | Self::InvalidToken
            | Self::MissingToken
            | Self::MissingTokenOrStatement
            | Self::NonceMissing(_, ProofPlace::Resource)
            | Self::WrongCertificate => Status(401),
            Self::MethodNotAllowed(..) => Status(405),
            Self::NotFound
            | Self::NotFoundBySlash
            | Self::UnknownClient
            | Self::UnknownEpoch
            | Self::UnknownIdentityProvider
            | Self::UnknownInitialAccessToken
            | Self::UnknownPolicy
            | Self::UnknownUser => Status(404),
            Self::PayloadTooLarge(_) => Status(413),
            Self::PreconditionFailed(_) => Status(412),
            Self::InsufficientScope(_) | Self::RegistrationOff | Self::Unencrypted | Self::UserDisabled => Status(403),
            Self::TooManyRequests(_) | Self::TooManyStored(_) => Status(429),
            Self::Unsigned(_) | Self::UnsupportedMediaType(_) => Status(415),
        }
    }

    /// Returns the members of the response: code, description, and the place if there is one.
    #[must_use]
    pub fn members(&self) -> Map<String, Value> {
        let mut members = body(self.code(), self.description());
        if let Some(place) = self.place() {
            members.insert("pointer".to_owned(), Value::from(place.to_string()));
        }
        members
    }

    /// Returns the place of the mistake, if there is one.
    #[must_use]
    pub fn place(&self) -> Option<Cow<'_, Pointer>> {
        match self {
            Self::InvalidClientMetadata(invalid)
            | Self::InvalidRedirectUri(invalid)
            | Self::InvalidRequest(invalid) => Some(invalid.place()),
            Self::Hook(refusal) => refusal.pointer().map(Cow::Borrowed),
            Self::InvalidClient(AuthenticationFailure::Document(DocumentFailure::Invalid(invalid)))
            | Self::NoSuchClient(AuthenticationFailure::Document(DocumentFailure::Invalid(invalid))) => {
                Some(invalid.place())
            }
            Self::DuplicateSoftware
            | Self::InvalidSoftwareStatement(_)
            | Self::MissingSoftwareStatement
            | Self::UnapprovedSoftwareStatement(_) => Some(Cow::Owned(Pointer::member("software_statement"))),
            _ => None,
        }
    }

    /// Returns the reason for the log. The caller never gets it.
    #[must_use]
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::InvalidClient(failure) | Self::NoSuchClient(failure) => Some(failure.as_str()),
            Self::InvalidGrant(failure) => Some(failure.as_str()),
            Self::InvalidAccessJwt(reason) => Some(reason),
            Self::InvalidSoftwareStatement(reason) | Self::UnapprovedSoftwareStatement(reason) => Some(reason),
            _ => None,
        }
    }
}
