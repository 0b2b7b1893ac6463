//! The fetch of the document: which addresses are asked, and which answers count.

use enrol::http::{Body, Status};
use enrol::ports::Limit;
use enrol::unit::Seconds;
use serde_json::{Value, json};

use super::{ID, ask, assert_refused, document, fetches, log, publish, world_with};
use crate::support::authorization::assert_page;
use crate::support::browser::{Browser, page};
use crate::support::{Call, Down, World};

/// Draft section 2; requirements N1, N3, N23: a client that cannot have a document is refused before any fetch.
#[test]
fn an_identifier_that_is_no_plain_url_is_not_fetched() {
    let world = world_with(&[]);
    for id in [
        "https://app.example",
        "https://user@app.example/client.json",
        "https://app.example/client.json#x",
        "https://app.example/a/../client.json",
        "https://app.example/%2e%2e/client.json",
        "https://app.example/a\\client.json",
        "https://app.example/\tclient.json",
        "https://APP.example/client.json",
        "https://app.example:443/client.json",
    ] {
        let page = assert_refused(&world, id, "document_url");
        assert!(page.contains("client_id must be an https URL"), "{page}");
    }
    for (length, reason) in [(1024, "document_unreachable"), (1025, "document_url")] {
        let world = world_with(&[]);
        let id = format!("https://app.example/{}", "a".repeat(length - 20));
        assert_refused(&world, &id, reason);
    }
    for id in ["http://app.example/client.json", "HTTPS://app.example/client.json", "ftp://app.example/a"] {
        assert_refused(&world, id, "client_unknown");
    }
    assert!(world.fetches.borrow().is_empty());
    assert_eq!(world.store_calls.get(), 0);
}

/// Draft section 7; requirements N17, Q2 to Q6, Q9: no document is fetched from an address that is not public.
#[test]
fn a_document_at_a_private_address_is_not_fetched() {
    let world = world_with(&[]);
    for id in [
        "https://127.0.0.1/client.json",
        "https://[::1]/client.json",
        "https://169.254.169.254/latest/meta-data",
        "https://10.0.0.1/client.json",
        "https://localhost/client.json",
        "https://intranet/client.json",
        "https://metadata.google.internal/client.json",
        "https://app.example:22/client.json",
        "https://as.example/client.json",
        "https://as.example:8443/jwks",
    ] {
        assert_refused(&world, id, "document_address");
    }
    assert!(world.fetches.borrow().is_empty());
    for (name, ipv4, ipv6) in
        [("a.example", "10.0.0.1", ""), ("b.example", "93.184.216.34", "::1"), ("c.example", "", "")]
    {
        world.resolve(name, ipv4, ipv6);
        let id = format!("https://{name}/client.json");
        world.publish(&id, &document(&json!({"client_id": id})).to_string());
        assert_refused(&world, &id, "document_unresolved");
        assert!(!world.fetches.borrow().contains(&id));
    }
}

/// Draft sections 4 and 4.1; requirements N5, N6, N14 to N16, Q10 to Q12, Q15: each answer that is no document is refused in the
/// same words, with a reason of its own in the log. Nothing of it is cached.
#[test]
fn an_answer_that_is_no_document_is_refused() {
    let world = world_with(&[]);
    let good = document(&json!({})).to_string();
    let rows = [
        (301, "application/json", &*good, "document_redirect"),
        (302, "application/json", &good, "document_redirect"),
        (307, "application/json", &good, "document_redirect"),
        (308, "application/json", &good, "document_redirect"),
        (201, "application/json", &good, "document_status"),
        (404, "application/json", &good, "document_status"),
        (410, "application/json", &good, "document_status"),
        (429, "application/json", &good, "document_unavailable"),
        (500, "application/json", &good, "document_unavailable"),
        (200, "text/html", &good, "document_media_type"),
        (200, "text/plain", &good, "document_media_type"),
        (200, "application/javascript", &good, "document_media_type"),
        (200, "application/dns-json", &good, "document_media_type"),
        (200, "", &good, "document_media_type"),
        (200, "application/json", "", "document_malformed"),
        (200, "application/json", "[]", "document_malformed"),
        (200, "application/json", "{\"client_id\":", "document_malformed"),
        (200, "application/json", "{\"client_id\":\"a\",\"client_id\":\"b\"}", "document_malformed"),
        (200, "application/json", "{}", "document_client_id"),
    ];
    let mut told = Vec::new();
    for (status, media_type, body, reason) in rows {
        world.publish_as(ID, status, media_type, body);
        told.push(assert_refused(&world, ID, reason).replace("Request ray", ""));
    }
    let broken = |body| world.documents.borrow_mut().get_mut(ID).unwrap().body = body;
    world.publish_as(ID, 200, "application/json", "");
    broken(Body::Broken);
    told.push(assert_refused(&world, ID, "document_unreachable"));
    world.documents.borrow_mut().remove(ID);
    told.push(assert_refused(&world, ID, "document_unreachable"));
    world.down.set(Down::Fetch);
    told.push(assert_refused(&world, ID, "document_unresolved"));
    assert!(told[0].contains("client_id must lead to its document"), "{}", told[0]);
    assert!(told.iter().all(|page| *page == told[0]));
}

