//! The endpoint where installations get a challenge for the proof beside their attestation. Draft
//! `draft-ietf-oauth-attestation-based-client-auth`, section 6.

use serde_json::Value;

use crate::authentication::dpop;
use crate::error::Error;
use crate::http::{Response, Status};
use crate::json;
use crate::model::Config;
use crate::ports::Clock;

/// Makes a challenge. It is a sealed time, so nothing is stored and every isolate knows it; it also counts as the nonce of
/// a `DPoP` proof.
pub fn make(config: &Config, clock: &impl Clock) -> Result<Response, Error> {
    let challenge = dpop::nonce(clock.now(), config)?;
    Ok(Response::json(Status(200), &json::object([("attestation_challenge", Value::from(challenge))])))
}
