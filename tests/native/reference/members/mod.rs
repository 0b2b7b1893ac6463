//! `docs/reference/members.md`: every member of client metadata, with its value, default, example and specification.

mod basic;
mod checks;
mod extensions;
mod openid;

use enrol::client_metadata::{CHOICES, ClientMetadata};

use super::{check_page, texts};

/// Members for one use.
pub struct Group {
    pub title: &'static str,
    pub members: &'static [Member],
}

/// A member as its reader needs it. Values are JSON.
pub struct Member {
    pub name: &'static str,
    pub value: &'static str,
    pub default: Default,
    pub example: &'static str,
    /// Other members that the example needs, as an object; empty for none.
    pub beside: &'static str,
    pub refused: &'static str,
    /// The member of the server's metadata that the registration needs, and the treatment without it.
    pub feature: Option<(&'static str, Without)>,
}

/// A member without anything, for the tables to begin with.
pub const NONE: Member =
    Member { name: "", value: "", default: Default::Nothing, example: "", beside: "", refused: "", feature: None };

/// The value of a member that is not sent.
pub enum Default {
    /// This value.
    Is(&'static str),
    /// The member is absent.
    Nothing,
    /// This value if the server has the feature, otherwise nothing.
    WithFeature(&'static str),
    /// In words.
    Words(&'static str),
}

/// The treatment of a member that a server has no use for.
pub enum Without {
    LeftOut,
    Refused,
}

/// All groups, in the order of the page.
pub const GROUPS: [&Group; 5] =
    [&basic::GROUP, &openid::GROUP, &openid::MESSAGES, &extensions::GROUP, &extensions::CIBA];

/// All members, in the order of the page.
pub fn all() -> impl Iterator<Item = &'static Member> {
    GROUPS.iter().flat_map(|group| group.members)
}

const HEAD: &str = "# Client metadata\n\n\
These members can be registered. The answer shows everything that was registered, defaults included.\n\n\
- Members that are not listed here are ignored, and do not appear in the answer.\n\
- `null` and `\"\"` count as absent.\n\
- Repeated values of an array are registered once.\n\
- Lengths and counts have [limits](limits.md). Settings in `CAPITALS` are under [Settings](settings.md).\n\
- `POST /register?dry_run=true` shows what a registration would become.\n\n";

const FEATURES: &str = "## Features of the authorization server\n\n\
Some members need a feature of the server. The setting [`AUTHORIZATION_SERVER`](settings.md#authorization_server) says which\n\
features it has. Without the feature, an address is left out, and a demand is refused.\n\n\
| Member | Needs in `AUTHORIZATION_SERVER` | Otherwise |\n| --- | --- | --- |\n";

const DROPPED: &str = "## Values that are left out\n\n\
`dropped` in the answer lists each value that was left out, with its place and the reason:\n\n\
- grant types and response types that the server does not support, if the client can use others\n\
- a grant type that does not go with the authentication method, such as `client_credentials` of a public client\n\
- the scope of a client without a token, a certificate, a statement or a template, while `SCOPES_SUPPORTED` lists no values\n\
- bad redirection URIs, with `PARTIAL_ACCEPTANCE`\n\
- claims of a software statement with a wrong JSON type\n\n\
A value that exceeds an initial access token, a software statement or a template is refused, not left out.\n\n";

const SERVER: &str = "## Members that the server sets\n\n\
| Member | Value |\n| --- | --- |\n\
| `client_id` | the identifier: sealed, it begins with `s` and has mostly [about 100 characters](../identifiers.md); stored, it \
begins with `c` and has 23 |\n\
| `client_id_issued_at` | the time of registration, in seconds since 1970 |\n\
| `client_secret` | 86 characters, if the method of the client needs a secret |\n\
| `client_secret_expires_at` | 0 for never, or the time of `SECRET_LIFE_DAYS` |\n\
| `registration_access_token` | the token with which the client manages its registration |\n\
| `registration_client_uri` | the address at which it does so |\n\
| `dropped` | the values that were left out |\n\n\
A client sends only `client_id`, and `client_secret` if it likes, in an update: see `SERVER_MEMBERS_IN_UPDATE`.\n";

fn page() -> String {
    let sections = texts(GROUPS, |group| {
        let rows = texts(group.members, row);
        format!(
            "## {}\n\n| Member | Meaning | Value | Default | Example |\n| --- | --- | --- | --- | --- |\n{rows}\n",
            group.title
        )
    });
    let features = texts(all(), |member| match &member.feature {
        None => String::new(),
        Some((feature, without)) => {
            let example = match without {
                Without::LeftOut => "left out".to_owned(),
                Without::Refused => format!("`{}` is refused", member.example),
            };
            format!("| `{}` | `{feature}` | {example} |\n", member.name)
        }
    });
    [HEAD, &*sections, FEATURES, &*features, "\n", &*languages(), &*offers(), DROPPED, SERVER].concat()
}

fn row(member: &Member) -> String {
    let (_, kind, meaning) = ClientMetadata::TABLE.iter().find(|(name, _, _)| *name == member.name).unwrap();
    let default = match member.default {
        Default::Is(value) => format!("`{value}`"),
        Default::Nothing => String::new(),
        Default::WithFeature(value) => format!("`{value}` if the server has the feature"),
        Default::Words(words) => words.to_owned(),
    };
    let Member { name, value, example, .. } = member;
    let meaning = meaning.trim().trim_end_matches('.');
    format!("| `{name}` | {meaning} | {}: {value} | {default} | `{example}` |\n", json_type(kind))
}

fn json_type(kind: &str) -> &'static str {
    match kind {
        _ if kind.contains("List") => "array",
        _ if kind.contains("Jwks") => "object",
        _ if kind.contains("Seconds") => "number",
        _ if kind.contains("bool") => "boolean",
        _ => "string",
    }
}

fn languages() -> String {
    let translated = ClientMetadata::TABLE.iter().filter(|(_, kind, _)| kind.contains("Translated"));
    let names: Vec<_> = translated.map(|(name, _, _)| format!("`{name}`")).collect();
    format!(
        "## Languages\n\nA member can come in several languages, with a language tag behind `#`, such as `client_name#fr`: {}. \
        RFC 7591 section 2.2\n\n",
        names.join(", ")
    )
}

fn offers() -> String {
    let rows = texts(CHOICES, |(offer, member)| format!("| `{offer}` | `{member}` |\n"));
    format!(
        "## Offers of several values\n\nA client can offer several values and leave the choice to the server: \
        `\"id_token_signing_alg_values_supported\": [\"ES256\", \"RS256\"]` registers the first that the server supports. \
        A token, a software statement or a template that limits the member limits the offer too. OpenID Connect Relying Party Metadata Choices\n\n| Offer | Registers |\n| --- | --- |\n{rows}\n"
    )
}

#[test]
fn the_page_of_members_is_what_the_tables_and_the_code_say() {
    check_page("members.md", &page());
}
