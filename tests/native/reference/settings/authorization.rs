//! The settings of authorization requests.

use super::{Default, Group, Setting, Value};

pub const GROUP: Group = Group {
    title: "Authorization requests",
    intro: "Enrol signs users in, unless `AUTHORIZATION_SERVER` names the `authorization_endpoint` or the `token_endpoint` of \
        another server. Then these settings have no effect.",
    settings: &[
        Setting {
            name: "PKCE_REQUIRED",
            purpose: "The authorization requests that must have a `code_challenge` (PKCE). The method is always `S256`.",
            value: Value::OneOf(&[
                ("without-nonce", "requests of public clients, and requests without the scope `openid` and a `nonce`"),
                ("public", "requests of public clients"),
                ("always", "every request, as FAPI 2.0 requires"),
            ]),
            default: Default::Is("without-nonce"),
            example: "always",
            beside: &[],
            refused: "never",
            trouble: "A request without a challenge is refused with `invalid_request`. Old libraries of confidential clients send \
                neither a challenge nor a nonce; with `public`, nothing protects them against a code of another user.",
        },
        Setting {
            name: "PUSHED_REQUESTS",
            purpose: "Permits or requires that clients push their authorization requests to `/par` first (RFC 9126).",
            value: Value::OneOf(&[
                (
                    "optional",
                    "a client may push its requests, and must if it has registered `require_pushed_authorization_requests`",
                ),
                ("required", "every client must, as FAPI 2.0 requires"),
            ]),
            default: Default::Is("optional"),
            example: "required",
            beside: &[],
            refused: "off",
            trouble: "With `required`, libraries that do not know pushed requests get `invalid_request`.",
        },
        Setting {
            name: "AUTHORIZATION_RESPONSES",
            purpose: "Whether authorization responses must be signed, so that nobody can change them on the way.",
            value: Value::OneOf(&[
                ("any", "a response is as the client asks for it"),
                (
                    "signed",
                    "a request needs a response mode with `jwt`, or the response type `code id_token`, as FAPI 1.0 requires",
                ),
            ]),
            default: Default::Is("any"),
            example: "signed",
            beside: &[("RESPONSE_TYPES_SUPPORTED", r#"["code", "code id_token"]"#)],
            refused: "jwt",
            trouble: "With `signed`, other requests get `invalid_request`, and the server does not start without one of the two. \
                Turn on response modes with `jwt` by \
                `authorization_signing_alg_values_supported` in `AUTHORIZATION_SERVER`, or `code id_token` in \
                `RESPONSE_TYPES_SUPPORTED`: see [financial-grade sign-in](../guides/financial-grade.md).",
        },
        Setting {
            name: "REQUEST_OBJECT_CLAIMS",
            purpose: "Whether a signed request object (RFC 9101) must limit for whom and how long it counts.",
            value: Value::OneOf(&[
                ("optional", "`aud`, `nbf` and `exp` may be absent; what is there must be right"),
                (
                    "required",
                    "`aud` has the issuer, `nbf` is at most 60 minutes old, and `exp` at most 60 minutes after it, as FAPI requires",
                ),
            ]),
            default: Default::Is("optional"),
            example: "required",
            beside: &[],
            refused: "aud exp",
            trouble: "With `required`, other objects are refused with `invalid_request_object`. To demand a request object from \
                every client, set `require_signed_request_object` in `AUTHORIZATION_SERVER` to `true`.",
        },
    ],
};
