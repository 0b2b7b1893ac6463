//! Access tokens that are bound to a key: their sender proves to hold the key. RFC 8705 section 3, RFC 9449.

use serde_json::Value;

use crate::authentication::dpop::Proof;
use crate::error::{Error, ProofPlace, Refusal};
use crate::http::{AccessToken, Request, TokenType};
use crate::jose::Claims;
use crate::model::Config;
use crate::ports::{Clock, SingleUseStore, Verify};

/// Checks that the sender of a token to an endpoint holds the keys that the token is bound to, if it is bound.
///
/// `Err` is 401: `invalid_token` for a bearer token, `invalid_dpop_proof` or `use_dpop_nonce` for a token that comes with
/// a proof. No proof is accepted for a binding that Enrol does not support. RFC 7800 section 3, RFC 9449 section 7.1.
pub async fn check_possession(
    access_token: AccessToken<'_>,
    claims: &Claims,
    endpoint: &str,
    request: &Request,
    config: &Config,
    ports: &(impl Clock + SingleUseStore + Verify),
) -> Result<(), Error> {
    let binding = match claims.members().get("cnf") {
        None => None,
        Some(Value::Object(binding)) => Some(binding),
        Some(_) => return Err(refusal(access_token).into()),
    };
    let member = |name: &str| binding.and_then(|binding| binding.get(name)).and_then(Value::as_str);
    let (certificate, key) = (member("x5t#S256"), member("jkt"));
    let understood = [certificate, key].iter().flatten().count();
    let is_understood = binding.is_none_or(|binding| binding.len() == understood && understood > 0);
    let has = |thumbprint: &str| request.certificate.as_ref().is_some_and(|own| own.thumbprint == thumbprint);
    if !is_understood || !certificate.is_none_or(has) {
        return Err(refusal(access_token).into());
    }
    check_key(access_token, key, endpoint, request, config, ports).await
}

/// Checks that the sender of a token holds the key that the token is bound to, if it is bound to a key. `Err` as above.
pub async fn check_key(
    access_token: AccessToken<'_>,
    thumbprint: Option<&str>,
    endpoint: &str,
    request: &Request,
    config: &Config,
    ports: &(impl Clock + SingleUseStore + Verify),
) -> Result<(), Error> {
    // A token that is bound to a key is sent as such: then a server that knows no proofs refuses it.
    if thumbprint.is_none() != (access_token.kind == TokenType::Bearer) {
        return Err(refusal(access_token).into());
    }
    let Some(thumbprint) = thumbprint else { return Ok(()) };
    match Proof::read(request, endpoint, ProofPlace::Resource, config, ports).await? {
        Some(proof)
            if proof.thumbprint == thumbprint && proof.is_for(access_token.text) && proof.is_new(ports).await? =>
        {
            Ok(())
        }
        _ => Err(refusal(access_token).into()),
    }
}

fn refusal(access_token: AccessToken<'_>) -> Refusal {
    match access_token.kind {
        TokenType::Bearer => Refusal::InvalidToken,
        TokenType::DPoP => Refusal::InvalidProof,
    }
}
