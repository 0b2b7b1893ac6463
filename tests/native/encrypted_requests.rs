//! Request objects that are encrypted to the server. RFC 9101 section 4, OpenID Connect Core section 6.1.

use enrol::model::KeyAlgorithm;
use enrol::unit::Seconds;
use serde_json::{Value, json};

use crate::support::authority::over;
use crate::support::authorization::{CALLBACK, CHALLENGE, app};
use crate::support::tokens::rotate;
use crate::support::{Call, Down, KEYS, Reply, Signer, World, encrypt_to};

const SERVER: &str = r#"{"request_object_encryption_alg_values_supported":["RSA-OAEP","RSA-OAEP-256"],
    "request_object_encryption_enc_values_supported":["A128CBC-HS256","A128GCM","A256CBC-HS512","A256GCM"],
    "id_token_signing_alg_values_supported":["PS256"],"tls_client_certificate_bound_access_tokens":true}"#;

/// A server, and a client that signs its requests.
struct Scene {
    world: World,
    signer: Signer,
    client: Reply,
}

impl Scene {
    fn of(settings: &[(&str, &str)], members: &Value) -> Self {
        let world = World::with(settings);
        let signer = Signer::new();
        let client = app(&world, &over(&json!({"jwks": {"keys": [signer.jwk("1")]}}), members));
        Self { world, signer, client }
    }

    fn on(members: &Value) -> Self {
        Self::of(&[("AUTHORIZATION_SERVER", SERVER)], members)
    }

    /// A signed object.
    fn signed(&self) -> String {
        let id = self.client.text("client_id");
        let claims = json!({"iss": id, "aud": "https://as.example", "client_id": id, "response_type": "code",
            "redirect_uri": CALLBACK, "scope": "openid", "code_challenge": CHALLENGE, "code_challenge_method": "S256"});
        self.signer.sign(&json!({"alg": "ES256", "kid": "1", "typ": "oauth-authz-req+jwt"}), &claims)
    }

    /// The published key of an algorithm.
    fn key(&self, alg: &str) -> Value {
        let keys = Call::get("/jwks").to(&self.world).json()["keys"].as_array().unwrap().clone();
        keys.into_iter().rfind(|key| key["alg"] == alg).unwrap()
    }

    /// Pushes an object; returns status and description of a refusal, or nothing.
    fn push(&self, object: &str) -> Option<(u16, String)> {
        let (id, secret) = (self.client.text("client_id"), self.client.text("client_secret"));
        let reply = Call::form("/par", &[("request", object)]).basic(&id, &secret).to(&self.world);
        (reply.status() != 201).then(|| (reply.status(), reply.text("error_description")))
    }
}

/// Requirement J45: the members of a registration in Open Finance Brasil are honoured and echoed.
#[test]
fn an_object_is_encrypted_to_a_key_of_the_server_with_every_algorithm_that_it_lists() {
    for alg in ["RSA-OAEP", "RSA-OAEP-256"] {
        for enc in ["A128CBC-HS256", "A128GCM", "A256CBC-HS512", "A256GCM"] {
            let members = json!({"request_object_encryption_alg": alg, "request_object_encryption_enc": enc,
                "require_signed_request_object": true, "tls_client_certificate_bound_access_tokens": true,
                "id_token_signed_response_alg": "PS256"});
            let scene = Scene::on(&members);
            for (name, value) in members.as_object().unwrap() {
                assert_eq!(scene.client.member(name), *value);
            }
            let object = encrypt_to(&scene.key(alg), alg, enc, &json!({"cty": "oauth-authz-req+jwt"}), &scene.signed());
            assert_eq!(scene.push(&object), None, "{alg} {enc}");
            let unnamed = encrypt_to(&scene.key(alg), alg, enc, &json!({"kid": null}), &scene.signed());
            assert_eq!(scene.push(&unnamed), None, "{alg} {enc}");
            assert_eq!(scene.push(&scene.signed()), None, "encryption is no duty");
        }
    }
}

