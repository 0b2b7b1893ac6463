//! TOML, as an operator writes it.

use serde_json::Value;

/// A name, in quotation marks if it needs them.
pub fn key(name: &str) -> String {
    let is_bare = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte));
    if is_bare { name.to_owned() } else { format!("\"{name}\"") }
}

/// A value on one line.
pub fn inline(value: &Value) -> String {
    match value {
        Value::Array(values) => format!("[{}]", values.iter().map(inline).collect::<Vec<_>>().join(", ")),
        Value::Object(members) => {
            let members: Vec<_> =
                members.iter().map(|(name, value)| format!("{} = {}", key(name), inline(value))).collect();
            format!("{{ {} }}", members.join(", "))
        }
        other => other.to_string(),
    }
}

/// A value that is written as JSON.
pub fn inline_of(json: &str) -> String {
    inline(&serde_json::from_str(json).unwrap())
}
