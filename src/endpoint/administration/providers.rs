//! Identity providers at the admin API, as the settings have them. No answer has a secret.

use serde_json::{Map, Value};

use crate::client_metadata::Keyword;
use crate::error::{Error, Refusal};
use crate::http::{Response, Status};
use crate::json;
use crate::model::{Config, IdentityProvider, Protocol};

/// Lists the providers in the order of the settings.
pub fn list(config: &Config) -> Response {
    let providers: Vec<Value> = config.identity_providers.iter().map(|it| Value::Object(described(it))).collect();
    Response::json(Status(200), &json::object([("identity_providers", Value::from(providers))]))
}

/// Reads a provider; `Err` is 404.
pub fn read(name: &str, config: &Config) -> Result<Response, Error> {
    let provider = config.identity_providers.iter().find(|provider| provider.name == name);
    let provider = provider.ok_or(Refusal::UnknownIdentityProvider)?;
    Ok(Response::json(Status(200), &described(provider)))
}

fn described(provider: &IdentityProvider) -> Map<String, Value> {
    let protocol = match provider.protocol {
        Protocol::OAuth(_) => "oauth",
        Protocol::OpenId(_) => "openid",
    };
    let issuer = provider.issuer();
    let members = [
        ("name", Some(&*provider.name)),
        ("label", Some(&*provider.label)),
        ("issuer", Some(&*issuer)),
        ("protocol", Some(protocol)),
        ("client_id", provider.client_id.as_deref()),
        ("scope", Some(&*provider.scope).filter(|scope| !scope.is_empty())),
        ("token_endpoint_auth_method", provider.method.as_ref().map(Keyword::name)),
    ];
    let texts = members.into_iter().filter_map(|(name, text)| Some((name, Value::from(text?))));
    let mut described = json::object(texts);
    described.insert("asserts_identities".to_owned(), Value::from(provider.asserts));
    described
}
