//! Discovers an issuer and registers a client with the openidconnect crate; fails unless the answer holds everything
//! that was asked for.

mod clients;

use enrol_interop::send;
use openidconnect::IssuerUrl;
use openidconnect::core::{
    CoreClientRegistrationRequest, CoreClientRegistrationResponse, CoreProviderMetadata, CoreRegisterErrorResponseType,
};
use openidconnect::registration::ClientRegistrationError;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
struct Task {
    issuer: String,
    client: String,
}

fn main() {
    enrol_interop::main(run);
}

fn run(Task { issuer, client }: Task) -> Result<Value, String> {
    let request = match &*client {
        "native" => clients::native(),
        "refused" => clients::refused(),
        "web" => clients::web(),
        _ => return Err("the clients are native, refused and web".to_owned()),
    }
    .map_err(|error| error.to_string())?;
    let issuer = IssuerUrl::new(issuer).map_err(|error| error.to_string())?;
    let provider = CoreProviderMetadata::discover(&issuer, &send).map_err(|error| format!("discovery: {error:?}"))?;
    let endpoint = provider.registration_endpoint().ok_or("the provider has no registration endpoint")?;
    let outcome = match request.register(endpoint, &send) {
        Ok(response) => {
            check(&request, &response)?;
            ("client", json!(response))
        }
        Err(ClientRegistrationError::ServerResponse(refusal)) => {
            if *refusal.error() != CoreRegisterErrorResponseType::InvalidRedirectUri {
                return Err(format!("refused with {refusal}"));
            }
            ("refusal", json!(refusal))
        }
        Err(error) => return Err(format!("registration: {error:?}")),
    };
    Ok(json!({"provider": provider, "keys": provider.jwks().keys().len(), outcome.0: outcome.1}))
}

/// Every member as it was asked for, and what manages the client. OpenID Connect Registration section 3.2.
fn check(request: &CoreClientRegistrationRequest, response: &CoreClientRegistrationResponse) -> Result<(), String> {
    let (asked, answered) = (json!(request.client_metadata()), json!(response));
    for (name, value) in asked.as_object().ok_or("the request is no object")? {
        if answered.get(name) != Some(value) {
            return Err(format!("{name} is {:?} rather than {value}", answered.get(name)));
        }
    }
    let client_uri = response.registration_client_uri().ok_or("there is no registration_client_uri")?;
    if !client_uri.as_str().ends_with(response.client_id().as_str()) {
        return Err(format!("{} is not of this client", client_uri.as_str()));
    }
    let token = response.registration_access_token().ok_or("there is no registration_access_token")?;
    if token.secret().is_empty() {
        return Err("the registration_access_token is empty".to_owned());
    }
    response.client_id_issued_at().ok_or("there is no client_id_issued_at")?;
    match (response.client_secret(), response.client_secret_expires_at()) {
        (Some(_), Some(expiry)) if expiry.timestamp() == 0 => Ok(()),
        (Some(_), expiry) => Err(format!("the client_secret ends {expiry:?}")),
        (None, None) => Ok(()),
        (None, Some(_)) => Err("there is an expiry of no client_secret".to_owned()),
    }
}
