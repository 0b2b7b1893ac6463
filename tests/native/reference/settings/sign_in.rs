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
    ],
};
