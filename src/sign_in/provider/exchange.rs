//! The exchange of a code for tokens. RFC 6749 section 4.1.3.

use base64ct::{Base64, Encoding};
use form_urlencoded::byte_serialize;
use serde_json::{Map, Value};

use crate::client_metadata::TokenEndpointAuthMethod;
use crate::http::{Peer, Status};
use crate::model::Config;
use crate::outbound::{json_of, send};
use crate::ports::{Content, Fetch, Message, ProviderClientStore, Throttle};
use crate::sign_in::provider::attempt::Attempt;
use crate::sign_in::provider::failure::{Failure, Stop};
use crate::sign_in::provider::metadata::ProviderMetadata;
use crate::sign_in::provider::own_client::OwnClient;

/// The tokens of a user.
pub struct Tokens(Map<String, Value>);

impl Tokens {
    /// Returns the ID token.
    pub fn id_token(&self) -> Option<&str> {
        self.text("id_token")
    }

    /// Returns the access token, if it is a bearer token. RFC 6749 section 7.1.
    pub fn access_token(&self) -> Option<&str> {
        let is_bearer = self.text("token_type").is_none_or(|kind| kind.eq_ignore_ascii_case("bearer"));
        self.text("access_token").filter(|_| is_bearer)
    }

    fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).and_then(Value::as_str).filter(|text| !text.is_empty() && text.is_ascii())
    }
}

/// Exchanges a code. A registration that the provider no longer knows is forgotten.
pub async fn exchange(
    code: &str,
    attempt: &Attempt,
    client: &OwnClient,
    metadata: &ProviderMetadata,
    peer: Peer,
    config: &Config,
    ports: &(impl Fetch + ProviderClientStore + Throttle),
) -> Result<Tokens, Failure> {
    let message = message(code, attempt, client, config);
    let unreachable = || Failure::of_provider("its token endpoint does not answer");
    let response = send(&metadata.token_endpoint, &message, peer, &metadata.guard, ports).await?;
    let response = response.ok_or_else(unreachable)?;
    let Some(Value::Object(document)) = json_of(&response) else {
        return Err(Failure::of_provider("its token endpoint did not answer with a JSON object"));
    };
    // GitHub answers 200 with an error.
    let error = document.get("error").and_then(Value::as_str);
    if response.status == Status(200) && error.is_none() {
        return Ok(Tokens(document));
    }
    let error = error.unwrap_or_default();
    if error == "invalid_client" {
        client.forget(metadata, ports).await?;
    }
    // A code that is used or too old is the fault of a browser that comes twice.
    let stop = if error == "invalid_grant" { Stop::Lost } else { Stop::Unavailable };
    Err(Failure::Stop(stop, format!("its token endpoint answered {} {}", response.status.0, shown(error)).into()))
}

fn message(code: &str, attempt: &Attempt, client: &OwnClient, config: &Config) -> Message {
    let (callback, verifier) = (config.issuer.sign_in_callback(&attempt.provider), attempt.verifier());
    let secret = client.secret.as_ref().map_or("", |secret| secret.reveal());
    let mut parameters = vec![
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", &callback),
        ("code_verifier", &verifier),
    ];
    let mut authorization = None;
    if client.method == TokenEndpointAuthMethod::ClientSecretBasic {
        authorization = Some(basic(&client.id, secret));
    } else {
        parameters.push(("client_id", &client.id));
    }
    if client.method == TokenEndpointAuthMethod::ClientSecretPost {
        parameters.push(("client_secret", secret));
    }
    Message { authorization, ..Message::post(Content::form(&parameters)) }
}

/// Returns the header: identifier and secret, each form-encoded. RFC 6749 section 2.3.1.
fn basic(id: &str, secret: &str) -> String {
    let encode = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
    format!("Basic {}", Base64::encode_string(format!("{}:{}", encode(id), encode(secret)).as_bytes()))
}

/// Returns an error code for the log; a text that is none is left out. RFC 6749 section 5.2.
pub fn shown(error: &str) -> &str {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    if (1..=64).contains(&error.len()) && error.bytes().all(is_plain) { error } else { "without a known error" }
}
