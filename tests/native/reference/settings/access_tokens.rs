//! The settings of access tokens.

use super::{Default, Group, Setting, Value};

pub const GROUP: Group = Group {
    title: "Access tokens and client authentication",
    intro: "Enrol issues access tokens for `client_credentials`, unless `AUTHORIZATION_SERVER` names the `token_endpoint` of another \
        server. Then these settings have no effect.",
    settings: &[
        Setting {
            name: "ACCESS_TOKEN_SECONDS",
            purpose: "How long an access token lives.",
            value: Value::Number(60..=86_400, "seconds"),
            default: Default::Is("600"),
            example: "3600",
            beside: &[],
            refused: "59",
            trouble: "An API that verifies tokens itself accepts a revoked token until the token expires. Keep the time short.",
        },
        Setting {
            name: "ACCESS_TOKEN_SIGNING_ALG",
            purpose: "The algorithm that signs access tokens.",
            value: Value::OneOf(&[
                ("ES256", "ECDSA with P-256: short signatures"),
                ("PS256", "RSA with random padding, as FAPI permits it"),
                ("RS256", "RSA, for libraries that accept nothing else by default"),
            ]),
            default: Default::Is("ES256"),
            example: "RS256",
            beside: &[],
            refused: "HS256",
            trouble: "Some libraries accept only RS256 until you configure them: see \
                [Verify access tokens](../guides/verify-access-tokens.md). Tokens that were signed before a change stay valid until they \
                expire.",
        },
        Setting {
            name: "ACCESS_TOKEN_CLAIMS",
            purpose: "The claims of the user that access tokens have, unless the API has `claims` of its own in `RESOURCES`. APIs \
                read them without asking Enrol.",
            value: Value::Text("a list of names of claims"),
            default: Default::Unset("access tokens say of the user only who it is: `sub`"),
            example: "email groups roles",
            beside: &[],
            refused: "scope",
            trouble: "Everybody who holds a token can read its claims, the client too. Claims that a user lacks are left out, and so are \
                claims that would take up more than 4,096 bytes together. A client of `client_credentials` has no user.",
        },
        Setting {
            name: "REFRESH_TOKEN_IDLE_DAYS",
            purpose: "How long a refresh token counts without being used.",
            value: Value::Number(1..=3650, "days"),
            default: Default::Is("30"),
            example: "14",
            beside: &[],
            refused: "0",
            trouble: "The user signs in again if the client was not used for so long.",
        },
        Setting {
            name: "REFRESH_TOKEN_DAYS",
            purpose: "How long a user's grant to a client lasts, however often the client refreshes its tokens.",
            value: Value::Number(1..=3650, "days"),
            default: Default::Is("365"),
            example: "90",
            beside: &[],
            refused: "3651",
            trouble: "After this time the user signs in again. A change does not concern grants that exist.",
        },
        Setting {
            name: "ATTESTERS",
            purpose: "Servers of app vendors that vouch for installations of their apps, and for the key of each. Clients with \
                the method `attest_jwt_client_auth` authenticate with such an attestation. See \
                [Attested installations](../guides/mobile-app.md#attested-installations).",
            value: Value::Table(
                "a table by the `iss` of the attestations. Each entry has",
                &[
                    ("jwks_uri", "the `https` URL of the keys of the attester; this or `jwks` is required"),
                    ("jwks", "the public keys themselves, as a JWK Set"),
                    (
                        "software_ids",
                        "the `software_id`s whose clients it may attest; all clients by default. With several entries, each \
                         needs it",
                    ),
                ],
            ),
            default: Default::Is("{}"),
            example: r#"{"https://attest.example.com": {"jwks_uri": "https://attest.example.com/jwks"}}"#,
            beside: &[],
            refused: r#"{"https://attest.example.com": {"jwks_uri": "http://attest.example.com/jwks"}}"#,
            trouble: "An attestation of another server is refused with 401 `invalid_client`, and the log has the reason \
                `attestation_attester`. Without an entry, Enrol reads no attestation.",
        },
        Setting {
            name: "ATTESTATION_CHALLENGES",
            purpose: "Whether the proof beside an attestation must have a challenge of this server.",
            value: Value::OneOf(&[
                ("optional", "a proof counts for 300 seconds from its `iat`"),
                (
                    "required",
                    "a proof needs a challenge that is at most 300 seconds old, so none can be made for later",
                ),
            ]),
            default: Default::Is("optional"),
            example: "required",
            beside: &[],
            refused: "off",
            trouble: "With `required`, an app asks `POST /challenge` first, or repeats its request after \
                `use_attestation_challenge` with the challenge of the answer.",
        },
        Setting {
            name: "DPOP_NONCES",
            purpose: "Requires a nonce of this server in the proof of a key (DPoP, RFC 9449).",
            value: Value::OneOf(&[
                ("optional", "a proof counts for 300 seconds from its `iat`"),
                ("required", "a proof needs a nonce that is at most 300 seconds old, so none can be made for later"),
            ]),
            default: Default::Is("optional"),
            example: "required",
            beside: &[],
            refused: "off",
            trouble: "With `required`, the first request of a client gets `use_dpop_nonce` and the nonce. Libraries that know nonces \
                repeat the request; others fail.",
        },
        Setting {
            name: "SENDER_CONSTRAINED_TOKENS",
            purpose: "Whether every access token must be bound to a key of its client, so that a stolen token is of no use.",
            value: Value::OneOf(&[
                (
                    "optional",
                    "a client without a proof of a key gets a bearer token, unless it has registered otherwise",
                ),
                ("required", "no bearer tokens are issued, as FAPI 2.0 requires"),
            ]),
            default: Default::Is("optional"),
            example: "required",
            beside: &[],
            refused: "off",
            trouble: "With `required`, a token request needs a proof of a key (DPoP). If `AUTHORIZATION_SERVER` has \
                `tls_client_certificate_bound_access_tokens`, a client certificate does as well, whether or not the client has \
                registered that. Any other request is refused with 400 `invalid_request`. Bearer tokens that were issued before \
                count until they expire.",
        },
        Setting {
            name: "RESOURCES",
            purpose: "The APIs that access tokens are for, and what users and clients need to know of each. The first one is the \
                `aud` of a token, unless the request names others with `resource`, or names none and has scope values that only \
                later ones offer. See [Several APIs](../guides/mcp-server.md#several-apis).",
            value: Value::Table(
                "absolute URIs without a fragment, separated by spaces; or a JSON array of such URIs and of tables. Each table has",
                &[
                    ("resource", "the URI, which is the `aud` of tokens; required"),
                    (
                        "resource_name",
                        "the name that users see instead of the URI, also `resource_name#de` and so on: 1 to 256 characters",
                    ),
                    ("description", "what users read beside the name, also `description#de` and so on"),
                    (
                        "scopes",
                        "the scope values that the API offers. Each has a table, which may have the `description` that users \
                         read, in the same way; any value by default",
                    ),
                    (
                        "claims",
                        "the claims of the user that tokens for the API have, in place of `ACCESS_TOKEN_CLAIMS`",
                    ),
                ],
            ),
            default: Default::Mostly("https://server.example.com", "the `ISSUER`"),
            example: r#"["https://api.example.com", {"resource": "https://notes.example.com/mcp", "resource_name": "Notes",
  "scopes": {"notes:read": {"description": "read your notes", "description#de": "Ihre Notizen lesen"}}, "claims": ["email"]}]"#,
            beside: &[],
            refused: "api.example.com",
            trouble: "A request for another resource is refused with 400 `invalid_target`. A scope value that no resource of the \
                request offers is dropped; if none is left, and always with `client_credentials`, the answer is `invalid_scope`. An \
                API that expects another `aud` refuses the tokens. Requests may differ in the case of scheme and host, and in a \
                slash at the end of the path. A token for several APIs has only the claims that each of them has. \
                `SCOPES_SUPPORTED` still decides which scope values clients may register.",
        },
        Setting {
            name: "CLIENT_SECRET_METHODS",
            purpose: "Lets a client of `client_secret_basic` use `client_secret_post`, and the other way round.",
            value: Value::OneOf(&[
                ("either", "it may"),
                ("registered", "a client may use only the method that it has registered"),
            ]),
            default: Default::Is("either"),
            example: "registered",
            beside: &[],
            refused: "both",
            trouble: "Many libraries send the secret in one way, whatever they registered. With `registered` they get 401 \
                `invalid_client`.",
        },
        Setting {
            name: "ASSERTION_AUDIENCE",
            purpose: "The `aud` that a JWT must have with which a client authenticates.",
            value: Value::OneOf(&[
                ("server", "the issuer, the token endpoint, the endpoint of the request, or a list of only these"),
                ("issuer", "the issuer alone, as FAPI 2.0 requires"),
            ]),
            default: Default::Is("server"),
            example: "issuer",
            beside: &[],
            refused: "token_endpoint",
            trouble: "With `issuer`, libraries that use the token endpoint as the audience get 401 `invalid_client`. The log has \
                the reason `assertion_audience`.",
        },
    ],
};
