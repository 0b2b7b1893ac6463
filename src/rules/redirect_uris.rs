//! Redirection URIs. RFC 7591 section 5, RFC 8252 section 7.

use crate::client_metadata::{AbsoluteUri, ApplicationType, ClientMetadata, GrantType, Host, List};
use crate::error::Invalid;
use crate::json::Pointer;
use crate::policy::{FORBIDDEN_SCHEMES, Policy, RedirectForm, RedirectUris};
use crate::rules::grants::redirects;

pub fn check(metadata: &ClientMetadata, policy: &Policy) -> Result<(), Invalid> {
    let at = || Pointer::member("redirect_uris");
    let uris = metadata.redirect_uris.as_ref().map_or(&[][..], List::as_slice);
    let grants = metadata.grant_types.as_ref().map_or(&[][..], List::as_slice);
    if uris.is_empty() && grants.iter().any(redirects) {
        return Err(Invalid::new(at(), "have a value for the grant types of this client"));
    }
    if uris.is_empty() && policy.redirects.required == RedirectUris::Always {
        return Err(Invalid::new(at(), "have a value"));
    }
    for (index, uri) in uris.iter().enumerate() {
        check_one(&uri.0, metadata, policy).map_err(|must| Invalid::new(at().element(index), must))?;
    }
    Ok(())
}

/// Returns true for a domain name in reverse order, the private-use scheme that RFC 8252 section 7.1 requires.
fn is_reverse_domain(scheme: &str) -> bool {
    scheme.contains('.') && scheme.split('.').all(|label| !label.is_empty())
}

/// Checks that a redirection URI has a form that the policy accepts.
///
/// A web client cannot use a private-use scheme, and with the implicit grant it cannot use the loopback host. A native
/// client claims an `https` URI from the system, which is impossible for the loopback host. RFC 7591 section 5, OpenID
/// Connect Registration section 2, RFC 8252 section 7.
pub fn check_one(uri: &AbsoluteUri, metadata: &ClientMetadata, policy: &Policy) -> Result<(), &'static str> {
    // Before the form, because no setting permits this: a code that is sent back here ends in the logs of this server,
    // and a redirection here could confirm a request in the name of the user.
    if policy.own_endpoints.have(uri) {
        return Err("not lead to an endpoint of this server");
    }
    if policy.redirects.refuse(uri) {
        return Err("not have a host or a scheme that this server rules out");
    }
    let form = form(uri, metadata, policy)?;
    if policy.redirects.forms.contains(&form) {
        return Ok(());
    }
    Err(match form {
        RedirectForm::Https => "not be an https URI on this server",
        RedirectForm::ClaimedHttps => "not be an https URI when application_type is native",
        RedirectForm::LoopbackAddress => "not be on the own machine",
        RedirectForm::Localhost => "have 127.0.0.1 or [::1] rather than localhost as its host",
        RedirectForm::WebLoopback => "not be on the own machine when application_type is web",
        RedirectForm::PrivateUse => "not have a scheme of its own on this server",
    })
}

fn form(uri: &AbsoluteUri, metadata: &ClientMetadata, policy: &Policy) -> Result<RedirectForm, &'static str> {
    let is_web = metadata.application_type == Some(ApplicationType::Web);
    let is_implicit = metadata.grant_types.as_ref().is_some_and(|grants| grants.contains(&GrantType::Implicit));
    let is_local = uri.host().is_some_and(Host::is_loopback);
    let is_allowed = |scheme: &str| policy.redirects.private_use_schemes.iter().any(|allowed| allowed == scheme);
    // The order decides which words a client reads: first what no setting permits, then the form.
    match (uri.scheme(), uri.host()) {
        ("http" | "https", _) if is_local && is_web && is_implicit => {
            Err("not be on the own machine for a web client with the implicit grant")
        }
        // No authority issues certificates for the loopback host, and http there never leaves the machine. RFC 8252
        // section 8.3.
        ("https", _) if is_local && !is_web => Err("be an http URI when a native client is on the own machine"),
        ("https", None | Some(Host::Ipv4(_) | Host::Ipv6(..))) => {
            Err("have a host name rather than an IP address when it is an https URI")
        }
        ("http" | "https", _) if is_local && is_web => Ok(RedirectForm::WebLoopback),
        ("https", _) if is_web => Ok(RedirectForm::Https),
        ("https", _) => Ok(RedirectForm::ClaimedHttps),
        ("http", Some(Host::Name(_))) if is_local => Ok(RedirectForm::Localhost),
        ("http", _) if is_local => Ok(RedirectForm::LoopbackAddress),
        ("http", _) => Err("be an https URI unless its host is 127.0.0.1, [::1] or localhost"),
        (scheme, _) if FORBIDDEN_SCHEMES.contains(&scheme) => Err("have a scheme that belongs to the client"),
        _ if is_web => Err("be an https URI when application_type is web"),
        (scheme, _) if is_reverse_domain(scheme) || is_allowed(scheme) => Ok(RedirectForm::PrivateUse),
        _ => Err("have a private-use scheme with a dot in it, such as com.example.app"),
    }
}
