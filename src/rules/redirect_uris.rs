//! Where the user agent may be sent. RFC 7591 section 5, RFC 8252 section 7.

use crate::error::Invalid;
use crate::json::Pointer;
use crate::metadata::{AbsoluteUri, ApplicationType, ClientMetadata, GrantType, Host, List};
use crate::policy::{FORBIDDEN_SCHEMES, Policy};
use crate::rules::grants::redirects;

pub fn check(metadata: &ClientMetadata, policy: &Policy) -> Result<(), Invalid> {
    let at = || Pointer::member("redirect_uris");
    let uris = metadata.redirect_uris.as_ref().map_or(&[][..], List::as_slice);
    let grants = metadata.grant_types.as_ref().map_or(&[][..], List::as_slice);
    if uris.is_empty() && grants.iter().any(redirects) {
        return Err(Invalid::new(at(), "have a value for the grant types of this client"));
    }
    for (index, uri) in uris.iter().enumerate() {
        check_one(&uri.0, metadata, policy).map_err(|must| Invalid::new(at().element(index), must))?;
    }
    Ok(())
}

/// Names of a domain in reverse order, as RFC 8252 section 7.1 wants a private-use scheme.
fn is_reverse_domain(scheme: &str) -> bool {
    scheme.contains('.') && scheme.split('.').all(|label| !label.is_empty())
}

/// One of three forms: `https`, `http` to the own machine, or a scheme that the app owns.
///
/// A web client has no scheme of its own, and with the implicit grant it is on no user's machine; a native one that has
/// an `https` URI claims it from the system, which it cannot do for that machine. RFC 7591 section 5, OpenID Connect
/// Registration section 2, RFC 8252 section 7.
pub fn check_one(uri: &AbsoluteUri, metadata: &ClientMetadata, policy: &Policy) -> Result<(), &'static str> {
    let is_web = metadata.application_type == Some(ApplicationType::Web);
    let is_implicit = metadata.grant_types.as_ref().is_some_and(|grants| grants.contains(&GrantType::Implicit));
    let is_local = uri.host().is_some_and(Host::is_loopback);
    if matches!(uri.scheme(), "http" | "https") && policy.guard.own.is_host_of(uri) {
        return Err("not lead back to this server");
    }
    match (uri.scheme(), uri.host()) {
        ("http" | "https", _) if is_local && is_web && is_implicit => {
            Err("not be on the own machine for a web client with the implicit grant")
        }
        ("https", _) if is_local && !is_web => Err("be an http URI when a native client is on the own machine"),
        ("https", Some(Host::Name(_))) => Ok(()),
        ("https", _) => Err("have a host name rather than an IP address when it is an https URI"),
        ("http", Some(host)) if host.is_loopback() => Ok(()),
        ("http", _) => Err("be an https URI unless its host is 127.0.0.1, [::1] or localhost"),
        (scheme, _) if FORBIDDEN_SCHEMES.contains(&scheme) => Err("have a scheme that belongs to the client"),
        _ if is_web => Err("be an https URI when application_type is web"),
        (scheme, _)
            if is_reverse_domain(scheme) || policy.private_use_schemes.iter().any(|allowed| allowed == scheme) =>
        {
            Ok(())
        }
        _ => Err("have a private-use scheme with a dot in it, such as com.example.app"),
    }
}
