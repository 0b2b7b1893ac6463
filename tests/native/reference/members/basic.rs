//! Members of RFC 7591.

use super::{Default, Group, Member, NONE};

pub const GROUP: Group = Group {
    title: "OAuth clients",
    members: &[
        Member {
            name: "redirect_uris",
            value: "1 to 50 absolute URIs, kept byte for byte: `https` with a host name, `http` to `127.0.0.1`, `[::1]` or \
                `localhost`, or a private-use scheme such as `com.example.app:/callback`. None may lead to an endpoint of this \
                server. Settings: `REDIRECT_URI_FORMS`, `PRIVATE_USE_SCHEMES`, `REFUSED_HOSTS`",
            default: Default::Words("required with `authorization_code` and `implicit`"),
            example: r#"["https://client.example/cb"]"#,
            refused: r#"["http://client.example/cb"]"#,
            ..NONE
        },
        Member {
            name: "token_endpoint_auth_method",
            value: "one of `TOKEN_ENDPOINT_AUTH_METHODS_SUPPORTED`",
            default: Default::Is(r#""client_secret_basic""#),
            example: r#""none""#,
            refused: r#""client_secret""#,
            ..NONE
        },
        Member {
            name: "grant_types",
            value: "of `GRANT_TYPES_SUPPORTED`; others are left out if one remains. `refresh_token` needs another one, and \
                `client_credentials` needs a method other than `none`",
            default: Default::Is(r#"["authorization_code"]"#),
            example: r#"["authorization_code","refresh_token"]"#,
            refused: r#"["refresh_token"]"#,
            ..NONE
        },
        Member {
            name: "response_types",
            value: "of `RESPONSE_TYPES_SUPPORTED`; others are left out if one remains. Each needs its grant types",
            default: Default::Is(r#"["code"]"#),
            example: r#"["code"]"#,
            refused: r#"["token"]"#,
            ..NONE
        },
        Member {
            name: "client_name",
            value: "1 to 256 characters, at least one of them visible, and none that hides or reorders others",
            example: r#""My app""#,
            refused: r#""My \u202eapp""#,
            ..NONE
        },
        Member {
            name: "client_uri",
            value: "an `https` or `http` page. A page over `http` or on a foreign host is flagged: `HTTP_PAGES`, \
                `FOREIGN_PAGES`",
            example: r#""https://client.example/""#,
            refused: r#""javascript:alert(1)""#,
            ..NONE
        },
        Member {
            name: "logo_uri",
            value: "like `client_uri`",
            example: r#""https://client.example/logo.png""#,
            refused: r#""data:image/png;base64,AA""#,
            ..NONE
        },
        Member {
            name: "tos_uri",
            value: "like `client_uri`",
            example: r#""https://client.example/terms""#,
            refused: r#""terms""#,
            ..NONE
        },
        Member {
            name: "policy_uri",
            value: "like `client_uri`",
            example: r#""https://client.example/privacy""#,
            refused: r#""privacy""#,
            ..NONE
        },
        Member {
            name: "scope",
            value: "scope values with single spaces between them. Values that are not in `SCOPES_SUPPORTED` are dropped, or \
                refused: `UNSUPPORTED_SCOPE`",
            default: Default::Words("`DEFAULT_SCOPE`"),
            example: r#""openid profile""#,
            refused: r#""openid  profile""#,
            ..NONE
        },
        Member {
            name: "contacts",
            value: "e-mail addresses",
            example: r#"["support@client.example"]"#,
            refused: r#"["support"]"#,
            ..NONE
        },
        Member {
            name: "jwks_uri",
            value: "an `https` URI of the public keys; not together with `jwks`",
            example: r#""https://client.example/jwks""#,
            refused: r#""http://client.example/jwks""#,
            ..NONE
        },
        Member {
            name: "jwks",
            value: "1 to 20 public keys, one for each algorithm that the client registers. Keys of unknown types are dropped. \
                Keys with one `kid` differ in `kty` or `alg`. A private key is refused",
            example: r#"{"keys":[{"kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4","y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"}]}"#,
            refused: r#"{"keys":[]}"#,
            ..NONE
        },
        Member {
            name: "software_id",
            value: "text, compared exactly. It also names a [template](settings.md#templates)",
            example: r#""bank-app""#,
            refused: "4",
            ..NONE
        },
        Member {
            name: "software_version",
            value: "text, compared exactly",
            example: r#""1.10""#,
            refused: "1.5",
            ..NONE
        },
    ],
};
