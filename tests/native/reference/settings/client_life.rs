//! Settings of client changes and lifetimes.

use super::{Default, Group, Setting, Value};

pub const GROUP: Group = Group {
    title: "Lifetimes of clients",
    intro: "A client that ends is refused like a deleted client: its secret, its registration access token and its access tokens \
        no longer work.",
    settings: &[
        Setting {
            name: "UNUSED_CLIENT_DAYS",
            purpose: "The number of days after its registration that a client ends, if it never got an access token. 0 means never.",
            value: Value::Number(0..=3650, "days"),
            default: Default::Mostly(
                "90",
                "90; 0 if another server issues the tokens, or if `AUTHORIZATION_SERVER` has an `authorization_endpoint`",
            ),
            example: "30",
            beside: &[],
            refused: "3651",
            trouble: "It must be 0 where the default is 0, since clients may be used there without a token of Enrol. A higher value \
                later does not bring back clients that have ended.",
        },
        Setting {
            name: "IDLE_CLIENT_DAYS",
            purpose: "How many days without a new access token end a client, one for itself or for a user. 0 means never. The client ends \
                up to a day later.",
            value: Value::Number(0..=3650, "days"),
            default: Default::Is("0"),
            example: "365",
            beside: &[],
            refused: "3651",
            trouble: "A client that runs once a year ends with a lower value. The setting must be 0 if another server issues the \
                tokens or has the authorization endpoint, since Enrol does not see the use of clients then.",
        },
        Setting {
            name: "DELETED_CLIENT_RETENTION_DAYS",
            purpose: "How many days the rows of deleted clients and of expired initial access tokens stay in the database, so that \
                you can look them up. Then the cron trigger removes them.",
            value: Value::Number(1..=3650, "days"),
            default: Default::Is("90"),
            example: "30",
            beside: &[],
            refused: "0",
            trouble: "The row of a deleted sealed client stays for as long as its `client_id` could still be used.",
        },
    ],
};

pub const CREDENTIALS: Group = Group {
    title: "Updates and credentials",
    intro: "A client reads, updates and deletes its own registration with its registration access token.",
    settings: &[
        Setting {
            name: "CLIENT_CHANGES",
            purpose: "The changes that a client may make to its registration. `[]` forbids both.",
            value: Value::SomeOf(&[("update", "replace its metadata"), ("delete", "delete itself")]),
            default: Default::Is("update delete"),
            example: "delete",
            beside: &[],
            refused: "read",
            trouble: "A request that is not permitted is refused with 405.",
        },
        Setting {
            name: "SERVER_MEMBERS_IN_UPDATE",
            purpose: "How the server treats an update with members that only the server sets: `registration_access_token`, \
                `registration_client_uri`, `client_id_issued_at` and `client_secret_expires_at`.",
            value: Value::OneOf(&[
                ("refuse", "the update is refused, as RFC 7592 requires"),
                ("ignore", "the server ignores these members"),
            ]),
            default: Default::Is("refuse"),
            example: "ignore",
            beside: &[],
            refused: "accept",
            trouble: "With `refuse`, a client that sends back the whole answer gets 400 `invalid_request`. Some libraries do so.",
        },
        Setting {
            name: "REGISTRATION_ACCESS_TOKEN_BINDING",
            purpose: "The keys that a registration access token is bound to, if the registration comes with them.",
            value: Value::SomeOf(&[
                (
                    "certificate",
                    "the subject of the certificate that permits the registration: a renewed certificate of the same subject \
                    is as good",
                ),
                (
                    "dpop",
                    "the key of the proof in the header `DPoP` (RFC 9449): every request then needs a proof of that key",
                ),
            ]),
            default: Default::Is("[]"),
            example: "dpop",
            beside: &[],
            refused: "on",
            trouble: "Without it, whoever has the token manages the client. A bound token stays bound when you change the setting, \
                and no update gives it another key or subject: a client that has lost its key registers again. `certificate` \
                needs `CERTIFICATE_ISSUERS`.",
        },
        Setting {
            name: "MANAGEMENT_TOKEN",
            purpose: "The token with which a client reads, updates and deletes itself.",
            value: Value::OneOf(&[
                ("registration_access_token", "the token that the client gets when it registers (RFC 7592)"),
                (
                    "access_token",
                    "an access token that the client gets for itself, bound to its certificate or key, as Open Banking UK and \
                    the Consumer Data Right want it. No registration access tokens are given out",
                ),
            ]),
            default: Default::Is("registration_access_token"),
            example: "access_token",
            beside: &[],
            refused: "both",
            trouble: "With `access_token`, a client that cannot get bound tokens for itself cannot manage itself. It registers \
                `client_credentials`, and `tls_client_certificate_bound_access_tokens` or `dpop_bound_access_tokens`.",
        },
        Setting {
            name: "MANAGEMENT_SCOPE",
            purpose: "The scope value of access tokens with which clients manage themselves. A token with it is for that alone.",
            value: Value::Text("a scope value that clients can register"),
            default: Default::Unset("any access token of the client"),
            example: "cdr:registration",
            beside: &[("MANAGEMENT_TOKEN", "access_token")],
            refused: "dcr",
            trouble: "A token without it is refused with 403 `insufficient_scope`. Clients register the value in their `scope`.",
        },
        Setting {
            name: "ROTATION_ON_UPDATE",
            purpose: "The credentials that every update replaces.",
            value: Value::SomeOf(&[("secret", "the client secret"), ("token", "the registration access token")]),
            default: Default::Is("[]"),
            example: "secret token",
            beside: &[],
            refused: "on",
            trouble: "Without it, clients keep the credentials of the key that made them. Set it to move clients to a new \
                `MASTER_SECRET` before you remove the old key.",
        },
        Setting {
            name: "ROTATION_GRACE_SECONDS",
            purpose: "How long a replaced registration access token still works, in case the client did not get the answer.",
            value: Value::Number(0..=86_400, "seconds"),
            default: Default::Is("300"),
            example: "3600",
            beside: &[],
            refused: "86401",
            trouble: "With 0, a client that does not get the answer to an update that replaces its token cannot manage its \
                registration any more.",
        },
        Setting {
            name: "SECRET_GRACE_SECONDS",
            purpose: "How long a replaced client secret still works, so that every part of the client can change over.",
            value: Value::Number(0..=2_592_000, "seconds"),
            default: Default::Is("0"),
            example: "86400",
            beside: &[],
            refused: "2592001",
            trouble: "With 0, requests with the old secret fail at once. A second new secret within this time ends the first one.",
        },
        Setting {
            name: "SECRET_LIFE_DAYS",
            purpose: "How many days a client secret lives. 0 means for ever. It also holds for secrets that clients have already.",
            value: Value::Number(0..=3650, "days"),
            default: Default::Is("0"),
            example: "365",
            beside: &[],
            refused: "3651",
            trouble: "A client must get a new secret before `client_secret_expires_at`, by an update or at its endpoint `/secret`. Many \
                libraries never do.",
        },
    ],
};
