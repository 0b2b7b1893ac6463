//! Access tokens that are bound to a key: their sender proves to hold the key. RFC 8705 section 3, RFC 9449.

use serde_json::Value;

use crate::error::Fault;
use crate::http::{AccessToken, Request, TokenType};
use crate::jose::Claims;
use crate::model::Config;
use crate::ports::{Clock, SingleUseStore, Verify};
use crate::token::dpop::Proof;

/// Returns true if the sender of a token to an endpoint holds the key that the token is bound to, or if the token is not
/// bound.
///
/// No proof is accepted for a binding that Enrol does not support. RFC 7800 section 3.
pub async fn is_proven(
    access_token: AccessToken<'_>,
    claims: &Claims,
    endpoint: &str,
    request: &Request,
    config: &Config,
    ports: &(impl Clock + SingleUseStore + Verify),
) -> Result<bool, Fault> {
    let is_bearer = access_token.kind == TokenType::Bearer;
    let binding = match claims.members().get("cnf") {
        None => return Ok(is_bearer),
        Some(Value::Object(binding)) => binding,
        Some(_) => return Ok(false),
    };
    let member = |name: &str| binding.get(name).and_then(Value::as_str);
    let (certificate, key) = (member("x5t#S256"), member("jkt"));
    let is_understood = binding.len() == [certificate, key].iter().flatten().count() && !binding.is_empty();
    let has = |thumbprint: &str| request.certificate.as_ref().is_some_and(|own| own.thumbprint == thumbprint);
    // A token that is bound to a key is sent as such: then a server that knows no proofs refuses it. RFC 9449 section 7.1.
    if !is_understood || !certificate.is_none_or(has) || key.is_none() != is_bearer {
        return Ok(false);
    }
    let Some(thumbprint) = key else { return Ok(true) };
    match Proof::read(request, endpoint, config, ports).await? {
        Ok(Some(proof)) if proof.thumbprint == thumbprint && proof.is_for(access_token.text) => {
            proof.is_new(ports).await
        }
        _ => Ok(false),
    }
}
