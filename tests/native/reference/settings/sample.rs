//! Values of settings: as the Worker reads them, and as an operator writes them.

use serde_json::{Map, Value};

use super::Setting;
use crate::reference::{texts, toml};

/// Stands for a key in examples, which nobody must copy.
const KEY: &str = "KEY";
const GOOD_KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

/// Stands for a client secret in examples.
const SECRET: &str = "SECRET";
const GOOD_SECRET: &str = "0123456789abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLMNOPQRSTUVWXYZ0";

/// The value of an example with a real secret in place of the word that stands for it.
pub fn filled(value: &str) -> String {
    let end = |word: &str, good: &str| value.strip_suffix(&format!(":{word}")).map(|name| format!("{name}:{good}"));
    if value == SECRET {
        return GOOD_SECRET.to_owned();
    }
    end(KEY, GOOD_KEY).or_else(|| end(SECRET, GOOD_SECRET)).unwrap_or_else(|| value.to_owned())
}

/// The settings without which no server starts.
pub const BASE: [(&str, &str); 2] =
    [("ISSUER", "https://server.example.com"), ("MASTER_SECRET", "k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8")];

/// The setting as an operator writes it in `wrangler.toml`.
pub fn written(name: &str, value: &str) -> String {
    match serde_json::from_str(value) {
        Ok(Value::Object(table)) => tables(&format!("vars.{name}"), &table),
        Ok(value @ (Value::Array(_) | Value::Number(_))) => format!("{name} = {}\n", toml::inline(&value)),
        _ if value.contains('\n') => format!("{name} = \"\"\"\n{value}\"\"\"\n"),
        _ => format!("{name} = {}\n", toml::inline(&Value::from(value))),
    }
}

/// A table, and below it one for each entry that is a table.
fn tables(path: &str, table: &Map<String, Value>) -> String {
    let is_table = table.values().all(Value::is_object);
    let body = |table: &Map<String, Value>| {
        texts(table, |(name, value)| format!("{} = {}\n", toml::key(name), toml::inline(value)))
    };
    if is_table {
        let entry = |(name, entry): (&String, &Value)| {
            format!("[{path}.{}]\n{}", toml::key(name), body(entry.as_object().unwrap()))
        };
        texts(table, entry)
    } else {
        format!("[{path}]\n{}", body(table))
    }
}

/// The example of a setting with the others that it needs: texts first, since a table ends where the next one begins.
pub fn example(setting: &Setting) -> Vec<(&'static str, &'static str)> {
    let mut lines: Vec<_> =
        std::iter::once((setting.name, setting.example)).chain(setting.beside.iter().copied()).collect();
    lines.sort_by_key(|(_, value)| value.starts_with('{'));
    lines
}
