//! The setting `RESOURCES`: what access tokens are for, with the scope values and the claims of each resource.

use serde_json::{Map, Value};

use crate::client_metadata::{AbsoluteUri, Name, Scope, Translated};
use crate::config::settings::Settings;
use crate::config::tokens::is_free_claim;
use crate::json;
use crate::model::{Issuer, Resource};
use crate::policy::{STANDARD_SCOPES, Scopes};

const SETTING: &str = "RESOURCES";

/// The members of an entry, in alphabetical order, without their languages.
const MEMBERS: [&str; 5] = ["claims", "description", "resource", "resource_name", "scopes"];

/// The longest scope value, in bytes.
const LONGEST_SCOPE: usize = 256;

/// Reads identifiers separated by spaces, or a JSON array of identifiers and tables. The default is the issuer.
///
/// Refused are an identifier that no request could name, two entries that differ under one identifier, and a table that says
/// nothing useful.
pub fn read(settings: &Settings<'_>, issuer: &Issuer, scopes: &Scopes) -> Vec<Resource> {
    let text = settings.text(SETTING);
    let mut resources: Vec<Resource> = Vec::new();
    if !text.is_empty()
        && let Err(must) = add(&mut resources, &text, scopes)
    {
        settings.refuse(SETTING, format_args!("{must}"));
    }
    if resources.is_empty() {
        resources.push(Resource::plain(issuer.as_str().to_owned()));
    }
    resources
}

#[inline(never)]
fn add(resources: &mut Vec<Resource>, text: &str, scopes: &Scopes) -> Result<(), String> {
    for entry in entries(text)? {
        let resource = one(&entry, scopes)?;
        match resources.iter().find(|other| other.identifier == resource.identifier) {
            None => resources.push(resource),
            Some(other) if *other == resource => {}
            Some(_) => return Err(format!("not have two entries for {}", resource.identifier)),
        }
    }
    Ok(())
}

fn entries(text: &str) -> Result<Vec<Value>, String> {
    if !text.starts_with('[') {
        return Ok(text.split_whitespace().map(Value::from).collect());
    }
    match json::read(text.as_bytes()) {
        Ok(Value::Array(entries)) => Ok(entries),
        _ => Err("be identifiers separated by spaces, or a valid JSON array of identifiers and tables".to_owned()),
    }
}

fn one(entry: &Value, scopes: &Scopes) -> Result<Resource, String> {
    let must = || "have absolute URIs without a fragment, each by itself or as the resource of a table".to_owned();
    let table = entry.as_object();
    let identifier = table.map_or(entry, |table| table.get("resource").unwrap_or(&Value::Null));
    let identifier = identifier.as_str().filter(|text| AbsoluteUri::parse(text).is_ok()).ok_or_else(must)?;
    let Some(table) = table else { return Ok(Resource::plain(identifier.to_owned())) };
    let base = |member: &str| member.split('#').next().unwrap_or_default().to_owned();
    let is_known = |member: &str| match &*base(member) {
        "description" | "resource_name" => true,
        _ => MEMBERS.contains(&member),
    };
    if let Some(unknown) = table.keys().find(|member| !is_known(member)) {
        return Err(format!("have only {}; {unknown} of {identifier} is not one", MEMBERS.join(", ")));
    }
    Ok(Resource {
        name: words("resource_name", table, identifier)?,
        description: words("description", table, identifier)?,
        scopes: table.get("scopes").map(|value| offered(value, identifier, scopes)).transpose()?,
        claims: table.get("claims").map(|value| claims(value, identifier)).transpose()?,
        identifier: identifier.to_owned(),
    })
}

/// Reads words for users in every language.
fn words(member: &str, table: &Map<String, Value>, of: &str) -> Result<Translated<Name>, String> {
    Translated::of(member, table)
        .map_err(|invalid| format!("have good words for users in {of}: {}", invalid.description()))
}

/// Reads the scope values of a resource. A right comes from users or the operator alone, and tokens with one are for this
/// server; the standard values are this server's too.
fn offered(value: &Value, of: &str, scopes: &Scopes) -> Result<Vec<(String, Translated<Name>)>, String> {
    let must = || format!("have a table of scope values, each with a table, as the scopes of {of}");
    let is_good = |value: &str| Scope::is_value(value) && value.len() <= LONGEST_SCOPE;
    let mut offered = Vec::new();
    for (value, about) in value.as_object().ok_or_else(must)? {
        let about = about.as_object().filter(|_| is_good(value)).ok_or_else(must)?;
        if STANDARD_SCOPES.contains(&&**value) || scopes.is_reserved(value) {
            return Err(format!("not have {value} in the scopes of {of}: this server itself gives it a meaning"));
        }
        if let Some(unknown) = about.keys().find(|member| member.split('#').next() != Some("description")) {
            return Err(format!("have only a description of {value} in {of}; {unknown} is not one"));
        }
        offered.push((value.clone(), words("description", about, of)?));
    }
    Ok(offered)
}