/// Draft section 3; requirements N6, N7, N27: JSON by any of its media types, with members that nobody knows.
#[test]
fn a_good_document_is_a_client() {
    let world = world_with(&[]);
    let more =
        document(&json!({"extra": {"a": [1]}, "token_endpoint_auth_methods_supported": ["none", "private_key_jwt"]}));
    for media_type in [
        "application/json",
        "Application/JSON; charset=utf-8",
        "application/vnd.client+json",
        "application/cimd+json;v=1",
    ] {
        let world = world_with(&[]);
        world.publish_as(ID, 200, media_type, &more.to_string());
        let reply = ask(&Browser::of(&world, &world.add_alice()), &world, &[]);
        assert_eq!(reply.status(), 200, "{media_type}: {}", page(&reply));
        assert_eq!(log(&reply, "client_id"), ID);
        assert_eq!(world.fetches.borrow().iter().filter(|address| *address == ID).count(), 1);
    }
    let _ = world;
}

/// Draft section 6; requirements N16, Q12.
#[test]
fn a_document_has_at_most_5120_bytes() {
    let world = world_with(&[]);
    let padded = |length: usize| {
        let text = document(&json!({"pad": ""})).to_string();
        text.replace("\"pad\":\"\"", &format!("\"pad\":\"{}\"", "x".repeat(length - text.len())))
    };
    world.publish(ID, &padded(5121));
    assert_refused(&world, ID, "document_length");
    world.publish(ID, &padded(5120));
    assert_eq!(ask(&Browser::default(), &world, &[]).status(), 200);
}

/// Draft sections 2 and 3; requirements N2, N7: identifiers are compared as text.
#[test]
fn a_document_counts_at_the_address_that_it_names() {
    let world = world_with(&[]);
    for other in
        ["https://app.example:8443/client.json", "https://app.example/client.json?", "https://app.example/Client.json"]
    {
        world.publish(other, &document(&json!({})).to_string());
        assert_refused(&world, other, "document_client_id");
    }
    for named in [
        json!(null),
        json!("https://APP.example/client.json"),
        json!("https://app.example:443/client.json"),
        json!([ID]),
    ] {
        publish(&world, &document(&json!({"client_id": named})));
        assert_refused(&world, ID, "document_client_id");
    }
    world.publish(
        "https://app.example/other.json",
        &document(&json!({"client_id": "https://app.example/other.json"})).to_string(),
    );
    publish(&world, &document(&json!({})));
    let browser = Browser::default();
    assert_eq!(ask(&browser, &world, &[]).status(), 200);
    assert_eq!(ask(&browser, &world, &[("client_id", "https://app.example/other.json")]).status(), 200);
    assert_eq!(world.cache.borrow().keys().filter(|key| key.starts_with("client:")).count(), 2);
}

/// Requirements N26, Q17, Q19: each network and each host has a limit of fetches.
#[test]
fn nobody_makes_the_server_flood_another_one() {
    let world = world_with(&[]);
    world.admit(Limit::Fetch, 0);
    assert_refused(&world, ID, "document_limited");
    assert_eq!(fetches(&world), 0);
    assert_eq!(world.counted(Limit::Fetch), ["app.example"]);
    let world = world_with(&[]);
    world.admit(Limit::Outbound, 2);
    assert_page(&ask(&Browser::default(), &world, &[]), 429);
    assert_eq!((fetches(&world), world.counted(Limit::Fetch).len()), (0, 0));
    let reply =
        Call::token_request(&[("grant_type", "authorization_code"), ("client_id", ID), ("code", "x")]).to(&world);
    assert_eq!((reply.status(), reply.text("error")), (429, "temporarily_unavailable".to_owned()));
    let world = world_with(&[]);
    world.down.set(Down::Throttle);
    assert_page(&ask(&Browser::default(), &world, &[]), 503);
    assert_eq!(fetches(&world), 0);
}

/// Draft section 5; requirements N22, L29, O10.
#[test]
fn both_metadata_documents_announce_the_support() {
    let path = ["/.well-known/oauth-authorization-server", "/.well-known/openid-configuration"];
    let announced =
        |world: &World| path.map(|path| Call::get(path).to(world).member("client_id_metadata_document_supported"));
    assert_eq!(announced(&World::new()), [json!(true), json!(true)]);
    for settings in [
        &[("CLIENT_ID_DOCUMENTS", "off")][..],
        &[("REGISTRATION_MODE", "token")],
        &[("REGISTRATION_MODE", "off")],
        &[("SOFTWARE_STATEMENTS", "required")],
        &[("REGISTRATION_HOOK", "https://hook.example/")],
    ] {
        let world = World::with(settings);
        assert_eq!(announced(&world), [Value::Null, Value::Null], "{settings:?}");
        assert_refused(&world, ID, "client_unknown");
        assert!(world.fetches.borrow().is_empty());
    }
    assert_eq!(
        announced(&World::with(&[("REGISTRATION_MODE", "token"), ("CLIENT_ID_DOCUMENTS", "on")]))[0],
        json!(true)
    );
}

/// Requirement N15: a document that was mended counts at once.
#[test]
fn a_failure_is_not_remembered() {
    let world = world_with(&[]);
    publish(&world, &document(&json!({"client_name": null})));
    assert_refused(&world, ID, "document_member");
    publish(&world, &document(&json!({})));
    assert_eq!(ask(&Browser::default(), &world, &[]).status(), 200);
    world.wait(Seconds(1));
    assert_eq!(world.documents.borrow()[ID].status, Status(200));
}
