//! The permitted redirection URIs, and the schemes of well-known apps.

use crate::client_metadata::{AbsoluteUri, Host};

/// Schemes that belong to no client: browsers, shells and mail programs act on them.
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

/// The form of a redirection URI.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RedirectForm {
    /// An `https` URI of a web client.
    Https,
    /// An `https` URI that a native client claims from the system. RFC 8252 section 7.2.
    ClaimedHttps,
    /// The loopback address of a native client. RFC 8252 section 7.3.
    LoopbackAddress,
    /// The name `localhost` of a native client. RFC 8252 section 8.3.
    Localhost,
    /// The loopback host of a web client, by address or name.
    WebLoopback,
    /// A private-use scheme of a native client. RFC 8252 section 7.1.
    PrivateUse,
}

/// The clients that must have redirection URIs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RedirectUris {
    /// All clients. OpenID Connect Registration section 2.
    Always,
    /// Clients with a redirecting grant. RFC 7591 section 2.
    WhereUsed,
}

/// The permitted redirection URIs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redirects {
    /// The accepted forms.
    pub forms: Vec<RedirectForm>,
    /// The clients that must have redirection URIs.
    pub required: RedirectUris,
    /// Private-use schemes without a dot, in lower case. RFC 8252 section 7.1.
    pub private_use_schemes: Vec<String>,
    /// Refused hosts. Each includes the hosts below it.
    pub refused_hosts: Vec<String>,
    /// Refused private-use schemes. Each includes the schemes below it.
    pub refused_schemes: Vec<String>,
}

impl Redirects {
    /// Returns true if the operator refuses the host or the scheme of a URI.
    #[must_use]
    pub fn refuse(&self, uri: &AbsoluteUri) -> bool {
        let is_refused = |host: &Host| self.refused_hosts.iter().any(|refused| host.is_at_or_below(refused));
        let has_refused_host = uri.host().is_some_and(is_refused);
        // A private-use scheme is a domain name in reverse order: subdomains follow it. RFC 8252 section 7.1.
        let has_refused_scheme = self.refused_schemes.iter().any(|refused| {
            let rest = uri.scheme().strip_prefix(&**refused);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        });
        has_refused_host || has_refused_scheme
    }
}

/// A private-use scheme without a dot, its app, and a page that shows the scheme in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AppScheme {
    /// The scheme, in lower case and without a colon.
    pub scheme: &'static str,
    /// The app that registers the scheme.
    pub app: &'static str,
    /// A page of the app's makers or users that shows the scheme in use.
    pub source: &'static str,
}

const fn app(scheme: &'static str, app: &'static str, source: &'static str) -> AppScheme {
    AppScheme { scheme, app, source }
}

/// The default private-use schemes of redirection URIs, one line for each app.
///
/// RFC 8252 section 8.4 requires a dot in a scheme so that no two apps share it. An app is in this list if people use
/// it and no other app uses its scheme.
#[rustfmt::skip]
pub const APP_SCHEMES: [AppScheme; 8] = [
    app("claude", "Claude", "https://github.com/anthropics/claude-code/issues/93671"),
    app("cursor", "Cursor", "https://github.com/supabase/auth/issues/2298"),
    app("vscode", "Visual Studio Code", "https://code.visualstudio.com/api/advanced-topics/remote-extensions#callbacks-and-uri-handlers"),
    app("vscode-insiders", "Visual Studio Code Insiders", "https://github.com/microsoft/vscode/issues/172980"),
    app("vscodium", "VSCodium", "https://github.com/VSCodium/vscodium/issues/281"),
    app("windsurf", "Windsurf", "https://github.com/Mermaid-Chart/vscode-mermaid-chart/issues/7"),
    app("zed", "Zed", "https://github.com/zed-industries/zed/pull/14104"),
    app("jetbrains", "IDEs of JetBrains", "https://github.com/Kilo-Org/kilocode/pull/5145"),
];
