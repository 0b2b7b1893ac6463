//! Admits or refuses the sender: the first step of a registration.

use crate::authentication::{self, AttestedSoftware};
use crate::error::{Error, Refusal};
use crate::http::{AccessToken, Field, Method, Peer, Request, TokenType};
use crate::model::{Bounds, Config, InitialAccessToken, Origin, TokenDigest};
use crate::policy::{AllowedValues, RIGHT, RegistrationMode};
use crate::ports::{Admission, Limit, Ports, Throttle};
use crate::registration::{RegistrationRequest, access_token};
use crate::unit::Seconds;

/// The party that registers a client. In alphabetical order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Registrant {
    /// Anybody: nothing vouches for the values that they send.
    Anonymous,
    /// The holder of a certificate of a trusted issuer.
    CertificateHolder,
    /// An installation of a software that an attester vouches for. Its bounds name the software.
    Installation(Box<Bounds>),
    /// The holder of a software statement of a trusted issuer.
    StatementHolder,
    /// The holder of an initial access token.
    TokenHolder(InitialAccessToken),
}

/// The sender of a request, and the refusal of the request unless it brings a software statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applicant {
    registrant: Registrant,
    refused: Option<Refusal>,
}

impl Applicant {
    /// Returns the registrant, now that the request is read; `Err` where a software statement is needed and missing.
    pub fn registrant(self, request: &RegistrationRequest) -> Result<Registrant, Refusal> {
        match (&request.statement, self.refused, self.registrant) {
            (None, Some(refusal), _) => Err(refusal),
            (Some(_), _, Registrant::Anonymous) => Ok(Registrant::StatementHolder),
            (_, _, registrant) => Ok(registrant),
        }
    }
}

impl Registrant {
    /// Returns an installation of a software. Its client keeps the `software_id`: else it could become one that another
    /// attester vouches for.
    fn of_installation(AttestedSoftware { software_id, attester }: AttestedSoftware) -> Self {
        let allowed = AllowedValues { software_id: Some(vec![software_id]), ..AllowedValues::default() };
        let bounds = Bounds { allowed: Box::new(allowed), introducer: Some(attester), ..Bounds::default() };
        Self::Installation(Box::new(bounds))
    }

    /// Returns the bounds of all clients of the registrant.
    #[must_use]
    pub fn bounds(&self) -> Option<&Bounds> {
        match self {
            Self::Installation(bounds) => Some(bounds),
            _ => self.token().map(|token| &token.bounds),
        }
    }

    /// Returns the bounds of a new client of the registrant, its owner among them; `None` for an anonymous registrant.
    ///
    /// The owner is the subject of a signed token, after its issuer where that is another server. A certificate limits
    /// nothing. The bounds of its holder tell the client from an anonymous one, also where they are empty.
    #[must_use]
    pub fn bounds_of_client(&self, own: &str) -> Option<Bounds> {
        let token = match self {
            Self::CertificateHolder => return Some(Bounds::default()),
            Self::Installation(bounds) => return Some((**bounds).clone()),
            Self::TokenHolder(token) => token,
            Self::Anonymous | Self::StatementHolder => return None,
        };
        let owner = match &token.origin {
            Origin::Issuer { label, .. } => {
                let of_own = label.strip_prefix(own).and_then(|rest| rest.strip_prefix(' '));
                Some(of_own.unwrap_or(label).to_owned())
            }
            Origin::Operator => None,
        };
        Some(Bounds { owner, ..token.bounds.clone() })
    }

    /// Returns the word for the kind of the registrant.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Anonymous => "nobody",
            Self::CertificateHolder => "certificate",
            Self::Installation(_) => "attestation",
            Self::StatementHolder => "statement",
            Self::TokenHolder(_) => "initial access token",
        }
    }

    /// Returns the name of the right to register, as the issuer of the access token calls it.
    #[must_use]
    pub fn right(&self) -> &str {
        match self.token().map(|token| &token.origin) {
            Some(Origin::Issuer { right, .. }) => right,
            Some(Origin::Operator) | None => RIGHT,
        }
    }

    /// Returns the initial access token, one use of which the registration takes.
    #[must_use]
    pub const fn token(&self) -> Option<&InitialAccessToken> {
        match self {
            Self::TokenHolder(token) => Some(token),
            Self::Anonymous | Self::CertificateHolder | Self::Installation(_) | Self::StatementHolder => None,
        }
    }
}

