//! Where the user agent may be sent. RFC 7591 section 5, RFC 8252 section 7.

use crate::error::Invalid;
use crate::json::Pointer;
use crate::metadata::{AbsoluteUri, ClientMetadata, Host, List};
use crate::policy::Policy;
use crate::rules::grants::redirects;

/// Schemes that no client owns: browsers, shells and mail programs act on them.
const FORBIDDEN_SCHEMES: [&str; 22] = [
    "about",
    "blob",
    "chrome",
    "chrome-extension",
    "content",
    "data",
    "facetime",
    "file",
    "filesystem",
    "ftp",
    "http+unix",
    "intent",
    "javascript",
    "jar",
    "mailto",
    "ms-settings",
    "sms",
    "tel",
    "vbscript",
    "view-source",
    "ws",
    "wss",
];

pub fn check(metadata: &ClientMetadata, policy: &Policy) -> Result<(), Invalid> {
    let at = || Pointer::member("redirect_uris");
    let uris = metadata.redirect_uris.as_ref().map_or(&[][..], List::as_slice);
    let grants = metadata.grant_types.as_ref().map_or(&[][..], List::as_slice);
    if uris.is_empty() && grants.iter().any(redirects) {
        return Err(Invalid::new(at(), "have a value for the grant types of this client"));
    }
    for (index, uri) in uris.iter().enumerate() {
        check_one(&uri.0, policy).map_err(|must| Invalid::new(at().element(index), must))?;
    }
    Ok(())
}

/// One of three forms: `https`, `http` to the own machine, or a scheme that the app owns. RFC 7591 section 5.
fn check_one(uri: &AbsoluteUri, policy: &Policy) -> Result<(), &'static str> {
    match (uri.scheme(), uri.host()) {
        ("https", Some(Host::Name(_))) => Ok(()),
        ("https", _) => Err("have a host name rather than an IP address when it is an https URI"),
        ("http", Some(host)) if host.is_loopback() => Ok(()),
        ("http", _) => Err("be an https URI unless its host is 127.0.0.1, [::1] or localhost"),
        (scheme, _) if FORBIDDEN_SCHEMES.contains(&scheme) => Err("have a scheme that belongs to the client"),
        (scheme, _) if scheme.contains('.') || policy.private_use_schemes.iter().any(|allowed| allowed == scheme) => {
            Ok(())
        }
        _ => Err("have a private-use scheme with a dot in it, such as com.example.app"),
    }
}
