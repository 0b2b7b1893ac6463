//! Settings of the authorization to register.

use super::{Default, Group, Setting, Value};

pub const GROUP: Group = Group {
    title: "Who may register",
    intro: "Registration is off until you set `REGISTRATION_MODE`.",
    settings: &[
        Setting {
            name: "REGISTRATION_MODE",
            purpose: "The credentials that a registration needs. A list such as `token statement` accepts any of its \
                words. `off`, `open` and `token+certificate` stand alone.",
            value: Value::SomeOf(&[
                ("off", "nobody can register"),
                ("open", "everybody can register, within the limits against floods"),
                ("token", "an initial access token, or an access token with the right to register"),
                ("certificate", "a certificate of one of `CERTIFICATE_ISSUERS`, over mutual TLS"),
                ("attestation", "the word of one of `ATTESTERS` for the installation"),
                ("statement", "a software statement of one of `STATEMENT_ISSUERS`"),
                ("token+certificate", "both a token and a certificate"),
            ]),
            default: Default::Is("off"),
            example: "token",
            beside: &[],
            refused: "open token",
            trouble: "With `off`, `POST /register` answers 403 `access_denied`, and discovery has no `registration_endpoint`. \
                `npm start` writes `open` into `.dev.vars`, so that the local server accepts everybody. With `open`, also set \
                `SCOPES_SUPPORTED`.",
        },
        Setting {
            name: "APPROVAL",
            purpose: "The [trust tiers](../administration.md#whose-word-stands-for-a-client) whose clients wait for an operator. Such a \
                client registers and manages itself, but no user can sign in to it and it gets no tokens until an operator \
                [approves](../administration.md#approve-clients) it.",
            value: Value::SomeOf(&[
                ("unverified", "clients that nobody vouches for, or a user of this server alone"),
                ("statement", "clients with a software statement"),
                ("certificate", "clients that registered with a certificate"),
            ]),
            default: Default::Unset("none"),
            example: "unverified",
            beside: &[],
            refused: "operator",
            trouble: "A client that was used before goes on. With `unverified`, clients that a document describes are approved by \
                their host: `CLIENT_ID_DOCUMENTS` is `off` by default then, and cannot be `on`.",
        },
        Setting {
            name: "VERIFIED_DOMAINS",
            purpose: "Whether the hosts of clients that nobody vouches for are asked for a \
                [proof](../administration.md#proofs-of-redirection-domains) that they take users from this server. With one, the trust \
                tier of the client is `domain`.",
            value: Value::OneOf(&[
                ("off", "no host is asked"),
                ("on", "hosts are asked before a user consents, and when an operator looks at the client"),
            ]),
            default: Default::Is("off"),
            example: "on",
            beside: &[],
            refused: "dns",
            trouble: "The tier is for people and permits nothing: `APPROVAL` counts the client as `unverified`. The first user of a host \
                waits until it answers: at most 4 seconds for each of 3 hosts.",
        },
        Setting {
            name: "REGISTRATION_TOKEN_USES",
            purpose: "How many clients one access token with the scope `dcr` can register. It does not change initial access \
                tokens: `token create` has the option `--uses`.",
            value: Value::Number(1..=1_000_000, "clients"),
            default: Default::Is("1"),
            example: "10",
            beside: &[],
            refused: "0",
            trouble: "A token that is used up is refused with 401 `invalid_token`. With a high number, a stolen token registers as many \
                clients.",
        },
        Setting {
            name: "REGISTRATION_TOKEN_ISSUERS",
            purpose: "Other authorization servers whose access tokens give the right to register. The tokens are JWTs with the \
                `typ` `at+jwt`, `JWT` or none, and expire within a year. Enrol fetches the keys of the issuer.",
            value: Value::Table(
                "a table by issuer. Each entry has",
                &[
                    ("jwks_uri", "the `https` URL of the keys; required"),
                    (
                        "audience",
                        "the `aud` that the tokens must have; the registration endpoint of this server by default",
                    ),
                    ("scope", "the one scope value that the tokens must have; `dcr` by default"),
                ],
            ),
            default: Default::Is("{}"),
            example: r#"{"https://login.example.com": {"jwks_uri": "https://login.example.com/jwks", "scope": "dcr"}}"#,
            beside: &[],
            refused: r#"{"https://login.example.com": {"jwks_uri": "http://login.example.com/jwks"}}"#,
            trouble: "A token of another issuer is refused with 401 `invalid_token`. While Enrol issues tokens itself, the table \
                cannot contain the `ISSUER`: its own tokens count anyway. Each `scope` here becomes a right that no client can \
                register.",
        },
        Setting {
            name: "CERTIFICATE_ISSUERS",
            purpose: "The issuers of client certificates that give the right to register. Cloudflare verifies the certificate, \
                against the authorities that you have configured for the host (SSL/TLS, Client Certificates).",
            value: Value::Text(
                "a list of names in the form of RFC 2253, as Cloudflare has them in \
                `cf.tlsClientAuth.certIssuerDNRFC2253`. They are compared as names: spelling, such as upper case or `2.5.4.3` for \
                `CN`, makes no difference, and the order of the parts does. Names have spaces, so write an array",
            ),
            default: Default::Is("[]"),
            example: r#"["CN=Directory,O=Example,C=DE"]"#,
            beside: &[("REGISTRATION_MODE", "certificate")],
            refused: "[]",
            trouble: "A `REGISTRATION_MODE` with `certificate` needs an entry here, and so do rules on certificates. Behind a proxy \
                with `CERTIFICATE_AUTHORITIES` the list can be empty: every issuer counts that leads to an authority. A name with \
                another part refuses every certificate. `wrangler dev` has no mutual TLS.",
        },
        Setting {
            name: "CERTIFICATE_SUBJECT",
            purpose: "What the subject of a certificate must have, where the certificate permits a registration without a \
                software statement. It also holds for every later request of the client for itself.",
            value: Value::Text(
                "a table of attributes, such as `UID`, `CN`, `organizationIdentifier` or `2.5.4.97`. Each has a text with one \
                member of the request in braces",
            ),
            default: Default::Is("{}"),
            example: r#"{"UID": "{software_id}"}"#,
            beside: &[
                ("REGISTRATION_MODE", "certificate"),
                ("CERTIFICATE_ISSUERS", r#"["CN=Directory,O=Example,C=DE"]"#),
            ],
            refused: r#"{"UID": "software_id"}"#,
            trouble: "Without it, every certificate of `CERTIFICATE_ISSUERS` registers clients of any name. For a registration with \
                a software statement, the rule `certificate` of its issuer counts instead: see \
                [software statements](statements.md).",
        },
        Setting {
            name: "POLICIES",
            purpose: "Whether operators change [policies](../policies.md) for kinds of registrants, templates and issuers of software statements \
                without a deployment.",
            value: Value::OneOf(&[
                ("off", "there are none, and nothing is read for them"),
                ("database", "they are in the database. Templates and issuers stand beside those of the settings"),
            ]),
            default: Default::Is("off"),
            example: "database",
            beside: &[],
            refused: "on",
            trouble: "With `database`, an isolate reads them at most once in 30 seconds. While it cannot, registrations and updates get \
                503 after that time, and so do clients of its templates.",
        },
    ],
};

pub const STATEMENTS: Group = Group {
    title: "Trust in software statements",
    intro: "A software statement is a JWT in which an issuer vouches for a software. [Software statements](statements.md) \
        has the details.",
    settings: &[
        Setting {
            name: "SOFTWARE_STATEMENTS",
            purpose: "How the server treats a `software_statement` in a registration.",
            value: Value::OneOf(&[
                ("optional", "a client with a statement is registered as the statement says"),
                ("required", "a registration without a statement is refused"),
                ("ignored", "the server ignores the member"),
            ]),
            default: Default::Is("optional"),
            example: "required",
            beside: &[],
            refused: "on",
            trouble: "With `ignored`, `REGISTRATION_MODE` cannot contain `statement`, and `SIGNED_REQUESTS` must be `off`.",
        },
        Setting {
            name: "STATEMENT_ISSUERS",
            purpose: "The issuers whose software statements the server trusts. `npx --no-install enrol issuer trust` adds an \
                issuer while the server runs, and so do [versions](../policies.md#templates-and-issuers-of-statements); an entry here overrides both.",
            value: Value::Text(
                "a table by `iss`. Each entry has `jwks_uri`, the `https` URL of the keys of the issuer, or the keys themselves \
                as `jwks`, and any of the [rules for statements](statements.md)",
            ),
            default: Default::Is("{}"),
            example: r#"{"https://directory.example.com": {"jwks_uri": "https://directory.example.com/jwks", "algorithms": ["PS256"], "maximum_age_seconds": 300}}"#,
            beside: &[],
            refused: r#"{"https://directory.example.com": {"jwks_uri": "https://directory.example.com/jwks", "alg": "PS256"}}"#,
            trouble: "A statement of an issuer that is not listed is refused with 400 `unapproved_software_statement`.",
        },
        Setting {
            name: "SIGNED_REQUESTS",
            purpose: "Permits or requires that the body of a registration or an update is a JWT, signed with a key of its software statement.",
            value: Value::OneOf(&[
                ("off", "a body must be JSON"),
                ("optional", "a body can be JSON or a JWT"),
                ("required", "a body must be a JWT"),
            ]),
            default: Default::Is("off"),
            example: "optional",
            beside: &[],
            refused: "on",
            trouble: "A body of the wrong kind is refused with 415 `invalid_request`.",
        },
    ],
};

pub const CLIENTS: Group = Group {
    title: "Clients and templates that you define",
    intro: "You can define clients yourself, and metadata that many clients share.",
    settings: &[
        Setting {
            name: "CLIENTS",
            purpose: "Clients that you define here instead of registering them, such as a portal that registers other clients. \
                Only these clients can have the rights `dcr`, `clients:read` and `admin` in their `scope`.",
            value: Value::Text(
                "a table by `client_id`, which has 1 to 64 letters, digits and `-._~`. Each entry has client metadata that \
                passes the rules of a registration; its `scope` can have any value",
            ),
            default: Default::Is("{}"),
            example: r#"{"partner-portal": {"grant_types": ["client_credentials"], "scope": "dcr"}}"#,
            beside: &[("CLIENT_SECRETS", "partner-portal:SECRET")],
            refused: r#"{"partner-portal": {"grant_types": ["password"]}}"#,
            trouble: "A client that authenticates with a secret needs an entry in `CLIENT_SECRETS`. If another server issues the \
                tokens, only clients with the scope `clients:read` have a use.",
        },
        Setting {
            name: "CLIENT_SECRETS",
            purpose: "The secrets of `CLIENTS`. A client can have several entries while a new secret replaces an old one.",
            value: Value::Text(
                "entries `client_id:secret`, separated by spaces. A secret has at least 64 letters, digits and `-._~`. \
                `npx --no-install enrol client secret CLIENT_ID` prints an entry",
            ),
            default: Default::Unset("none"),
            example: "partner-portal:SECRET",
            beside: &[("CLIENTS", r#"{"partner-portal": {"grant_types": ["client_credentials"], "scope": "dcr"}}"#)],
            refused: "partner-portal:SECRET",
            trouble: "The server does not start if a client that needs a secret has none, or if an entry belongs to no client \
                of `CLIENTS`. `wrangler secret put` replaces all entries at once.",
        },
        Setting {
            name: "TEMPLATES",
            purpose: "Metadata that many clients have in common, such as the installations of one app. A client that sends the \
                name as its `software_id` gets the metadata of the template. It must bring a token, a certificate or a \
                statement. [Versions](../policies.md#templates-and-issuers-of-statements) of other templates change without a deployment.",
            value: Value::Text(
                "a table by name, which has 1 to 64 letters, digits and `-._~`. Each entry has client metadata without \
                `software_id`",
            ),
            default: Default::Is("{}"),
            example: r#"{"mobile": {"redirect_uris": ["com.example.app:/callback"], "grant_types": ["authorization_code", "refresh_token"], "scope": "openid profile"}}"#,
            beside: &[],
            refused: r#"{"mobile": {"redirect_uris": ["http://app.example.com/callback"]}}"#,
            trouble: "A change of a template changes all its clients at once. If you remove a template, its clients get no tokens \
                and cannot be updated.",
        },
    ],
};
