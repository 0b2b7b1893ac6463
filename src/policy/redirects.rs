//! Where clients may be redirected to.

use crate::client_metadata::{AbsoluteUri, Host};

/// Schemes that no client owns: browsers, shells and mail programs act on them.
pub const FORBIDDEN_SCHEMES: [&str; 22] = [
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
    "jar",
    "javascript",
    "mailto",
    "ms-settings",
    "sms",
    "tel",
    "vbscript",
    "view-source",
    "ws",
    "wss",
];

/// What a redirection URI can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RedirectForm {
    /// An `https` URI of a web client.
    Https,
    /// An `https` URI that a native client claims from the system. RFC 8252 section 7.2.
    ClaimedHttps,
    /// The own machine of a native client by its address. RFC 8252 section 7.3.
    LoopbackAddress,
    /// The own machine of a native client by its name. RFC 8252 section 8.3.
    Localhost,
    /// The own machine of a web client, by address or name.
    WebLoopback,
    /// A scheme of a native client's own. RFC 8252 section 7.1.
    PrivateUse,
}

/// Which clients must have redirection URIs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RedirectUris {
    /// Every one. OpenID Connect Registration section 2.
    Always,
    /// Those with a grant that redirects. RFC 7591 section 2.
    WhereUsed,
}

/// Where clients may be redirected to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redirects {
    /// Forms that are accepted.
    pub forms: Vec<RedirectForm>,
    /// Which clients must have redirection URIs.
    pub required: RedirectUris,
    /// Private-use schemes without a dot, in lower case. RFC 8252 section 7.1.
    pub private_use_schemes: Vec<String>,
    /// Hosts where nobody is redirected to, nor to what is below them.
    pub refused_hosts: Vec<String>,
    /// Schemes that belong to somebody else, and so does what is below them.
    pub refused_schemes: Vec<String>,
}

impl Redirects {
    /// Whether an operator has ruled out the host or the scheme of a URI.
    #[must_use]
    pub fn refuse(&self, uri: &AbsoluteUri) -> bool {
        let is_refused = |host: &Host| self.refused_hosts.iter().any(|refused| host.is_at_or_below(refused));
        let has_refused_host = uri.host().is_some_and(is_refused);
        // A private-use scheme is a domain in reverse: what is below it follows it. RFC 8252 section 7.1.
        let has_refused_scheme = self.refused_schemes.iter().any(|refused| {
            let rest = uri.scheme().strip_prefix(&**refused);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        });
        has_refused_host || has_refused_scheme
    }
}
