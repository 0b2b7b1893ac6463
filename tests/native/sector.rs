//! Sector identifier documents, through the guard of outbound requests. OpenID Connect Registration section 5.

use enrol::http::Method;
use enrol::ports::Limit;
use enrol::unit::Timestamp;
use serde_json::{Value, json};

use crate::support::{Call, Down, KEYS, Reply, World};

const DOCUMENT: &str = "https://sector.example/uris.json";

fn world() -> World {
    let world = World::with(&[("PAIRWISE_SALT", KEYS[1])]);
    world.resolve("sector.example", "93.184.216.34", "2606:2800:220:1::1");
    world.publish(DOCUMENT, r#"["https://a.example/cb","https://b.example/cb","https://c.example/cb"]"#);
    world
}

fn asked() -> Value {
    json!({"redirect_uris": ["https://a.example/cb", "https://b.example/cb"], "subject_type": "pairwise",
        "sector_identifier_uri": DOCUMENT})
}

fn is_refused(reply: &Reply) {
    let expected = (400, "invalid_client_metadata".to_owned(), "/sector_identifier_uri".to_owned());
    assert_eq!(reply.refusal(), expected);
}

/// Requirements C56, C57: extra entries are allowed, the name is looked up first.
#[test]
fn a_document_that_has_every_redirection_uri_confirms_the_sector() {
    let world = world();
    let reply = Call::register(&asked()).to(&world);
    assert_eq!((reply.status(), reply.text("sector_identifier_uri")), (201, DOCUMENT.to_owned()));
    assert_eq!(world.fetches.borrow().len(), 3);
    assert_eq!(world.fetches.borrow().last().map(String::as_str), Some(DOCUMENT));
}

/// Requirements C56, C57, Q10 to Q13, Q15: every failure has the same description.
#[test]
fn a_document_that_cannot_be_had_refuses_the_registration() {
    let uris = r#"["https://a.example/cb","https://b.example/cb"]"#;
    let long = format!("[\"{}\"]", "x".repeat(65_536));
    let mut descriptions = Vec::new();
    for (status, content_type, body) in [
        (404, "application/json", uris),
        (302, "application/json", uris),
        (500, "application/json", uris),
        (200, "text/html", uris),
        (200, "", uris),
        (200, "application/json", "{}"),
        (200, "application/json", "[1]"),
        (200, "application/json", "not JSON"),
        (200, "application/json", &long),
    ] {
        let world = world();
        world.publish_as(DOCUMENT, status, content_type, body);
        let reply = Call::register(&asked()).to(&world);
        is_refused(&reply);
        descriptions.push(reply.text("error_description"));
        assert!(world.clients().is_empty());
    }
    let world = world();
    world.down.set(Down::Fetch);
    let reply = Call::register(&asked()).to(&world);
    is_refused(&reply);
    descriptions.push(reply.text("error_description"));
    descriptions.dedup();
    assert_eq!(descriptions.len(), 1);
}

/// Requirement C57: compared as bytes.
#[test]
fn a_document_that_lacks_a_redirection_uri_refuses_the_registration() {
    for uris in [
        r#"["https://a.example/cb"]"#,
        r#"["https://a.example/cb","https://B.example/cb"]"#,
        r#"["https://a.example/cb","https://b.example/cb/"]"#,
        "[]",
    ] {
        let world = world();
        world.publish(DOCUMENT, uris);
        is_refused(&Call::register(&asked()).to(&world));
    }
}

/// Requirements Q6 to Q8: one address that is not public is enough.
#[test]
fn a_name_that_leads_into_a_private_network_is_not_fetched_from() {
    for (ipv4, ipv6) in [
        ("10.0.0.1", ""),
        ("169.254.169.254", ""),
        ("93.184.216.34", "::1"),
        ("93.184.216.34", "fe80::1"),
        ("127.0.0.1", "2606:2800:220:1::1"),
        ("not an address", ""),
        ("", ""),
    ] {
        let world = world();
        world.resolve("sector.example", ipv4, ipv6);
        is_refused(&Call::register(&asked()).to(&world));
        assert!(!world.fetches.borrow().iter().any(|address| address == DOCUMENT), "{ipv4} {ipv6}");
    }
}

/// Requirements Q2 to Q5, Q9, Q16, Q22: refused by its text, before anything is looked up.
#[test]
fn an_address_that_cannot_be_public_is_not_even_looked_up() {
    let world = world();
    for address in [
        "http://sector.example/uris.json",
        "ftp://sector.example/uris.json",
        "gopher://sector.example/uris.json",
        "file:///etc/passwd",
        "data:application/json,[]",
        "blob:https://sector.example/x",
        "https://127.0.0.1",
        "https://[::1]",
        "https://[::ffff:169.254.169.254]",
        "https://[fe80::1%25eth0]/",
        "https://169.254.169.254/latest/meta-data",
        "https://0/",
        "https://127.1",
        "https://2130706433",
        "https://0x7f000001",
        "https://0x7f.0.0.1/",
        "https://017700000001",
        "https://127.0.0.1%2e/",
        "https://8.8.8.8/",
        "https://localhost.",
        "https://LOCALHOST",
        "https://a.localhost/",
        "https://printer.local/",
        "https://metadata.google.internal/",
        "https://router.home.arpa/",
        "https://hidden.onion/",
        "https://intranet/",
        "https://sector.example./uris.json",
        "https://a@127.0.0.1",
        "https://user:pw@sector.example/uris.json",
        "https://sector.example/uris.json#x",
        "https://sector.example\\@127.0.0.1/",
        "https://s\u{e9}ctor.example/",
        "https://\u{ff11}27.0.0.1/",
        "https://sector.example:22/",
        "https://sector.example:25/",
        "https://sector.example:6379/",
        "https://as.example/uris.json",
        "https://AS.example:8443/uris.json",
    ] {
        let mut asked = asked();
        asked["sector_identifier_uri"] = json!(address);
        let expected = (400, "invalid_client_metadata".to_owned(), "/sector_identifier_uri".to_owned());
        assert_eq!(Call::register(&asked).to(&world).refusal(), expected, "{address}");
    }
    assert!(world.fetches.borrow().is_empty());
    // A public name for an address that is not, which services such as nip.io give to everybody.
    world.resolve("127.0.0.1.nip.io", "127.0.0.1", "");
    let mut asked = asked();
    asked["sector_identifier_uri"] = json!("https://127.0.0.1.nip.io/uris.json");
    is_refused(&Call::register(&asked).to(&world));
    assert!(!world.fetches.borrow().iter().any(|address| address.starts_with("https://127.")));
}

/// Requirement C58.
#[test]
fn an_update_is_confirmed_again() {
    let world = world();
    let client = Call::register(&asked()).to(&world);
    let mut body = client.resubmitted();
    assert_eq!(Call::manage(Method::Put, &client).json(&body).to(&world).status(), 200);
    body["redirect_uris"] = json!(["https://d.example/cb"]);
    is_refused(&Call::manage(Method::Put, &client).json(&body).to(&world));
    assert_eq!(Call::manage(Method::Get, &client).to(&world).json(), client.json());
}

/// Requirements C44, Q19: nothing is fetched for a caller who may not register, nor for a request that is refused
/// anyway.
#[test]
fn nothing_is_fetched_before_everything_else_is_well() {
    let world = world();
    let mut bad = asked();
    bad["client_uri"] = json!("ftp://client.example/");
    assert_eq!(Call::register(&bad).to(&world).status(), 400);
    world.admit(Limit::Registration, 0);
    assert_eq!(Call::register(&asked()).to(&world).status(), 429);
    let mut keys = asked();
    keys["sector_identifier_uri"] = Value::Null;
    keys["subject_type"] = json!("public");
    keys["jwks_uri"] = json!("https://client.example/jwks");
    world.admit(Limit::Registration, 1);
    assert_eq!(Call::register(&keys).to(&world).status(), 201);
    assert!(world.fetches.borrow().is_empty());
}

#[test]
fn an_operator_may_do_without_looking_up_names() {
    let world = World::with(&[("RESOLVER", "off"), ("PAIRWISE_SALT", KEYS[1])]);
    world.publish(DOCUMENT, r#"["https://a.example/cb","https://b.example/cb"]"#);
    assert_eq!(Call::register(&asked()).to(&world).status(), 201);
    assert_eq!(*world.fetches.borrow(), [DOCUMENT]);
}

/// Requirements C57, Q17, Q18.
#[test]
fn a_document_is_fetched_again_when_it_lacks_what_was_added_since() {
    let world = world();
    let fetches = || world.fetches.borrow().iter().filter(|address| *address == DOCUMENT).count();
    assert_eq!(Call::register(&asked()).to(&world).status(), 201);
    assert_eq!((Call::register(&asked()).to(&world).status(), fetches()), (201, 1));
    let mut more = asked();
    more["redirect_uris"] = json!(["https://a.example/cb", "https://new.example/cb"]);
    world.publish(DOCUMENT, r#"["https://a.example/cb","https://new.example/cb"]"#);
    let reply = Call::register(&more).to(&world);
    is_refused(&reply);
    assert!(
        reply
            .text("error_description")
            .ends_with("must lead to an array that has all redirect_uris, or jwks_uri for a client without any")
    );
    world.now.set(Timestamp(world.now.get().0 + 30));
    assert_eq!((Call::register(&more).to(&world).status(), fetches()), (201, 2));
}

#[test]
fn without_a_cache_or_within_no_limit_nothing_is_taken_on_trust() {
    let world = world();
    world.down.set(Down::Cache);
    assert_eq!(Call::register(&asked()).to(&world).status(), 201);
    world.down.set(Down::Nothing);
    world.admit(Limit::Fetch, 0);
    is_refused(&Call::register(&asked()).to(&world));
}

/// Requirement A27: the log names a limiter that fails.
#[test]
fn a_limiter_that_does_not_answer_is_a_fault_of_the_server() {
    let world = world();
    world.down.set(Down::Limit(Limit::Fetch));
    let reply = Call::register(&asked()).to(&world);
    assert_eq!(reply.status(), 503);
    assert!(reply.line.contains("FETCH_LIMIT") && world.fetches.borrow().is_empty(), "{}", reply.line);
    assert!(world.clients().is_empty());
}

/// Requirements C56, C61, C62: without redirection no list of somebody else's makes a client one of its sector.
#[test]
fn a_client_without_redirection_is_confirmed_by_its_keys() {
    let world = world();
    let mut machine = json!({"grant_types": ["client_credentials"], "subject_type": "pairwise",
        "sector_identifier_uri": DOCUMENT});
    for document in ["[]", r#"["rust","wasm"]"#] {
        world.publish(DOCUMENT, document);
        world.cache.borrow_mut().clear();
        is_refused(&Call::register(&machine).to(&world));
    }
    machine["jwks_uri"] = json!("https://client.example/jwks");
    world.cache.borrow_mut().clear();
    is_refused(&Call::register(&machine).to(&world));
    world.publish(DOCUMENT, r#"["https://client.example/jwks"]"#);
    world.cache.borrow_mut().clear();
    assert_eq!(Call::register(&machine).to(&world).status(), 201);
}
