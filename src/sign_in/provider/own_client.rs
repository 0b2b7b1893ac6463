//! The client that this server is at a provider: named in the settings, or registered there and remembered. RFC 7591.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::client_metadata::{Keyword, TokenEndpointAuthMethod};
use crate::error::Fault;
use crate::http::{Peer, Status};
use crate::json;
use crate::key_ring::Purpose;
use crate::model::{Config, IdentityProvider, ProviderSecret};
use crate::outbound::{json_of, send};
use crate::ports::{Clock, Content, Fetch, Message, ProviderClientStore, SealedRegistration, Throttle};
use crate::sign_in::provider::Failure;
use crate::sign_in::provider::metadata::ProviderMetadata;
use crate::unit::Timestamp;

/// The longest identifier that a provider may give.
const LONGEST_ID: usize = 1024;

/// The methods that this server has, best first.
const METHODS: [TokenEndpointAuthMethod; 3] = [
    TokenEndpointAuthMethod::ClientSecretBasic,
    TokenEndpointAuthMethod::ClientSecretPost,
    TokenEndpointAuthMethod::None,
];

/// The client that this server is at a provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnClient {
    /// Its identifier there.
    pub id: String,
    /// Its secret there; `None` for a public client.
    pub secret: Option<ProviderSecret>,
    /// The way in which it authenticates.
    pub method: TokenEndpointAuthMethod,
    /// The stored registration; `None` for a client of the settings.
    registration: Option<SealedRegistration>,
}

/// The contents of a stored registration.
#[derive(Deserialize, Serialize)]
struct Registration {
    client_id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    client_secret: Option<String>,
    method: String,
}

impl OwnClient {
    /// Returns the client of the settings or the stored one. Without either, or after the stored one has ended, it
    /// registers.
    pub async fn of(
        provider: &IdentityProvider,
        metadata: &ProviderMetadata,
        peer: Peer,
        config: &Config,
        ports: &(impl Clock + Fetch + ProviderClientStore + Throttle),
    ) -> Result<Self, Failure> {
        if let Some(id) = &provider.client_id {
            let (id, secret) = (id.clone(), provider.secret.clone());
            return Ok(Self { id, secret, method: method(provider, metadata)?, registration: None });
        }
        let stored = ports.provider_client(&metadata.issuer).await?;
        if let Some(client) =
            stored.as_ref().and_then(|stored| Self::restore(stored, provider, metadata, config, ports.now()))
        {
            return Ok(client);
        }
        let registered = register(provider, metadata, peer, config, ports).await?;
        let former = stored.as_ref().map(|stored| &*stored.sealed);
        // If another request has registered meanwhile, the store returns that registration: both go on with one client.
        let stored = ports.keep_provider_client(&metadata.issuer, &registered, former).await?;
        let broken = || Fault::Broken(format!("the registration at {} cannot be read", provider.name));
        Ok(Self::restore(&stored, provider, metadata, config, ports.now()).ok_or_else(broken)?)
    }

    /// Forgets a stored registration that the provider no longer knows. The next sign-in makes another one.
    pub async fn forget(&self, metadata: &ProviderMetadata, ports: &impl ProviderClientStore) -> Result<(), Fault> {
        match &self.registration {
            Some(stored) => ports.forget_provider_client(&metadata.issuer, &stored.sealed).await,
            None => Ok(()),
        }
    }

    /// Reads a stored registration; `None` if its secret has expired, if it is for another redirection URI than today's,
    /// or if its key has left the key ring.
    fn restore(
        stored: &SealedRegistration,
        provider: &IdentityProvider,
        metadata: &ProviderMetadata,
        config: &Config,
        now: Timestamp,
    ) -> Option<Self> {
        let callback = config.issuer.sign_in_callback(&provider.name);
        let bound_to = [&*callback, &metadata.issuer];
        let registration: Registration =
            config.keys.open_value(Purpose::ProviderCredentials, &bound_to, &stored.sealed)?;
        let is_over = stored.expires_at.is_some_and(|end| end <= now);
        let method = METHODS.into_iter().find(|method| method.name() == registration.method)?;
        (!is_over).then(|| Self {
            id: registration.client_id,
            secret: registration.client_secret.as_deref().and_then(ProviderSecret::parse),
            method,
            registration: Some(stored.clone()),
        })
    }
}

