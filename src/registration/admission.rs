//! Who may register.

use crate::client_metadata::ClientMetadata;
use crate::error::{Error, Refusal};
use crate::http::{AccessToken, Field, Method, Peer, Request, Standing, TokenType};
use crate::model::{Config, InitialAccessToken, Origin, TokenDigest};
use crate::policy::{Bounds, RIGHT, Way};
use crate::ports::{Admission, Limit, Ports, Throttle};
use crate::registration::access_token;
use crate::unit::Seconds;

/// Somebody who may register. In alphabetical order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Registrant {
    /// Somebody whom an authority vouches for, in a certificate.
    Certified,
    /// Somebody who holds an initial access token.
    Holder(InitialAccessToken),
    /// Anybody: nothing is known of them, and nothing of what they say is vouched for.
    Open,
    /// Somebody whom an authority vouches for, in a software statement.
    Vouched,
}

/// Somebody who asks, and what they are told unless a software statement vouches for them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applicant {
    registrant: Registrant,
    refused: Option<Refusal>,
}

impl Applicant {
    /// Who registers, with a software statement or without one; `Err` where that is not enough.
    pub fn registrant(self, has_statement: HasStatement) -> Result<Registrant, Refusal> {
        match (has_statement, self.refused, self.registrant) {
            (HasStatement::No, Some(refusal), _) => Err(refusal),
            (HasStatement::Yes, _, Registrant::Open) => Ok(Registrant::Vouched),
            (_, _, registrant) => Ok(registrant),
        }
    }
}

/// Whether a trusted software statement came along.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum HasStatement {
    No,
    Yes,
}

impl Registrant {
    /// What bounds everything that they register.
    #[must_use]
    pub fn bounds(&self) -> Option<&Bounds> {
        self.spends().map(|token| &token.bounds)
    }

    /// What bounds a client of theirs for as long as it lives, and on whose behalf it is registered: the subject of a signed
    /// token, after its issuer where that is another one than this server. A certificate bounds nothing, but is remembered by
    /// bounds without a list; `None` is a client that nobody vouches for.
    #[must_use]
    pub fn bounds_of_client(&self, own: &str) -> Option<Bounds> {
        let token = match self {
            Self::Certified => return Some(Bounds::default()),
            Self::Holder(token) => token,
            Self::Open | Self::Vouched => return None,
        };
        let owner = match &token.origin {
            Origin::Issuer { label, .. } => {
                let of_own = label.strip_prefix(own).and_then(|rest| rest.strip_prefix(' '));
                Some(vec![of_own.unwrap_or(label).to_owned()])
            }
            Origin::Operator => None,
        };
        Some(token.bounds.clone().with("owners", owner))
    }

    /// Checks that a client stays within their rights; `Err` is 403 and names the right as the issuer of the token does.
    pub fn check_rights(&self, metadata: &ClientMetadata) -> Result<(), Refusal> {
        let Self::Holder(token) = self else { return Ok(()) };
        token.bounds.check_rights(metadata).map_err(|refusal| match (refusal, &token.origin) {
            (Refusal::InsufficientScope(missing), Origin::Issuer { right, .. }) => {
                Refusal::InsufficientScope(missing.replacen(RIGHT, right, 1))
            }
            (refusal, _) => refusal,
        })
    }

    /// What their registration uses up.
    #[must_use]
    pub const fn spends(&self) -> Option<&InitialAccessToken> {
        match self {
            Self::Holder(token) => Some(token),
            Self::Certified | Self::Open | Self::Vouched => None,
        }
    }
}

/// Finds out who asks; `Err` if they may not register, whatever statement they bring, or not so soon.
///
/// A token is checked even where none is needed: whoever sends one does not mean to be anybody. RFC 7591 section 3.
pub async fn admit(request: &Request, config: &Config, ports: &impl Ports) -> Result<Applicant, Error> {
    let ways = &config.policy.registration_ways;
    if ways.is_empty() {
        return Err(Refusal::RegistrationOff.into());
    }
    admit_write(request, ports).await?;
    let permits = |way: &Way| ways.contains(way);
    let is_certified = is_certified(request, config);
    let by_certificate = permits(&Way::Certificate) && is_certified;
    let (registrant, is_enough) = if request.headers.value(Field::Authorization).is_some() {
        let holder = holder(request.access_token()?, request, config, ports).await?;
        let is_enough = permits(&Way::Token) || (permits(&Way::CertificateAndToken) && is_certified);
        (Registrant::Holder(holder), is_enough)
    } else if by_certificate {
        (Registrant::Certified, true)
    } else {
        (Registrant::Open, false)
    };
    if is_enough || by_certificate || permits(&Way::Open) {
        return Ok(Applicant { registrant, refused: None });
    }
    let refusal = match &registrant {
        Registrant::Open if permits(&Way::Token) && permits(&Way::Statement) => Refusal::MissingTokenOrStatement,
        Registrant::Open if permits(&Way::Token) || permits(&Way::CertificateAndToken) => Refusal::MissingToken,
        _ if permits(&Way::Certificate) || permits(&Way::CertificateAndToken) => Refusal::MissingCertificate,
        _ => Refusal::MissingSoftwareStatement,
    };
    if permits(&Way::Statement) { Ok(Applicant { registrant, refused: Some(refusal) }) } else { Err(refusal.into()) }
}

/// Whether it can make a difference which certificate comes along: where issuers of certificates are trusted, with a
/// token, which may be bound to one, and where clients get tokens by one. Who only reads shows none to anybody.
#[must_use]
pub fn looks_at_certificate(request: &Request, config: &Config) -> bool {
    let has_token = request.headers.value(Field::Authorization).is_some();
    let is_read = matches!(request.method, Method::Get | Method::Head);
    let policy = &config.policy;
    !is_read && (has_token || !policy.certificate_issuers.is_empty() || policy.asks_for_certificates())
}

/// Whether the certificate that comes along was issued by one of those that the operator trusts. RFC 8705 section 7.4.
fn is_certified(request: &Request, config: &Config) -> bool {
    let certificate = request.certificate.as_ref().filter(|certificate| certificate.standing == Standing::Good);
    certificate.is_some_and(|certificate| config.policy.certificate_issuers.contains(&certificate.issuer))
}

async fn holder(
    token: AccessToken<'_>,
    request: &Request,
    config: &Config,
    ports: &impl Ports,
) -> Result<InitialAccessToken, Error> {
    let found = match TokenDigest::of(token.text).filter(|_| token.kind == TokenType::Bearer) {
        Some(digest) => ports.initial_access_token(&digest).await?,
        None => Some(access_token::admit(token, request, config, ports).await?),
    };
    let usable = found.filter(|token| token.uses_left > 0 && ports.now() < token.expires_at);
    usable.ok_or_else(|| Refusal::InvalidToken.into())
}

/// Checks that one more write from here is within the limit against floods.
pub async fn admit_write(request: &Request, throttle: &impl Throttle) -> Result<(), Error> {
    match throttle.count(Limit::Registration, &request.peer.network()).await? {
        Admission::Admitted => Ok(()),
        Admission::Refused => Err(Refusal::TooManyRequests(WAIT).into()),
    }
}

/// Checks that one more row for a client that nobody vouches for is within the limit of what strangers may have stored.
pub async fn admit_storage(peer: Peer, throttle: &impl Throttle) -> Result<(), Error> {
    match throttle.count(Limit::Storage, &peer.network()).await? {
        Admission::Admitted => Ok(()),
        Admission::Refused => Err(Refusal::TooManyStored(WAIT).into()),
    }
}

/// The period that the limits are counted over.
const WAIT: Seconds = Seconds(60);
