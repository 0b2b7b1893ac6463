//! Proofs of redirection domains, and the trust tier `domain`.

use enrol::http::Method;
use enrol::ports::Limit;
use enrol::unit::Seconds;
use serde_json::{Value, json};

use crate::support::authorization::{CALLBACK, app, ask, asked};
use crate::support::browser::{Browser, page};
use crate::support::{Call, Down, Reply, World, start};

const SECRET: &str = "0123456789-abcdefghijklmnopqrstuvwxyz_ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const PROOF: &str = "https://client.example/.well-known/enrol-redirect-uris";
const WORDS: &str = "confirms only that it takes users from this server.";

fn world(settings: &[(&str, &str)]) -> World {
    let clients = json!({"ops": {"grant_types": ["client_credentials"], "scope": "admin"}}).to_string();
    let secrets = format!("ops:{SECRET}");
    let own = [("CLIENTS", &*clients), ("CLIENT_SECRETS", &*secrets), ("VERIFIED_DOMAINS", "on")];
    let world = World::of(start(&[settings, &own[..]].concat()));
    world.add_alice();
    for host in ["client.example", "other.example"] {
        world.resolve(host, "93.184.216.34", "");
    }
    world
}

fn proof(uris: &Value, more: &Value) -> String {
    let mut entry = json!({"redirect_uris": uris});
    entry.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    json!({"issuers": {"https://as.example": entry}}).to_string()
}

/// The trust tier of a client as operators see it.
fn trust(client: &Reply, world: &World) -> String {
    let grant = [("grant_type", "client_credentials")];
    let token = Call::form("/token", &grant).basic("ops", SECRET).to(world).text("access_token");
    let path = format!("/admin/v1/clients/{}", client.text("client_id"));
    Call::new(Method::Get, &path).token(&token).to(world).text("trust")
}

fn consent(client: &Reply, world: &World) -> Reply {
    let alice = world.users.borrow().values().next().unwrap().clone();
    ask(&Browser::of(world, &alice), world, client, &[])
}

/// How often the host of the client was asked.
fn asks(world: &World) -> usize {
    world.fetches.borrow().iter().filter(|address| *address == PROOF).count()
}

#[test]
fn a_host_that_names_this_server_and_the_address_is_shown_at_consent_and_to_operators() {
    let world = world(&[]);
    world.publish(PROOF, &proof(&json!(["https://client.example/other", CALLBACK]), &json!({})));
    let client = app(&world, &json!({}));
    let reply = consent(&client, &world);
    assert!(page(&reply).contains(WORDS), "{}", page(&reply));
    assert_eq!(serde_json::from_str::<Value>(&reply.line).unwrap()["tier"], "domain");
    assert_eq!(trust(&client, &world), "domain");
    assert_eq!(asks(&world), 1, "the answer is kept");
}

#[test]
fn without_the_setting_no_host_is_asked() {
    let world = world(&[("VERIFIED_DOMAINS", "off")]);
    world.publish(PROOF, &proof(&json!([CALLBACK]), &json!({})));
    let client = app(&world, &json!({}));
    assert!(page(&consent(&client, &world)).contains("Nobody. Its name is not verified."));
    assert_eq!((trust(&client, &world), asks(&world)), ("unverified".to_owned(), 0));
}

/// An address that the host does not name may send users on, to anybody.
#[test]
fn a_proof_counts_for_its_addresses_its_server_and_the_clients_that_it_describes() {
    let described = |members: Value| json!({"metadata": members});
    for (document, is_proven, why) in [
        (proof(&json!([CALLBACK]), &json!({})), true, "all is well"),
        (proof(&json!(["https://client.example/"]), &json!({})), false, "another address of the host"),
        (proof(&json!("https://client.example/cb"), &json!({})), false, "no list"),
        (
            json!({"issuers": {"https://other.example": {"redirect_uris": [CALLBACK]}}}).to_string(),
            false,
            "another server",
        ),
        (json!({"issuers": {"https://as.example": [CALLBACK]}}).to_string(), false, "another form"),
        (json!([CALLBACK]).to_string(), false, "another form"),
        (proof(&json!([CALLBACK]), &described(json!({"client_name": "My app"}))), true, "the name of the client"),
        (proof(&json!([CALLBACK]), &described(json!({"client_name": "Other"}))), false, "another name"),
        (proof(&json!([CALLBACK]), &described(json!({"jwks_uri": "https://client.example/jwks"}))), false, "a key"),
        (proof(&json!([CALLBACK]), &described(json!([]))), false, "demands of no known form"),
    ] {
        let world = world(&[]);
        world.publish(PROOF, &document);
        let client = app(&world, &json!({"client_name": "My app"}));
        assert_eq!(trust(&client, &world), if is_proven { "domain" } else { "unverified" }, "{why}: {document}");
        assert_eq!(page(&consent(&client, &world)).contains(WORDS), is_proven, "{why}");
    }
}

#[test]
fn every_host_needs_a_proof_and_an_address_on_a_device_has_none() {
    let both = json!([CALLBACK, "https://other.example/cb"]);
    for (members, expected) in [
        (json!({"redirect_uris": both}), "domain"),
        (json!({"redirect_uris": [CALLBACK, "https://client.example:8443/cb"]}), "unverified"),
        (json!({"redirect_uris": [CALLBACK, "http://127.0.0.1/cb"], "application_type": "native"}), "unverified"),
        (json!({"redirect_uris": [CALLBACK, "com.example.app:/cb"], "application_type": "native"}), "unverified"),
        (
            json!({"redirect_uris": [CALLBACK, "https://a.example/", "https://b.example/", "https://c.example/"]}),
            "unverified",
        ),
        (json!({"grant_types": ["authorization_code", "client_credentials"]}), "unverified"),
        (json!({"grant_types": ["authorization_code", "refresh_token"]}), "domain"),
    ] {
        let world = world(&[]);
        world.publish_everywhere(&serde_json::from_str(&proof(&both, &json!({}))).unwrap());
        let client = app(&world, &members);
        assert_eq!(trust(&client, &world), expected, "{members}");
    }
}

