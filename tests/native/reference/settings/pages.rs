//! Settings of the pages that users see.

use super::{Default, Group, Setting, Value};

pub const GROUP: Group = Group {
    title: "Pages for users",
    intro: "Users see pages where they sign in, consent, and look after their account. The pages are in English, German, \
        Portuguese and Japanese: the `ui_locales` of the request choose, then the browser.",
    settings: &[
        Setting {
            name: "BRAND",
            purpose: "The name, the logo and the colours on the pages.",
            value: Value::Table(
                "a table with",
                &[
                    ("name", "at most 60 characters; the host of the `ISSUER` by default"),
                    ("logo_uri", "an `https` URL of an image, which browsers load from there; none by default"),
                    ("accent_light", "the colour of links and buttons on light pages; `#1f4fd8` by default"),
                    ("accent_dark", "the same on dark pages; `#a8c1ff` by default"),
                ],
            ),
            default: Default::Is("{}"),
            example: r##"{"name": "Example Bank", "accent_light": "#0a5c36", "accent_dark": "#8fd9b0"}"##,
            beside: &[],
            refused: r##"{"accent_light": "#ffe600"}"##,
            trouble: "A colour needs a contrast of 4.5 to the page: to `#ffffff` in light and to `#181b21` in dark. The consent page \
                warns of other apps whose names look like `name`.",
        },
        Setting {
            name: "PROMPT_NONE",
            purpose: "The clients that get the error of a request with `prompt=none` at once, such as `login_required`.",
            value: Value::OneOf(&[
                ("approved", "clients that the user has approved, and clients that somebody vouches for"),
                ("any", "every client, as the OpenID certification needs it"),
            ]),
            default: Default::Is("approved"),
            example: "any",
            beside: &[],
            refused: "none",
            trouble: "With `approved`, users of other clients see the address first, and go there by a link. The \
                same holds after a sign-out that finds nobody signed in. With `any`, everybody who registers a client can use this server to redirect browsers anywhere.",
        },
    ],
};
