//! The template that a registration is for.

use serde_json::{Map, Value};

use crate::client_metadata::{SOFTWARE_ID, is_present};
use crate::error::{Error, Invalid, Refusal};
use crate::json::Pointer;
use crate::model::{Config, RegisteredClient};
use crate::policy::{Policy, Template};
use crate::registration::Registrant;

/// Addresses an error to the sender of these members: a refusal of a value that comes from the template is about the request
/// as a whole.
#[must_use]
pub fn address_to_sender(error: Error, template: Option<&Template>, body: &Map<String, Value>) -> Error {
    let (
        Some(template),
        Error::Refusal(Refusal::InvalidClientMetadata(invalid) | Refusal::InvalidRedirectUri(invalid)),
    ) = (template, &error)
    else {
        return error;
    };
    template.point_at_request(invalid.clone(), body).into()
}

/// Returns the template of a new client: the template of the access token, or else the one that the request names.
///
/// `Err` is 401 for an anonymous registrant that names a template.
pub fn template_of_registrant<'a>(
    members: &Map<String, Value>,
    registrant: &Registrant,
    policy: &'a Policy,
) -> Result<Option<&'a Template>, Refusal> {
    let named = members.get(SOFTWARE_ID).filter(|value| is_present(value));
    let named = named.map(|name| name.as_str().unwrap_or_default());
    let Some(permitted) = registrant.bounds().and_then(|bounds| bounds.allowed.templates.as_ref()) else {
        let found = named.and_then(|name| policy.template(name));
        return match (found, registrant) {
            (Some(_), Registrant::Anonymous) => Err(Refusal::MissingToken),
            _ => Ok(found),
        };
    };
    let name = match (named, &**permitted) {
        (None, [only]) => Some(&**only),
        _ => named.filter(|name| permitted.iter().any(|permitted| permitted == name)),
    };
    let must = "be the name of a template that the initial access token is for";
    let found = name.and_then(|name| policy.template(name));
    found.map(Some).ok_or_else(|| Invalid::new(Pointer::member(SOFTWARE_ID), must).pointing_into(members).into())
}

/// Returns the template of a registered client.
///
/// `Err` is for a client whose template is gone, which can only read and delete itself, and for a client without a template
/// that names one.
pub fn template_of_client<'a>(
    client: &RegisteredClient,
    members: &Map<String, Value>,
    config: &'a Config,
) -> Result<Option<&'a Template>, Invalid> {
    let refuse = |must: &'static str| Err(Invalid::new(Pointer::member(SOFTWARE_ID), must));
    let named = members.get(SOFTWARE_ID).filter(|named| client.metadata.members().get(SOFTWARE_ID) != Some(*named));
    let is_template = |name: &Value| name.as_str().is_some_and(|name| config.policy.template(name).is_some());
    match (client.template(&config.policy), client.template_name()) {
        (Some(template), _) => Ok(Some(template)),
        (None, Some(_)) => refuse("be the name of a template that there is"),
        (None, None) if named.is_some_and(is_template) => refuse("not be the name of a template"),
        (None, None) => Ok(None),
    }
}
