//! Resources: what access tokens are for, and what each of them offers. RFC 8707.

use crate::client_metadata::{AbsoluteUri, Name, Translated};
use crate::error::Refusal;
use crate::model::Config;
use crate::policy::STANDARD_SCOPES;

/// A resource that access tokens are issued for, as the operator describes it. RFC 8707 section 2, RFC 9728 section 2.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Resource {
    /// The identifier: an absolute URI without a fragment, in the spelling of tokens.
    pub identifier: String,
    /// The name that users see.
    pub name: Translated<Name>,
    /// The words that tell users what the resource is.
    pub description: Translated<Name>,
    /// The scope values that the resource offers, each with the words that tell users what it permits; `None` for any.
    pub scopes: Option<Vec<(String, Translated<Name>)>>,
    /// The claims of users that tokens for the resource have; `None` for those of `ACCESS_TOKEN_CLAIMS`.
    pub claims: Option<Vec<String>>,
}

impl Resource {
    /// Makes a resource without settings of its own.
    #[must_use]
    pub fn plain(identifier: String) -> Self {
        Self { identifier, ..Self::default() }
    }

    /// Returns true if the resource offers a scope value. The standard values are about this server, so tokens for any
    /// resource may have them.
    #[must_use]
    pub fn offers(&self, value: &str) -> bool {
        let is_listed = |scopes: &Vec<(String, _)>| scopes.iter().any(|(known, _)| known == value);
        STANDARD_SCOPES.contains(&value) || self.scopes.as_ref().is_none_or(is_listed)
    }
}

impl Config {
    /// Returns the resource of an identifier in the spelling of the setting.
    #[must_use]
    pub fn resource(&self, identifier: &str) -> Option<&Resource> {
        self.resources.iter().find(|resource| resource.identifier == identifier)
    }

    /// Returns the resources that a request names, each once and in the order of the setting.
    ///
    /// A request that names none is for the first resource that offers one of these scope values, or for the first of
    /// all. `Err` as in [`audience`].
    pub fn requested_resources(&self, named: &[&str], scope: &[&str]) -> Result<Vec<&str>, Refusal> {
        if !named.is_empty() {
            return audience(named, self.resources.iter().map(|resource| &*resource.identifier));
        }
        let own: Vec<&str> = scope.iter().copied().filter(|value| !STANDARD_SCOPES.contains(value)).collect();
        let fits = |resource: &&Resource| own.iter().any(|value| resource.offers(value));
        let default = self.resources.iter().find(fits).or(self.resources.first()).ok_or(Refusal::InvalidTarget)?;
        Ok(vec![&default.identifier])
    }

    /// Returns true if one of these resources offers a scope value. A place of this server that is no resource of the
    /// setting offers any.
    #[must_use]
    pub fn is_offered(&self, value: &str, audience: &[impl AsRef<str>]) -> bool {
        audience.iter().any(|it| self.resource(it.as_ref()).is_none_or(|resource| resource.offers(value)))
    }

    /// Returns the claims of users that a token for these resources has: those that each of the resources reads.
    #[must_use]
    pub fn claims_for(&self, audience: &[String]) -> Vec<&str> {
        let of = |it: &String| self.resource(it).and_then(|it| it.claims.as_ref()).unwrap_or(&self.access_token_claims);
        let Some((first, others)) = audience.split_first() else { return Vec::new() };
        let is_common = |name: &&str| others.iter().all(|other| of(other).iter().any(|known| known == name));
        of(first).iter().map(String::as_str).filter(is_common).collect()
    }
}

/// Returns the places that a request names, as the operator spells them, each once and in the order of the list. The
/// default is the first place.
///
/// `Err` is `invalid_target` for an unknown place, and for a text that is not an absolute URI without a fragment.
/// RFC 8707 section 2.
pub fn audience<'a>(named: &[&str], places: impl Iterator<Item = &'a str> + Clone) -> Result<Vec<&'a str>, Refusal> {
    let places: Vec<&str> = places.collect();
    if named.is_empty() {
        return places.first().map(|first| vec![*first]).ok_or(Refusal::InvalidTarget);
    }
    let found: Option<Vec<usize>> = named.iter().map(|name| place(name, &places)).collect();
    let found = found.ok_or(Refusal::InvalidTarget)?;
    Ok(places.into_iter().enumerate().filter(|(index, _)| found.contains(index)).map(|(_, place)| place).collect())
}

/// Returns the index of a named place. An exact match wins, because two places may differ by a slash alone.
fn place(name: &str, places: &[&str]) -> Option<usize> {
    places.iter().position(|place| *place == name).or_else(|| {
        let name = AbsoluteUri::parse(name).ok()?;
        let position = |is_same: fn(&AbsoluteUri, &AbsoluteUri) -> bool| {
            places.iter().position(|place| AbsoluteUri::parse(place).is_ok_and(|place| is_same(&name, &place)))
        };
        // Some libraries add a slash to the root of a server, or write its host in capitals. Others drop every last slash.
        position(is_same).or_else(|| position(is_same_but_for_a_slash))
    })
}

/// Returns true if two URIs name the same resource. Scheme and host ignore case, a default port equals no port, and an
/// empty path equals `/`. All else is compared exactly. RFC 3986 sections 6.2.2.1 and 6.2.3.
#[must_use]
pub fn is_same(one: &AbsoluteUri, other: &AbsoluteUri) -> bool {
    one.origin() == other.origin() && rest(one) == rest(other)
}

/// Returns true if two URIs name the same resource, or differ in nothing but a slash at the end of the path. MCP says
/// that clients should leave this slash out, whether or not the resource has it.
fn is_same_but_for_a_slash(one: &AbsoluteUri, other: &AbsoluteUri) -> bool {
    let ((path, query), (other_path, other_query)) = (rest(one), rest(other));
    let differs = path.strip_suffix('/') == Some(other_path) || other_path.strip_suffix('/') == Some(path);
    one.origin() == other.origin() && query == other_query && differs
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

    /// The Model Context Protocol, Authorization, Canonical Server URI; requirement O7.
    #[test]
    fn a_slash_at_the_end_of_the_path_counts_only_between_two_resources() {
        let found = |name: &str, places: &[&'static str]| audience(&[name], places.iter().copied()).unwrap_or_default();
        let [bare, slashed, other] = ["https://api.example/mcp", "https://api.example/mcp/", "https://api.example/x?q"];
        for (name, places, expected) in [
            (bare, &[slashed][..], slashed),
            (slashed, &[bare], bare),
            ("https://API.example/mcp/", &[bare], bare),
            (bare, &[slashed, bare], bare),
            (slashed, &[bare, slashed], slashed),
            ("https://API.example/mcp/", &[bare, slashed], slashed),
            ("https://api.example/x/?q", &[other], other),
        ] {
            assert_eq!(found(name, places), [expected], "{name} {places:?}");
        }
        for name in [
            "https://api.example/mcp//",
            "https://api.example/mc",
            "https://api.example/x?q/",
            "http://api.example/mcp/",
        ] {
            assert_eq!(found(name, &[bare, other]), [""; 0], "{name}");
        }
    }
}
