//! The request of a device without a browser. RFC 8628 section 3.1.

use crate::authorization::parameters::Parameters;
use crate::authorization::{addressed, scope, wishes};
use crate::client_metadata::GrantType;
use crate::error::{AuthenticationFailure, Error, Refusal};
use crate::http::{Form, Peer};
use crate::model::{AuthorizationRequest, ClaimsRequest, Client, Config, NO_ADDRESS, ResponseMode, SigningKeysVersion};
use crate::policy::is_right_to_administer;
use crate::ports::ClientPorts;

/// Reads the request of a device: the scope and the resources that its user is asked to grant, and the context that the
/// user's sign-in must reach.
///
/// `Err` for a client that has not registered the grant, and for a scope or a resource that nobody can grant.
pub fn read(form: Form, client: &Client, config: &Config) -> Result<AuthorizationRequest, Refusal> {
    check_client(client, config)?;
    let parameters = Parameters::pushed(form);
    let scope::Wanted { scope, resources } = scope::read(&parameters, client, config)?;
    // The user cannot see which device it is that will administer.
    if scope.iter().any(|value| is_right_to_administer(value)) {
        return Err(Refusal::InvalidScope("have no right to administer: sign in with a browser"));
    }
    Ok(AuthorizationRequest {
        client_id: client.id().as_str().to_owned(),
        redirect_uri: NO_ADDRESS.to_owned(),
        names_redirect_uri: false,
        response_mode: ResponseMode::Query,
        wants_id_token: false,
        scope,
        resources,
        state: None,
        nonce: None,
        code_challenge: None,
        dpop_jkt: None,
        prompt: Vec::new(),
        max_age: None,
        login_hint: None,
        ui_locales: Vec::new(),
        acr_values: wishes::acr_values(&parameters, client.metadata())?,
        claims: ClaimsRequest::default(),
        expected_subject: None,
    })
}

/// Returns the client of a device's request that was read before, and the version of the signing keys, where the store was
/// read. `Err` if the client has ended, or has given up the grant.
pub async fn client(
    request: &AuthorizationRequest,
    peer: Peer,
    config: &Config,
    ports: &impl ClientPorts,
) -> Result<(Client, Option<SigningKeysVersion>), Error> {
    let found = addressed::find_client(&request.client_id, peer, config, ports).await?;
    check_client(&found.0, config)?;
    Ok(found)
}

fn check_client(client: &Client, config: &Config) -> Result<(), Refusal> {
    if !client.is_complete() {
        return Err(Refusal::InvalidClient(AuthenticationFailure::ClientEnded));
    }
    let registered = client.metadata().grant_types.as_ref();
    let is_registered = registered.is_some_and(|grants| grants.contains(&GrantType::DeviceCode));
    if is_registered && config.policy.grant_types_supported.contains(&GrantType::DeviceCode) {
        Ok(())
    } else {
        Err(Refusal::UnauthorizedClient("have registered the grant type urn:ietf:params:oauth:grant-type:device_code"))
    }
}
