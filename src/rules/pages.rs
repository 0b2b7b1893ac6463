//! The pages that a client shows to people. RFC 7591 sections 2 and 5.

use crate::client_metadata::{AbsoluteUri, ClientMetadata, Host, List, RedirectUri};
use crate::error::Invalid;
use crate::json::Pointer;
use crate::policy::{ForeignPages, HttpPages, Policy};

/// Refuses pages over http, and pages elsewhere, where the operator wants that.
pub fn check(metadata: &ClientMetadata, policy: &Policy) -> Result<(), Invalid> {
    if let (HttpPages::Refuse, Some(member)) = (policy.http_pages, over_http(metadata).next()) {
        return Err(Invalid::new(Pointer::member(&member), "be an https URI"));
    }
    let uris = metadata.redirect_uris.as_ref().map_or(&[][..], List::as_slice);
    // An app and a machine have no host that a page could be on.
    let has_host = uris.iter().any(|RedirectUri(uri)| uri.scheme() == "https");
    match (policy.foreign_pages, foreign(metadata).next()) {
        (ForeignPages::Refuse, Some(member)) if has_host => {
            Err(Invalid::new(Pointer::member(&member), "have the host of one of the redirect_uris"))
        }
        _ => Ok(()),
    }
}

/// The members whose page is reached over http, and not on the own machine of a developer. RFC 7591 section 2 asks for
/// no TLS; whoever is on the way can replace such a page.
pub fn over_http(metadata: &ClientMetadata) -> impl Iterator<Item = String> {
    let is_over_http = |uri: &AbsoluteUri| uri.scheme() != "https" && !uri.host().is_some_and(Host::is_loopback);
    pages(metadata).filter(move |(_, uri)| is_over_http(uri)).map(|(member, _)| member)
}

/// The members whose page is not where the client is redirected to: nothing but the client's word says that such a page
/// is its own. RFC 7591 section 5.
pub fn foreign(metadata: &ClientMetadata) -> impl Iterator<Item = String> {
    let redirects = metadata.redirect_uris.as_ref().map_or(&[][..], List::as_slice);
    // The host of a private-use URI is a name that the app has made up.
    let has_host =
        |uri: &AbsoluteUri, host: Option<&Host>| matches!(uri.scheme(), "http" | "https") && uri.host() == host;
    let is_at_home = move |page: &AbsoluteUri| redirects.iter().any(|RedirectUri(uri)| has_host(uri, page.host()));
    pages(metadata).filter(move |(_, uri)| !is_at_home(uri)).map(|(member, _)| member)
}

/// Every page with the name of its member.
fn pages(metadata: &ClientMetadata) -> impl Iterator<Item = (String, &AbsoluteUri)> {
    let members = [
        ("client_uri", &metadata.client_uri),
        ("logo_uri", &metadata.logo_uri),
        ("tos_uri", &metadata.tos_uri),
        ("policy_uri", &metadata.policy_uri),
    ];
    members.into_iter().flat_map(|(name, uris)| {
        uris.values()
            .map(move |(tag, uri)| (tag.map_or_else(|| name.to_owned(), |tag| format!("{name}#{tag}")), uri.address()))
    })
}
