//! The permissions that a client asks the user for, in words.

use maud::{Markup, html};

use crate::model::{CLAIM, ClaimsRequest};
use crate::pages::{Look, shown, texts::consent as texts};
use crate::policy::RIGHT;

/// The most values of a list that a page shows one by one.
const MAXIMUM_SHOWN: usize = 100;

/// Lists the permissions that a client asks for: scope values, single claims and resources.
#[must_use]
pub fn asked(scope: &[String], resources: &[String], claims: &ClaimsRequest, look: &Look<'_>) -> Markup {
    let names = claims.id_token.keys().chain(claims.userinfo.keys());
    let mut claims: Vec<&str> = Vec::new();
    for name in names.map(String::as_str).filter(|name| *name != "sub") {
        if let Err(place) = claims.binary_search(&name) {
            claims.insert(place, name);
        }
    }
    let services: Vec<&str> = services(resources, look).collect();
    html! {
        h2 #asks { (look.say(texts::ASKS)) }
        @if scope.is_empty() && claims.is_empty() && services.is_empty() { p { (look.say(texts::ASKS_NOTHING)) } }
        @else {
            ul aria-labelledby="asks" {
                @for value in scope.iter().take(MAXIMUM_SHOWN) { li { (permission(value, resources, look)) } }
                @for name in claims.into_iter().take(MAXIMUM_SHOWN) {
                    li { (look.fill(texts::CLAIM, &[("claim", shown::code(name))])) }
                }
                @for service in services {
                    li {
                        (look.fill(texts::RESOURCE, &[("resource", name(service, look))]))
                        @if let Some(words) = description(service, look) { " " span.soft { (words) } }
                    }
                }
            }
        }
    }
}

/// Returns the resources that users need to know of. A token for this server alone is of use for nothing but the claims
/// that the page lists anyway, unless the operator has named it as a service.
pub fn services<'a>(resources: &'a [String], look: &Look<'_>) -> impl Iterator<Item = &'a str> {
    let config = look.config;
    let is_named = |resource: &str| config.resource(resource).is_some_and(|it| it.name.values().next().is_some());
    let is_service = move |resource: &&str| *resource != config.issuer.as_str() || is_named(resource);
    resources.iter().map(String::as_str).filter(is_service).take(MAXIMUM_SHOWN)
}

/// Returns the operator's name of a resource, or its address.
#[must_use]
pub fn name(resource: &str, look: &Look<'_>) -> Markup {
    let name = look.config.resource(resource).and_then(|it| look.best_of(&it.name));
    name.map_or_else(|| shown::host(resource), |(tag, name)| shown::words(tag, name.as_str()))
}

/// Returns the operator's description of a resource.
#[must_use]
pub fn description(resource: &str, look: &Look<'_>) -> Option<Markup> {
    let (tag, words) = look.best_of(&look.config.resource(resource)?.description)?;
    Some(shown::words(tag, words.as_str()))
}

/// Returns a scope value in words, or by its name; also a single claim as a consent has it.
///
/// The words are those of the first of these resources that describes the value.
#[must_use]
pub fn permission(value: &str, resources: &[String], look: &Look<'_>) -> Markup {
    if let Some(name) = value.strip_prefix(CLAIM) {
        return look.fill(texts::CLAIM, &[("claim", shown::code(name))]);
    }
    let offered = resources.iter().filter_map(|it| look.config.resource(it)?.scopes.as_ref()).flatten();
    let words = offered.filter(|(offered, _)| offered == value).find_map(|(_, words)| look.best_of(words));
    if let Some((tag, words)) = words {
        return shown::words(tag, words.as_str());
    }
    let text = match value {
        "openid" => texts::SCOPE_OPENID,
        "profile" => texts::SCOPE_PROFILE,
        "email" => texts::SCOPE_EMAIL,
        "address" => texts::SCOPE_ADDRESS,
        "phone" => texts::SCOPE_PHONE,
        "offline_access" => texts::SCOPE_OFFLINE,
        RIGHT => texts::SCOPE_REGISTER,
        _ => return look.fill(texts::SCOPE_OTHER, &[("scope", shown::code(value))]),
    };
    html! { (look.say(text)) }
}
