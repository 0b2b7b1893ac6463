//! Authentication of a server that reads clients, by the identifier and a secret of its client in the settings. RFC 6749
//! section 2.3.1.
//!
//! A server beside Enrol that issues the tokens itself cannot get one from Enrol.

use crate::authentication::lock_out::{WAIT, count_failure, is_locked_out};
use crate::authentication::presented_credentials::{self, PresentedCredentials, Proof};
use crate::error::{AuthenticationFailure, Error, Refusal};
use crate::http::{Form, Request};
use crate::model::{Config, ConfiguredClient};
use crate::ports::{Admission, Clock, Throttle};

/// Returns the client of the settings whose identifier and secret are in the header.
///
/// `Err` is the same for an unknown client and for a wrong secret. A right secret is never locked out.
pub async fn identify_reader<'a>(
    request: &Request,
    config: &'a Config,
    ports: &(impl Clock + Throttle),
) -> Result<&'a ConfiguredClient, Error> {
    let PresentedCredentials { id, proof } = presented_credentials::read(request, &Form::default(), config)?;
    let Proof::Basic(texts) = proof else {
        return Err(Refusal::InvalidClient(AuthenticationFailure::HeaderMalformed).into());
    };
    let client = config.client(&id);
    let is_one = |client: &&ConfiguredClient| {
        let is_secret = |text: &&String| client.secrets.iter().filter(|secret| secret.is(text)).count() > 0;
        texts.iter().filter(is_secret).count() > 0
    };
    if let Some(client) = client.filter(is_one) {
        return Ok(client);
    }
    let is_one_too_many =
        is_locked_out(&id, request.peer, ports) || count_failure(&id, request.peer, ports).await? == Admission::Refused;
    if is_one_too_many {
        return Err(Refusal::TooManyRequests(WAIT).into());
    }
    let known = client.map_or(AuthenticationFailure::ClientUnknown, |_| AuthenticationFailure::SecretWrong);
    Err(Refusal::InvalidClient(known).into())
}