/// A device gets its tokens without a redirection, so the proof of a host says nothing to its user.
#[test]
fn a_client_for_devices_has_no_proof() {
    const DEVICE: &str = "urn:ietf:params:oauth:grant-type:device_code";
    let world = world(&[("GRANT_TYPES_SUPPORTED", &format!("authorization_code client_credentials {DEVICE}"))]);
    world.publish(PROOF, &proof(&json!([CALLBACK]), &json!({})));
    let client = app(&world, &json!({"grant_types": ["authorization_code", DEVICE]}));
    assert_eq!((trust(&client, &world), asks(&world)), ("unverified".to_owned(), 0));
}

#[test]
fn a_host_without_a_proof_is_asked_again_after_ten_minutes_and_a_proof_counts_for_its_life() {
    let world = world(&[("DOCUMENT_MAX_AGE_SECONDS", "3600")]);
    let client = app(&world, &json!({}));
    for (wait, asked) in [(0, 1), (599, 1), (1, 2)] {
        world.wait(Seconds(wait));
        assert_eq!((trust(&client, &world), asks(&world)), ("unverified".to_owned(), asked), "{wait}");
    }
    world.wait(Seconds(600));
    world.publish(PROOF, &proof(&json!([CALLBACK]), &json!({})));
    assert_eq!((trust(&client, &world), asks(&world)), ("domain".to_owned(), 3));
    world.publish(PROOF, "{}");
    world.wait(Seconds(3_599));
    assert_eq!((trust(&client, &world), asks(&world)), ("domain".to_owned(), 3));
    world.wait(Seconds(1));
    assert_eq!((trust(&client, &world), asks(&world)), ("unverified".to_owned(), 4));
}

#[test]
fn beyond_a_limit_and_where_hosts_cannot_be_asked_users_still_get_the_page() {
    for limit in [Some(Limit::Fetch), Some(Limit::Outbound), None] {
        let world = world(&[]);
        world.publish(PROOF, &proof(&json!([CALLBACK]), &json!({})));
        let client = app(&world, &json!({}));
        match limit {
            Some(limit) => world.admit(limit, 0),
            None => world.down.set(Down::Fetch),
        }
        let reply = consent(&client, &world);
        assert!(reply.status() == 200 && page(&reply).contains("Nobody. Its name is not verified."));
        assert_eq!(asks(&world), 0);
    }
    let world = world(&[]);
    world.resolve("client.example", "10.0.0.1", "");
    world.publish(PROOF, &proof(&json!([CALLBACK]), &json!({})));
    let client = app(&world, &json!({}));
    assert_eq!((trust(&client, &world), asks(&world)), ("unverified".to_owned(), 0), "a private address is not asked");
}

/// A proof is about a host, and everybody can name the host.
#[test]
fn a_proof_permits_nothing() {
    let world = world(&[("APPROVAL", "unverified")]);
    world.publish(PROOF, &proof(&json!([CALLBACK]), &json!({})));
    let client = app(&world, &json!({}));
    assert_eq!(trust(&client, &world), "domain");
    assert!(page(&consent(&client, &world)).contains("has not approved this app yet"));
}

#[test]
fn a_client_that_somebody_vouches_for_keeps_its_tier() {
    const TOKEN: &str = "enrol_iat_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
    let world = world(&[]);
    world.give(TOKEN, 1, &json!({}));
    world.publish(PROOF, &proof(&json!([CALLBACK]), &json!({})));
    let client = Call::register(&json!({"redirect_uris": [CALLBACK]})).token(TOKEN).to(&world);
    assert_eq!((trust(&client, &world), asks(&world)), ("operator".to_owned(), 0));
    let alice = world.users.borrow().values().next().unwrap().clone();
    let shown = Browser::of(&world, &alice).ask(&world, &asked(&client.text("client_id"), &[]));
    assert!(page(&shown).contains("The operator of this server."));
}

#[test]
fn a_host_without_a_proof_is_asked_no_sooner_where_documents_have_a_short_life() {
    for life in ["60", "300"] {
        let world = world(&[("DOCUMENT_MAX_AGE_SECONDS", life)]);
        let client = app(&world, &json!({}));
        for _ in 0..9 {
            assert_eq!(trust(&client, &world), "unverified");
            world.wait(Seconds(60));
        }
        assert_eq!(asks(&world), 1, "{life}");
    }
}

/// The name that users see in their language is the name that the host demands.
#[test]
fn a_demand_of_a_host_holds_in_every_language() {
    let world = world(&[]);
    world.publish(PROOF, &proof(&json!([CALLBACK]), &json!({"metadata": {"client_name": "Shop"}})));
    let honest = app(&world, &json!({"client_name": "Shop", "client_uri": "https://client.example/"}));
    assert_eq!(trust(&honest, &world), "domain");
    let client = app(&world, &json!({"client_name": "Shop", "client_name#de": "Meine Bank"}));
    assert_eq!(trust(&client, &world), "unverified");
}
