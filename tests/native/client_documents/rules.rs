//! The rules for the document: those of a registration, and those of documents.

use serde_json::{Value, json};

use super::{ID, ask, assert_refused, document, log, publish, world_with};
use crate::support::authorization::{CALLBACK, asked, assert_page};
use crate::support::browser::{Browser, page};
use crate::support::{Call, Signer, World};

/// Draft section 3.1, MCP authorization; requirements N8 to N11, N17, N18, F1, F2, R33: a document that breaks a rule is refused
/// with the place and the rule.
#[test]
fn a_document_that_breaks_a_rule_is_refused_with_the_rule() {
    let world = world_with(&[]);
    let private = json!({"keys": [{"kty": "EC", "crv": "P-256", "kid": "1", "d": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
        "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4", "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"}]});
    let symmetric = json!({"keys": [{"kty": "oct", "k": "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"}]});
    let with_key = |members: Value| {
        let mut all = json!({"token_endpoint_auth_method": "private_key_jwt"});
        all.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
        all
    };
    for (changes, pointer) in [
        (json!({"client_name": null}), "/client_name"),
        (json!({"client_name": ""}), "/client_name"),
        (json!({"redirect_uris": null}), "/redirect_uris"),
        (json!({"redirect_uris": []}), "/redirect_uris"),
        (json!({"redirect_uris": "https://client.example/cb"}), "/redirect_uris"),
        (json!({"redirect_uris": ["javascript:alert(1)"]}), "/redirect_uris/0"),
        (json!({"redirect_uris": ["https://as.example/token"]}), "/redirect_uris/0"),
        (json!({"token_endpoint_auth_method": "client_secret_basic"}), "/token_endpoint_auth_method"),
        (json!({"token_endpoint_auth_method": "client_secret_post"}), "/token_endpoint_auth_method"),
        (json!({"token_endpoint_auth_method": "client_secret_jwt"}), "/token_endpoint_auth_method"),
        (json!({"token_endpoint_auth_method": "tls_client_auth"}), "/token_endpoint_auth_method"),
        (json!({"token_endpoint_auth_method": ["none"]}), "/token_endpoint_auth_method"),
        (json!({"client_secret": "s3cr3t-of-all"}), "/client_secret"),
        (json!({"client_secret_expires_at": 0}), "/client_secret_expires_at"),
        (with_key(json!({})), "/token_endpoint_auth_method"),
        (with_key(json!({"jwks": private})), "/jwks"),
        (with_key(json!({"jwks": symmetric})), "/jwks"),
        (with_key(json!({"jwks_uri": "http://app.example/jwks"})), "/jwks_uri"),
        (with_key(json!({"jwks_uri": "https://evil.example/jwks"})), "/jwks_uri"),
        (with_key(json!({"jwks_uri": "https://keys.app.example/jwks"})), "/jwks_uri"),
        (with_key(json!({"jwks_uri": "https://app.example:8443/jwks"})), "/jwks_uri"),
        (with_key(json!({"jwks_uri": "https://127.0.0.1/jwks"})), "/jwks_uri"),
        (json!({"client_uri": "javascript:alert(1)"}), "/client_uri"),
        (json!({"logo_uri": "data:image/png;base64,AAAA"}), "/logo_uri"),
        (json!({"policy_uri": "file:///etc/passwd"}), "/policy_uri"),
        (json!({"sector_identifier_uri": "https://app.example/sector"}), "/sector_identifier_uri"),
        (json!({"grant_types": ["password"], "response_types": []}), "/grant_types"),
    ] {
        publish(&world, &document(&changes));
        let page = assert_refused(&world, ID, "document_member");
        let member = pointer.trim_start_matches('/').split('/').next().unwrap();
        assert!(page.contains("the document at client_id is refused") && page.contains(member), "{changes}: {page}");
        assert!(!page.contains("s3cr3t"));
        let reply =
            Call::token_request(&[("grant_type", "authorization_code"), ("client_id", ID), ("code", "x")]).to(&world);
        let (status, error, place) = reply.refusal();
        assert_eq!((status, &*error), (401, "invalid_client"), "{changes}");
        assert!(place.starts_with(pointer), "{changes}: {place}");
        assert_eq!(log(&reply, "reason"), "document_member");
        assert!(!reply.line.contains("s3cr3t"));
    }
    assert_eq!(world.fetches.borrow().iter().filter(|it| it.contains("jwks")).count(), 0);
}

