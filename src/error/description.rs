//! The texts that tell callers of refusals.

use crate::error::{AuthenticationFailure, Refusal};
use crate::unit::{ByteCount, Seconds};

impl Refusal {
    /// Returns the `error_description` member of the response.
    #[must_use]
    pub fn description(&self) -> String {
        match self {
            Self::InvalidClientMetadata(invalid)
            | Self::InvalidRedirectUri(invalid)
            | Self::InvalidRequest(invalid) => invalid.description(),
            Self::AttestationChallenge(_) => {
                "the proof beside the attestation must have the challenge that the header \
                OAuth-Client-Attestation-Challenge gives here"
                    .to_owned()
            }
            Self::AttestationStale => "the attestation must be current".to_owned(),
            Self::Authorization(refusal) => refusal.description(),
            Self::Device(refusal) => refusal.description().to_owned(),
            Self::Hook(refusal) => refusal.description().to_owned(),
            Self::InsufficientScope(right) => format!("the access token must have the scope {right}"),
            Self::MissingAttestation => "an attestation of a trusted attester must be presented".to_owned(),
            Self::MissingCertificate => "a certificate of a trusted issuer must be presented".to_owned(),
            Self::InvalidClient(AuthenticationFailure::Document(failure))
            | Self::NoSuchClient(AuthenticationFailure::Document(failure)) => failure.description(),
            // One text for every reason: it must not tell which identifiers exist.
            Self::InvalidClient(_) => "the client could not be authenticated".to_owned(),
            Self::InvalidGrant(_) => {
                "the code or the refresh token does not count here: the user must sign in again".to_owned()
            }
            Self::InvalidProof => "the token is bound to a key, of which this is no proof".to_owned(),
            // The Consumer Data Standards prescribe this text.
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
            Self::InvalidAccessJwt(_) => "the Cloudflare Access JWT is not valid here".to_owned(),
            Self::InvalidToken => "the bearer token is not valid here".to_owned(),
            Self::InvalidTokenProof(must) => format!("the DPoP header must {must}"),
            Self::MethodNotAllowed(allow, "") => format!("the method must be one of {allow}"),
            Self::MethodNotAllowed(allow, instead) => format!("the method must be one of {allow}; {instead}"),
            Self::NonceMissing(..) => {
                "the DPoP header must have the nonce that the header DPoP-Nonce gives here".to_owned()
            }
            Self::MissingToken => "the authorization header must carry a bearer token".to_owned(),
            Self::MissingTokenOrStatement => {
                "the authorization header must carry a bearer token, or the body a software_statement".to_owned()
            }
            Self::NoSuchClient(_) => "the client is unknown, deleted or over: the app must register again".to_owned(),
            Self::NotFound => "nothing is at this path".to_owned(),
            Self::NotFoundBySlash => "nothing is at this path: it has a slash too many".to_owned(),
            Self::PayloadTooLarge(ByteCount(limit)) => format!("the request body must not exceed {limit} bytes"),
            Self::PreconditionFailed(thing) => format!("the {thing} was changed since; read it again"),
            Self::RegistrationOff => {
                "registration is off; the operator opens it with the setting REGISTRATION_MODE".to_owned()
            }
            Self::TooManyRequests(Seconds(seconds)) => format!("too many requests; try again in {seconds} seconds"),
            Self::TooManyStored(Seconds(seconds)) => format!(
                "too many clients of this network are stored; try again in {seconds} seconds, or register with less metadata"
            ),
            Self::Unencrypted => "the request must be sent over https".to_owned(),
            Self::UserDisabled => "the user must be one who may sign in here".to_owned(),
            Self::WrongCertificate => {
                "the token must come with a certificate of the subject that the client has registered with".to_owned()
            }
            Self::UnknownClient => "there is no client of this identifier".to_owned(),
            Self::UnknownEpoch => "there is no epoch of this kind of clients".to_owned(),
            Self::UnknownIdentityProvider => "there is no identity provider of this name".to_owned(),
            Self::UnknownInitialAccessToken => "there is no initial access token of this digest".to_owned(),
            Self::UnknownPolicy => "there is no version of this number".to_owned(),
            Self::UnknownUser => "there is no user of this identifier".to_owned(),
            Self::Unsigned(sent) => format!("content-type must be application/jwt or application/jose; {sent}"),
            Self::UnsupportedMediaType(sent) => {
                format!("content-type must be application/json in utf-8 and content-encoding must be absent; {sent}")
            }
        }
    }
}