/// RFC 7516 section 11.5: nobody learns from an answer why a text cannot be decrypted.
#[test]
fn every_failure_has_one_answer() {
    let registered = json!({"request_object_encryption_alg": "RSA-OAEP-256",
        "request_object_encryption_enc": "A128CBC-HS256"});
    let scene = Scene::on(&registered);
    let key = scene.key("RSA-OAEP-256");
    let with = |key: &Value, alg: &str, enc: &str, header: Value| encrypt_to(key, alg, enc, &header, &scene.signed());
    let good = with(&key, "RSA-OAEP-256", "A128CBC-HS256", json!({}));
    assert_eq!(scene.push(&good), None);
    let changed = |part: usize| {
        let mut parts: Vec<String> = good.split('.').map(str::to_owned).collect();
        let first = if parts[part].starts_with('A') { "B" } else { "A" };
        parts[part].replace_range(..1, first);
        parts.join(".")
    };
    let without = |part: usize| {
        let mut parts: Vec<&str> = good.split('.').collect();
        parts[part] = "";
        parts.join(".")
    };
    let foreign = over(&Signer::rsa(0).jwk("x"), &json!({"kid": key["kid"], "alg": "RSA-OAEP-256"}));
    let expected =
        "the request object must be a signed JWT, encrypted to a key of this server as the client has registered";
    for object in [
        changed(1),
        changed(2),
        changed(3),
        changed(4),
        without(1),
        without(2),
        without(3),
        without(4),
        with(&key, "RSA-OAEP-256", "A256GCM", json!({})),
        with(&scene.key("RSA-OAEP"), "RSA-OAEP", "A128CBC-HS256", json!({})),
        with(&key, "RSA-OAEP-256", "A128CBC-HS256", json!({"kid": "unknown"})),
        with(&key, "RSA-OAEP-256", "A128CBC-HS256", json!({"alg": "RSA1_5"})),
        with(&key, "RSA-OAEP-256", "A128CBC-HS256", json!({"alg": "dir"})),
        with(&key, "RSA-OAEP-256", "A128CBC-HS256", json!({"zip": "DEF"})),
        with(&key, "RSA-OAEP-256", "A128CBC-HS256", json!({"crit": ["x"], "x": 1})),
        with(&foreign, "RSA-OAEP-256", "A128CBC-HS256", json!({})),
        "a.b.c.d.e".to_owned(),
        format!("{}.AA.AA.AA.AA", "A".repeat(24_577)),
    ] {
        let refused = scene.push(&object);
        assert_eq!(refused, Some((400, expected.to_owned())), "{object}");
    }
    let off = Scene::of(&[], &json!({}));
    assert_eq!(off.push(&good), Some((400, expected.to_owned())), "where encryption is off");
}

/// RFC 9101 section 6.1: what is inside is a signed object, as any other.
#[test]
fn the_object_inside_is_verified() {
    let scene = Scene::on(&json!({}));
    let key = scene.key("RSA-OAEP-256");
    let wrap = |text: &str| encrypt_to(&key, "RSA-OAEP-256", "A256GCM", &json!({}), text);
    for inside in [
        r#"{"client_id":"x"}"#.to_owned(),
        "eyJhbGciOiJub25lIn0.e30.".to_owned(),
        Signer::new().sign(&json!({"alg": "ES256", "kid": "1"}), &json!({"client_id": scene.client.text("client_id")})),
        wrap(&scene.signed()),
    ] {
        assert!(scene.push(&wrap(&inside)).is_some(), "{inside}");
    }
    assert_eq!(scene.push(&wrap(&scene.signed())), None);
}

/// RFC 7517 section 4.2.
#[test]
fn the_keys_are_published_for_encryption_and_follow_each_other() {
    let scene = Scene::of(&[("AUTHORIZATION_SERVER", SERVER), ("UNUSED_CLIENT_DAYS", "0")], &json!({}));
    let first = scene.key("RSA-OAEP-256");
    assert_eq!((&first["use"], &first["kty"], first.get("d")), (&json!("enc"), &json!("RSA"), None));
    let names = |world: &World| {
        let keys = Call::get("/jwks").to(world).json()["keys"].as_array().unwrap().clone();
        let mut names: Vec<String> = keys.iter().map(|key| key["alg"].as_str().unwrap().to_owned()).collect();
        names.sort();
        names
    };
    assert_eq!(names(&scene.world), ["ES256", "PS256", "RS256", "RSA-OAEP", "RSA-OAEP-256"]);
    assert_eq!(names(&World::new()), ["ES256", "RS256"]);
    let algorithm = KeyAlgorithm::of("RSA-OAEP-256");
    let of_it = || scene.world.signing_keys.borrow().iter().filter(|key| key.algorithm == algorithm).count();
    let object = || encrypt_to(&first, "RSA-OAEP-256", "A256GCM", &json!({}), &scene.signed());
    scene.world.wait(Seconds::of_days(90));
    rotate(&scene.world);
    assert_eq!((of_it(), scene.push(&object())), (2, None));
    scene.world.wait(Seconds::of_days(7));
    assert_eq!(scene.push(&object()), None, "others may still have the old key");
    scene.world.wait(Seconds::of_days(2));
    rotate(&scene.world);
    assert_eq!(of_it(), 1);
    assert!(scene.push(&object()).is_some(), "it is gone");
}

#[test]
fn a_key_is_of_no_use_without_the_master_secret_or_the_platform() {
    let scene = Scene::of(
        &[("AUTHORIZATION_SERVER", SERVER), ("CLIENT_STORAGE", "stored"), ("MASTER_SECRET", KEYS[0])],
        &json!({"token_endpoint_auth_method": "none"}),
    );
    let object = encrypt_to(&scene.key("RSA-OAEP-256"), "RSA-OAEP-256", "A256GCM", &json!({}), &scene.signed());
    let id = scene.client.text("client_id");
    let push = |world: &World| Call::form("/par", &[("request", &*object), ("client_id", &*id)]).to(world).status();
    assert_eq!(push(&scene.world), 201);
    scene.world.down.set(Down::Encrypt);
    assert_eq!(push(&scene.world), 503);
    scene.world.down.set(Down::Nothing);
    let world = scene.world.restarted(&[("AUTHORIZATION_SERVER", SERVER), ("MASTER_SECRET", KEYS[1])]);
    assert_eq!(push(&world), 400);
}
