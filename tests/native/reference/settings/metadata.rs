//! The settings that say which metadata clients may register.

use super::{Default, Group, Setting, Value};

pub const GROUP: Group = Group {
    title: "Grants, authentication and sizes",
    intro: "Discovery shows these lists, and registration follows them. [Client metadata](members.md) lists the members.",
    settings: &[
        Setting {
            name: "GRANT_TYPES_SUPPORTED",
            purpose: "The grant types that clients may register.",
            value: Value::Names(&[
                "authorization_code",
                "client_credentials",
                "implicit",
                "refresh_token",
                "urn:ietf:params:oauth:grant-type:device_code",
                "urn:ietf:params:oauth:grant-type:jwt-bearer",
                "urn:ietf:params:oauth:grant-type:saml2-bearer",
                "urn:ietf:params:oauth:grant-type:token-exchange",
                "urn:openid:params:grant-type:ciba",
            ]),
            default: Default::Is("authorization_code refresh_token client_credentials"),
            example: "client_credentials",
            beside: &[],
            refused: "password",
            trouble: "Each grant type that redirects needs a response type in `RESPONSE_TYPES_SUPPORTED`. If `AUTHORIZATION_SERVER` \
                has an `authorization_endpoint`, it must also have the endpoints of the grant types. Enrol itself issues tokens \
                for `authorization_code`, `refresh_token` and `client_credentials`. While users sign in at Enrol, every other \
                grant type is refused at start. To list one, name the `authorization_endpoint` and the `token_endpoint` of \
                the server that has it in `AUTHORIZATION_SERVER`.",
        },
        Setting {
            name: "EXCLUSIVE_GRANT_TYPES",
            purpose: "Pairs of grant types that no client may register together.",
            value: Value::Text("a list of pairs, each of two grant types joined by `+`; not `refresh_token`"),
            default: Default::Is("[]"),
            example: "authorization_code+client_credentials",
            beside: &[],
            refused: "authorization_code",
            trouble: "A client that sends both is refused with 400 `invalid_client_metadata`.",
        },
        Setting {
            name: "RESPONSE_TYPES_SUPPORTED",
            purpose: "The response types that clients may register.",
            value: Value::Names(&[
                "code",
                "code id_token",
                "code id_token token",
                "code token",
                "id_token",
                "id_token token",
                "token",
            ]),
            default: Default::Mostly(
                r#"["code"]"#,
                "`code`; none if `GRANT_TYPES_SUPPORTED` lacks `authorization_code`",
            ),
            example: r#"["code", "code id_token"]"#,
            beside: &[],
            refused: "none",
            trouble: "Users sign in at Enrol with `code`, or with `code id_token`: then the response has an ID token that signs \
                the code, and a client needs the grant type `authorization_code` alone. For others, name the \
                `authorization_endpoint` and the `token_endpoint` of the server that has them in `AUTHORIZATION_SERVER`. There \
                every response type needs its grant types in `GRANT_TYPES_SUPPORTED`: those with `token` or `id_token` need \
                `implicit`.",
        },
        Setting {
            name: "TOKEN_ENDPOINT_AUTH_METHODS_SUPPORTED",
            purpose: "How clients may authenticate.",
            value: Value::Names(&[
                "client_secret_basic",
                "client_secret_jwt",
                "client_secret_post",
                "none",
                "private_key_jwt",
                "self_signed_tls_client_auth",
                "attest_jwt_client_auth",
                "attest_jwt_client_auth_dpop",
                "tls_client_auth",
            ]),
            default: Default::Is("client_secret_basic client_secret_post client_secret_jwt private_key_jwt none"),
            example: "private_key_jwt none",
            beside: &[],
            refused: "none",
            trouble: "`client_credentials` needs a method other than `none`. The methods with a certificate \
                need a host that asks for certificates: see `AUTHORIZATION_SERVER`. Some clients take the first method of the list, so \
                put the best one for them first.",
        },
        Setting {
            name: "DEFAULT_TOKEN_ENDPOINT_AUTH_METHOD",
            purpose: "The method of a client that sends no `token_endpoint_auth_method`.",
            value: Value::Text("one of `TOKEN_ENDPOINT_AUTH_METHODS_SUPPORTED`"),
            default: Default::Mostly(
                "client_secret_basic",
                "`client_secret_basic`, or the first method that is supported",
            ),
            example: "none",
            beside: &[],
            refused: "tls_client_auth",
            trouble: "With `none`, a client that sends no method gets no secret.",
        },
        Setting {
            name: "TOKEN_ENDPOINT_AUTH_SIGNING_ALG_VALUES_SUPPORTED",
            purpose: "The algorithms of the JWTs with which clients authenticate (`client_secret_jwt`, `private_key_jwt`).",
            value: Value::Names(&[
                "EdDSA", "ES256", "ES384", "ES512", "Ed25519", "HS256", "HS384", "HS512", "PS256", "PS384", "PS512",
                "RS256", "RS384", "RS512",
            ]),
            default: Default::Is(
                "HS256 HS384 HS512 RS256 RS384 RS512 ES256 ES384 ES512 PS256 PS384 PS512 EdDSA Ed25519",
            ),
            example: "PS256 ES256 HS256",
            beside: &[],
            refused: "ES256",
            trouble: "Each supported method needs an algorithm: `client_secret_jwt` one that begins with `HS`, `private_key_jwt` \
                one of the others.",
        },
        Setting {
            name: "UNSUPPORTED_VALUES",
            purpose: "How the server treats grant types and response types that a client cannot have, if the client also sends \
                some that it can have.",
            value: Value::OneOf(&[
                ("drop", "they are left out, and `dropped` in the answer lists them"),
                ("refuse", "the registration is refused"),
            ]),
            default: Default::Is("drop"),
            example: "refuse",
            beside: &[],
            refused: "keep",
            trouble: "With `refuse`, a client that sends every grant type of discovery may be refused. Some libraries do so.",
        },
        Setting {
            name: "LIMITS",
            purpose: "How much a client may register. The limits of keys are for keys by value, in `jwks`.",
            value: Value::Table(
                "a table of numbers:",
                &[
                    ("redirect_uris", "redirection URIs of a client: 1 to 50"),
                    ("redirect_uri_bytes", "length of a redirection URI: 32 to 2,048 bytes"),
                    ("client_name_characters", "length of a `client_name`: 1 to 256 characters"),
                    ("contacts", "contacts of a client: 0 to 50"),
                    ("jwks_keys", "keys of a client: 1 to 20"),
                    ("rsa_bits_from", "smallest RSA key: 2,048 to 8,192 bits"),
                    ("rsa_bits_to", "largest RSA key: 2,048 to 8,192 bits"),
                ],
            ),
            default: Default::Is(
                r#"{"redirect_uris": 50, "redirect_uri_bytes": 2048, "client_name_characters": 256, "contacts": 50, "jwks_keys": 20, "rsa_bits_from": 2048, "rsa_bits_to": 8192}"#,
            ),
            example: r#"{"redirect_uris": 10, "jwks_keys": 5}"#,
            beside: &[],
            refused: r#"{"redirect_uris": 51}"#,
            trouble: "A registration beyond a limit is refused with 400. A lower limit does not change clients that have \
                registered; it holds for their next update.",
        },
    ],
};

