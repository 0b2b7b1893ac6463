//! The template that a registration is for.

use serde_json::{Map, Value};

use crate::client_metadata::is_present;
use crate::error::{Error, Invalid, Refusal};
use crate::json::Pointer;
use crate::policy::{Bounds, Policy, Template};
use crate::registration::Registrant;

/// The member by which a client names its template.
const NAME: &str = "software_id";

/// An error, as it is told to whoever sent these members as a client of a template: a refusal of what the template says is
/// about the request as a whole.
#[must_use]
pub fn told_of_template(error: Error, template: Option<&Template>, body: &Map<String, Value>) -> Error {
    let (
        Some(template),
        Error::Refusal(Refusal::InvalidClientMetadata(invalid) | Refusal::InvalidRedirectUri(invalid)),
    ) = (template, &error)
    else {
        return error;
    };
    template.told(invalid.clone(), body).into()
}

/// The template of which a registrant asks for a client: the one that its token is for, or else the one that it names.
///
/// `Err` is 401 where nothing is known of whoever names one.
pub fn template_of<'a>(
    asked: &Map<String, Value>,
    registrant: &Registrant,
    policy: &'a Policy,
) -> Result<Option<&'a Template>, Refusal> {
    let named = asked.get(NAME).filter(|value| is_present(value));
    let named = named.map(|name| name.as_str().unwrap_or_default());
    let Some(permitted) = registrant.bounds().and_then(Bounds::templates) else {
        let found = named.and_then(|name| policy.template(name));
        return match (found, registrant) {
            (Some(_), Registrant::Open) => Err(Refusal::MissingToken),
            _ => Ok(found),
        };
    };
    let name = match (named, &*permitted) {
        (None, [only]) => Some(*only),
        _ => named.filter(|name| permitted.contains(name)),
    };
    let must = "be the name of a template that the initial access token is for";
    let found = name.and_then(|name| policy.template(name));
    found.map(Some).ok_or_else(|| Invalid::new(Pointer::member(NAME), must).told_to_sender(asked).into())
}
