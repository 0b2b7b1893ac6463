//! Discovers, registers and gets access tokens as the MCP SDK for Rust does by default.

mod call;

use std::error::Error;

use enrol_interop::told;
use rmcp::transport::auth::{
    AuthError, AuthorizationManager, AuthorizationMetadataSource, ClientCredentialsConfig, JwtSigningAlgorithm,
    OAuthState,
};
use serde::Deserialize;
use serde_json::{Value, json};

const REDIRECT_URI: &str = "http://127.0.0.1:33418/callback";

/// The address of the MCP server, and what to do there.
#[derive(Deserialize)]
struct Task {
    url: String,
    #[serde(flatten)]
    step: Step,
}

#[derive(Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
enum Step {
    Call { user: String },
    Live { user: String },
    Register { redirect_uri: Option<String> },
    Token { client_id: String, client_secret: String, resource: String },
    TokenByKey { client_id: String, pem: String, resource: String },
}

fn main() {
    enrol_interop::main(|task: Task| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.map_err(|error| told(&error))?.block_on(run(task)).map_err(|error| told(&*error))
    });
}

async fn run(Task { url, step }: Task) -> Result<Value, Box<dyn Error>> {
    match step {
        Step::Call { user } => return call::call(&url, &user).await,
        Step::Live { user } => return call::live(&url, &user).await,
        Step::Register { redirect_uri } => register(&url, redirect_uri.as_deref().unwrap_or(REDIRECT_URI)).await,
        Step::Token { client_id, client_secret, resource } => {
            let (scopes, resource) = (Vec::new(), Some(resource));
            token(&url, ClientCredentialsConfig::ClientSecret { client_id, client_secret, scopes, resource }).await
        }
        Step::TokenByKey { client_id, pem, resource } => {
            let config = ClientCredentialsConfig::PrivateKeyJwt {
                client_id,
                signing_key: pem.into_bytes(),
                signing_algorithm: JwtSigningAlgorithm::ES256,
                token_endpoint_audience: None,
                scopes: Vec::new(),
                resource: Some(resource),
            };
            token(&url, config).await
        }
    }
    .map_err(Into::into)
}

async fn register(url: &str, redirect_uri: &str) -> Result<Value, AuthError> {
    let mut manager = AuthorizationManager::new(url).await?;
    let resolution = manager.resolve_metadata().await?;
    let is_discovered = resolution.source != AuthorizationMetadataSource::LegacyEndpointFallback;
    manager.set_metadata(resolution.metadata.clone());
    let outcome = match manager.register_client("rmcp client", redirect_uri, &[]).await {
        Ok(client) => {
            let authorization_url = manager.get_authorization_url(&[]).await?;
            let known = json!({"client_id": client.client_id, "client_secret": client.client_secret});
            json!({"client": known, "authorization_url": authorization_url})
        }
        Err(AuthError::RegistrationFailed(refusal)) => json!({"refusal": refusal}),
        Err(error) => return Err(error),
    };
    Ok(json!({"is_discovered": is_discovered, "metadata": resolution.metadata, "outcome": outcome}))
}

async fn token(url: &str, config: ClientCredentialsConfig) -> Result<Value, AuthError> {
    let mut state = OAuthState::new(url, None).await?;
    state.authenticate_client_credentials(config).await?;
    let manager = state.into_authorization_manager().ok_or(AuthError::AuthorizationRequired)?;
    let (_, answer) = manager.get_credentials().await?;
    Ok(json!({"answer": answer, "access_token": manager.get_access_token().await?}))
}
