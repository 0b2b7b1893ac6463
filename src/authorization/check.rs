//! The checks of a request whose errors may go to the client, in the order of the specifications.

use crate::authorization::addressed::LONGEST_STATE;
use crate::authorization::parameters::{Parameters, invalid};
use crate::authorization::proof_key::HasNonce;
use crate::authorization::{Addressed, claims, id_token_hint, proof_key, response_mode, scope, wishes};
use crate::client_metadata::{Keyword, ResponseType};
use crate::error::{AuthorizationRefusal, Error, Invalid, Refusal};
use crate::json::{self, Pointer};
use crate::model::{AuthorizationRequest, Client, Config};
use crate::policy::{Policy, PushedRequests};
use crate::ports::{Clock, Random, Sign, SigningKeyStore, Verify};
use crate::unit::ByteCount;

/// The longest nonce, in bytes.
const LONGEST_NONCE: usize = 1024;

/// The longest request that is sealed into pages and addresses.
// In base64url these are 8,192 characters of an address.
const LONGEST_REQUEST: ByteCount = ByteCount(6144);

/// The length of the thumbprint of a key. RFC 9449 section 10.
const THUMBPRINT_LENGTH: usize = 43;

impl Addressed {
    /// Checks the parameters, and returns the request as it is granted if the user agrees.
    pub async fn check(
        &self,
        config: &Config,
        ports: &(impl Clock + Random + Sign + SigningKeyStore + Verify),
    ) -> Result<AuthorizationRequest, Error> {
        let (client, parameters, policy) = (&self.client, &self.parameters, &config.policy);
        let metadata = client.metadata();
        check_protection(parameters, client, policy)?;
        let wants_id_token = response_type(parameters, client, policy)? == ResponseType::CodeIdToken;
        if parameters.form.value("registration").is_some() {
            return Err(Refusal::Authorization(AuthorizationRefusal::RegistrationNotSupported).into());
        }
        let response_mode = response_mode::read(parameters, policy)?;
        response_mode::check_signed(response_mode, wants_id_token, policy)?;
        let state = parameters.text("state", LONGEST_STATE)?;
        let nonce = parameters.text("nonce", LONGEST_NONCE)?;
        let scope::Wanted { scope, resources } = scope::read(parameters, client, config)?;
        let is_openid = scope.iter().any(|value| value == "openid");
        if wants_id_token {
            check_id_token(nonce, is_openid)?;
        }
        // Without `openid` there is no ID token that could repeat the nonce.
        let has_nonce = if is_openid && nonce.is_some() { HasNonce::Yes } else { HasNonce::No };
        let code_challenge = proof_key::read(parameters, has_nonce, client, policy)?;
        let request = AuthorizationRequest {
            client_id: client.id().as_str().to_owned(),
            redirect_uri: self.redirect_uri.clone(),
            names_redirect_uri: parameters.form.value("redirect_uri").is_some(),
            response_mode,
            wants_id_token,
            scope,
            resources,
            state: state.map(str::to_owned),
            nonce: nonce.map(str::to_owned),
            code_challenge,
            dpop_jkt: thumbprint(parameters)?,
            prompt: wishes::prompt(parameters)?,
            max_age: wishes::max_age(parameters, metadata)?,
            login_hint: wishes::login_hint(parameters)?,
            ui_locales: wishes::ui_locales(parameters)?,
            acr_values: wishes::acr_values(parameters, metadata)?,
            claims: claims::read(parameters)?,
            expected_subject: id_token_hint::read(parameters, client, self.signing_keys.as_ref(), config, ports)
                .await?,
        };
        if json::text(&request).len() > LONGEST_REQUEST.0 {
            let must = format!("not have more than {} bytes in all", LONGEST_REQUEST.0);
            return Err(Refusal::InvalidRequest(Invalid::new(Pointer::root(), must)).into());
        }
        Ok(request)
    }
}

/// Checks that the request came in the way that the server and the client demand. RFC 9126 sections 5 and 6, RFC 9101
/// section 10.5.
fn check_protection(parameters: &Parameters, client: &Client, policy: &Policy) -> Result<(), Refusal> {
    let metadata = client.metadata();
    let must_push = policy.pushed_requests == PushedRequests::Required
        || metadata.require_pushed_authorization_requests == Some(true);
    if must_push && !parameters.is_pushed {
        return Err(invalid("request_uri", "be that of a pushed authorization request"));
    }
    let must_sign = metadata.require_signed_request_object == Some(true)
        || policy.authorization_server.has("require_signed_request_object");
    if must_sign && !parameters.is_signed {
        return Err(invalid("request", "be a signed request object"));
    }
    Ok(())
}

/// Reads the response type: `code`, or `code id_token` where the operator supports it. `Err` for one that the client has
/// not registered.
fn response_type(parameters: &Parameters, client: &Client, policy: &Policy) -> Result<ResponseType, Refusal> {
    let case = "such as code";
    let missing = || Refusal::InvalidRequest(Invalid::missing(Pointer::member("response_type"), case));
    let response_type = parameters.form.value("response_type").ok_or_else(missing)?;
    let response_type = ResponseType::read_name(response_type);
    if !policy.response_types_supported.contains(&response_type) {
        return Err(Refusal::Authorization(AuthorizationRefusal::UnsupportedResponseType));
    }
    let registered = client.metadata().response_types.as_ref();
    if registered.is_some_and(|registered| registered.contains(&response_type)) {
        Ok(response_type)
    } else {
        Err(Refusal::UnauthorizedClient("have registered the response type"))
    }
}

/// Checks a request for an ID token in the response: its nonce is required, and it is one of OpenID Connect. OpenID Connect
/// Core section 3.3.2.1.
fn check_id_token(nonce: Option<&str>, is_openid: bool) -> Result<(), Refusal> {
    if nonce.is_none() {
        let case = "with the response type code id_token";
        return Err(Refusal::InvalidRequest(Invalid::missing(Pointer::member("nonce"), case)));
    }
    if is_openid { Ok(()) } else { Err(Refusal::InvalidScope("have openid with the response type code id_token")) }
}

/// Reads `dpop_jkt`, the key that the client will prove at the token endpoint. RFC 9449 section 10.
fn thumbprint(parameters: &Parameters) -> Result<Option<String>, Refusal> {
    let Some(thumbprint) = parameters.form.value("dpop_jkt") else { return Ok(None) };
    let is_digest = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    if thumbprint.len() == THUMBPRINT_LENGTH && thumbprint.bytes().all(is_digest) {
        Ok(Some(thumbprint.to_owned()))
    } else {
        Err(invalid("dpop_jkt", "be the thumbprint of a key, 43 characters"))
    }
}
