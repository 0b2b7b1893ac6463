//! The settings of the authorization server beside, and of documents of others.

use super::{Default, Group, Setting, Value};

pub const GROUP: Group = Group {
    title: "Discovery, other servers and sizes",
    intro: "Enrol fetches documents over `https` only, from public hosts at port 443 or 8443, without following redirections. \
        A document is JSON of at most 64 KiB, and arrives within four seconds.",
    settings: &[
        Setting {
            name: "AUTHORIZATION_SERVER",
            purpose: "The metadata of the authorization server beside which Enrol registers clients. Discovery shows these \
                members. A member also permits the registrations that go with it: see [client metadata](members.md).",
            value: Value::Text(
                "a table of server metadata (RFC 8414, OpenID Connect Discovery). Leave out members that follow from other settings: \
                `issuer`, `registration_endpoint`, `signed_metadata`, `scopes_supported`, `grant_types_supported`, \
                `response_types_supported`, and the methods and algorithms of the token endpoint. Leave out `none` among algorithms",
            ),
            default: Default::Is("{}"),
            example: r#"{"authorization_endpoint": "https://login.example.com/authorize", "token_endpoint": "https://login.example.com/token", "code_challenge_methods_supported": ["S256"]}"#,
            beside: &[],
            refused: r#"{"code_challenge_methods_supported": ["plain"]}"#,
            trouble: "With a `token_endpoint`, Enrol issues no tokens: `/token`, `/jwks`, `/introspect` and `/revoke` answer 404, and \
                nobody signs in at Enrol. Without one, the table cannot have features of tokens that Enrol lacks, such as \
                encrypted introspection. While users sign in at Enrol, the table cannot have features of sign-in that \
                Enrol lacks either: the endpoints of another server, or values that Enrol does not know in lists such \
                as `claims_supported`. Enrol adds its own features to the table; `false` turns off request objects and back-channel \
                logout, and `frontchannel_logout_supported = true` turns on [front-channel logout](../guides/sign-out.md). [Financial-grade sign-in](../guides/financial-grade.md) lists what the table turns on.",
        },
        Setting {
            name: "DISCOVERY_MAX_AGE_SECONDS",
            purpose: "How long others may cache the discovery documents.",
            value: Value::Number(0..=86_400, "seconds"),
            default: Default::Is("300"),
            example: "3600",
            beside: &[],
            refused: "1.5",
            trouble: "For this time clients may not see a change of your settings.",
        },
        Setting {
            name: "SIGNED_METADATA",
            purpose: "Adds `signed_metadata` to the discovery documents: a JWT of all members (RFC 8414 section 2.1), signed with the \
                algorithm of access tokens. Its keys are at `/jwks`.",
            value: Value::OneOf(&[("off", "the documents have no such member"), ("on", "they have it")]),
            default: Default::Is("off"),
            example: "on",
            beside: &[],
            refused: "RS256",
            trouble: "Few clients read it. With `on`, discovery needs the database from time to time, and the document is three times as long.",
        },
        Setting {
            name: "DOCUMENT_MAX_AGE_SECONDS",
            purpose: "How long Enrol uses keys and sector documents that it has fetched.",
            value: Value::Number(60..=86_400, "seconds"),
            default: Default::Is("300"),
            example: "3600",
            beside: &[],
            refused: "59",
            trouble: "A key that its owner has withdrawn counts for this time. A new key works at once: if Enrol does not find the \
                key, it fetches the document again, at most every 30 seconds.",
        },
        Setting {
            name: "RESOLVER",
            purpose: "The DNS resolver where Enrol looks up a host name before it fetches a document. A name with a private address is \
                refused.",
            value: Value::Text("`off`, or the `https` URL of a DNS resolver that answers in JSON"),
            default: Default::Is("https://cloudflare-dns.com/dns-query"),
            example: "https://dns.google/resolve",
            beside: &[],
            refused: "dns.example.com",
            trouble: "With `off`, only the platform prevents a fetch from private addresses. Then also set `FETCH_LIMIT` to 600.",
        },
        Setting {
            name: "LOOPBACK_FETCH",
            purpose: "Lets Enrol fetch documents from its own machine, for development. The certificate must be one that the \
                runtime trusts.",
            value: Value::OneOf(&[("off", "it may not"), ("on", "it may; the `ISSUER` must be on this machine")]),
            default: Default::Is("off"),
            example: "on",
            beside: &[("ISSUER", "http://localhost:8780")],
            refused: "yes",
            trouble: "With `off`, a `jwks_uri` or a `sector_identifier_uri` on `localhost` is refused.",
        },
        Setting {
            name: "BODY_LIMIT_BYTES",
            purpose: "The longest request body.",
            value: Value::Number(1024..=131_072, "bytes"),
            default: Default::Is("65536"),
            example: "131072",
            beside: &[],
            refused: "1023",
            trouble: "A longer body is refused with 413 `invalid_request`.",
        },
    ],
};
