//! Private-use schemes without a dot that well-known apps register.

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
