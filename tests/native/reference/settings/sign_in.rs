//! Settings of the sign-in of users.

use super::{Default, Group, Setting, Value};

pub const GROUP: Group = Group {
    title: "Sign-in of users",
    intro: "Users sign in where the server has an authorization endpoint of its own: it supports `authorization_code`, issues the \
        tokens, and `AUTHORIZATION_SERVER` names no other `authorization_endpoint`.",
    settings: &[
        Setting {
            name: "LOCAL_USERS",
            purpose: "Lets users sign in with a name and a password that this server keeps. `enrol user create` makes a user.",
            value: Value::OneOf(&[
                ("on", "with a password, and at the identity providers if there are any"),
                ("off", "at identity providers alone"),
            ]),
            default: Default::Mostly("on", "`on`; `off` if there are `IDENTITY_PROVIDERS`"),
            example: "off",
            beside: &[],
            refused: "yes",
            trouble: "The hash of a password takes more CPU time than the plan Workers Free permits. With `off`, local users keep \
                their rows, and cannot sign in.",
        },
        Setting {
            name: "PASSKEYS",
            purpose: "Lets local users add passkeys at `/account`, and sign in with them without a password. See \
                [Passkeys](../guides/passkeys.md).",
            value: Value::OneOf(&[
                ("off", "no passkeys; those that exist do not count"),
                ("allowed", "users may add passkeys, and keep their passwords"),
            ]),
            default: Default::Is("off"),
            example: "allowed",
            beside: &[],
            refused: "required",
            trouble: "Browsers bind each passkey to the host of `ISSUER`: with another host, no passkey works. `allowed` needs \
                `LOCAL_USERS`, and an `ISSUER` whose host is a name.",
        },
        Setting {
            name: "SECOND_FACTOR",
            purpose: "Decides whether users give a code of an authenticator app after their password.",
            value: Value::OneOf(&[
                ("optional", "users may add a second factor at `/account`, and then give it at each sign-in"),
                ("off", "nobody adds a second factor, and nobody is asked for one"),
                ("required", "every user must give a second factor"),
            ]),
            default: Default::Is("optional"),
            example: "required",
            beside: &[],
            refused: "on",
            trouble: "With `required`, a user without a second factor sets one up at the next sign-in. Sessions and refresh tokens from before end there. A user of an identity provider must have one of the provider: `amr` has `mfa`, or `acr` is `phr` or `https://refeds.org/profile/mfa`. With `off`, users who have a second factor sign in without it.",
        },
        Setting {
            name: "SECOND_FACTOR_ROLES",
            purpose: "The roles and groups whose users must give a second factor: values of the claims `roles` and `groups`.",
            value: Value::Text("words, separated by spaces"),
            default: Default::Unset("nobody must, unless `SECOND_FACTOR` is `required`"),
            example: "admin billing",
            beside: &[],
            refused: "[1]",
            trouble: "The claims of a local user come from `enrol user create --claim`, those of others from the identity provider at each sign-in. The values are compared with regard to case.",
        },
        Setting {
            name: "CONSOLE_ROLES",
            purpose: "The roles and groups whose users may use the console at `/console`: values of the claims `roles` and `groups`.",
            value: Value::Text("words, separated by spaces; of an identity provider `NAME/ROLE`"),
            default: Default::Unset("there is no console"),
            example: "admin company/platform",
            beside: &[],
            refused: "[1]",
            trouble: "A role of an identity provider counts under the name of the provider alone: `company/platform` is the role \
                `platform` of the users of `company`. Who gives that role there decides who may use the console. The console asks for \
                two factors, so users must be able to have a passkey or a second factor, or sign in at a provider that says `mfa`.",
        },
        Setting {
            name: "ACCESS",
            purpose: "The callers of the [admin API](../administration.md#cloudflare-access) whom Cloudflare Access lets in.",
            value: Value::Table(
                "a table with",
                &[
                    ("team", "the `https` URL of the team, such as `https://example.cloudflareaccess.com`; required"),
                    ("aud", "the audience tag of the application of Access in front of the admin API; required"),
                    (
                        "rights",
                        "a table of scope values that begin with `admin`, by the e-mail address or the `sub` of a user, or by the \
                         client ID of a service token; required",
                    ),
                ],
            ),
            default: Default::Unset("a JWT of Access means nothing"),
            example: r#"{"team": "https://example.cloudflareaccess.com", "aud": "4714c1358e65fe4b408ad6d432a5f878f08194bdb4752441fd56faefa9b2b6f2", "rights": {"olga@example.com": "admin:clients"}}"#,
            beside: &[],
            refused: r#"{"team": "https://example.cloudflareaccess.com", "aud": "4714c1", "rights": {"olga@example.com": "everything"}}"#,
            trouble: "Names are compared with regard to case. A JWT that does not count is refused with 401 `invalid_token`, and the log \
                has the `reason`. The names of `rights` are in the audit log for ever: name a user by the `sub` if that must not be.",
        },
        Setting {
            name: "SESSION_IDLE_MINUTES",
            purpose: "How long a browser may be idle before its user signs in again.",
            value: Value::Number(5..=43_200, "minutes"),
            default: Default::Is("1440"),
            example: "30",
            beside: &[],
            refused: "4",
            trouble: "With a low value, users of apps sign in often. A change also holds for the sessions that exist.",
        },
        Setting {
            name: "SESSION_HOURS",
            purpose: "How long a session lives at most, used or not.",
            value: Value::Number(1..=8_760, "hours"),
            default: Default::Is("168"),
            example: "12",
            beside: &[],
            refused: "0",
            trouble: "A change holds for new sessions. Refresh tokens without `offline_access` end with the session.",
        },
        Setting {
            name: "EVENT_WEBHOOK",
            purpose: "The server of yours that gets the events of accounts: new browsers, new passwords, the end of sessions, \
                the steps of an operator; and with `EVENT_WEBHOOK_EVENTS` those of clients and of the server.",
            value: Value::Text(
                "`off`, or an `https` URL on a public host, at port 443 or 8443, that takes \
                [security event tokens](../observability.md#events)",
            ),
            default: Default::Is("off"),
            example: "https://events.example.com/enrol",
            beside: &[],
            refused: "http://events.example.com/",
            trouble: "With it, a sign-in asks the database one to two times more. A URL on the host of the `ISSUER` is refused, and so is \
                one on this machine unless `LOOPBACK_FETCH` is `on`.",
        },
        Setting {
            name: "EVENT_WEBHOOK_EVENTS",
            purpose: "The events that the server of `EVENT_WEBHOOK` gets.",
            value: Value::Text(
                "`users` for those of accounts, `clients`, `operations` for tokens, policies, epochs and keys, or the names of single \
                [events](../observability.md#events-of-clients-and-of-the-server) of clients and operations",
            ),
            default: Default::Is("users"),
            example: "users clients signing-key-made",
            beside: &[("EVENT_WEBHOOK", "https://events.example.com/enrol")],
            refused: "everything",
            trouble: "Beside an authorization server where users sign in, leave `users` out. Each change of a client then runs one more \
                statement, in the transaction of the change, and a few more after the answer. While 1,000 of these events wait, those that \
                clients and registrants cause are in the log alone.",
        },
        Setting {
            name: "EVENT_WEBHOOK_SECRET",
            purpose: "The secret that the server of `EVENT_WEBHOOK` gets in the header `Authorization`, as a bearer token. Each event \
                is signed too.",
            value: Value::Text("32 to 256 characters without spaces. `openssl rand -base64 32` prints a secret"),
            default: Default::Unset("none"),
            example: "SECRET",
            beside: &[("EVENT_WEBHOOK", "https://events.example.com/enrol")],
            refused: "short",
            trouble: "The secret alone proves nothing to a careful receiver: verify the signature.",
        },
    ],
};
