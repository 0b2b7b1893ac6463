//! The settings of identity providers.

use super::{Default, Group, Setting, Value};

const COMPANY: &str = r#"{"company": {"issuer": "https://login.example.com", "client_id": "enrol", "allow": {"email_domain": ["example.com"]}}}"#;

pub const GROUP: Group = Group {
    title: "Sign-in at identity providers",
    intro: "Users sign in at providers that you name, and come back. The [guide](../guides/sign-in.md) shows the entries of \
        well-known providers.",
    settings: &[
        Setting {
            name: "IDENTITY_ASSERTIONS",
            purpose: "The entries of `IDENTITY_PROVIDERS` whose identity assertions clients exchange for access tokens. The \
                [guide](../guides/cross-app-access.md) explains them.",
            value: Value::Text("names of entries with `issuer`, separated by spaces"),
            default: Default::Unset("none"),
            example: "company",
            beside: &[("IDENTITY_PROVIDERS", COMPANY), ("IDENTITY_PROVIDER_SECRETS", "company:SECRET")],
            refused: "stranger",
            trouble: "Such a provider gives each client access for each of its users whom `allow` permits: it decides, and no user \
                is asked. With the setting, clients may register the grant type \
                `urn:ietf:params:oauth:grant-type:jwt-bearer`, and discovery says so. If another server signs users in, the \
                setting has no effect.",
        },
        Setting {
            name: "IDENTITY_PROVIDERS",
            purpose: "The servers where users sign in: OpenID Providers, and OAuth 2.0 servers that describe their user.",
            value: Value::Table(
                "a table by name, which has 1 to 32 lower-case letters, digits and hyphens. Members of each entry:",
                &[
                    ("issuer", "the issuer of an OpenID Provider. Enrol reads the rest from its metadata"),
                    (
                        "authorization_endpoint, token_endpoint, userinfo_endpoint",
                        "instead of `issuer`: the URLs of a server without OpenID Connect",
                    ),
                    (
                        "claims",
                        "with these endpoints: a table of claims and their places in the user-info response. A place is the name \
                        of a member or a JSON pointer. `sub` must be there",
                    ),
                    (
                        "client_id",
                        "the client that Enrol is at the provider. Without it, Enrol registers itself at the OpenID Provider",
                    ),
                    (
                        "token_endpoint_auth_method",
                        "`client_secret_basic`, `client_secret_post` or `none`. By default the first that the provider supports, \
                        and `client_secret_post` without OpenID Connect",
                    ),
                    (
                        "scope",
                        "the scope that Enrol requests. By default `openid profile email`, and none without OpenID Connect",
                    ),
                    ("label", "the name that users see. By default the name of the entry"),
                    (
                        "allow",
                        "who may sign in: `\"everybody\"`, or a table of claims with their permitted values, which all must hold, \
                        or a list of such tables, of which one must hold. `email_domain` is the domain of the address. The address \
                        counts only if the provider has verified it",
                    ),
                ],
            ),
            default: Default::Is("{}"),
            example: COMPANY,
            beside: &[("IDENTITY_PROVIDER_SECRETS", "company:SECRET")],
            refused: r#"{"company": {"issuer": "https://login.example.com", "client_id": "enrol"}}"#,
            trouble: "An entry needs `allow`: some providers have all the world as their users. If another server signs users in, \
                this setting has no effect.",
        },
        Setting {
            name: "IDENTITY_PROVIDER_SECRETS",
            purpose: "The client secrets that the `IDENTITY_PROVIDERS` gave you. For an entry without a `client_id` it is the \
                initial access token with which Enrol registers there.",
            value: Value::Text("entries `name:secret`, separated by spaces"),
            default: Default::Unset("none"),
            example: "company:SECRET",
            beside: &[("IDENTITY_PROVIDERS", COMPANY)],
            refused: "stranger:SECRET",
            trouble: "The server does not start if an entry with a `client_id` has no secret, unless its \
                `token_endpoint_auth_method` is `none`.",
        },
    ],
};
