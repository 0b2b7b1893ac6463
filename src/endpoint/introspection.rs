//! The introspection endpoint: the claims of an access token, if it is active. RFC 7662, RFC 9701.

use serde_json::{Map, Value, json};

use crate::authentication;
use crate::client_metadata::SigningAlgorithm;
use crate::error::{AuthenticationFailure, Error, Fault, Refusal};
use crate::http::{Field, Peer, Request, Response, Status};
use crate::jose::Token;
use crate::json;
use crate::model::{Client, Config, SigningKeysVersion};
use crate::ports::Ports;
use crate::registration;
use crate::signing;
use crate::token::{self, ActiveToken};

/// The media type of a signed answer. RFC 9701 section 5.
const SIGNED: &str = "application/token-introspection+jwt";

/// The claims of a token in the response, beside those that the operator adds. RFC 7662 section 2.2, RFC 8705 section
/// 3.2, RFC 9449 section 6.2, RFC 9470 section 6.2.
const RETURNED: [&str; 12] =
    ["acr", "amr", "aud", "auth_time", "client_id", "cnf", "exp", "iat", "iss", "jti", "scope", "sub"];

/// Returns the state of a token, and its claims if the token is active and the client may read them.
pub async fn introspect(request: &Request, config: &Config, ports: &impl Ports) -> Result<Response, Error> {
    let form = request.form(config.body_limit)?;
    let token = form.required("token")?;
    let authentication::Identified { client, mut signing_keys, .. } =
        authentication::identify(request, &form, config, ports).await?;
    // A public client has no credential, so anybody could send its name. RFC 7662 section 2.1.
    if client.metadata().is_public() {
        return Err(Refusal::InvalidClient(AuthenticationFailure::ClientPublic).into());
    }
    let members = describe(token, &client, &mut signing_keys, request.peer, config, ports).await?;
    let response = if wants_signed(request) {
        signed(members, &client, signing_keys.as_ref(), config, ports).await?
    } else {
        Response::json(Status(200), &members)
    };
    Ok(client.noted_on(response))
}

/// Returns the members of the response.
///
/// A registered client may read its own tokens. A client in the settings may read all tokens. Any other token is
/// inactive for the client. RFC 7662 section 2.2.
async fn describe(
    token: &str,
    client: &Client,
    signing_keys: &mut Option<SigningKeysVersion>,
    peer: Peer,
    config: &Config,
    ports: &impl Ports,
) -> Result<Map<String, Value>, Fault> {
    let inactive = || json::object([("active", Value::Bool(false))]);
    // The store is not read for a token of another client, so that the response time reveals nothing either.
    let may_know = |token: &Token| matches!(client, Client::Configured(_)) || token::is_of(token, client);
    let Some(token) = token::read(token).filter(may_know) else { return Ok(inactive()) };
    let Some(active) = token::active_token(token, signing_keys, peer, config, ports).await? else {
        return Ok(inactive());
    };
    if registration::is_used_up(&active.claims, ports).await? {
        return Ok(inactive());
    }
    let claims = active.claims.members();
    let audience: Vec<String> = match claims.get("aud") {
        Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        one => one.and_then(Value::as_str).map(str::to_owned).into_iter().collect(),
    };
    let returned = RETURNED.into_iter().chain(config.claims_for(&audience));
    let mut members = json::object(returned.filter_map(|name| Some((name, claims.get(name)?.clone()))));
    members.insert("active".to_owned(), Value::Bool(true));
    let is_proven = claims.get("cnf").is_some_and(|binding| binding.get("jkt").is_some());
    members.insert("token_type".to_owned(), Value::from(if is_proven { "DPoP" } else { "Bearer" }));
    if let Some(username) = username(&active, client) {
        members.insert("username".to_owned(), username);
    }
    Ok(members)
}

/// Returns the name of the user of a token, for a client in the settings. A registered client learns it from
/// its own token only with the scope value `profile`. RFC 7662 section 2.2.
fn username(active: &ActiveToken, client: &Client) -> Option<Value> {
    let user = active.user.as_ref()?;
    let has_profile = active.claims.text("scope").is_some_and(|scope| scope.split(' ').any(|value| value == "profile"));
    let may_know = matches!(client, Client::Configured(_)) || has_profile;
    user.user.get("preferred_username").filter(|name| may_know && name.is_string()).cloned()
}

fn wants_signed(request: &Request) -> bool {
    let accepted = request.headers.value(Field::Accept).unwrap_or_default();
    accepted.split(',').any(|kind| {
        let mut parts = kind.split(';').map(str::trim);
        parts.next().is_some_and(|name| name.eq_ignore_ascii_case(SIGNED)) && parts.all(|weight| weight != "q=0")
    })
}

/// Returns the response as a signed token for the client, with the algorithm that it registered. RFC 9701 section 5.
async fn signed(
    members: Map<String, Value>,
    client: &Client,
    signing_keys: Option<&SigningKeysVersion>,
    config: &Config,
    ports: &impl Ports,
) -> Result<Response, Fault> {
    let claims = json!({
        "iss": config.issuer.as_str(),
        "aud": client.id().as_str(),
        "iat": ports.now().0,
        "token_introspection": members,
    });
    let registered = client.metadata().introspection_signed_response_alg.clone();
    let is_own = |algorithm: &SigningAlgorithm| config.signs(algorithm);
    let list = "introspection_signing_alg_values_supported";
    let usual = || config.policy.authorization_server.preferred(list, &SigningAlgorithm::Rs256, is_own);
    let algorithm = registered.filter(is_own).or_else(usual).unwrap_or(SigningAlgorithm::Rs256);
    let token =
        signing::sign_token("token-introspection+jwt", &claims, &algorithm, signing_keys, &config.keys, ports).await?;
    let response = Response { body: token.into_bytes(), ..Response::empty(Status(200)) };
    Ok(response.with("content-type", SIGNED))
}
