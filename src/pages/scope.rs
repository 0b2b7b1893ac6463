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
    let mut claims: Vec<&String> = names.filter(|name| *name != "sub").collect();
    claims.sort_unstable();
    claims.dedup();
    let services: Vec<&str> = services(resources, look).collect();
    html! {
        h2 #asks { (look.say(texts::ASKS)) }
        @if scope.is_empty() && claims.is_empty() && services.is_empty() { p { (look.say(texts::ASKS_NOTHING)) } }
        @else {
            ul aria-labelledby="asks" {
                @for value in scope.iter().take(MAXIMUM_SHOWN) { li { (permission(value, look)) } }
                @for name in claims.into_iter().take(MAXIMUM_SHOWN) {
                    li { (look.fill(texts::CLAIM, &[("claim", shown::code(name))])) }
                }
                @for service in services {
                    li { (look.fill(texts::RESOURCE, &[("resource", shown::host(service))])) }
                }
            }
        }
    }
}

/// Returns the resources that users need to know of. A token for this server alone is of use for nothing but the claims
/// that the page lists anyway.
pub fn services<'a>(resources: &'a [String], look: &Look<'_>) -> impl Iterator<Item = &'a str> {
    let own = look.config.issuer.as_str();
    resources.iter().map(String::as_str).filter(move |resource| *resource != own).take(MAXIMUM_SHOWN)
}

/// Returns a scope value in words, or by its name; also a single claim as a consent has it.
#[must_use]
pub fn permission(value: &str, look: &Look<'_>) -> Markup {
    if let Some(name) = value.strip_prefix(CLAIM) {
        return look.fill(texts::CLAIM, &[("claim", shown::code(name))]);
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
