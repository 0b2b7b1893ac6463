//! Members of OpenID Connect, and those of signed and encrypted messages.

use super::{Default, Group, Member, NONE, Without};

pub const GROUP: Group = Group {
    title: "OpenID Connect",
    members: &[
        Member {
            name: "application_type",
            value: "`web` or `native`. A web client has no private-use scheme. A client that sends nothing and has such a scheme is \
                `native`",
            default: Default::Is(r#""web""#),
            example: r#""native""#,
            refused: r#""desktop""#,
            ..NONE
        },
        Member {
            name: "subject_type",
            value: "of the server's `subject_types_supported`",
            default: Default::Is(r#""public""#),
            example: r#""pairwise""#,
            refused: r#""private""#,
            feature: Some(("subject_types_supported", Without::Refused)),
            ..NONE
        },
        Member {
            name: "sector_identifier_uri",
            value: "an `https` URI of a JSON array that has all `redirect_uris`. Enrol reads it at registration and at each \
                update. A `pairwise` client needs it if its `redirect_uris` do not share one host",
            example: r#""https://client.example/sector.json""#,
            refused: r#""http://client.example/sector.json""#,
            ..NONE
        },
        Member { name: "default_max_age", value: "a whole number of seconds", example: "3600", refused: "-1", ..NONE },
        Member {
            name: "require_auth_time",
            value: "`true` or `false`",
            default: Default::Is("false"),
            example: "true",
            refused: r#""yes""#,
            ..NONE
        },
        Member {
            name: "default_acr_values",
            value: "texts; of the server's `acr_values_supported` if it has any",
            example: r#"["urn:example:loa:1"]"#,
            refused: r#"["urn:example:loa:9"]"#,
            ..NONE
        },
        Member {
            name: "initiate_login_uri",
            value: "an `https` URI",
            example: r#""https://client.example/login""#,
            refused: r#""http://client.example/login""#,
            ..NONE
        },
        Member {
            name: "request_uris",
            value: "`https` URIs of at most 512 characters",
            example: r#"["https://client.example/request.jwt"]"#,
            refused: r#"["http://client.example/request.jwt"]"#,
            feature: Some(("request_uri_parameter_supported", Without::LeftOut)),
            ..NONE
        },
        Member {
            name: "post_logout_redirect_uris",
            value: "like `redirect_uris`; never `http` for a public client",
            example: r#"["https://client.example/bye"]"#,
            refused: r#"["http://client.example/bye"]"#,
            feature: Some(("end_session_endpoint", Without::LeftOut)),
            ..NONE
        },
        Member {
            name: "frontchannel_logout_uri",
            value: "a URI with the scheme, host and port of one of the `redirect_uris`",
            example: r#""https://client.example/logout""#,
            refused: r#""https://other.example/logout""#,
            feature: Some(("frontchannel_logout_supported", Without::LeftOut)),
            ..NONE
        },
        Member {
            name: "frontchannel_logout_session_required",
            value: "`true` or `false`",
            default: Default::WithFeature("false"),
            example: "true",
            refused: r#""yes""#,
            feature: Some(("frontchannel_logout_session_supported", Without::Refused)),
            ..NONE
        },
        Member {
            name: "backchannel_logout_uri",
            value: "an `https` URI",
            example: r#""https://client.example/logout""#,
            refused: r#""http://client.example/logout""#,
            feature: Some(("backchannel_logout_supported", Without::LeftOut)),
            ..NONE
        },
        Member {
            name: "backchannel_logout_session_required",
            value: "`true` or `false`",
            default: Default::WithFeature("false"),
            example: "true",
            refused: r#""yes""#,
            feature: Some(("backchannel_logout_session_supported", Without::Refused)),
            ..NONE
        },
    ],
};

const fn signing(name: &'static str, list: &'static str) -> Member {
    Member {
        name,
        value: "an algorithm of the server's list; never `none`",
        example: r#""ES256""#,
        beside: r#"{"jwks_uri":"https://client.example/jwks"}"#,
        refused: r#""none""#,
        feature: Some((list, Without::Refused)),
        ..NONE
    }
}

const fn encryption(name: &'static str, list: &'static str) -> Member {
    Member {
        name,
        value: "an algorithm of the server's list. The client needs a key for it, by value or at its `jwks_uri`",
        example: r#""RSA-OAEP-256""#,
        beside: r#"{"jwks_uri":"https://client.example/jwks"}"#,
        refused: r#""none""#,
        feature: Some((list, Without::Refused)),
        ..NONE
    }
}

/// The example needs the algorithm beside it.
const fn content(name: &'static str, list: &'static str, beside: &'static str) -> Member {
    Member {
        name,
        value: "an algorithm of the server's list, with the `alg` beside it",
        default: Default::Words("`A128CBC-HS256` with an `alg`, or the first that the server supports"),
        example: r#""A256GCM""#,
        beside,
        refused: r#""none""#,
        feature: Some((list, Without::Refused)),
    }
}

pub const MESSAGES: Group = Group {
    title: "Signed and encrypted messages",
    members: &[
        Member {
            name: "token_endpoint_auth_signing_alg",
            value: "an algorithm for `client_secret_jwt` or `private_key_jwt`; left out with another method",
            example: r#""PS256""#,
            beside: r#"{"token_endpoint_auth_method":"private_key_jwt","jwks_uri":"https://client.example/jwks"}"#,
            refused: r#""none""#,
            ..NONE
        },
        Member {
            default: Default::Is(r#""RS256""#),
            ..signing("id_token_signed_response_alg", "id_token_signing_alg_values_supported")
        },
        encryption("id_token_encrypted_response_alg", "id_token_encryption_alg_values_supported"),
        content(
            "id_token_encrypted_response_enc",
            "id_token_encryption_enc_values_supported",
            r#"{"id_token_encrypted_response_alg":"RSA-OAEP-256","jwks_uri":"https://client.example/jwks"}"#,
        ),
        signing("userinfo_signed_response_alg", "userinfo_signing_alg_values_supported"),
        encryption("userinfo_encrypted_response_alg", "userinfo_encryption_alg_values_supported"),
        content(
            "userinfo_encrypted_response_enc",
            "userinfo_encryption_enc_values_supported",
            r#"{"userinfo_encrypted_response_alg":"RSA-OAEP-256","jwks_uri":"https://client.example/jwks"}"#,
        ),
        signing("request_object_signing_alg", "request_object_signing_alg_values_supported"),
        encryption("request_object_encryption_alg", "request_object_encryption_alg_values_supported"),
        content(
            "request_object_encryption_enc",
            "request_object_encryption_enc_values_supported",
            r#"{"request_object_encryption_alg":"RSA-OAEP-256"}"#,
        ),
        Member {
            value: "`RS256` or `ES256` if Enrol issues the tokens; otherwise an algorithm of the server's \
                `introspection_signing_alg_values_supported`",
            default: Default::Words("none; answers are signed with `RS256`"),
            feature: None,
            ..signing("introspection_signed_response_alg", "")
        },
        encryption("introspection_encrypted_response_alg", "introspection_encryption_alg_values_supported"),
        content(
            "introspection_encrypted_response_enc",
            "introspection_encryption_enc_values_supported",
            r#"{"introspection_encrypted_response_alg":"RSA-OAEP-256","jwks_uri":"https://client.example/jwks"}"#,
        ),
        signing("authorization_signed_response_alg", "authorization_signing_alg_values_supported"),
        encryption("authorization_encrypted_response_alg", "authorization_encryption_alg_values_supported"),
        content(
            "authorization_encrypted_response_enc",
            "authorization_encryption_enc_values_supported",
            r#"{"authorization_encrypted_response_alg":"RSA-OAEP-256","jwks_uri":"https://client.example/jwks"}"#,
        ),
    ],
};
