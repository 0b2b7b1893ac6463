//! The place that a redirection URI leads to, as users see it and as a content security policy has it.

use crate::client_metadata::{AbsoluteUri, Host};

/// The place that a redirection URI leads to. In alphabetical order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// An app that has claimed a scheme, with its colon.
    App(String),
    /// A program on the user's own device, by host and port.
    Device(String),
    /// A web server, by host and port.
    Site(String),
}

impl Place {
    /// Returns the place of a redirection URI.
    #[must_use]
    pub fn of(redirect_uri: &str) -> Self {
        let authority = |uri: &AbsoluteUri| uri.authority().unwrap_or_default().to_ascii_lowercase();
        match AbsoluteUri::parse(redirect_uri) {
            Ok(uri) if matches!(uri.scheme(), "http" | "https") => {
                let is_here = uri.host().is_some_and(Host::is_loopback);
                if is_here { Self::Device(authority(&uri)) } else { Self::Site(authority(&uri)) }
            }
            _ => Self::App(scheme(redirect_uri)),
        }
    }

    /// Returns the text that names the place.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::App(text) | Self::Device(text) | Self::Site(text) => text,
        }
    }
}

/// Returns the source expression that permits to send a form to a redirection URI, and no other place; `None` for a URI
/// that no form may go to. CSP Level 3 section 2.3.1.
#[must_use]
pub fn source(redirect_uri: &str) -> Option<String> {
    let Ok(uri) = AbsoluteUri::parse(redirect_uri) else { return None };
    let is_web = matches!(uri.scheme(), "http" | "https");
    match uri.host() {
        // Source expressions have no form for addresses in brackets, so the scheme must do.
        Some(Host::Ipv6(..)) if is_web => Some(scheme(redirect_uri)),
        Some(_) if is_web => Some(format!("{}://{}", uri.scheme(), uri.authority()?.to_ascii_lowercase())),
        _ => Some(scheme(redirect_uri)),
    }
}

fn scheme(uri: &str) -> String {
    let scheme = uri.split(':').next().unwrap_or_default().to_ascii_lowercase();
    let allowed = |c: &char| c.is_ascii_alphanumeric() || "+-.".contains(*c);
    format!("{}:", scheme.chars().filter(allowed).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_redirection_uri_leads_to_a_site_a_device_or_an_app() {
        let (site, device, app) = (
            |text: &str| Place::Site(text.to_owned()),
            |text: &str| Place::Device(text.to_owned()),
            |text: &str| Place::App(text.to_owned()),
        );
        for (uri, place, allowed) in [
            ("https://A.example/cb?x", site("a.example"), Some("https://a.example")),
            ("https://a.example:8443/cb", site("a.example:8443"), Some("https://a.example:8443")),
            ("http://127.0.0.1:49152/cb", device("127.0.0.1:49152"), Some("http://127.0.0.1:49152")),
            ("http://localhost/", device("localhost"), Some("http://localhost")),
            ("http://[::1]:8080/cb", device("[::1]:8080"), Some("http:")),
            ("https://[2001:db8::1]/cb", site("[2001:db8::1]"), Some("https:")),
            ("com.example.App:/cb", app("com.example.app:"), Some("com.example.app:")),
            ("myapp://callback/x", app("myapp:"), Some("myapp:")),
            ("https://a.example;script-src *", app("https:"), None),
        ] {
            assert_eq!((Place::of(uri), source(uri).as_deref()), (place, allowed), "{uri}");
        }
    }
}
