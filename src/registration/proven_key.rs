//! The key that a registration proves to hold. RFC 9449 section 5.

use crate::authentication::dpop::Proof;
use crate::error::{Error, ProofPlace};
use crate::http::Request;
use crate::model::Config;
use crate::policy::TokenBinding;
use crate::ports::{Clock, Verify};

/// Returns the thumbprint of the key that the registration access token is bound to: that of the proof, if the request has
/// one and the operator binds tokens to keys.
///
/// `Err` is 400 for a proof that is not good. The proof is not noted as used: who steals it lacks the key that the client
/// is managed with. A proof for an access token is noted where that token is checked.
pub async fn proven_key(
    request: &Request,
    config: &Config,
    ports: &(impl Clock + Verify),
) -> Result<Option<String>, Error> {
    if !config.policy.token_bindings.contains(&TokenBinding::Dpop) {
        return Ok(None);
    }
    let endpoint = config.issuer.registration_endpoint();
    let proof = Proof::read(request, &endpoint, ProofPlace::TokenRequest, config, ports).await?;
    Ok(proof.map(|proof| proof.thumbprint))
}
