//! Gets an access token with the oauth2 crate, asks about it, and is refused a scope.

use enrol_interop::{send, told};
use oauth2::basic::{BasicClient, BasicErrorResponseType, BasicTokenIntrospectionResponse};
use oauth2::{
    AuthType, ClientId, ClientSecret, IntrospectionUrl, RequestTokenError, Scope, TokenIntrospectionResponse,
    TokenResponse, TokenUrl,
};
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
struct Task {
    client_id: String,
    client_secret: String,
    introspection_endpoint: String,
    token_endpoint: String,
    /// Sends the secret in the body; without it the crate sends it as it does by default.
    #[serde(default)]
    in_body: bool,
}

fn main() {
    enrol_interop::main(run);
}

fn run(task: Task) -> Result<Value, String> {
    let mut client = BasicClient::new(ClientId::new(task.client_id))
        .set_client_secret(ClientSecret::new(task.client_secret))
        .set_token_uri(TokenUrl::new(task.token_endpoint).map_err(|error| told(&error))?)
        .set_introspection_url(IntrospectionUrl::new(task.introspection_endpoint).map_err(|error| told(&error))?);
    if task.in_body {
        client = client.set_auth_type(AuthType::RequestBody);
    }

    let answer = client.exchange_client_credentials().request(&send).map_err(|error| told(&error))?;
    let told_of: BasicTokenIntrospectionResponse =
        client.introspect(answer.access_token()).request(&send).map_err(|error| told(&error))?;

    let excess = client.exchange_client_credentials().add_scope(Scope::new("admin".to_owned())).request(&send);
    let refused = match excess {
        Err(RequestTokenError::ServerResponse(refusal)) => {
            let is_scope = *refusal.error() == BasicErrorResponseType::InvalidScope;
            json!({"is_scope": is_scope, "error_description": refusal.error_description()})
        }
        Err(error) => return Err(told(&error)),
        Ok(_) => return Err("a scope that is not registered was granted".to_owned()),
    };
    let introspected = json!({"active": told_of.active(), "client_id": told_of.client_id()});
    Ok(json!({"answer": answer, "introspected": introspected, "refused": refused}))
}
