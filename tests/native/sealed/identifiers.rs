//! The lengths of identifiers of real registrations.

use serde_json::Value;

use super::SEALED;
use crate::support::{Call, World};

/// Requirements K9, K12: the lengths of identifiers of real registrations, as docs/identifiers.md shows them.
#[test]
fn identifiers_of_real_registrations_are_short() {
    let (table, lengths) = table();
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/identifiers.md");
    if std::env::var_os("ENROL_WRITE_IDENTIFIERS").is_some() {
        std::fs::write(file, &table).unwrap();
    }
    assert!(std::fs::read_to_string(file).unwrap() == table, "docs/identifiers.md is not current: npm run identifiers");
    assert!(lengths.len() >= 40);
    assert!(lengths[lengths.len() / 2] <= 160, "the median");
    assert!(lengths.iter().filter(|length| **length <= 255).count() * 10 >= lengths.len() * 8);
}

/// The settings of a provider that supports all members.
const PROVIDER: &str = include_str!("provider.json");

fn table() -> (String, Vec<usize>) {
    let grants = "authorization_code refresh_token client_credentials implicit \
        urn:ietf:params:oauth:grant-type:device_code urn:openid:params:grant-type:ciba";
    let methods = "none client_secret_post client_secret_basic client_secret_jwt private_key_jwt tls_client_auth";
    let all: Vec<Value> = serde_json::from_str(include_str!("registrations.json")).unwrap();
    let scopes: Vec<&str> = all.iter().filter_map(|one| one["request"]["scope"].as_str()).collect();
    let world = World::with(&[
        SEALED,
        ("SCOPES_SUPPORTED", &scopes.join(" ")),
        ("SEALED_ID_LIMIT", "1024"),
        ("AUTHORIZATION_SERVER", PROVIDER),
        ("GRANT_TYPES_SUPPORTED", grants),
        ("RESPONSE_TYPES_SUPPORTED", r#"["code", "code id_token", "id_token", "token"]"#),
        ("TOKEN_ENDPOINT_AUTH_METHODS_SUPPORTED", methods),
    ]);
    let mut rows: Vec<(usize, usize, String)> = Vec::new();
    for one in &all {
        let asked = &one["request"];
        if let Some(sector) = asked["sector_identifier_uri"].as_str() {
            world.resolve(sector.split('/').nth(2).unwrap(), "93.184.216.34", "");
            world.publish(sector, &asked["redirect_uris"].to_string());
        }
        let reply = Call::register(asked).to(&world);
        assert_eq!(reply.status(), 201, "{} {}", one["name"], reply.json());
        rows.push((reply.text("client_id").len(), asked.to_string().len(), one["name"].as_str().unwrap().to_owned()));
    }
    let mut lengths: Vec<usize> = rows.iter().map(|(length, ..)| *length).collect();
    lengths.sort_unstable();
    let short = lengths.iter().filter(|length| **length <= 255).count();
    let head = format!(
        "# Length of a `client_id`\n\n\
        A sealed `client_id` contains the client, so its length depends on what the client registers. The table has registrations\nof \
        real apps. `npm run identifiers` writes it from `tests/native/sealed/registrations.json`, which names the sources.\n\n\
        Of {} identifiers the median has {} characters, and {short} have at most 255. A client whose `client_id` would be longer\nthan \
        `SEALED_ID_LIMIT` is stored, under a `client_id` of 23 characters.\n\n\
        | Registration | Bytes of the request | Characters of the `client_id` |\n|---|---|---|\n",
        lengths.len(),
        lengths[lengths.len() / 2]
    );
    let rows = rows.iter().map(|(length, size, name)| format!("| {name} | {size} | {length} |\n"));
    let page = rows.fold(head, |page, row| page + &row);
    (page, lengths)
}
