//! Calls a tool of an MCP server in the name of a user.

use std::error::Error;

use rmcp::ServiceExt;
use rmcp::model::CallToolRequestParams;
use rmcp::transport::StreamableHttpClientTransport;
use rmcp::transport::auth::{AuthClient, AuthError, AuthorizationRequest, OAuthState};
use rmcp::transport::streamable_http_client::StreamableHttpClientTransportConfig;
use serde_json::{Value, json};

use crate::REDIRECT_URI;

/// Registers, sends the user to the authorization request, and calls the tool `whoami`. The user answers at an address
/// with the redirection of the server.
pub async fn call(url: &str, user: &str) -> Result<Value, Box<dyn Error>> {
    let mut state = OAuthState::new(url, None).await?;
    state.start_authorization(AuthorizationRequest::new(REDIRECT_URI).with_client_name("rmcp client")).await?;
    let asked = state.get_authorization_url().await?;
    let answer = reqwest::Client::new().get(user).query(&[("url", asked)]).send().await?.json::<Value>().await?;
    let location = answer["location"].as_str().ok_or_else(|| answer.to_string())?;
    state.handle_callback_url(location).await?;
    let manager = state.into_authorization_manager().ok_or(AuthError::AuthorizationRequired)?;
    let client = AuthClient::new(reqwest::Client::new(), manager);
    let config = StreamableHttpClientTransportConfig::with_uri(url);
    let service = ().serve(StreamableHttpClientTransport::with_client(client, config)).await?;
    let result = service.call_tool(CallToolRequestParams::new("whoami")).await?;
    let text =
        result.content.first().and_then(|content| content.as_text()).ok_or("the tool did not answer with a text")?;
    let claims: Value = serde_json::from_str(&text.text)?;
    service.cancel().await?;
    Ok(json!({"claims": claims}))
}
