//! Issuers of software statements as data.

use enrol::http::Method;
use enrol::model::StatementIssuer;
use serde_json::{Map, Value, json};

use super::{ISSUER, activate, draft, get, post, refusal, settings, world};
use crate::support::authority::{Authority, DIRECTORY, DIRECTORY_KEYS, over};
use crate::support::{Call, Signer};

/// An authority that no setting trusts, whose keys are on a public host.
pub fn authority(others: &[(&str, &str)]) -> Authority {
    let authority = Authority { signer: Signer::new(), world: world(others) };
    authority.world.resolve("directory.example", "93.184.216.34", "");
    let keys = json!({"keys": [authority.signer.jwk("1")]});
    authority.world.publish(DIRECTORY_KEYS, &keys.to_string());
    authority
}

fn entry() -> Value {
    json!({"jwks_uri": DIRECTORY_KEYS})
}

fn status(authority: &Authority) -> (u16, String) {
    let reply = authority.register(&authority.statement(&json!({})), &json!({}));
    (reply.status(), if reply.status() == 201 { String::new() } else { reply.text("error") })
}

fn unapproved() -> (u16, String) {
    (400, "unapproved_software_statement".to_owned())
}

#[test]
fn the_statements_of_an_issuer_count_while_it_is_in_force() {
    let authority = authority(&[]);
    assert_eq!(status(&authority), unapproved());
    let drafted = draft(ISSUER, &entry(), &authority.world);
    assert_eq!(drafted.status(), 201, "{}", drafted.json());
    assert_eq!(status(&authority), unapproved(), "a draft is trusted by nobody");
    let active = post(&format!("{ISSUER}/1/activate"), &authority.world);
    assert_eq!((active.text("statement_issuer"), active.text("source")), (DIRECTORY.to_owned(), "database".to_owned()));
    let client = authority.register(&authority.statement(&json!({})), &json!({}));
    assert_eq!((client.status(), client.text("client_name")), (201, "Bank".to_owned()), "{}", client.json());

    post(&format!("{ISSUER}/1/retire"), &authority.world);
    assert_eq!(status(&authority), unapproved(), "nobody registers any more");
    assert_eq!(Call::manage(Method::Get, &client).to(&authority.world).status(), 200, "the clients stay");
    let update = Call::manage(Method::Put, &client).json(&client.resubmitted()).to(&authority.world);
    assert_eq!(update.status(), 200, "{}", update.json());
    let renamed = over(&client.resubmitted(), &json!({"client_name": "Other"}));
    let updated = Call::manage(Method::Put, &client).json(&renamed).to(&authority.world);
    assert_eq!(updated.text("client_name"), "Bank", "what the statement has locked stays locked");
}

/// The rules of a version are those of the setting.
#[test]
fn another_version_has_other_rules() {
    let authority = authority(&[]);
    activate(ISSUER, &entry(), &authority.world);
    assert_eq!(status(&authority).0, 201);
    activate(ISSUER, &over(&entry(), &json!({"required": ["org_id"]})), &authority.world);
    assert_eq!(status(&authority), (400, "invalid_software_statement".to_owned()));
}

/// Requirements I13, I25: whatever stops the server as a setting is refused as data.
#[test]
fn a_document_that_the_setting_could_not_have_is_refused() {
    let authority = authority(&[]);
    let keys = json!({"keys": [authority.signer.jwk("1")]});
    for document in [
        json!({}),
        json!({"jwks": keys, "jwks_uri": DIRECTORY_KEYS}),
        json!({"jwks_uri": "http://directory.example/jwks"}),
        json!({"jwks": keys, "surprise": true}),
        json!({"jwks": keys, "algorithms": ["HS256"]}),
        json!({"jwks": keys, "ignored": ["exp"]}),
        json!({"jwks": keys, "maximum_age_seconds": 0}),
    ] {
        assert_eq!(draft(ISSUER, &document, &authority.world).status(), 400, "{document}");
    }
    let (_, place, detail) = refusal(&draft(ISSUER, &json!({"jwks": keys, "typ": []}), &authority.world));
    assert_eq!(place, "#");
    assert_eq!(detail, format!("the request body must have one or more texts as the typ of {DIRECTORY}"));
    assert_eq!(draft(ISSUER, &json!({"jwks": keys}), &authority.world).status(), 201);
}

/// An address of data is fetched as one of a client is, and not as one of the settings.
#[test]
fn keys_are_on_a_public_host_alone() {
    let authority = authority(&[]);
    for uri in
        ["https://as.example/jwks", "https://10.0.0.1/jwks", "https://keys.internal/jwks", "https://a.example:22/"]
    {
        let (status, place, _) = refusal(&draft(ISSUER, &json!({"jwks_uri": uri}), &authority.world));
        assert_eq!((status, &*place), (400, "#/jwks_uri"), "{uri}");
    }
    activate(ISSUER, &entry(), &authority.world);
    let mut versions = authority.world.policies.borrow_mut();
    versions[0].set("document", json!({"jwks_uri": "https://keys.internal/jwks"}));
    drop(versions);
    authority.world.hold(None);
    let keys = json!({"keys": [authority.signer.jwk("1")]});
    authority.world.publish("https://keys.internal/jwks", &keys.to_string());
    assert_eq!(status(&authority), (400, "invalid_software_statement".to_owned()), "nothing is fetched from there");
}

