//! The pages of a client that users see, and the URIs that the server fetches. RFC 7591 sections 2 and 5.

use crate::client_metadata::{AbsoluteUri, ClientMetadata, Host, HttpsUri, List, RedirectUri};
use crate::error::Invalid;
use crate::json::Pointer;
use crate::policy::{ForeignPages, HttpPages, Policy};
use crate::rules::must;

/// Refuses pages over http and pages on other hosts if the operator wants that.
pub fn check(metadata: &ClientMetadata, policy: &Policy) -> Result<(), Invalid> {
    if let (HttpPages::Refuse, Some(member)) = (policy.http_pages, over_http(metadata).next()) {
        return Err(Invalid::new(Pointer::member(&member), "be an https URI"));
    }
    let uris = metadata.redirect_uris.as_ref().map_or(&[][..], List::as_slice);
    // Apps and machines have no host that a page could be on.
    let has_host = uris.iter().any(|RedirectUri(uri)| uri.scheme() == "https");
    match (policy.foreign_pages, foreign(metadata).next()) {
        (ForeignPages::Refuse, Some(member)) if has_host => {
            Err(Invalid::new(Pointer::member(&member), "have the host of one of the redirect_uris"))
        }
        _ => Ok(()),
    }
}

/// Returns the members whose page is reached over http, except on the loopback host. RFC 7591 section 2 does not
/// require TLS, but anyone on the network path can replace such a page.
pub fn over_http(metadata: &ClientMetadata) -> impl Iterator<Item = String> {
    let is_over_http = |uri: &AbsoluteUri| uri.scheme() != "https" && !uri.host().is_some_and(Host::is_loopback);
    pages(metadata).filter(move |(_, uri)| is_over_http(uri)).map(|(member, _)| member)
}

/// Returns the members whose page is on none of the redirection hosts: nothing proves that the page belongs to the
/// client. RFC 7591 section 5.
pub fn foreign(metadata: &ClientMetadata) -> impl Iterator<Item = String> {
    let redirects = metadata.redirect_uris.as_ref().map_or(&[][..], List::as_slice);
    // The app chooses the host of a private-use URI freely, so that host proves nothing.
    let has_host =
        |uri: &AbsoluteUri, host: Option<&Host>| matches!(uri.scheme(), "http" | "https") && uri.host() == host;
    let is_at_home = move |page: &AbsoluteUri| redirects.iter().any(|RedirectUri(uri)| has_host(uri, page.host()));
    pages(metadata).filter(move |(_, uri)| !is_at_home(uri)).map(|(member, _)| member)
}

/// Returns every page with the name of its member.
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

/// Checks the URIs that the server fetches: only public hosts are permitted.
pub fn check_fetched(metadata: &ClientMetadata, policy: &Policy) -> Result<(), Invalid> {
    let addresses = [
        ("jwks_uri", &metadata.jwks_uri),
        ("sector_identifier_uri", &metadata.sector_identifier_uri),
        ("backchannel_logout_uri", &metadata.backchannel_logout_uri),
        ("backchannel_client_notification_endpoint", &metadata.backchannel_client_notification_endpoint),
    ];
    for (member, address) in addresses {
        if address.as_ref().is_some_and(|HttpsUri(uri)| !policy.guard.permits(uri)) {
            return Err(must(member, "be an https URI of a public host name at port 443 or 8443"));
        }
    }
    let request_uris = metadata.request_uris.as_ref().map_or(&[][..], List::as_slice);
    match request_uris.iter().position(|uri| !policy.guard.permits(uri.address())) {
        None => Ok(()),
        Some(index) => {
            let at = Pointer::member("request_uris").element(index);
            Err(Invalid::new(at, "be an https URI of a public host name at port 443 or 8443"))
        }
    }
}
