//! The pushed authorization request endpoint. RFC 9126.

use serde_json::json;

use crate::authentication;
use crate::authentication::dpop::Proof;
use crate::authorization::{self, Addressed, Parameters};
use crate::error::{AuthenticationFailure, Error, Invalid, ProofPlace, Refusal};
use crate::http::{Request, Response, Status};
use crate::json::Pointer;
use crate::model::Config;
use crate::ports::Ports;
use crate::registration;

/// Parameters with which the client authenticates. They are no part of the authorization request.
const CREDENTIALS: [&str; 3] = ["client_assertion", "client_assertion_type", "client_secret"];

/// Checks a request, and gives it a name under which the browser brings it. RFC 9126 section 2.
///
/// The checks are those of the authorization endpoint, which makes them again: the client may change meanwhile.
pub async fn push(request: &Request, config: &Config, ports: &impl Ports) -> Result<Response, Error> {
    registration::admit_write(request, ports).await?;
    let form = request.form(config.body_limit)?;
    let authentication::Identified { client, signing_keys, .. } =
        authentication::identify(request, &form, config, ports).await?;
    if !client.is_complete() {
        return Err(Refusal::InvalidClient(AuthenticationFailure::ClientEnded).into());
    }
    if form.value("request_uri").is_some() {
        let must = "be absent from a request that is pushed";
        return Err(Refusal::InvalidRequest(Invalid::new(Pointer::member("request_uri"), must)).into());
    }
    let id = client.id().as_str().to_owned();
    let form = form.without(&CREDENTIALS).with("client_id", &id);
    let endpoint = config.issuer.pushed_authorization_request_endpoint();
    let proof = Proof::read(request, &endpoint, ProofPlace::TokenRequest, config, ports).await?;
    let found = (client, signing_keys);
    let addressed = Addressed::of_client(found, Parameters::pushed(form), request.peer, config, ports).await;
    // No browser is here that could be redirected, so every error is in the response.
    let addressed = addressed.map_err(|failure| failure.error)?;
    // After a request object is read: its parameters take the place of those around it.
    let parameters = bound(addressed.parameters.clone(), proof)?;
    let addressed = Addressed { parameters, ..addressed };
    addressed.check(config, ports).await?;
    let request_uri =
        authorization::push(&addressed.parameters, &addressed.client, request.peer, config, ports).await?;
    let answer = json!({"request_uri": request_uri, "expires_in": authorization::LIFE});
    Ok(addressed.client.noted_on(Response::json(Status(201), &answer)))
}

/// Returns the parameters with the key of the request's proof as `dpop_jkt`. `Err` if they name another key. RFC 9449
/// section 10.1.
fn bound(parameters: Parameters, proof: Option<Proof>) -> Result<Parameters, Refusal> {
    let Some(Proof { thumbprint, .. }) = proof else { return Ok(parameters) };
    match parameters.form.value("dpop_jkt") {
        None => Ok(Parameters { form: parameters.form.with("dpop_jkt", &thumbprint), ..parameters }),
        Some(named) if named == thumbprint => Ok(parameters),
        Some(_) => Err(Refusal::InvalidTokenProof("be signed with the key that dpop_jkt names")),
    }
}
