//! `docs/reference/statements.md`: software statements, and the rules for those who issue them.

mod rules;
mod text;

use enrol::config::Misconfigured;
use enrol::model::{Config, StatementIssuer};
use serde_json::{Map, Value, json};

use super::settings::sample::{BASE, written};
use super::{check_page, texts};
use crate::support::{Call, Signer, World};
use rules::RULES;

const DIRECTORY: &str = "https://directory.example.com";

fn page() -> String {
    let rows = texts(&RULES, |rule| {
        format!("| `{}` | {} | {} | `{}` |\n", rule.name, rule.meaning, rule.default, rule.example)
    });
    let entry = json!({DIRECTORY: parsed(text::ENTRY)}).to_string();
    let setting = written("STATEMENT_ISSUERS", &entry);
    [
        text::HEAD,
        &block(text::CLAIMS),
        text::CHECKS,
        text::REGISTRATION,
        &block(text::ANSWER),
        text::ISSUERS,
        &format!("```toml\n{setting}```\n\n"),
        text::RULES,
        &*rows,
        text::REST,
    ]
    .concat()
}

fn block(json: &str) -> String {
    format!("```json example\n{json}\n```\n\n")
}

fn parsed(json: &str) -> Value {
    serde_json::from_str(json).unwrap_or_else(|error| panic!("{error}: {json}"))
}

/// Reads the settings with an entry of these members for the directory.
fn read(entry: &Map<String, Value>) -> Result<Config, Misconfigured> {
    let issuers = json!({DIRECTORY: entry}).to_string();
    let all = [("STATEMENT_ISSUERS", &*issuers), ("CERTIFICATE_ISSUERS", "[\"CN=Directory\"]")].into_iter().chain(BASE);
    Config::read(|name| all.clone().find(|(known, _)| *known == name).map(|(_, value)| value.to_owned()))
}

/// An entry with a rule of this value.
fn entry(rule: &str, value: &str) -> Map<String, Value> {
    let mut entry = Map::new();
    if rule != "jwks" {
        entry.insert("jwks_uri".to_owned(), json!("https://directory.example.com/keys"));
    }
    entry.insert(rule.to_owned(), parsed(value));
    entry
}

#[test]
fn the_page_of_statements_is_what_the_tables_say() {
    check_page("statements.md", &page());
}

#[test]
fn the_table_has_the_rules_that_the_server_reads() {
    let mut names = RULES.each_ref().map(|rule| rule.name);
    names.sort_unstable();
    assert_eq!(names, StatementIssuer::MEMBERS);
}

#[test]
fn each_rule_is_accepted_in_its_example_and_refused_in_its_bad_value() {
    let bare = read(&entry("jwks_uri", r#""https://directory.example.com/keys""#)).unwrap();
    for rule in &RULES {
        let config = read(&entry(rule.name, rule.example)).unwrap_or_else(|it| panic!("{}: {it}", rule.name));
        assert_ne!(config.statement_issuers, bare.statement_issuers, "{} changes nothing", rule.name);
        let refused = read(&entry(rule.name, rule.refused)).expect_err(rule.name);
        assert_eq!(refused.setting, "STATEMENT_ISSUERS");
    }
}

/// The statement, the entry and the answer of the page belong together.
#[test]
fn the_statement_of_the_page_is_registered_as_the_page_says() {
    let signer = Signer::new();
    let entry = json!({DIRECTORY: parsed(text::ENTRY)});
    let world = World::with(&[("STATEMENT_ISSUERS", &entry.to_string()), ("REGISTRATION_MODE", "statement")]);
    let keys = json!({"keys": [signer.jwk("1")]}).to_string();
    world.publish(&format!("{DIRECTORY}/jwks"), &keys);
    let statement = signer.sign(&json!({"alg": "ES256", "kid": "1", "typ": "JWT"}), &parsed(text::CLAIMS));
    let asked = json!({"software_statement": statement, "client_name": "Another name", "client_uri": "https://bank.example.com/"});
    let reply = Call::register(&asked).to(&world);
    assert_eq!(reply.status(), 201, "{}", reply.json());
    for (name, value) in parsed(text::ANSWER).as_object().unwrap() {
        if value != "..." {
            assert_eq!(&reply.member(name), value, "{name}");
        }
    }
}
