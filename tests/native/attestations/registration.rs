//! Registrations of installations that an attester vouches for.

use enrol::http::Method;
use enrol::policy::PolicyVersion;
use enrol::unit::Timestamp;
use serde_json::{Value, json};

use super::{ATTESTER, METHODS, NOW, Vendor, is_refused};
use crate::support::authorization::asked;
use crate::support::browser::{Browser, page};
use crate::support::{Call, Reply, World, markup};

const MODE: (&str, &str) = ("REGISTRATION_MODE", "attestation");

fn metadata(more: &Value) -> Value {
    let mut members = json!({"software_id": "mail", "redirect_uris": ["https://client.example/cb"],
        "token_endpoint_auth_method": "attest_jwt_client_auth"});
    members.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    members
}

fn register(vendor: &Vendor, world: &World, members: &Value) -> Reply {
    vendor.sign(Call::register(members), "mail").to(world)
}

/// Requirement M57.
#[test]
fn an_attested_installation_registers_as_its_software() {
    let vendor = Vendor::new();
    let world = vendor.world(&[MODE]);
    let client = register(&vendor, &world, &metadata(&json!({})));
    assert_eq!(client.status(), 201, "{}", client.line);
    let refused = register(&vendor, &world, &metadata(&json!({"software_id": "bank"})));
    assert_eq!((refused.status(), refused.text("pointer")), (400, "/software_id".to_owned()), "{}", refused.line);
    let mut without = metadata(&json!({}));
    without.as_object_mut().unwrap().remove("software_id");
    assert_eq!(register(&vendor, &world, &without).status(), 400);
    // The client stays one that this attester vouches for.
    let mut members = client.resubmitted();
    members["software_id"] = json!("bank");
    let put = |members: &Value| Call::manage(Method::Put, &client).json(members).to(&world);
    assert_eq!(put(&members).text("pointer"), "/software_id");
    assert_eq!(put(&client.resubmitted()).status(), 200);
}

#[test]
fn without_a_good_attestation_nobody_registers() {
    let vendor = Vendor::new();
    let world = vendor.world(&[MODE]);
    let plain = Call::register(&metadata(&json!({}))).to(&world);
    assert_eq!((plain.status(), plain.text("error")), (400, "invalid_request".to_owned()));
    assert_eq!(plain.text("error_description"), "an attestation of a trusted attester must be presented");
    let send = |attestation: &str, proof: &str| {
        let call = Call::register(&metadata(&json!({}))).header("oauth-client-attestation", attestation);
        call.header("oauth-client-attestation-pop", proof).to(&world)
    };
    let none = json!({});
    let good = vendor.attestation("mail", &none, &none);
    let proof = vendor.proof(&none, &none);
    assert_eq!(send(&good, &proof).status(), 201);
    is_refused(&send(&good, &proof), "invalid_client", "attestation_replayed");
    is_refused(&send("x", &proof), "invalid_client", "attestation_malformed");
    is_refused(&send(&good, &Vendor::new().proof(&none, &none)), "invalid_client", "attestation_proof");
    let forged = Vendor::new().attestation("mail", &none, &none);
    is_refused(&send(&forged, &vendor.proof(&none, &none)), "invalid_client", "attestation_signature");
    let old = vendor.attestation("mail", &none, &json!({"exp": NOW - 10}));
    is_refused(&send(&old, &vendor.proof(&none, &none)), "use_fresh_attestation", "");
}

#[test]
fn an_attester_registers_no_software_of_another() {
    let vendor = Vendor::new();
    let entry = json!({ATTESTER: {"jwks": {"keys": [vendor.server.jwk("a1")]}, "software_ids": ["files"]}});
    let world = World::with(&[METHODS, MODE, ("ATTESTERS", &entry.to_string())]);
    is_refused(&register(&vendor, &world, &metadata(&json!({}))), "invalid_client", "attestation_attester");
}

/// Requirements E12, E13: every user of an app has an installation of it. So an attestation does not turn this server into a
/// redirector, and the consent page says that nobody vouches for the name and the address.
#[test]
fn an_attester_vouches_for_no_name_and_no_address() {
    let vendor = Vendor::new();
    for storage in ["sealed", "stored"] {
        let world = vendor.world(&[MODE, ("CLIENT_STORAGE", storage)]);
        let evil = json!({"redirect_uris": ["https://evil.example/"], "client_name": "Example Bank"});
        let client = register(&vendor, &world, &metadata(&evil));
        assert_eq!(client.status(), 201, "{}", client.line);
        let id = client.text("client_id");
        let uri = ("redirect_uri", "https://evil.example/");
        let silent = Browser::default().ask(&world, &asked(&id, &[uri, ("prompt", "none")]));
        assert_eq!((silent.status(), silent.header("location")), (200, None), "{storage}");
        let browser = Browser::of(&world, &world.add_alice());
        let text = markup::text(&page(&browser.ask(&world, &asked(&id, &[uri]))));
        assert!(text.contains("Nobody. Its name is not verified."), "{text}");
        let put = Call::manage(Method::Put, &client).json(&client.resubmitted()).to(&world);
        assert_eq!(put.status(), 200, "{}", put.line);
        let silent = Browser::default().ask(&world, &asked(&id, &[uri, ("prompt", "none")]));
        assert_eq!(silent.header("location"), None, "{storage}: an update changes nothing");
    }
}

/// A template named after the software gives the client all that the operator has fixed.
#[test]
fn an_attested_installation_is_of_the_template_of_its_software() {
    let vendor = Vendor::new();
    let templates = json!({"mail": {"redirect_uris": ["com.example.mail:/cb"], "client_name": "Mail",
        "token_endpoint_auth_method": "attest_jwt_client_auth"}});
    let world = vendor.world(&[MODE, ("TEMPLATES", &templates.to_string())]);
    let client = register(&vendor, &world, &json!({"software_id": "mail"}));
    assert_eq!((client.status(), client.text("client_name")), (201, "Mail".to_owned()), "{}", client.line);
    let wider = json!({"software_id": "mail", "redirect_uris": ["https://evil.example/cb"]});
    assert_eq!(register(&vendor, &world, &wider).status(), 400);
}

/// Where attestations are no way to register, one changes nothing.
#[test]
fn an_attestation_does_not_replace_a_token() {
    let vendor = Vendor::new();
    let world = vendor.world(&[("REGISTRATION_MODE", "token")]);
    assert_eq!(register(&vendor, &world, &metadata(&json!({}))).text("error"), "invalid_token");
}

/// A policy for installations applies to the registration and to each update.
#[test]
fn an_installation_is_under_the_policy_attestation() {
    let vendor = Vendor::new();
    let world = vendor.world(&[MODE, ("POLICIES", "database")]);
    let mut version = PolicyVersion::draft("attestation", 1, Timestamp(NOW));
    version.set("state", json!("active"));
    version.set("document", json!({"members": {"client_name": {"required": true}}}));
    world.policies.borrow_mut().push(version);
    let reason = "client_name must be present on this server (policy attestation 1)";
    assert_eq!(register(&vendor, &world, &metadata(&json!({}))).text("error_description"), reason);
    let client = register(&vendor, &world, &metadata(&json!({"client_name": "Mail"})));
    assert_eq!(client.status(), 201, "{}", client.line);
    let mut members = client.resubmitted();
    members.as_object_mut().unwrap().remove("client_name");
    assert_eq!(Call::manage(Method::Put, &client).json(&members).to(&world).text("error_description"), reason);
}