pub const SCOPES: Group = Group {
    title: "Scope",
    intro: "Set `SCOPES_SUPPORTED` before you open registration to everybody.",
    settings: &[
        Setting {
            name: "SCOPES_SUPPORTED",
            purpose: "The scope values that clients may register.",
            value: Value::Text(
                "a list of scope values; `[]` for none. Rights such as `dcr`, `clients:read` and `admin` are not allowed",
            ),
            default: Default::Unset("not set: clients can register every value except rights"),
            example: "openid profile",
            beside: &[],
            refused: "openid dcr",
            trouble: "If neither this setting nor `DEFAULT_SCOPE` lists values, a client without a token, a certificate, a statement \
                or a template gets access tokens without scope. `dropped` in the answer says so. While users sign in at Enrol, \
                `openid`, `profile`, `email` and `offline_access` are always supported.",
        },
        Setting {
            name: "DEFAULT_SCOPE",
            purpose: "The scope of a client that sends no `scope`.",
            value: Value::Text("a list of supported scope values, at most 2,048 bytes together"),
            default: Default::Is("[]"),
            example: "openid",
            beside: &[("SCOPES_SUPPORTED", "openid profile")],
            refused: "write",
            trouble: "Without it, such a client has no scope.",
        },
        Setting {
            name: "SCOPE_REQUESTS",
            purpose: "The scope values that a client may ask its users for.",
            value: Value::OneOf(&[
                ("registered", "those that the client has registered, and those of OpenID Connect"),
                (
                    "supported",
                    "for a client that nobody vouches for, also each value that it could register; the user decides",
                ),
            ]),
            default: Default::Is("registered"),
            example: "supported",
            beside: &[],
            refused: "any",
            trouble: "With `registered`, an MCP app that registers without `scope`, or that an MCP server asks for more later, gets \
                `invalid_scope`. `supported` changes nothing for clients of a token, a certificate, a statement, a template or \
                `CLIENTS`, nor for `client_credentials`. It is refused beside `REGISTRATION_HOOK`, and beside a rule for `scope` in \
                `MEMBER_RULES`.",
        },
        Setting {
            name: "UNSUPPORTED_SCOPE",
            purpose: "How the server treats scope values that it does not support.",
            value: Value::OneOf(&[
                ("drop", "they are left out, and the answer shows the rest"),
                ("refuse", "the registration is refused"),
            ]),
            default: Default::Is("drop"),
            example: "refuse",
            beside: &[],
            refused: "keep",
            trouble: "With `drop`, a client can lose a value without an error: it must read the `scope` in the answer.",
        },
    ],
};
