//! Calls tools of an MCP server in the name of a user.

use std::error::Error;

use rmcp::model::CallToolRequestParams;
use rmcp::service::RunningService;
use rmcp::transport::StreamableHttpClientTransport;
use rmcp::transport::auth::{
    AuthClient, AuthError, AuthorizationRequest, CredentialStore, InMemoryCredentialStore, OAuthState,
    StoredCredentials,
};
use rmcp::transport::streamable_http_client::StreamableHttpClientTransportConfig;
use rmcp::{RoleClient, ServiceExt};
use serde_json::{Value, json};

use crate::REDIRECT_URI;

/// Calls the tool `whoami`.
pub async fn call(url: &str, user: &str) -> Result<Value, Box<dyn Error>> {
    let (service, _) = connect(url, user).await?;
    let claims = claims(&service, "whoami").await?;
    service.cancel().await?;
    Ok(json!({"claims": claims}))
}

/// Returns the claims of three tokens: before it expires, after a refresh, and after the client was deleted.
///
/// `refusal` is the error for the deleted client, after which an app begins anew.
pub async fn live(url: &str, user: &str) -> Result<Value, Box<dyn Error>> {
    let (service, store) = connect(url, user).await?;
    let first = claims(&service, "whoami").await?;
    pass_time(&store).await?;
    let refreshed = claims(&service, "unregister").await?;
    pass_time(&store).await?;
    let refusal = match claims(&service, "whoami").await {
        Ok(_) => return Err("the deleted client still works".into()),
        Err(error) => error.to_string(),
    };
    service.cancel().await?;
    let (again, _) = connect(url, user).await?;
    let last = claims(&again, "whoami").await?;
    again.cancel().await?;
    Ok(json!({"told": [first, refreshed, last], "refusal": refusal}))
}

/// Makes the SDK take its token for expired, which it decides by the clock alone.
async fn pass_time(store: &InMemoryCredentialStore) -> Result<(), AuthError> {
    let Some(mut credentials) = store.load().await? else { return Err(AuthError::AuthorizationRequired) };
    credentials.token_received_at = Some(0);
    store.save(credentials).await
}

/// Registers, sends the user to the authorization request, and opens a session. The user answers at an address with the
/// redirection of the server.
async fn connect(
    url: &str,
    user: &str,
) -> Result<(RunningService<RoleClient, ()>, InMemoryCredentialStore), Box<dyn Error>> {
    let mut state = OAuthState::new(url, None).await?;
    state.start_authorization(AuthorizationRequest::new(REDIRECT_URI).with_client_name("rmcp client")).await?;
    let asked = state.get_authorization_url().await?;
    let answer = reqwest::Client::new().get(user).query(&[("url", asked)]).send().await?.json::<Value>().await?;
    let location = answer["location"].as_str().ok_or_else(|| answer.to_string())?;
    state.handle_callback_url(location).await?;
    let (client_id, tokens) = state.get_credentials().await?;
    let store = InMemoryCredentialStore::new();
    store.save(StoredCredentials::new(client_id, tokens, Vec::new(), None)).await?;
    let mut manager = state.into_authorization_manager().ok_or(AuthError::AuthorizationRequired)?;
    manager.set_credential_store(store.clone());
    let client = AuthClient::new(reqwest::Client::new(), manager);
    let config = StreamableHttpClientTransportConfig::with_uri(url);
    Ok((().serve(StreamableHttpClientTransport::with_client(client, config)).await?, store))
}

/// Calls a tool, and returns the claims that it answers with.
async fn claims(service: &RunningService<RoleClient, ()>, tool: &'static str) -> Result<Value, Box<dyn Error>> {
    let result = service.call_tool(CallToolRequestParams::new(tool)).await?;
    let text =
        result.content.first().and_then(|content| content.as_text()).ok_or("the tool did not answer with a text")?;
    Ok(serde_json::from_str(&text.text)?)
}
