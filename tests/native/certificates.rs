//! Clients whose certificate is read as a whole: its other names, and its key. RFC 8705 sections 2.1.2 and 2.2.

use base64ct::{Base64, Encoding};
use enrol::http::CertificateStatus::{self, Unverified, Verified};
use enrol::unit::Seconds;
use serde_json::{Value, json};

use crate::authentication::{GRANT, is_refused, machine};
use crate::support::{Call, Down, Reply, World};

const METHODS: (&str, &str) =
    ("TOKEN_ENDPOINT_AUTH_METHODS_SUPPORTED", "client_secret_basic tls_client_auth self_signed_tls_client_auth");

/// Returns a certificate, and its key.
fn certificate(name: &str) -> (Vec<u8>, Value) {
    let all: Value = serde_json::from_str(include_str!("vectors/certificates.json")).unwrap();
    (Base64::decode_vec(all[name]["der"].as_str().unwrap()).unwrap(), all[name]["jwk"].clone())
}

fn named(world: &World, name: &str, value: &str) -> Reply {
    machine(world, &json!({"token_endpoint_auth_method": "tls_client_auth", name: value}))
}

fn present(world: &World, client: &Reply, der: &[u8], status: CertificateStatus) -> Reply {
    let id = client.text("client_id");
    Call::form("/token", &[GRANT, ("client_id", &id)]).presenting(der, status).to(world)
}

/// RFC 8705 section 2.1.2, RFC 5280 section 4.2.1.6; requirements C90, M34, M36.
#[test]
fn a_name_beside_the_subject_authenticates_its_client() {
    let world = World::with(&[METHODS]);
    let (der, _) = certificate("names");
    for (member, names, others) in [
        (
            "tls_client_auth_san_dns",
            &["client.example", "CLIENT.EXAMPLE"][..],
            &["x.client.example", "a.wild.example", "example"][..],
        ),
        (
            "tls_client_auth_san_uri",
            &["https://client.example/"],
            &["https://client.example", "https://CLIENT.example/"],
        ),
        ("tls_client_auth_san_ip", &["192.0.2.1", "2001:db8::1"], &["192.0.2.10", "2001:db8::2", "::ffff:192.0.2.1"]),
        (
            "tls_client_auth_san_email",
            &["a@client.example", "a@Client.Example"],
            &["A@client.example", "b@client.example"],
        ),
    ] {
        for name in names {
            let client = named(&world, member, name);
            assert_eq!(present(&world, &client, &der, Verified).status(), 200, "{name}");
            is_refused(&present(&world, &client, &der, Unverified));
            is_refused(&present(&world, &client, &certificate("none").0, Verified));
            is_refused(&present(&world, &client, &certificate("nul").0, Verified));
            is_refused(&present(&world, &client, &[], Verified));
            is_refused(&present(&world, &client, &[&*der, &[0]].concat(), Verified));
            is_refused(&present(&world, &client, der.split_at(200).0, Verified));
        }
        for other in others {
            is_refused(&present(&world, &named(&world, member, other), &der, Verified));
        }
    }
    // The name of one kind is no name of another, and the subject no other name.
    is_refused(&present(&world, &named(&world, "tls_client_auth_san_uri", "urn:client.example"), &der, Verified));
    is_refused(&present(
        &world,
        &named(&world, "tls_client_auth_san_dns", "client.example"),
        &certificate("rsa").0,
        Verified,
    ));
}

/// RFC 8705 section 2.2; requirements M37, M38, M40.
#[test]
fn a_certificate_of_a_registered_key_authenticates_its_client() {
    let world = World::with(&[METHODS]);
    for name in ["names", "rsa"] {
        let (der, jwk) = certificate(name);
        let keys = json!({"keys": [certificate("none").1, jwk]});
        let client =
            machine(&world, &json!({"token_endpoint_auth_method": "self_signed_tls_client_auth", "jwks": keys}));
        assert_eq!(client.member("client_secret"), Value::Null);
        // Nobody verifies a certificate that its own subject has issued.
        for status in [Unverified, Verified] {
            assert_eq!(present(&world, &client, &der, status).status(), 200);
        }
        let other = certificate("other").0;
        is_refused(&present(&world, &client, &other, Verified));
        is_refused(&present(&world, &client, &other, Unverified));
        is_refused(&present(&world, &client, &[], Unverified));
        is_refused(&Call::form("/token", &[GRANT, ("client_id", &client.text("client_id"))]).to(&world));
    }
}

/// RFC 8705 section 2.2.2; requirement M37.
#[test]
fn the_keys_of_certificates_are_fetched_again_for_one_that_is_new() {
    const ADDRESS: &str = "https://client.example/jwks";
    let world = World::with(&[METHODS]);
    world.resolve("client.example", "93.184.216.34", "");
    let publish = |name: &str| world.publish(ADDRESS, &json!({"keys": [certificate(name).1]}).to_string());
    publish("names");
    let client =
        machine(&world, &json!({"token_endpoint_auth_method": "self_signed_tls_client_auth", "jwks_uri": ADDRESS}));
    assert_eq!(present(&world, &client, &certificate("names").0, Unverified).status(), 200);
    is_refused(&present(&world, &client, &certificate("other").0, Unverified));
    publish("other");
    world.wait(Seconds(30));
    assert_eq!(present(&world, &client, &certificate("other").0, Unverified).status(), 200);
    world.down.set(Down::Fetch);
    is_refused(&present(&world, &client, &certificate("rsa").0, Unverified));
}
