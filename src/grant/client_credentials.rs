//! A client that gets a token for itself. RFC 6749 section 4.4.

use serde_json::{Map, Value};

use crate::client::Client;
use crate::config::Config;
use crate::error::{Error, Refusal};
use crate::grant::AccessToken;
use crate::http::Form;
use crate::metadata::{ClientMetadata, GrantType, Scope};
use crate::ports::{Clock, Random, Sign, Store};

/// Gives a client a token whose scope is within the one that it has registered.
pub async fn client_credentials(
    client: &Client,
    form: &Form,
    config: &Config,
    ports: &(impl Clock + Random + Sign + Store),
) -> Result<Map<String, Value>, Error> {
    let metadata = client.metadata();
    let grant = GrantType::ClientCredentials;
    let has_grant = metadata.grant_types.as_ref().is_some_and(|grants| grants.contains(&grant))
        && config.policy.grant_types_supported.contains(&grant);
    if !has_grant || wants_bound_tokens(metadata) {
        return Err(Refusal::UnauthorizedClient.into());
    }
    let scope = scope(form, client, config)?;
    let token = AccessToken {
        client: client.id(),
        subject: client.id().as_str(),
        audience: audience(form, config)?,
        scope: scope.as_ref(),
    };
    Ok(token.issue(config, ports).await?)
}

/// Tokens that work for whoever holds them are not for a client that has ruled them out. RFC 8705 section 3.4, RFC 9449
/// section 5.2.
fn wants_bound_tokens(metadata: &ClientMetadata) -> bool {
    metadata.tls_client_certificate_bound_access_tokens == Some(true) || metadata.dpop_bound_access_tokens == Some(true)
}

/// What is asked for, or else all that is registered and still supported. RFC 6749 section 3.3, RFC 7591 section 2.
fn scope(form: &Form, client: &Client, config: &Config) -> Result<Option<Scope>, Refusal> {
    let usable = client.scope(&config.policy);
    let of = |values: Vec<&str>| Scope::of(values.into_iter().map(str::to_owned));
    let Some(asked) = form.value("scope") else { return Ok(of(usable)) };
    let asked: Vec<&str> = asked.split(' ').collect();
    if asked.iter().all(|value| usable.contains(value)) { Ok(of(asked)) } else { Err(Refusal::InvalidScope) }
}

/// The resource that is asked for, or else the first one. RFC 8707 section 2.
fn audience<'a>(form: &Form, config: &'a Config) -> Result<&'a str, Refusal> {
    let mut resources = config.resources.iter().map(String::as_str);
    let found = match form.value("resource") {
        None => resources.next(),
        Some(asked) => resources.find(|resource| *resource == asked),
    };
    found.ok_or(Refusal::InvalidTarget)
}
