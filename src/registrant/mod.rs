//! Who may register.

mod bounds;
mod initial_access_token;

pub use bounds::Bounds;
pub use initial_access_token::{InitialAccessToken, TokenDigest};

use crate::error::{Error, Refusal};
use crate::http::Request;
use crate::policy::{Policy, RegistrationMode};
use crate::ports::{Admission, Clock, Store, Throttle};
use crate::unit::Seconds;

/// Somebody who may register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Registrant {
    /// Somebody whom an operator has given an initial access token.
    Holder(InitialAccessToken),
    /// Anybody: nothing is known of them, and nothing of what they say is vouched for.
    Open,
}

impl Registrant {
    /// What bounds everything that they register.
    #[must_use]
    pub fn bounds(&self) -> Option<&Bounds> {
        match self {
            Self::Holder(token) => Some(&token.bounds),
            Self::Open => None,
        }
    }

    /// What their registration uses up.
    #[must_use]
    pub fn spends(&self) -> Option<&TokenDigest> {
        match self {
            Self::Holder(token) => Some(&token.digest),
            Self::Open => None,
        }
    }
}

/// Finds out who asks; `Err` if they may not register, or not so soon.
///
/// A token is checked even where none is needed: whoever sends one does not mean to be anybody. RFC 7591 section 3.
pub async fn admit(
    request: &Request,
    policy: &Policy,
    ports: &(impl Clock + Store + Throttle),
) -> Result<Registrant, Error> {
    if policy.registration_mode == RegistrationMode::Off {
        return Err(Refusal::RegistrationOff.into());
    }
    admit_write(request, ports).await?;
    let token = match request.bearer_token() {
        Err(Refusal::MissingToken)
            if request.headers.value("authorization").is_none()
                && policy.registration_mode == RegistrationMode::Open =>
        {
            return Ok(Registrant::Open);
        }
        other => other?,
    };
    let digest = TokenDigest::of(token).ok_or(Refusal::InvalidToken)?;
    let found = ports.initial_access_token(&digest).await?;
    let usable = found.filter(|token| token.uses_left > 0 && ports.now() < token.expires_at);
    usable.map(Registrant::Holder).ok_or_else(|| Refusal::InvalidToken.into())
}

/// Checks that one more write from here is within the limit against floods.
pub async fn admit_write(request: &Request, throttle: &impl Throttle) -> Result<(), Error> {
    match throttle.admit(request.peer).await? {
        Admission::Admitted => Ok(()),
        Admission::Refused => Err(Refusal::TooManyRequests(WAIT).into()),
    }
}

/// The period that the limit is counted over.
const WAIT: Seconds = Seconds(60);