#[test]
fn an_issuer_with_rules_on_certificates_needs_certificates() {
    let document = over(&entry(), &json!({"certificate": [{"CN": "{software_id}"}]}));
    let authority = authority(&[]);
    let (status, place, detail) = refusal(&draft(ISSUER, &document, &authority.world));
    assert_eq!((status, &*place), (400, "#/certificate"), "{detail}");
}

/// Whoever may change issuers must not sign in the name of this server, and takes no issuer of the settings over.
#[test]
fn this_server_and_the_issuers_of_the_settings_are_no_data() {
    let issuers = json!({DIRECTORY: entry()}).to_string();
    let former = r#"["https://old.example"]"#;
    let world = world(&[("STATEMENT_ISSUERS", &issuers), ("FORMER_ISSUERS", former)]);
    for path in [ISSUER, "/statement-issuers/https%3A%2F%2Fas.example", "/statement-issuers/https%3A%2F%2Fold.example"]
    {
        let (status, _, detail) = refusal(&draft(path, &entry(), &world));
        assert!(status == 400 && detail.contains("not this server"), "{path}: {detail}");
    }
    for name in ["a%00b".to_owned(), "a".repeat(2049)] {
        let (status, _, detail) = refusal(&draft(&format!("/statement-issuers/{name}"), &entry(), &world));
        assert!(status == 400 && detail.contains("2048 bytes"), "{detail}");
    }
    let trusted = "https://trusted.example";
    world.statement_issuers.borrow_mut().insert(trusted.to_owned(), serde_json::Map::new());
    let list = |path: &str| get(path, &world).member("statement_issuers");
    let [first, second] = [(DIRECTORY, "settings"), (trusted, "command_line")]
        .map(|(name, source)| json!({"statement_issuer": name, "source": source}));
    assert_eq!(list("/statement-issuers"), json!([first, second]), "also those of the command line");
    assert_eq!(list("/statement-issuers/https%3A%2F%2Ftrusted.example"), json!([second]));
    assert_eq!(list("/statement-issuers/https%3A%2F%2Fother.example"), json!([]));
    assert_eq!(list("/statement-issuers?after=https%3A%2F%2Fa.example%201"), json!([]), "only on the first page");
}

/// The settings can change while a version is in force.
#[test]
fn a_version_of_this_server_itself_has_no_effect() {
    let mut authority = authority(&[]);
    activate("/statement-issuers/https%3A%2F%2Fnew.example", &entry(), &authority.world);
    let usual = settings("admin");
    let usual = usual.each_ref().map(|(name, value)| (*name, &**value));
    authority.world =
        authority.world.restarted(&[&usual[..], &[("FORMER_ISSUERS", r#"["https://new.example"]"#)]].concat());
    let (status, code, _) = authority.outcome(&json!({"iss": "https://new.example"}));
    assert_eq!((status, code), unapproved());
}

/// The data comes before the issuers of the command line, and they come back when it is retired.
#[test]
fn an_issuer_of_the_command_line_stands_behind_the_data() {
    let authority = authority(&[]);
    let stored: Map<String, Value> = entry().as_object().unwrap().clone();
    authority.world.statement_issuers.borrow_mut().insert(DIRECTORY.to_owned(), stored);
    assert_eq!(status(&authority).0, 201);
    activate(ISSUER, &over(&entry(), &json!({"required": ["org_id"]})), &authority.world);
    assert_eq!(status(&authority).0, 400);
    post(&format!("{ISSUER}/1/retire"), &authority.world);
    assert_eq!(status(&authority).0, 201);
}

/// A version that cannot be read any more is trusted by nobody, and no other entry takes its place.
#[test]
fn a_stored_issuer_that_cannot_be_read_is_trusted_by_nobody() {
    let authority = authority(&[]);
    activate(ISSUER, &entry(), &authority.world);
    authority.world.policies.borrow_mut()[0].set("document", json!({"jwks_uri": 1}));
    authority.world.hold(None);
    let stored: Map<String, Value> = entry().as_object().unwrap().clone();
    authority.world.statement_issuers.borrow_mut().insert(DIRECTORY.to_owned(), stored);
    assert_eq!(status(&authority), unapproved());
}

/// The schema that the documentation shows has every member of an entry, and no other.
#[test]
fn the_schema_has_the_members_of_an_entry() {
    let schema: Value = serde_json::from_str(include_str!("../../../docs/statement-issuer.schema.json")).unwrap();
    let members: Vec<_> = schema["properties"].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(members, StatementIssuer::MEMBERS);
}

/// An issuer that is retired because its key has leaked leaves its clients no more than it did before.
#[test]
fn a_retired_issuer_gives_its_clients_nothing_that_it_ruled_out() {
    for rule in [json!({"refused": ["client_uri"]}), json!({"required_in_updates": true})] {
        let authority = authority(&[]);
        activate(ISSUER, &over(&entry(), &rule), &authority.world);
        let client = authority.register(&authority.statement(&json!({})), &json!({}));
        let mut body = over(&client.resubmitted(), &json!({"client_uri": "https://evil.example/"}));
        body.as_object_mut().unwrap().remove("software_statement");
        let update = |body: &Value| Call::manage(Method::Put, &client).json(body).to(&authority.world);
        assert_eq!(update(&body).status(), 400, "{rule}");
        post(&format!("{ISSUER}/1/retire"), &authority.world);
        let updated = update(&body);
        assert!(updated.status() == 400 || updated.member("client_uri").is_null(), "{rule}: {}", updated.json());
    }
}