/// Returns the method of the settings, or else the best that the provider supports.
fn method(provider: &IdentityProvider, metadata: &ProviderMetadata) -> Result<TokenEndpointAuthMethod, Failure> {
    if let Some(method) = &provider.method {
        return Ok(method.clone());
    }
    let is_usable = |method: &TokenEndpointAuthMethod| {
        // A client of the settings is public only if its entry says so.
        let fits = provider.client_id.is_none() || *method != TokenEndpointAuthMethod::None;
        fits && metadata.methods.iter().any(|name| name == method.name())
    };
    let method = METHODS.into_iter().find(is_usable);
    method.ok_or_else(|| Failure::of_provider("it supports no method of client authentication that this server has"))
}

/// Registers this server. RFC 7591 section 3.
async fn register(
    provider: &IdentityProvider,
    metadata: &ProviderMetadata,
    peer: Peer,
    config: &Config,
    ports: &(impl Clock + Fetch + Throttle),
) -> Result<SealedRegistration, Failure> {
    let Some(endpoint) = &metadata.registration_endpoint else {
        return Err(Failure::of_provider("it registers no clients: its entry needs a client_id"));
    };
    let method = method(provider, metadata)?;
    let is_native = config.issuer.is_local() && !config.issuer.is_encrypted();
    let callback = config.issuer.sign_in_callback(&provider.name);
    let request = json!({
        // A web client must not have a redirection URI on the user's machine. OpenID Connect Registration section 2.
        "application_type": if is_native { "native" } else { "web" },
        "client_name": config.issuer.authority(),
        "grant_types": ["authorization_code"],
        "redirect_uris": [callback],
        "response_types": ["code"],
        "token_endpoint_auth_method": method.name(),
    });
    let authorization = provider.secret.as_ref().map(|token| format!("Bearer {}", token.reveal()));
    let message = Message { authorization, ..Message::post(Content::Json(json::text(&request))) };
    let response = send(endpoint, &message, peer, &metadata.guard, ports).await?;
    let response = response.filter(|response| matches!(response.status, Status(200 | 201)));
    let document = response.as_ref().and_then(json_of);
    let text = |name: &str| document.as_ref()?.get(name)?.as_str().filter(|text| !text.is_empty());
    let refused = || Failure::of_provider("it did not register this server");
    let client_id = text("client_id").filter(|id| id.len() <= LONGEST_ID).ok_or_else(refused)?.to_owned();
    let client_secret = text("client_secret").filter(|secret| ProviderSecret::parse(secret).is_some());
    let method = text("token_endpoint_auth_method").unwrap_or_else(|| method.name()).to_owned();
    let needs_secret = method != TokenEndpointAuthMethod::None.name();
    if !METHODS.iter().any(|known| known.name() == method) || (needs_secret && client_secret.is_none()) {
        return Err(Failure::of_provider("it registered this server with a method that this server lacks"));
    }
    let registration = Registration { client_id, client_secret: client_secret.map(str::to_owned), method };
    let expires_at = document.as_ref().and_then(|document| document.get("client_secret_expires_at"));
    let sealed = config.keys.seal_value(Purpose::ProviderCredentials, &[&callback, &metadata.issuer], &registration);
    Ok(SealedRegistration {
        sealed: sealed.ok_or_else(|| Fault::Broken("a registration cannot be sealed".to_owned()))?,
        registered_at: ports.now(),
        // 0 means never. RFC 7591 section 3.2.1.
        expires_at: expires_at.and_then(Value::as_u64).filter(|end| (1..LATEST).contains(end)).map(Timestamp),
    })
}

/// A secret that ends later counts as one that never ends.
const LATEST: u64 = 1 << 32;
