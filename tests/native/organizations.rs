//! Clients that are named after the organisation in their certificate.

use enrol::http::CertificateStatus::Verified;
use enrol::http::Method;
use enrol::model::ClientId;
use enrol::unit::Seconds;
use serde_json::{Value, json};

use crate::support::authority::{Authority, over};
use crate::support::{Call, Down, Reply, World, at_once};

const SETTINGS: [(&str, &str); 4] = [
    ("CERTIFICATE_ISSUERS", "[\"CN=Authority\"]"),
    ("REGISTRATION_MODE", "certificate"),
    ("CLIENT_ID_SOURCE", "organization"),
    ("CLIENT_STORAGE", "sealed"),
];
const BANK: &str = "CN=bank.example,2.5.4.97=PSDDE-BAFIN-123456,O=Bank,C=DE";

fn asked() -> Value {
    json!({"redirect_uris": ["https://bank.example/cb"], "grant_types": ["client_credentials", "authorization_code"]})
}

fn registering(subject: &str) -> Call {
    Call::register(&asked()).subject(subject, "thumbprint", Verified)
}

fn registered(world: &World) -> Reply {
    let client = registering(BANK).to(world);
    assert_eq!(client.status(), 201, "{}", client.json());
    client
}

fn token(world: &World, client: &Reply) -> Reply {
    let call = Call::token_request(&[("grant_type", "client_credentials")]);
    call.basic(&client.text("client_id"), &client.text("client_secret")).to(world)
}

fn is_duplicate(reply: &Reply) {
    assert_eq!((reply.status(), reply.text("error")), (400, "invalid_request".to_owned()), "{}", reply.json());
    assert!(reply.text("error_description").ends_with("of an organisation that has no client here"));
}

/// ETSI TS 119 495 section 5.2.1, Berlin Group: the organisation is the client.
#[test]
fn the_organisation_of_the_certificate_is_the_client_id() {
    let world = World::with(&SETTINGS);
    let client = registered(&world);
    assert_eq!(client.text("client_id"), "PSDDE-BAFIN-123456");
    assert_eq!(client.text("registration_client_uri"), "https://as.example/register/PSDDE-BAFIN-123456");
    assert_eq!(world.clients().len(), 1, "the client is stored, whatever its size");
    assert_eq!(Call::manage(Method::Get, &client).to(&world).status(), 200);
    assert_eq!(token(&world, &client).status(), 200);
    is_duplicate(&registering(BANK).to(&world));
    is_duplicate(&registering("CN=other,organizationIdentifier=PSDDE-BAFIN-123456").to(&world));
    assert_eq!(registering("2.5.4.97=PSDDE-BAFIN-123457").to(&world).text("client_id"), "PSDDE-BAFIN-123457");
}

#[test]
fn a_certificate_with_no_fit_organisation_registers_nobody() {
    let world = World::with(&SETTINGS);
    for subject in [
        "CN=bank.example",
        "2.5.4.97=PSDDE-BAFIN-1,2.5.4.97=PSDDE-BAFIN-2",
        "2.5.4.97=psdde-bafin-1",
        "2.5.4.97=cAAAAAAAAAAAAAAAAAAAAAA",
        "2.5.4.97=PSDDE-a/b",
        "2.5.4.97=PSDDE-a\\2e\\2e\\2f",
        "2.5.4.97=#0402010a",
        "",
    ] {
        let reply = registering(subject).to(&world);
        assert_eq!((reply.status(), reply.text("error")), (400, "invalid_request".to_owned()), "{subject}");
        assert!(reply.text("error_description").contains("one organizationIdentifier such as PSDDE-BAFIN-123456"));
    }
    let of_length = |length: usize| format!("PSDDE-{}", "1".repeat(length - 6));
    let status = |length| registering(&format!("2.5.4.97={}", of_length(length))).to(&world).status();
    assert_eq!(status(65), 400);
    let taken = json!({"PSDDE-BAFIN-123456": {"grant_types": ["client_credentials"],
        "token_endpoint_auth_method": "private_key_jwt", "jwks_uri": "https://bank.example/jwks"}});
    let configured = World::with(&[&SETTINGS[..], &[("CLIENTS", &taken.to_string())]].concat());
    is_duplicate(&registering(BANK).to(&configured));
    assert!(world.clients().is_empty() && configured.clients().is_empty());
    assert_eq!(status(64), 201);
}

/// Requirements H45, H46, H50: the organisation can register again, and nothing of the deleted client is good.
#[test]
fn a_deleted_client_makes_room_and_its_credentials_stay_dead() {
    let world = World::with(&SETTINGS);
    let first = registered(&world);
    let old = token(&world, &first).text("access_token");
    assert_eq!(Call::manage(Method::Delete, &first).to(&world).status(), 204);
    world.wait(Seconds(60));
    let second = registered(&world);
    assert_eq!(second.text("client_id"), first.text("client_id"));
    for member in ["client_secret", "registration_access_token"] {
        assert_ne!(second.text(member), first.text(member), "{member}");
    }
    assert_eq!(Call::manage(Method::Get, &first).to(&world).status(), 401);
    assert_eq!(token(&world, &first).text("error"), "invalid_client");
    let tell = |token: &str| {
        let call = Call::form("/introspect", &[("token", token)]);
        call.basic(&second.text("client_id"), &second.text("client_secret")).to(&world).member("active")
    };
    assert_eq!(tell(&old), false);
    assert_eq!(tell(&token(&world, &second).text("access_token")), true);
}

/// A client that has ended keeps no organisation out.
#[test]
fn a_client_that_is_over_makes_room() {
    let world = World::with(&[&SETTINGS[..], &[("UNUSED_CLIENT_DAYS", "1")]].concat());
    let first = registered(&world);
    world.wait(Seconds(2 * 86_400));
    assert_eq!(Call::manage(Method::Get, &first).to(&world).status(), 401);
    let second = registered(&world);
    assert_eq!(Call::manage(Method::Get, &second).to(&world).status(), 200);
    assert_eq!(Call::manage(Method::Get, &first).to(&world).status(), 401);
}

#[test]
fn of_registrations_at_once_one_is_stored() {
    let world = World::with(&SETTINGS);
    let mut statuses: Vec<u16> =
        at_once(&world, [registering(BANK), registering(BANK)]).iter().map(Reply::status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 400]);
    world.down.set(Down::Store);
    assert_eq!(registering(BANK).to(&world).status(), 503);
}

/// Where no certificate permits the registration, the identifier is random as always.
#[test]
fn other_clients_have_random_identifiers() {
    let open = World::with(&[&SETTINGS[..1], &SETTINGS[2..], &[("REGISTRATION_MODE", "open")]].concat());
    let client = registering(BANK).to(&open);
    assert!(client.text("client_id").starts_with('s'), "{}", client.json());
    let rules = json!({"certificate": {"organizationIdentifier": "PSDDE-{org_id}"}});
    let authority = Authority::trusted(&rules, &[SETTINGS[0], SETTINGS[2]]);
    let statement = authority.statement(&json!({"org_id": "BAFIN-123456"}));
    let body = over(&json!({}), &json!({"software_statement": statement}));
    let vouched = Call::register(&body).subject(BANK, "thumbprint", Verified).to(&authority.world);
    assert_eq!(vouched.text("client_id"), "PSDDE-BAFIN-123456", "the statement is bound to the certificate");
    assert_eq!(ClientId::parse("PSDDE-BAFIN-123456").map(|id| id.is_of_organization()), Some(true));
}
