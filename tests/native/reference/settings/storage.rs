//! The settings of storage.

use super::{Default, Group, Setting, Value};

pub const GROUP: Group = Group {
    title: "Storage",
    intro: "A sealed client is in its `client_id`, encrypted and authenticated, and a registration stores nothing. A stored client \
        is a row of the database.",
    settings: &[
        Setting {
            name: "CLIENT_STORAGE",
            purpose: "The place where new clients are kept.",
            value: Value::OneOf(&[
                ("sealed", "in the `client_id`; a client that does not fit is stored"),
                ("stored", "in the database, under a `client_id` of 23 characters"),
            ]),
            default: Default::Is("sealed"),
            example: "stored",
            beside: &[],
            refused: "database",
            trouble: "With `stored`, every registration writes rows, and fails while the database does not answer. A change of the \
                setting leaves the clients that exist as they are.",
        },
        Setting {
            name: "CLIENT_ID_SOURCE",
            purpose: "Where the `client_id` of a new client comes from.",
            value: Value::OneOf(&[
                ("random", "from this server"),
                (
                    "organization",
                    "from the `organizationIdentifier` of the certificate, such as `PSDDE-BAFIN-123456`, if a certificate permits \
                    the registration or the software statement is bound to it. Such a client is stored",
                ),
            ]),
            default: Default::Is("random"),
            example: "organization",
            beside: &[("CERTIFICATE_ISSUERS", r#"["CN=Directory,O=Example,C=DE"]"#)],
            refused: "certificate",
            trouble: "With `organization`, an organisation has one client. A second registration is refused with 400 \
                `invalid_request` until the client is deleted or has ended. The row of the deleted client stays until then.",
        },
        Setting {
            name: "SEALED_ID_LIMIT",
            purpose: "The greatest length of a sealed `client_id`. Clients that do not fit are stored.",
            value: Value::Number(64..=1024, "characters"),
            default: Default::Is("255"),
            example: "512",
            beside: &[],
            refused: "63",
            trouble: "Some systems that keep a `client_id` accept at most 255 characters.",
        },
        Setting {
            name: "SEALED_STATEMENT_ID_LIMIT",
            purpose: "The greatest length of a sealed `client_id` that contains a software statement.",
            value: Value::Number(64..=1024, "characters"),
            default: Default::Is("1024"),
            example: "255",
            beside: &[],
            refused: "1025",
            trouble: "With a low limit, most clients with a statement are stored.",
        },
        Setting {
            name: "CLIENT_READS",
            purpose: "The copy of the database from which the token, introspection and revocation endpoints read clients. All other \
                reads go to the primary.",
            value: Value::OneOf(&[
                ("primary", "at the primary of the database: every change counts for the next request"),
                ("replica", "at the nearest copy; turn on read replication of D1 first"),
            ]),
            default: Default::Is("primary"),
            example: "replica",
            beside: &[],
            refused: "nearest",
            trouble: "A copy is mostly less than a second behind, but D1 sets no bound. For that time a deleted client still gets \
                access tokens.",
        },
        Setting {
            name: "STORED_CLIENT_LIMIT",
            purpose: "About how many anonymous clients without an access token the database holds. An anonymous client registered without a \
                token, a certificate, a statement or a template.",
            value: Value::Number(1..=10_000_000, "clients"),
            default: Default::Is("100000"),
            example: "10000",
            beside: &[],
            refused: "0",
            trouble: "Above the limit the oldest of them are deleted, except where `UNUSED_CLIENT_DAYS` must be 0.",
        },
        Setting {
            name: "AUDIT",
            purpose: "How long each journal of the [audit log](../administration.md#audit) is kept, and what it keeps.",
            value: Value::Table(
                "a table:",
                &[
                    ("administration", "days of the steps of operators: 0 to 3,650; 0 for none"),
                    ("clients", "days of the registrations, changes and deletions of clients: 0 to 3,650; 0 for none"),
                    (
                        "users",
                        "days of the sign-ins of users and the changes of their accounts: 0 to 3,650; 0 for none",
                    ),
                    ("rows", "most rows of a journal: 1,000 to 1,000,000"),
                    ("addresses", "`true` or `false`: whether an event has the network of its caller"),
                ],
            ),
            default: Default::Is(
                r#"{"administration": 365, "clients": 0, "users": 0, "rows": 100000, "addresses": false}"#,
            ),
            example: r#"{"administration": 730, "clients": 365, "users": 90}"#,
            beside: &[],
            refused: r#"{"users": 3651}"#,
            trouble: "A journal costs one more statement with each event, in the transaction of its change, and two rows written. \
                A journal that you turn off is emptied by the cron trigger.",
        },
        Setting {
            name: "METRICS",
            purpose: "How long the [counts](../observability.md#metrics) of what happens are kept, and what they name.",
            value: Value::Table(
                "a table:",
                &[
                    ("days", "days that a count is kept: 0 to 400; 0 for no counts"),
                    ("names", "`true` or `false`: whether hosts and software are counted by their names"),
                ],
            ),
            default: Default::Is(r#"{"days": 35, "names": true}"#),
            example: r#"{"days": 90, "names": false}"#,
            beside: &[],
            refused: r#"{"days": 401}"#,
            trouble: "Each isolate of the Worker stores its counts at most once a minute, after an answer: one statement, and a row \
                written for each thing that was counted in that minute.",
        },
    ],
};
