//! The fragments that texts are compressed with: single characters, URLs of well-known clients, and common parts of
//! names and URLs.
//!
//! An identifier contains indexes into this list. Add fragments at its end and never move one.

/// At most 253 fragments, none of them empty.
#[rustfmt::skip]
pub const FRAGMENTS: [&str; 253] = [
    "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p", "q", "r", "s", "t", "u", "v", "w",
    "x", "y", "z", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "A", "B", "C", "D", "E", "F", "G", "H", "I", "J",
    "K", "L", "M", "N", "O", "P", "Q", "R", "S", "T", "U", "V", "W", "X", "Y", "Z", "-", ".", "_", "~", ":", "/", "?",
    "=", "&", "%", "+", "#", "@", ",", "(", ")", " ", "'", "\"", "[", "]", "{", "}", "!", "*", ";", "$", "|", "\\",
    "https://", "http://", "http://localhost:", "http://127.0.0.1:", "http://localhost", "http://127.0.0.1",
    "http://[::1]", "https://www.", "https://app.", "https://api.", "https://auth.", "https://client.example.",
    "https://claude.ai/api/mcp/auth_callback", "https://claude.com/api/mcp/auth_callback",
    "https://chatgpt.com/connector_platform_oauth_redirect", "https://vscode.dev/redirect",
    "https://insiders.vscode.dev/redirect", "cursor://anysphere.cursor-mcp/oauth/callback", "https://github.com/",
    "https://keystore.openbanking.org.uk/", "https://keystore.directory.openbankingbrasil.org.br/",
    "https://code.visualstudio.com", "https://www.cursor.com/agents/mcp/oauth/callback", "/oauth/callback",
    "/oauth2/callback", "/auth/callback", "/mcp/oauth/callback", "/callback", "/oauth", "/auth", "/login", "/logout",
    "/redirect", "/index.html", "/logo.png", "/.well-known/jwks.json", "/jwks.json", "/jwks", "/privacy", "/terms",
    "/policy", "callback", "oauth", "auth", "login", ".com", ".com/", ".org", ".org/", ".net", ".io", ".io/", ".dev",
    ".dev/", ".ai", ".ai/", ".app", ".app/", ".co.uk", ".github.io", ".example", "example", "example.com", "github",
    "openid", " profile", " email", " offline_access", " accounts", " payments", ":read", ":write", " read", " write",
    "mcp", "MCP", "MCP ", "client", "Client", " Client", " App", " app", "My ", "Server", "Desktop", "Claude",
    "ChatGPT", "Cursor", "Visual Studio Code", "Inspector", "modelcontextprotocol", "application", ".jwks", "CN=",
    ",OU=", ",O=", ",C=", "urn:", "com.", "org.", "io.", "mobile", "test", "dev", "web", "www.", "server", "user",
    "tion", "ing", "ent", "com", "pro", "con", "app", "in", "er", "on", "re", "an", "en", "or", "ti", "es", "st",
    "at", "te", "ar", "al", "it", "is", "nt", "ou", "co", "de", "le", "se", "me", "ro", "ra", "li", "ch", "ca", "ma",
    "lo", "la", "th", "he", "nd", "ed", "to", "ic", "us", "ve", "el", "ec", "id", "ad", "00", "80", "10", "12",
];
