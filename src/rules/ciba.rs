//! Client-initiated backchannel authentication. CIBA Core section 4.

use crate::client_metadata::{ClientMetadata, GrantType, Keyword, SigningAlgorithm, TokenDeliveryMode};
use crate::error::Invalid;
use crate::json::Pointer;
use crate::policy::Policy;
use crate::rules::authentication::verifies;
use crate::rules::{must, one_of};

/// Removes the notification endpoint if the server never calls it.
pub fn complete(metadata: &mut ClientMetadata, policy: &Policy) {
    if !policy.authorization_server.has(MODES) {
        metadata.backchannel_client_notification_endpoint = None;
    }
}

pub fn check(metadata: &ClientMetadata, policy: &Policy) -> Result<(), Invalid> {
    let server = &policy.authorization_server;
    if let Some(mode) = &metadata.backchannel_token_delivery_mode {
        check_mode(mode, metadata, policy)?;
    } else if has_grant(metadata) {
        return Err(Invalid::missing(Pointer::member(MODE), "with the CIBA grant type"));
    }
    if let Some(algorithm) = &metadata.backchannel_authentication_request_signing_alg {
        if !server.supports(ALGORITHMS, algorithm.name()) || !SigningAlgorithm::ALL.contains(algorithm) {
            return Err(one_of(ALGORITHM, server.values(ALGORITHMS)));
        }
        if !algorithm.is_symmetric() && !verifies(algorithm, metadata) {
            return Err(must(ALGORITHM, "come with jwks_uri or a signature key in jwks that fits it"));
        }
    }
    if metadata.backchannel_user_code_parameter == Some(true) && !server.has(USER_CODE) {
        return Err(must("backchannel_user_code_parameter", "be false: this server does not ask for user codes"));
    }
    Ok(())
}

fn has_grant(metadata: &ClientMetadata) -> bool {
    metadata.grant_types.as_ref().is_some_and(|grants| grants.contains(&GrantType::Ciba))
}

fn check_mode(mode: &TokenDeliveryMode, metadata: &ClientMetadata, policy: &Policy) -> Result<(), Invalid> {
    let server = &policy.authorization_server;
    let is_told = matches!(mode, TokenDeliveryMode::Ping | TokenDeliveryMode::Push);
    if !server.supports(MODES, mode.name()) || !TokenDeliveryMode::ALL.contains(mode) {
        Err(one_of(MODE, server.values(MODES)))
    } else if !has_grant(metadata) {
        Err(must(MODE, "come with the CIBA grant type"))
    } else if is_told && metadata.backchannel_client_notification_endpoint.is_none() {
        let at = Pointer::member("backchannel_client_notification_endpoint");
        Err(Invalid::missing(at, "when backchannel_token_delivery_mode is ping or push"))
    } else {
        Ok(())
    }
}

const ALGORITHM: &str = "backchannel_authentication_request_signing_alg";
const MODE: &str = "backchannel_token_delivery_mode";
const ALGORITHMS: &str = "backchannel_authentication_request_signing_alg_values_supported";
const MODES: &str = "backchannel_token_delivery_modes_supported";
const USER_CODE: &str = "backchannel_user_code_parameter_supported";
