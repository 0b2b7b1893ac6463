//! Members of certificates, bound tokens, safer requests and CIBA.

use super::{Default, Group, Member, NONE, Without};

const fn certificate(name: &'static str, example: &'static str, refused: &'static str) -> Member {
    Member {
        name,
        value: "the name in the client's certificate; exactly one of these five with `tls_client_auth`",
        example,
        beside: r#"{"token_endpoint_auth_method":"tls_client_auth"}"#,
        refused,
        ..NONE
    }
}

const fn demand(name: &'static str, feature: &'static str) -> Member {
    Member {
        name,
        value: "`true` or `false`",
        default: Default::WithFeature("false"),
        example: "true",
        refused: r#""yes""#,
        feature: Some((feature, Without::Refused)),
        ..NONE
    }
}

pub const GROUP: Group = Group {
    title: "Certificates, bound tokens and safer requests",
    members: &[
        Member {
            value: "a distinguished name, compared with the subject of the certificate; exactly one of these five with \
                `tls_client_auth`",
            ..certificate("tls_client_auth_subject_dn", r#""CN=client,O=Example""#, r#""client""#)
        },
        certificate("tls_client_auth_san_dns", r#""client.example""#, r#""https://client.example""#),
        certificate("tls_client_auth_san_uri", r#""https://client.example/""#, r#""client""#),
        certificate("tls_client_auth_san_ip", r#""192.0.2.1""#, r#""192.0.2""#),
        certificate("tls_client_auth_san_email", r#""mail@client.example""#, r#""mail""#),
        demand("tls_client_certificate_bound_access_tokens", "tls_client_certificate_bound_access_tokens"),
        demand("dpop_bound_access_tokens", "dpop_signing_alg_values_supported"),
        demand("require_pushed_authorization_requests", "pushed_authorization_request_endpoint"),
        Member {
            beside: r#"{"jwks_uri":"https://client.example/jwks"}"#,
            ..demand("require_signed_request_object", "request_object_signing_alg_values_supported")
        },
        Member {
            name: "authorization_details_types",
            value: "of the server's `authorization_details_types_supported`",
            example: r#"["payment_initiation"]"#,
            refused: r#"["payments"]"#,
            feature: Some(("authorization_details_types_supported", Without::Refused)),
            ..NONE
        },
    ],
};

pub const CIBA: Group = Group {
    title: "Backchannel authentication (CIBA)",
    members: &[
        Member {
            name: "backchannel_token_delivery_mode",
            value: "of the server's modes, with the CIBA grant type; required with it",
            example: r#""poll""#,
            beside: r#"{"grant_types":["authorization_code","urn:openid:params:grant-type:ciba"]}"#,
            refused: r#""pull""#,
            feature: Some(("backchannel_token_delivery_modes_supported", Without::Refused)),
            ..NONE
        },
        Member {
            name: "backchannel_client_notification_endpoint",
            value: "an `https` URI; required with the modes `ping` and `push`",
            example: r#""https://client.example/notify""#,
            refused: r#""http://client.example/notify""#,
            feature: Some(("backchannel_token_delivery_modes_supported", Without::LeftOut)),
            ..NONE
        },
        Member {
            name: "backchannel_authentication_request_signing_alg",
            value: "an algorithm of the server's list; the client needs a key for it",
            example: r#""ES256""#,
            beside: r#"{"jwks_uri":"https://client.example/jwks"}"#,
            refused: r#""none""#,
            feature: Some(("backchannel_authentication_request_signing_alg_values_supported", Without::Refused)),
            ..NONE
        },
        Member {
            name: "backchannel_user_code_parameter",
            value: "`true` or `false`",
            example: "true",
            refused: r#""yes""#,
            feature: Some(("backchannel_user_code_parameter_supported", Without::Refused)),
            ..NONE
        },
    ],
};
