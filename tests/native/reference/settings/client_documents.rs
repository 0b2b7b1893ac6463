//! The settings of clients that a document at their identifier describes.

use super::{Default, Group, Setting, Value};

pub const GROUP: Group = Group {
    title: "Clients that describe themselves at a URL",
    intro: "The `client_id` of such a client is an `https` URL. Enrol fetches the document there (client ID metadata documents), holds \
        it to the rules of a registration, and stores nothing. [Clients that describe themselves](../client-id-documents.md) says how.",
    settings: &[
        Setting {
            name: "CLIENT_ID_DOCUMENTS",
            purpose: "Which of these clients may be used.",
            value: Value::OneOf(&[
                ("on", "those of every host that `CLIENT_ID_HOSTS` does not refuse"),
                ("listed", "those of the hosts that `CLIENT_ID_HOSTS` allows or trusts"),
                ("off", "none"),
            ]),
            default: Default::Mostly(
                "off",
                "`on` where everybody may register: `REGISTRATION_MODE` is `open`, and neither `REGISTRATION_HOOK` is set nor are \
                    software statements required, nor has `APPROVAL` the word `unverified`",
            ),
            example: "listed",
            beside: &[("CLIENT_ID_HOSTS", r#"{"claude.ai": "allowed"}"#)],
            refused: "open",
            trouble: "With `off`, a URL is an unknown client. MCP clients then register, or need a registration by hand. The setting needs \
                sign-in at Enrol, and `none` or `private_key_jwt` among the methods of clients.",
        },
        Setting {
            name: "CLIENT_ID_HOSTS",
            purpose: "The rule for the clients of a host and of all hosts below it. The rule of the longest name counts.",
            value: Value::Text(
                "a table of host names. `allowed` permits the clients of the host, `refused` does not, and `trusted` also vouches for \
                    them: pages show their own name as verified. A client with a redirection URI on the device of the user is never trusted by its host",
            ),
            default: Default::Is("{}"),
            example: r#"{"claude.ai": "trusted", "github.io": "refused", "team.github.io": "allowed"}"#,
            beside: &[("CLIENT_ID_DOCUMENTS", "on")],
            refused: r#"{"claude.ai": "yes"}"#,
            trouble: "A refused host counts from the next request. Grants that its clients already have stay, and are of no use to them.",
        },
    ],
};
