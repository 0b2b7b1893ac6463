//! The settings of redirection URIs and pages.

use super::{Default, Group, Setting, Value};

pub const GROUP: Group = Group {
    title: "Redirection URIs and pages",
    intro: "Every redirection URI is an absolute URI, and is compared byte for byte.",
    settings: &[
        Setting {
            name: "REDIRECT_URI_FORMS",
            purpose: "The forms of redirection URIs that clients may register.",
            value: Value::SomeOf(&[
                ("https", "an `https` URI of a web client"),
                ("claimed-https", "an `https` URI of a native client"),
                ("loopback", "the own machine of a native client, by address: `http://127.0.0.1` or `http://[::1]`"),
                ("localhost", "the own machine of a native client, by name: `http://localhost`"),
                ("web-loopback", "the own machine of a web client, by address or name"),
                ("private-use", "a private-use scheme, such as `com.example.app:/callback`"),
            ]),
            default: Default::Is("https claimed-https loopback localhost web-loopback private-use"),
            example: "https claimed-https",
            beside: &[],
            refused: "https http",
            trouble: "Without `loopback` and `localhost`, command-line tools and MCP clients on a desktop cannot register.",
        },
        Setting {
            name: "REDIRECT_URIS_REQUIRED",
            purpose: "Which clients must register redirection URIs.",
            value: Value::OneOf(&[
                ("where-used", "clients with a grant type that redirects"),
                ("always", "every client, as OpenID Connect requires"),
            ]),
            default: Default::Is("where-used"),
            example: "always",
            beside: &[],
            refused: "never",
            trouble: "With `always`, API clients of `client_credentials` must send a redirection URI too.",
        },
        Setting {
            name: "PRIVATE_USE_SCHEMES",
            purpose: "The private-use schemes without a dot that redirection URIs may have. Schemes with a dot are always \
                allowed. Your list replaces the default.",
            value: Value::Text("a list of schemes in lower case, without a colon"),
            default: Default::Is("claude cursor vscode vscode-insiders vscodium windsurf zed jetbrains"),
            example: "vscode vscode-insiders myapp",
            beside: &[],
            refused: "myapp://",
            trouble: "A redirection URI with another scheme without a dot is refused with 400 `invalid_redirect_uri`.",
        },
        Setting {
            name: "REFUSED_HOSTS",
            purpose: "Hosts that no redirection URI may lead to, with all hosts below them.",
            value: Value::Text("a list of host names in lower case"),
            default: Default::Is("[]"),
            example: "github.io example.net",
            beside: &[],
            refused: "*.example.net",
            trouble: "Without it, a client can be redirected to any public host. List hosts where everybody can publish pages.",
        },
        Setting {
            name: "REFUSED_SCHEMES",
            purpose: "Private-use schemes of other organizations that no redirection URI may have, with all schemes below them.",
            value: Value::Text("a list of schemes in lower case; none that is in `PRIVATE_USE_SCHEMES`"),
            default: Default::Is("[]"),
            example: "com.google com.example",
            beside: &[],
            refused: "com.google.*",
            trouble: "Without it, a client can register the scheme of an app that is not its own.",
        },
        Setting {
            name: "PARTIAL_ACCEPTANCE",
            purpose: "Drops bad redirection URIs among good ones, instead of refusing the registration.",
            value: Value::OneOf(&[
                ("off", "one bad redirection URI refuses the registration"),
                ("on", "up to 10 bad ones are left out, and `dropped` in the answer lists them"),
            ]),
            default: Default::Is("off"),
            example: "on",
            beside: &[],
            refused: "yes",
            trouble: "With `on`, a client can be registered without the redirection URI that it uses.",
        },
        Setting {
            name: "FOREIGN_PAGES",
            purpose: "How the server treats a `client_uri`, `logo_uri`, `tos_uri` or `policy_uri` on a host that none of the \
                `redirect_uris` has.",
            value: Value::OneOf(&[
                ("flag", "the page is registered, and a dry run shows a note"),
                ("refuse", "the registration is refused, if the client has an `https` redirection URI"),
            ]),
            default: Default::Is("flag"),
            example: "refuse",
            beside: &[],
            refused: "off",
            trouble: "With `flag`, a client can show the logo or the terms of somebody else to a user.",
        },
        Setting {
            name: "HTTP_PAGES",
            purpose: "How the server treats a `client_uri`, `logo_uri`, `tos_uri` or `policy_uri` with an `http` URL. Pages on the \
                client's own machine are always allowed.",
            value: Value::OneOf(&[
                ("flag", "the page is registered, and a dry run shows a note"),
                ("refuse", "the registration is refused"),
            ]),
            default: Default::Is("flag"),
            example: "refuse",
            beside: &[],
            refused: "on",
            trouble: "With `flag`, somebody on the network can change the page that a user sees.",
        },
    ],
};
