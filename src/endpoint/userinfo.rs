//! The `UserInfo` endpoint: the claims of a user, for the holder of an access token. OpenID Connect Core section 5.3.

use serde_json::{Map, Value, json};

use crate::authentication::{self, Message};
use crate::client_metadata::SigningAlgorithm;
use crate::encryption::{self, Payload};
use crate::error::{Error, Fault, Invalid, Refusal};
use crate::http::{AccessToken, Field, Form, Method, Request, Response, Status, TokenType};
use crate::json::{self, Pointer};
use crate::model::{Client, Config, SigningKeysVersion, claims_of_scope, requested_claims};
use crate::ports::{GrantRecord, Ports};
use crate::signing;
use crate::token::{self, ActiveToken, proof_of_possession};

/// Returns the claims that the user has granted to the client of the token. `sub` is always one of them.
///
/// `Err` is 401 for a token that is not valid here or has no user, and 403 without the scope value `openid`. RFC 6750
/// section 3.1.
pub async fn answer(request: &Request, config: &Config, ports: &impl Ports) -> Result<Response, Error> {
    let form = form(request, config)?;
    let access_token = access_token(request, &form)?;
    let token = token::read(access_token.text).ok_or(Refusal::InvalidToken)?;
    let mut signing_keys = None;
    let active = token::active_token(token, &mut signing_keys, request.peer, config, ports).await?;
    let Some(ActiveToken { claims: token, client, user: Some(GrantRecord { grant, user, .. }), .. }) = active else {
        return Err(Refusal::InvalidToken.into());
    };
    let endpoint = config.issuer.userinfo_endpoint();
    proof_of_possession::check_possession(access_token, &token, &endpoint, request, config, ports).await?;
    let scope: Vec<&str> = token.text("scope").unwrap_or_default().split(' ').collect();
    if !scope.contains(&"openid") {
        return Err(Refusal::InsufficientScope("openid".to_owned()).into());
    }
    let mut claims = claims_of_scope(&user, &scope);
    claims.extend(requested_claims(&user, &grant.claims.userinfo));
    // Last, so that no claim of a provider takes its place.
    claims.insert("sub".to_owned(), Value::from(token.text("sub").ok_or(Refusal::InvalidToken)?));
    let recipient = authentication::recipient(Message::UserInfo, &client, request.peer, config, ports).await?;
    let response = match (signing_algorithm(&client, config), recipient) {
        (Some(algorithm), recipient) => {
            let signed = signed(claims, algorithm, &client, signing_keys.as_ref(), config, ports).await?;
            token_response(encryption::protect(signed, recipient.as_ref(), ports).await?)
        }
        (None, Some(recipient)) => {
            let claims = json::text(&claims);
            token_response(encryption::encrypt(Payload::Claims(&claims), &recipient, ports).await?)
        }
        (None, None) => Response::json(Status(200), &claims),
    };
    Ok(client.noted_on(response))
}

/// Reads the form of a POST request; empty if the body is something else. RFC 6750 section 2.2.
fn form(request: &Request, config: &Config) -> Result<Form, Error> {
    let media_type = request.headers.value(Field::ContentType).unwrap_or_default();
    let is_form = media_type.to_ascii_lowercase().starts_with("application/x-www-form-urlencoded");
    if request.method == Method::Post && is_form { request.form(config.body_limit) } else { Ok(Form::default()) }
}

/// Returns the access token of the header or of the form. `Err` for both at once. RFC 6750 section 2.
fn access_token<'a>(request: &'a Request, form: &'a Form) -> Result<AccessToken<'a>, Refusal> {
    let has_header = request.headers.value(Field::Authorization).is_some();
    match form.value("access_token") {
        Some(_) if has_header => {
            let at = Pointer::member("access_token");
            Err(Refusal::InvalidRequest(Invalid::new(at, "not come together with the authorization header")))
        }
        // Tokens that are bound to a key come in the header alone. RFC 9449 section 7.1.
        Some(text) => Ok(AccessToken { text, kind: TokenType::Bearer }),
        None => request.access_token(),
    }
}

/// Returns the algorithm that the client registered for the response; `None` for JSON that is not signed.
fn signing_algorithm<'a>(client: &'a Client, config: &Config) -> Option<&'a SigningAlgorithm> {
    let registered = client.metadata().userinfo_signed_response_alg.as_ref();
    registered.filter(|algorithm| config.signs(algorithm))
}

/// Signs the claims for the client. OpenID Connect Core section 5.3.2.
async fn signed(
    mut claims: Map<String, Value>,
    algorithm: &SigningAlgorithm,
    client: &Client,
    signing_keys: Option<&SigningKeysVersion>,
    config: &Config,
    ports: &impl Ports,
) -> Result<String, Fault> {
    claims.insert("iss".to_owned(), json!(config.issuer.as_str()));
    claims.insert("aud".to_owned(), json!(client.id().as_str()));
    signing::sign_token("JWT", &claims, algorithm, signing_keys, &config.keys, ports).await
}

fn token_response(token: String) -> Response {
    let response = Response { body: token.into_bytes(), ..Response::empty(Status(200)) };
    response.with("content-type", "application/jwt")
}
