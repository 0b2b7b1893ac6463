//! The page.

use enrol::config::SECRETS;
use enrol::policy::APP_SCHEMES;

use super::bindings::{OTHERS, RATE_LIMITS};
use super::{Default, GROUPS, Group, Setting, Value, checks, sample};
use crate::reference::{check_page, texts, thousands, toml};

const HEAD: &str = "# Settings\n\n\
Set a setting under `[vars]` in `wrangler.toml`, or in `.dev.vars` for the local server, and start or deploy again.\n\
A setting in `.dev.vars` replaces the one in `wrangler.toml` as a whole, tables too. Put secrets into `.dev.vars` locally, and\n\
use `npx wrangler secret put NAME` for the deployed server.\n\n\
- A list is words separated by spaces, or an array if a word contains a space.\n\
- A table is a TOML table, or JSON on one line in `.dev.vars`.\n\
- An empty setting counts as not set.\n\
- Unknown settings are ignored; `npm start` and `npm run check` warn of them.\n\
- A setting that is wrong, or that contradicts another one, stops the server: every request is answered 503\n  \
`temporarily_unavailable`, and the log names the setting. `npm run check` reports all faults at once before you deploy.\n\n\
| Task | Settings |\n| --- | --- |\n";

const INDEX_OF_OTHERS: &str = "| Limits against floods | [`[[ratelimits]]`](#limits-against-floods) |\n\
| Database, cache and logs | [bindings](#bindings) |\n\n";

const FLOODS: &str = "## Limits against floods\n\n\
The `[[ratelimits]]` of `wrangler.toml` are limits for a minute and a Cloudflare location. Change `limit` there. An address\n\
is an IPv4 address, or the first 64 bits of an IPv6 address. An anonymous client is a client that registered without a token, a\n\
certificate, a software statement or a template. If a binding is missing, requests that need it are answered 503, and the log\n\
names the binding. A server with an `ISSUER` on the own machine, as `npm start` runs it, counts nothing that comes from there.\n\n\
| Binding | Limit | Counts | Above the limit |\n| --- | --: | --- | --- |\n";

const BINDINGS: &str = "## Bindings\n\n| Entry of `wrangler.toml` | Use |\n| --- | --- |\n";

fn page() -> String {
    let index = texts(GROUPS, |group| {
        let link = |setting: &Setting| format!("[`{0}`](#{1})", setting.name, setting.name.to_lowercase());
        let names: Vec<_> = group.settings.iter().map(link).collect();
        format!("| {} | {} |\n", group.title, names.join(", "))
    });
    let limits = texts(&RATE_LIMITS, |it| {
        format!("| `{}` | {} | {} | {} |\n", it.name, thousands(it.limit.into()), it.counts, it.above)
    });
    let bindings = texts(OTHERS, |(_, name, purpose)| format!("| {name} | {purpose} |\n"));
    let sections = texts(GROUPS, section);
    [HEAD, &*index, INDEX_OF_OTHERS, &*sections, FLOODS, &*limits, "\n", BINDINGS, &*bindings].concat()
}

fn section(group: &Group) -> String {
    format!("## {}\n\n{}\n\n{}", group.title, group.intro, texts(group.settings, entry))
}

fn entry(setting: &Setting) -> String {
    let Setting { name, purpose, trouble, .. } = setting;
    let value = value(&setting.value);
    let default = default(setting);
    let schemes = if *name == "PRIVATE_USE_SCHEMES" { schemes() } else { String::new() };
    let refused = refused(setting);
    let example = example(setting);
    let lines = [
        format!("- **Value:** {value}"),
        format!("- **Default:** {default}"),
        format!("- **Watch out:** {trouble}"),
        format!("- **Refused:** {refused}"),
    ];
    format!("### `{name}`\n\n{purpose}\n\n{}\n\n{schemes}{example}", lines.join("\n"))
}

fn value(value: &Value) -> String {
    let words = |words: &[(&str, &str)]| texts(words, |(word, meaning)| format!("\n  - `{word}`: {meaning}"));
    match value {
        Value::Names(names) => {
            let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
            format!("a list of one or more of {}", names.join(", "))
        }
        Value::Number(range, unit) => {
            format!("a whole number of {unit}, {} to {}", thousands(*range.start()), thousands(*range.end()))
        }
        Value::OneOf(choices) => format!("one of{}", words(choices)),
        Value::SomeOf(choices) => format!("a list of{}", words(choices)),
        Value::Table(intro, members) => format!("{intro}{}", words(members)),
        Value::Text(text) => (*text).to_owned(),
    }
}

fn default(setting: &Setting) -> String {
    match setting.default {
        Default::Is("[]" | "{}") => "none".to_owned(),
        Default::Is(value) if value.starts_with('{') => format!("`{}`", toml::inline_of(value)),
        Default::Is(value) => format!("`{value}`"),
        Default::Mostly(_, words) | Default::Unset(words) => words.to_owned(),
        Default::Required => "none; the server needs it".to_owned(),
    }
}

fn example(setting: &Setting) -> String {
    let lines = sample::example(setting);
    let (secrets, others): (Vec<_>, Vec<_>) = lines.into_iter().partition(|(name, _)| SECRETS.contains(name));
    let secrets = texts(secrets, |(name, value)| {
        let word = value.rsplit(':').next().unwrap();
        format!("`{name}` is a secret of the form `{value}`, with a real value in place of `{word}`.\n\n")
    });
    match texts(&others, |(name, value)| sample::written(name, value)) {
        toml if toml.is_empty() => secrets,
        toml => format!("```toml\n{toml}```\n\n{secrets}"),
    }
}

/// A bad value with its message, so that a search for the message finds the setting.
fn refused(setting: &Setting) -> String {
    let fault = checks::read_beside(setting, setting.refused).unwrap_err();
    let value = match setting.refused {
        "[]" => "an empty list".to_owned(),
        value if value.starts_with('{') => format!("`{}`", toml::inline_of(value)),
        value => format!("`{value}`"),
    };
    format!("{value}, with the message \"{fault}\"")
}

/// The schemes of well-known apps, each with a page that shows it in use.
fn schemes() -> String {
    let rows = texts(&APP_SCHEMES, |it| format!("| `{}` | {} | <{}> |\n", it.scheme, it.app, it.source));
    format!("| Scheme | App | Source |\n| --- | --- | --- |\n{rows}\n")
}

#[test]
fn the_page_of_settings_is_what_the_tables_and_the_code_say() {
    check_page("settings.md", &page());
}
