//! The settings of ecosystems, and the rules that their profiles turn on.

use super::{Default, Group, Setting, Value};

pub const GROUP: Group = Group {
    title: "Profiles, and rules for members",
    intro: "A profile is a name for values of many settings, as an ecosystem wants them.",
    settings: &[
        Setting {
            name: "PROFILE",
            purpose: "The ecosystem that this server belongs to. The profile gives values to settings that you leave empty.",
            value: Value::OneOf(&[
                ("none", "every setting is as you set it"),
                ("cdr-au", "[Consumer Data Right, Australia](../profiles/cdr-au.md)"),
                ("fapi2", "[FAPI 2.0 Security Profile](../profiles/fapi2.md)"),
                ("open-banking-uk", "[Open Banking UK](../profiles/open-banking-uk.md)"),
                ("open-finance-brasil", "[Open Finance Brasil](../profiles/open-finance-brasil.md)"),
            ]),
            default: Default::Is("none"),
            example: "fapi2",
            beside: &[],
            refused: "fapi",
            trouble: "The server does not start if a setting of yours contradicts a value that the profile fixes. The message \
                names both. Clients that have registered stay as they are.",
        },
        Setting {
            name: "MEMBER_RULES",
            purpose: "Rules for single members of a registration, beside those for all clients. `CLIENTS` of the settings are free \
                of them.",
            value: Value::Table(
                "a table by [member](members.md). Each entry has one or more of:",
                &[
                    (
                        "required",
                        "`true`: a client must send the member, or its statement has it. Members of a method or a grant are required \
                        with these alone",
                    ),
                    ("refused", "`true`: no client may send the member, in any language or as an offer"),
                    ("values", "a list: the only values, or the only elements of a list"),
                    ("longest", "how many characters a text, or each text of a list, may have: 1 to 4,096"),
                    (
                        "form",
                        "`alphanumeric`: letters and digits alone. `rfc4514`: a distinguished name with the short names of RFC 4514 \
                        alone, the most general part last, and all other attributes by identifier and hexadecimal value",
                    ),
                ],
            ),
            default: Default::Is("{}"),
            example: r#"{"application_type": {"values": ["web"]}, "client_name": {"required": true, "longest": 40}}"#,
            beside: &[],
            refused: r#"{"name": {"required": true}}"#,
            trouble: "A registration that breaks a rule is refused with 400. Members that the server fills in count for `values`.",
        },
        Setting {
            name: "MOBILE_CLIENTS",
            purpose: "How the server treats the `application_type` `mobile`, which early open banking has for apps.",
            value: Value::OneOf(&[
                ("refuse", "the registration is refused"),
                ("native", "the client is registered as `native`, and the answer says so"),
            ]),
            default: Default::Is("refuse"),
            example: "native",
            beside: &[],
            refused: "mobile",
            trouble: "The redirection URIs of such a client are those of a native client.",
        },
        Setting {
            name: "DEFAULT_RESPONSE_TYPE",
            purpose: "The response type of a client that sends none.",
            value: Value::OneOf(&[
                ("code", "a code"),
                ("token", "an access token"),
                ("id_token", "an ID token"),
                ("id_token token", "both tokens"),
                ("code id_token", "a code and an ID token"),
                ("code token", "a code and an access token"),
                ("code id_token token", "a code and both tokens"),
            ]),
            default: Default::Is("code"),
            example: "code id_token",
            beside: &[],
            refused: "none",
            trouble: "A client that cannot use it gets the first of `RESPONSE_TYPES_SUPPORTED` that its grant types permit.",
        },
        Setting {
            name: "CLIENT_SECRET_CHARACTERS",
            purpose: "The length of client secrets.",
            value: Value::Number(36..=86, "characters"),
            default: Default::Is("86"),
            example: "36",
            beside: &[],
            refused: "35",
            trouble: "Set it before the first client registers: a change gives every client another secret. 36 characters have 216 \
                bits of randomness, and are long enough for HS256 alone: HS384 needs 48 characters, HS512 64. Algorithms that need \
                more are not supported.",
        },
        Setting {
            name: "SIGNED_REQUEST_RULES",
            purpose: "Rules for the JWT of a signed registration. See `SIGNED_REQUESTS`.",
            value: Value::Table(
                "a table with one or more of:",
                &[
                    ("algorithms", "a list: the only algorithms of its signature, those of key pairs"),
                    (
                        "audience",
                        "a list: further values of `aud`, such as the identifier that a directory has for you",
                    ),
                    ("jti", "`uuid`: its `jti` is a random UUID, version 4; `any`: it is any text"),
                ],
            ),
            default: Default::Is(r#"{"jti": "any"}"#),
            example: r#"{"algorithms": ["PS256", "ES256"], "audience": ["0015800001041RHAAY"], "jti": "uuid"}"#,
            beside: &[],
            refused: r#"{"algorithms": ["HS256"]}"#,
            trouble: "A JWT that breaks a rule is refused with 400 `invalid_client_metadata`.",
        },
    ],
};