/// Reads the claims of users that tokens for a resource have.
fn claims(value: &Value, of: &str) -> Result<Vec<String>, String> {
    let must = || format!("have a list of claims of users, none of which tokens have anyway, as the claims of {of}");
    let name = |value: &Value| value.as_str().filter(|name| is_free_claim(name)).map(str::to_owned);
    let names: Option<Vec<String>> = value.as_array().ok_or_else(must)?.iter().map(name).collect();
    names.ok_or_else(must)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::UnsupportedScope;

    fn resources(text: &str) -> Result<Vec<Resource>, String> {
        let reserved = ["dcr", "clients:read", "admin"].map(str::to_owned).to_vec();
        let scopes = Scopes { supported: None, default: Vec::new(), unsupported: UnsupportedScope::Drop, reserved };
        let issuer = Issuer::parse("https://as.example").unwrap();
        let setting = |_: &str| Some(text.to_owned());
        let settings = Settings::of(&setting, None);
        let resources = read(&settings, &issuer, &scopes);
        settings.check(Ok(resources)).map_err(|refused| refused.to_string())
    }

    #[test]
    fn a_list_and_tables_are_read_in_their_order() {
        let identifiers = |text: &str| resources(text).unwrap().into_iter().map(|it| it.identifier).collect::<Vec<_>>();
        assert_eq!(identifiers(""), ["https://as.example"]);
        assert_eq!(identifiers("[]"), ["https://as.example"]);
        assert_eq!(
            identifiers("https://b.example  https://a.example https://b.example"),
            ["https://b.example", "https://a.example"]
        );
        assert_eq!(
            identifiers(r#"["urn:b", {"resource": "urn:a"}, "urn:a", {"resource": "urn:b"}]"#),
            ["urn:b", "urn:a"]
        );
        let all = resources(
            r#"[{"resource": "https://a.example/mcp", "resource_name": "Notes", "resource_name#de": "Notizen",
                "description": "All you wrote", "scopes": {"read": {"description": "read", "description#ja": "\u8aad"}, "x": {}},
                "claims": ["email"]}]"#,
        );
        let [only] = &all.unwrap()[..] else { panic!("one resource") };
        assert_eq!(
            only.name.values().map(|(tag, name)| (tag, name.as_str())).collect::<Vec<_>>(),
            [(None, "Notes"), (Some("de"), "Notizen")]
        );
        assert_eq!(only.description.untagged.as_ref().map(Name::as_str), Some("All you wrote"));
        let scopes = only.scopes.as_ref().unwrap();
        assert_eq!(scopes.iter().map(|(value, _)| &**value).collect::<Vec<_>>(), ["read", "x"]);
        assert_eq!(scopes.iter().flat_map(|(_, words)| words.values()).count(), 2);
        assert_eq!(only.claims.as_deref(), Some(&["email".to_owned()][..]));
    }

    #[test]
    fn a_resource_that_nobody_could_use_is_refused() {
        let long = format!(r#"[{{"resource": "urn:a", "scopes": {{"{}": {{}}}}}}]"#, "x".repeat(257));
        for (text, about) in [
            ("api.example.com", "absolute URIs"),
            ("https://a.example#x", "absolute URIs"),
            ("[", "a valid JSON array"),
            (r#"{"resource": "urn:a"}"#, "absolute URIs"),
            ("[1]", "absolute URIs"),
            ("[{}]", "absolute URIs"),
            (r#"[{"resource": "a"}]"#, "absolute URIs"),
            (r#"["urn:a", {"resource": "urn:a", "claims": []}]"#, "two entries for urn:a"),
            (r#"[{"resource": "urn:a", "scope": {}}]"#, "scope of urn:a is not one"),
            (r#"[{"resource": "urn:a", "scopes#de": {}}]"#, "scopes#de of urn:a is not one"),
            (r#"[{"resource": "urn:a", "resource_name": ""}]"#, "words for users in urn:a"),
            (r#"[{"resource": "urn:a", "resource_name#": "x"}]"#, "words for users in urn:a"),
            (r#"[{"resource": "urn:a", "description": "a\u202eb"}]"#, "words for users in urn:a"),
            (r#"[{"resource": "urn:a", "scopes": ["read"]}]"#, "a table of scope values"),
            (r#"[{"resource": "urn:a", "scopes": {"read": "words"}}]"#, "a table of scope values"),
            (r#"[{"resource": "urn:a", "scopes": {"a b": {}}}]"#, "a table of scope values"),
            (&long, "a table of scope values"),
            (r#"[{"resource": "urn:a", "scopes": {"read": {"name": "x"}}}]"#, "description of read"),
            (r#"[{"resource": "urn:a", "scopes": {"read": {"description": 1}}}]"#, "words for users"),
            (r#"[{"resource": "urn:a", "scopes": {"openid": {}}}]"#, "not have openid"),
            (r#"[{"resource": "urn:a", "scopes": {"dcr:scope": {}}}]"#, "not have dcr:scope"),
            (r#"[{"resource": "urn:a", "claims": "email"}]"#, "a list of claims"),
            (r#"[{"resource": "urn:a", "claims": ["scope"]}]"#, "a list of claims"),
        ] {
            let refused = resources(text).unwrap_err();
            assert!(refused.starts_with("the setting RESOURCES must ") && refused.contains(about), "{text}: {refused}");
        }
    }
}
