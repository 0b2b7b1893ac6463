//! The setting `TEMPLATES`: metadata that many clients share.

use serde_json::{Map, Value};

use crate::client_metadata::SOFTWARE_ID;
use crate::config::settings::Settings;
use crate::error::Invalid;
use crate::json::{self, Pointer};
use crate::model::ClientId;
use crate::policy::{ANY_VALUES, Policy, Template};
use crate::rules;

const SETTING: &str = "TEMPLATES";

/// Reads a table of metadata by name.
pub fn read(settings: &Settings<'_>, policy: &Policy) -> Vec<Template> {
    let mut templates = Vec::new();
    settings.entries(SETTING, &mut |name, members| {
        templates.push(one(&name, members, policy)?);
        Ok(())
    });
    templates
}

/// Reads a template; `Err` is for one that no client can use.
fn one(name: &str, members: Value, policy: &Policy) -> Result<Template, String> {
    if ClientId::chosen(name).is_none() {
        return Err("have names of 1 to 64 letters, digits and -._~".to_owned());
    }
    let Value::Object(members) = members else {
        return Err(format!("have a table as the template {name}"));
    };
    Template::read(name.to_owned(), members, policy)
        .map_err(|invalid| format!("have a valid template {name}: {}", invalid.description()))
}

impl Template {
    /// Reads the members of a template. `Err` is the first that its clients could not have as it is there.
    pub fn read(name: String, members: Map<String, Value>, policy: &Policy) -> Result<Self, Invalid> {
        if members.contains_key(SOFTWARE_ID) {
            return Err(Invalid::new(Pointer::member(SOFTWARE_ID), "be absent: it is the name of the template"));
        }
        let template = Self::new(name, members);
        let accepted = rules::accept(template.members(), policy)
            // Its clients may bring the keys that a method such as `private_key_jwt` needs.
            .or_else(|invalid| rules::accept(&with_keys(&template), policy).map_err(|_| invalid))?;
        let is_other = |(member, value): &(&String, &Value)| accepted.members().get(*member) != Some(*value);
        match template.members().iter().find(is_other) {
            None => Ok(template),
            Some((member, _)) => {
                let is_used = accepted.members().contains_key(member);
                let must =
                    if is_used { "be as it can be registered" } else { "be absent: this server has no use for it" };
                Err(Invalid::new(Pointer::member(member), must))
            }
        }
    }
}

/// Returns the members of a client of the template that brings its own keys.
fn with_keys(template: &Template) -> Map<String, Value> {
    template.fill(&json::object([("jwks_uri", Value::from("https://client.example.com/jwks"))]), &ANY_VALUES)
}