/// Requirement N9: the default of RFC 7591 would be a secret, which such a client cannot have.
#[test]
fn a_client_that_names_no_method_is_public() {
    for settings in [&[][..], &[("DEFAULT_TOKEN_ENDPOINT_AUTH_METHOD", "client_secret_post")]] {
        let world = world_with(settings);
        let reply = Call::form("/par", &asked(ID, &[])).to(&world);
        assert_eq!(reply.status(), 201, "{}", reply.json());
    }
    let world = world_with(&[("TOKEN_ENDPOINT_AUTH_METHODS_SUPPORTED", "client_secret_basic private_key_jwt")]);
    assert_refused(&world, ID, "document_member");
}

/// Draft section 3.2; requirements N13, E1, E3, E4.
#[test]
fn a_redirection_uri_is_one_of_the_document() {
    let world = world_with(&[]);
    let browser = Browser::default();
    publish(&world, &document(&json!({"redirect_uris": ["http://127.0.0.1/cb", "http://localhost/callback"]})));
    for good in ["http://127.0.0.1/cb", "http://127.0.0.1:49152/cb", "http://localhost:49152/callback"] {
        assert_eq!(ask(&browser, &world, &[("redirect_uri", good)]).status(), 200, "{good}");
    }
    world.cache.borrow_mut().clear();
    publish(
        &world,
        &document(&json!({"redirect_uris": [CALLBACK, "http://127.0.0.1/cb", "http://localhost/callback"]})),
    );
    for good in [CALLBACK, "http://127.0.0.1:49152/cb", "http://localhost/callback"] {
        assert_eq!(ask(&browser, &world, &[("redirect_uri", good)]).status(), 200, "{good}");
    }
    for bad in
        ["https://client.example/cb/", "https://evil.example/cb", "http://127.0.0.1:1/other", "https://app.example/cb"]
    {
        let page = assert_page(&ask(&browser, &world, &[("redirect_uri", bad)]), 400);
        assert!(page.contains("an address that it has not registered"), "{page}");
    }
}

/// Requirement N23: no client of another kind has a URL as its identifier.
#[test]
fn no_registration_takes_the_identifier_of_a_document() {
    let world = world_with(&[]);
    let reply = Call::register(&json!({"client_id": ID, "redirect_uris": [CALLBACK]})).to(&world);
    assert_eq!(reply.status(), 201);
    assert!(!reply.text("client_id").starts_with("http"));
    let path = format!("/register/{}", "https%3A%2F%2Fapp.example%2Fclient.json");
    for call in [Call::get(&path), Call::get(&path).token("x")] {
        assert!(matches!(call.to(&world).status(), 401 | 404));
    }
    assert!(world.fetches.borrow().is_empty());
}

/// Draft section 3.3: a software statement in a document gives nothing, so it is neither read nor fetched for.
#[test]
fn a_software_statement_in_a_document_changes_nothing() {
    let world = world_with(&[]);
    let statement = Signer::new()
        .sign(&json!({"alg": "ES256"}), &json!({"iss": "https://directory.example", "client_name": "Bank"}));
    publish(&world, &document(&json!({"software_statement": statement})));
    let browser = Browser::of(&world, &world.add_alice());
    let page = page(&ask(&browser, &world, &[]));
    assert!(page.contains("Inspector") && !page.contains("Bank"), "{page}");
}

/// The rules of the operator for single members are those of registrations.
#[test]
fn the_rules_of_the_operator_hold_for_documents() {
    let rules = json!({"tos_uri": {"required": true}}).to_string();
    let world = world_with(&[("MEMBER_RULES", &rules)]);
    assert_refused(&world, ID, "document_member");
    let world = world_with(&[("REFUSED_HOSTS", "client.example")]);
    assert_refused(&world, ID, "document_member");
    let world: World = world_with(&[("SCOPES_SUPPORTED", "openid read")]);
    publish(&world, &document(&json!({"scope": "read write"})));
    let browser = Browser::of(&world, &world.add_alice());
    let page = page(&ask(&browser, &world, &[("scope", "read write")]));
    assert!(page.contains("read") && !page.contains("write"), "{page}");
}

/// Requirement C32: a client can change its document at any time, so it may ask for more without that, if the operator says so.
#[test]
fn a_document_without_a_scope_limits_its_client_as_the_operator_says() {
    for (setting, is_refused) in [("registered", true), ("supported", false)] {
        let world = world_with(&[("SCOPE_REQUESTS", setting), ("SCOPES_SUPPORTED", "read")]);
        let browser = Browser::of(&world, &world.add_alice());
        let reply = ask(&browser, &world, &[("scope", "read write")]);
        assert_eq!(reply.line.contains("invalid_scope"), is_refused, "{}", reply.line);
        let page = page(&reply);
        assert_eq!((page.contains("<code>read</code>"), page.contains("write")), (!is_refused, false), "{page}");
    }
}
