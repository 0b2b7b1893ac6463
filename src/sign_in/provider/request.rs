//! The authorization request to a provider. RFC 6749 section 4.1.1, OpenID Connect Core section 3.1.2.1.

use form_urlencoded::Serializer;

use crate::error::Fault;
use crate::http::Peer;
use crate::model::{AuthorizationRequest, Config, Destination, IdentityProvider, Prompt, Protocol, Waiting};
use crate::ports::{Random, RequestStore, Throttle};
use crate::sign_in::provider::attempt::Attempt;
use crate::sign_in::provider::metadata::ProviderMetadata;

/// The longest address that a browser is sent to. Some proxies and servers refuse longer ones.
const LONGEST_ADDRESS: usize = 2000;

/// Returns the address where the user signs in. An attempt that would make it too long is stored.
pub async fn address(
    provider: &IdentityProvider,
    metadata: &ProviderMetadata,
    client_id: &str,
    (attempt, browser): (&Attempt, &str),
    peer: Peer,
    config: &Config,
    ports: &(impl Random + RequestStore + Throttle),
) -> Result<String, Fault> {
    let sealed = attempt.seal(browser, config)?;
    let with = |state: &str| with_state(state, provider, metadata, client_id, attempt, config);
    let address = with(&sealed);
    if address.len() <= LONGEST_ADDRESS {
        return Ok(address);
    }
    Ok(with(&attempt.store(&sealed, peer, ports).await?))
}

fn with_state(
    state: &str,
    provider: &IdentityProvider,
    metadata: &ProviderMetadata,
    client_id: &str,
    attempt: &Attempt,
    config: &Config,
) -> String {
    let endpoint = metadata.authorization_endpoint.as_str();
    let separator = if endpoint.contains('?') { "&" } else { "?" };
    let start = format!("{endpoint}{separator}");
    let length = start.len();
    let mut query = Serializer::for_suffix(start, length);
    let (callback, challenge, nonce) =
        (config.issuer.sign_in_callback(&provider.name), attempt.challenge(), attempt.nonce());
    query.extend_pairs([
        ("response_type", "code"),
        ("client_id", client_id),
        ("redirect_uri", &callback),
        ("state", state),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
    ]);
    if !provider.scope.is_empty() {
        query.append_pair("scope", &provider.scope);
    }
    // OAuth alone has no ID token that could repeat a nonce.
    if matches!(provider.protocol, Protocol::OpenId(_)) {
        query.append_pair("nonce", &nonce);
        if let Some(request) = request_of(&attempt.waiting) {
            query.extend_pairs(passed_on(request));
        }
    }
    query.finish()
}

/// Returns the authorization request that waits for the user.
#[must_use]
pub fn request_of(waiting: &Waiting) -> Option<&AuthorizationRequest> {
    match &waiting.destination {
        Destination::Account | Destination::Console | Destination::Device(_) | Destination::DeviceWithFactor(_) => None,
        Destination::Authorization(request) => Some(request),
    }
}

/// Returns the parameters of the client that the provider can honour. Consent is asked for here.
fn passed_on(request: &AuthorizationRequest) -> Vec<(&'static str, String)> {
    let prompts = [(Prompt::Login, "login"), (Prompt::SelectAccount, "select_account")];
    let prompts = prompts.into_iter().filter(|(prompt, _)| request.prompt.contains(prompt)).map(|(_, name)| name);
    [
        ("prompt", prompts.collect::<Vec<_>>().join(" ")),
        ("max_age", request.max_age.map_or_else(String::new, |age| age.to_string())),
        ("login_hint", request.login_hint.clone().unwrap_or_default()),
        ("ui_locales", request.ui_locales.join(" ")),
        ("acr_values", request.acr_values.join(" ")),
    ]
    .into_iter()
    .filter(|(_, value)| !value.is_empty())
    .collect()
}
