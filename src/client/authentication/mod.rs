//! How a client proves who it is when it asks for something. RFC 6749 section 2.3, RFC 7523, OpenID Connect Core section 9.
//!
//! Whatever is wrong is told in the same words: an unknown client, a deleted one, a wrong secret, another method.

mod assertion;
mod presented;

use crate::client::authentication::presented::{Presented, Proof};
use crate::client::{ClientId, Credentials, RegisteredClient, resolve};
use crate::config::Config;
use crate::error::{Error, Refusal};
use crate::http::{Form, Request};
use crate::metadata::TokenEndpointAuthMethod;
use crate::ports::{Cache, Clock, Fetch, Store, Throttle, Verify};

/// Finds the client that a request comes from.
///
/// `Err` is `invalid_request` where it gives several proofs, otherwise `invalid_client`. The method must be the one that
/// the client has registered. RFC 6749 sections 2.3 and 5.2.
pub async fn identify(
    request: &Request,
    form: &Form,
    config: &Config,
    ports: &(impl Cache + Clock + Fetch + Store + Throttle + Verify),
) -> Result<RegisteredClient, Error> {
    let Presented { id, proof } = presented::read(request, form)?;
    let id = ClientId::parse(&id).ok_or(Refusal::InvalidClient)?;
    let found = resolve(&id, ports).await?;
    // A client that is not there is given credentials that nobody has, so that it costs as much to refuse.
    let credentials = found.as_ref().map(|client| client.credentials.clone());
    let secret = credentials.unwrap_or_else(|| Credentials::first(&config.keys)).secret(&id, &config.keys);
    let method = found.as_ref().and_then(|client| client.metadata.metadata().token_endpoint_auth_method.clone());
    let supported = &config.policy.token_endpoint_auth_methods_supported;
    let method = method.filter(|method| supported.contains(method));
    let is_proven = match (&proof, method) {
        (Proof::Basic(texts), method) => {
            let is_secret = |text: &String| secret.as_ref().is_some_and(|secret| secret.is(text));
            let is_one = texts.iter().filter(|text| is_secret(text)).count() > 0;
            is_one && method == Some(TokenEndpointAuthMethod::ClientSecretBasic)
        }
        (Proof::Post(text), method) => {
            let is_secret = secret.as_ref().is_some_and(|secret| secret.is(text));
            is_secret && method == Some(TokenEndpointAuthMethod::ClientSecretPost)
        }
        (Proof::None, method) => method == Some(TokenEndpointAuthMethod::None),
        (Proof::Assertion(token), Some(method)) => match &found {
            Some(client) => assertion::verify(token, client, &method, config, ports).await?,
            None => false,
        },
        (Proof::Assertion(_), None) => false,
    };
    found.filter(|_| is_proven).ok_or_else(|| Refusal::InvalidClient.into())
}
