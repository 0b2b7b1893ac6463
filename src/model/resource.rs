//! Resource indicators: the audience of access tokens. RFC 8707.

use std::collections::BTreeSet;

use crate::client_metadata::AbsoluteUri;
use crate::error::Refusal;

/// Returns the resources that a request names, as the operator spells them, each once and in the order of the setting.
///
/// The default is the first resource. `Err` is `invalid_target` for an unknown resource, and for a text that is not an
/// absolute URI without a fragment. RFC 8707 section 2.
pub fn audience<'a>(asked: &[&str], resources: &'a [String]) -> Result<Vec<&'a str>, Refusal> {
    if asked.is_empty() {
        return resources.first().map(|first| vec![first.as_str()]).ok_or(Refusal::InvalidTarget);
    }
    let places: Option<BTreeSet<usize>> = asked.iter().map(|name| place(name, resources)).collect();
    let places = places.ok_or(Refusal::InvalidTarget)?;
    Ok(places.into_iter().filter_map(|place| resources.get(place).map(String::as_str)).collect())
}

/// Returns the index of a named resource. An exact match wins, because two resources may differ by a slash alone.
fn place(name: &str, resources: &[String]) -> Option<usize> {
    let exact = resources.iter().position(|resource| resource == name);
    // Some libraries add a slash to the root of a server, or write its host in capitals.
    exact.or_else(|| {
        let name = AbsoluteUri::parse(name).ok()?;
        resources
            .iter()
            .position(|resource| AbsoluteUri::parse(resource).is_ok_and(|resource| is_same(&name, &resource)))
    })
}

/// Returns true if two URIs name the same resource. Scheme and host ignore case, a default port equals no port, and an
/// empty path equals `/`. All else is compared exactly. RFC 3986 sections 6.2.2.1 and 6.2.3.
#[must_use]
pub fn is_same(one: &AbsoluteUri, other: &AbsoluteUri) -> bool {
    one.origin() == other.origin() && rest(one) == rest(other)
}

/// Returns the path, `/` if empty, and the query.
fn rest(uri: &AbsoluteUri) -> (&str, Option<&str>) {
    let path = if uri.path().is_empty() { "/" } else { uri.path() };
    (path, uri.as_str().split_once('?').map(|(_, query)| query))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 3986 section 6.2; requirement O7.
    #[test]
    fn a_resource_is_compared_as_uris_are() {
        for (one, other, is_it) in [
            ("https://api.example", "https://api.example/", true),
            ("https://API.example/mcp", "HTTPS://api.example/mcp", true),
            ("https://api.example:443", "https://api.example/", true),
            ("http://localhost:8787", "http://LOCALHOST:8787/", true),
            ("https://api.example?a", "https://api.example/?a", true),
            ("urn:example:API", "URN:example:API", true),
            ("urn:example:API", "urn:example:api", false),
            ("https://api.example/mcp", "https://api.example/MCP", false),
            ("https://api.example/mcp", "https://api.example/mcp/", false),
            ("https://api.example/mcp", "https://api.example/mcp?", false),
            ("https://api.example/a%2fb", "https://api.example/a%2Fb", false),
            ("https://api.example", "https://api.example:8443", false),
            ("https://api.example", "http://api.example", false),
            ("https://api.example", "https://api.example.evil.example", false),
            ("https://api.example", "https://api.example//", false),
        ] {
            let [one, other] = [one, other].map(|text| AbsoluteUri::parse(text).unwrap());
            assert_eq!(is_same(&one, &other), is_it, "{one:?} {other:?}");
            assert_eq!(is_same(&other, &one), is_it, "{other:?} {one:?}");
        }
    }
}