/// Admits the sender of a request; `Err` if no software statement could make up for what is missing, or if the limit against
/// floods is reached.
///
/// A token is checked even where none is needed: its sender expects its rights. RFC 7591 section 3.
pub async fn admit(request: &Request, config: &Config, ports: &impl Ports) -> Result<Applicant, Error> {
    let modes = &config.policy.registration_modes;
    if modes.is_empty() {
        return Err(Refusal::RegistrationOff.into());
    }
    // Counted before anything is verified: a request that is refused in the end, or a dry run, costs as much.
    admit_write(request, ports).await?;
    let permits = |mode: &RegistrationMode| modes.contains(mode);
    let is_certified = config.policy.trusted(request.certificate.as_ref()).is_some();
    let by_certificate = permits(&RegistrationMode::Certificate) && is_certified;
    let (registrant, is_enough) = if request.headers.value(Field::Authorization).is_some() {
        let holder = holder(request.access_token()?, request, config, ports).await?;
        let is_enough =
            permits(&RegistrationMode::Token) || (permits(&RegistrationMode::CertificateAndToken) && is_certified);
        (Registrant::TokenHolder(holder), is_enough)
    } else if by_certificate {
        (Registrant::CertificateHolder, true)
    } else if permits(&RegistrationMode::Attestation)
        && let Some(attested) = authentication::attested_software(request, config, ports).await?
    {
        (Registrant::of_installation(attested), true)
    } else {
        (Registrant::Anonymous, false)
    };
    if is_enough || by_certificate || permits(&RegistrationMode::Open) {
        return Ok(Applicant { registrant, refused: None });
    }
    let refusal = match &registrant {
        Registrant::Anonymous if permits(&RegistrationMode::Token) && permits(&RegistrationMode::Statement) => {
            Refusal::MissingTokenOrStatement
        }
        Registrant::Anonymous
            if permits(&RegistrationMode::Token) || permits(&RegistrationMode::CertificateAndToken) =>
        {
            Refusal::MissingToken
        }
        _ if permits(&RegistrationMode::Certificate) || permits(&RegistrationMode::CertificateAndToken) => {
            Refusal::MissingCertificate
        }
        _ if permits(&RegistrationMode::Attestation) => Refusal::MissingAttestation,
        _ => Refusal::MissingSoftwareStatement,
    };
    if permits(&RegistrationMode::Statement) {
        Ok(Applicant { registrant, refused: Some(refusal) })
    } else {
        Err(refusal.into())
    }
}

/// Returns true if the certificate of the connection can make a difference to a request: where the operator trusts issuers of
/// certificates, where a token may be bound to a certificate, where clients authenticate with one, and where a hook is told of
/// it. Reading a document needs none, but reading a client or the claims of a user may.
#[must_use]
pub fn looks_at_certificate(request: &Request, config: &Config) -> bool {
    let has_token = request.headers.value(Field::Authorization).is_some();
    let policy = &config.policy;
    let counts = !policy.certificate_issuers.are_none() || policy.asks_for_certificates();
    match request.method {
        Method::Get | Method::Head => has_token && counts,
        _ => has_token || counts || config.hook.is_some(),
    }
}

async fn holder(
    token: AccessToken<'_>,
    request: &Request,
    config: &Config,
    ports: &impl Ports,
) -> Result<InitialAccessToken, Error> {
    // A token that the operator has given out is bound to no key, so it comes as a bearer token.
    let found = match TokenDigest::of(token.text).filter(|_| token.kind == TokenType::Bearer) {
        Some(digest) => ports.initial_access_token(&digest).await?,
        None => Some(access_token::admit(token, request, config, ports).await?),
    };
    let usable = found.filter(|token| token.uses_left > 0 && ports.now() < token.expires_at);
    usable.ok_or_else(|| Refusal::InvalidToken.into())
}

/// Counts a write against the limit of its network; `Err` is 429.
pub async fn admit_write(request: &Request, throttle: &impl Throttle) -> Result<(), Error> {
    match throttle.count(Limit::Registration, &request.peer.network()).await? {
        Admission::Admitted => Ok(()),
        Admission::Refused => Err(Refusal::TooManyRequests(WAIT).into()),
    }
}

/// Counts a row of an anonymous client against the limit of its network; `Err` is 429.
pub async fn admit_storage(peer: Peer, throttle: &impl Throttle) -> Result<(), Error> {
    match throttle.count(Limit::Storage, &peer.network()).await? {
        Admission::Admitted => Ok(()),
        Admission::Refused => Err(Refusal::TooManyStored(WAIT).into()),
    }
}

/// The period that the limits are counted over.
const WAIT: Seconds = Seconds(60);
