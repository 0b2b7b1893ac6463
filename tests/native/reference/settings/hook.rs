//! The settings of the operator's own check.

use super::{Default, Group, Setting, Value};

pub const GROUP: Group = Group {
    title: "Your own check of registrations",
    intro: "A program of yours can allow, refuse or amend each registration and each update: see \
        [your own check](../guides/hooks.md).",
    settings: &[
        Setting {
            name: "REGISTRATION_HOOK",
            purpose: "The program that is asked before a client is registered or updated.",
            value: Value::Text(
                "`off`; `service` for the Worker that `[[services]]` of `wrangler.toml` binds as `HOOK`; or an `https` URL on a \
                public host, at port 443 or 8443, where each request is signed",
            ),
            default: Default::Is("off"),
            example: "service",
            beside: &[],
            refused: "http://hooks.example.com/",
            trouble: "Without an answer that counts, nobody registers: 503 `temporarily_unavailable`. A URL on the host of the \
                `ISSUER` is refused, and so is one on this machine unless `LOOPBACK_FETCH` is `on`.",
        },
        Setting {
            name: "REGISTRATION_HOOK_SECONDS",
            purpose: "How long the server waits for the whole answer of `REGISTRATION_HOOK`.",
            value: Value::Number(1..=10, "seconds"),
            default: Default::Is("4"),
            example: "2",
            beside: &[("REGISTRATION_HOOK", "service")],
            refused: "0",
            trouble: "Clients wait as long for their registration. An answer that comes later counts as none.",
        },
        Setting {
            name: "REGISTRATION_HOOK_UNANSWERED",
            purpose: "What becomes of a request that `REGISTRATION_HOOK` does not answer: it cannot be reached, is too slow, or \
                answers with a status of 500 or more.",
            value: Value::OneOf(&[("refuse", "it is refused with 503"), ("allow", "it goes on without the check")]),
            default: Default::Is("refuse"),
            example: "allow",
            beside: &[("REGISTRATION_HOOK", "service")],
            refused: "ignore",
            trouble: "With `allow`, whoever can overload your program gets around it. An answer that breaks the contract is refused \
                in any case.",
        },
    ],
};
