//! Who may register.

use crate::error::{Error, Refusal};
use crate::http::Request;
use crate::policy::{Policy, RegistrationMode};
use crate::ports::{Admission, Throttle};
use crate::unit::Seconds;

/// Somebody who may register.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Registrant {
    /// Anybody: nothing is known of them, and nothing of what they say is vouched for.
    Open,
}

/// Finds out who asks; `Err` if they may not register, or not so soon.
///
/// A token is checked even where none is needed: whoever sends one does not mean to be anybody. RFC 7591 section 3.
pub async fn admit(request: &Request, policy: &Policy, throttle: &impl Throttle) -> Result<Registrant, Error> {
    if policy.registration_mode == RegistrationMode::Off {
        return Err(Refusal::RegistrationOff.into());
    }
    admit_write(request, throttle).await?;
    match request.bearer_token() {
        Err(Refusal::MissingToken) if request.headers.value("authorization").is_none() => Ok(Registrant::Open),
        Err(refusal) => Err(refusal.into()),
        Ok(_) => Err(Refusal::InvalidToken.into()),
    }
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
