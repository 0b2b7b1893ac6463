//! Another authorization server reads clients and has their credentials checked.

use enrol::http::Method;
use enrol::ports::Limit;
use enrol::unit::Seconds;
use serde_json::{Value, json};

use crate::authentication::{NOW, TYPE};
use crate::support::{Call, Down, Reply, Signer, World, sign_with_secret, start};

pub const SECRET: &str = "0123456789-abcdefghijklmnopqrstuvwxyz_ABCDEFGHIJKLMNOPQRSTUVWXYZ";
pub const SERVER: &str =
    r#"{"authorization_endpoint": "https://login.example/authorize", "token_endpoint": "https://login.example/token"}"#;

/// A server beside another one that issues the tokens, or not.
pub fn world(settings: &[(&str, &str)]) -> World {
    let reader = json!({"grant_types": ["client_credentials"], "scope": "clients:read"});
    let clients = json!({"login": reader, "other": {"grant_types": ["client_credentials"], "scope": "dcr reports"}});
    let (clients, secrets) = (clients.to_string(), format!("login:{SECRET} other:{SECRET}x"));
    World::with(&[settings, &[("CLIENTS", &*clients), ("CLIENT_SECRETS", &*secrets)]].concat())
}

pub fn beside() -> World {
    world(&[("AUTHORIZATION_SERVER", SERVER)])
}

pub fn registered(world: &World, members: &Value) -> Reply {
    let mut asked = json!({"redirect_uris": ["https://app.example/cb"]});
    for (name, value) in members.as_object().unwrap() {
        asked[name] = value.clone();
    }
    let reply = Call::register(&asked).to(world);
    assert_eq!(reply.status(), 201, "{}", reply.json());
    reply
}

pub fn read(id: &str, world: &World) -> Reply {
    Call::get(&format!("/clients/{id}")).basic("login", SECRET).to(world)
}

fn checking(id: &str, parameters: &[(&str, &str)]) -> Call {
    Call::form(&format!("/clients/{id}/authenticate"), parameters).basic("login", SECRET)
}

fn is_authentic(id: &str, parameters: &[(&str, &str)], world: &World) -> bool {
    let reply = checking(id, parameters).to(world);
    assert_eq!(reply.status(), 200, "{}", reply.json());
    assert_eq!(reply.json().as_object().unwrap().len(), 1);
    reply.json()["authenticated"].as_bool().unwrap()
}

#[test]
fn a_server_reads_a_client_without_its_credentials() {
    for storage in ["sealed", "stored"] {
        let settings = [("AUTHORIZATION_SERVER", SERVER), READER[0], READER[1], ("CLIENT_STORAGE", storage)];
        let world = World::of(start(&settings));
        let client = registered(&world, &json!({"client_name": "My app", "scope": "read"}));
        let reply = read(&client.text("client_id"), &world);
        assert_eq!((reply.status(), reply.header("cache-control")), (200, Some("no-store")));
        let mut expected = client.json();
        for name in
            ["client_secret", "client_secret_expires_at", "registration_access_token", "registration_client_uri"]
        {
            expected.as_object_mut().unwrap().remove(name);
        }
        assert_eq!(reply.json(), expected);
        assert!(reply.line.contains(&client.text("client_id")));
    }
}

#[test]
fn a_client_of_a_template_is_shown_whole() {
    let template = json!({"mobile": {"redirect_uris": ["com.example.app:/cb"], "client_name": "App"}}).to_string();
    let world = world(&[("AUTHORIZATION_SERVER", SERVER), ("TEMPLATES", &template), ("REGISTRATION_MODE", "token")]);
    world.give("enrol_iat_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8", 1, &json!({"templates": ["mobile"]}));
    let asked = json!({"software_id": "mobile"});
    let client = Call::register(&asked).token("enrol_iat_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8").to(&world);
    assert_eq!(client.status(), 201, "{}", client.json());
    let id = client.text("client_id");
    assert_eq!(read(&id, &world).member("redirect_uris"), json!(["com.example.app:/cb"]));
    let world = world.restarted(&[("AUTHORIZATION_SERVER", SERVER), READER[0], READER[1]]);
    assert_eq!(read(&id, &world).status(), 404, "its template is gone");
}

pub const READER: [(&str, &str); 2] = [
    ("CLIENTS", r#"{"login": {"grant_types": ["client_credentials"], "scope": "clients:read"}}"#),
    ("CLIENT_SECRETS", "login:0123456789-abcdefghijklmnopqrstuvwxyz_ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
];

#[test]
fn a_client_that_is_unknown_deleted_or_ended_is_not_found() {
    let world = beside();
    let client = registered(&world, &json!({}));
    let id = client.text("client_id");
    world.epochs.borrow_mut().insert("all".to_owned(), enrol::unit::Timestamp(NOW + 1));
    assert_eq!(read(&id, &world).status(), 404);
    world.epochs.borrow_mut().clear();
    assert_eq!(read(&id, &world).status(), 200);
    Call::manage(Method::Delete, &client).to(&world);
    for id in [&*id, "cAAAAAAAAAAAAAAAAAAAAAA", "no-such", "%00"] {
        let reply = read(id, &world);
        assert_eq!((reply.status(), reply.text("error")), (404, "invalid_request".to_owned()), "{id}");
        assert!(!is_authentic(id, &[("client_secret", &client.text("client_secret"))], &world));
    }
    for path in ["/clients", "/clients/", "/clients/a/b", "/clients/a/authenticate/", "/clients//authenticate"] {
        assert_eq!(Call::get(path).basic("login", SECRET).to(&world).status(), 404, "{path}");
    }
}

/// RFC 6749 section 2.3.1; requirements M9 to M12: the header of the client is passed on as it came.
#[test]
fn the_secret_of_a_client_is_checked() {
    let world = beside();
    for method in ["client_secret_basic", "client_secret_post"] {
        let client = registered(&world, &json!({"token_endpoint_auth_method": method}));
        let [id, secret] = ["client_id", "client_secret"].map(|name| client.text(name));
        let header = |secret: &str| format!("Basic {}", base64(&format!("{id}:{secret}")));
        assert!(is_authentic(&id, &[("client_secret", &secret)], &world));
        assert!(is_authentic(&id, &[("authorization", &header(&secret))], &world));
        for wrong in [
            vec![("client_secret", "x")],
            vec![("authorization", &*header("x"))],
            vec![("authorization", "Basic")],
            vec![],
        ] {
            assert!(!is_authentic(&id, &wrong, &world), "{wrong:?}");
        }
        let both = [("client_secret", &*secret), ("authorization", &*header(&secret))];
        assert_eq!(checking(&id, &both).to(&world).refusal().0, 400);
        let other = registered(&world, &json!({}));
        let stolen =
            format!("Basic {}", base64(&format!("{}:{}", other.text("client_id"), other.text("client_secret"))));
        assert!(!is_authentic(&id, &[("authorization", &stolen)], &world), "the credentials of another client");
    }
    let strict = world.restarted(&[
        ("AUTHORIZATION_SERVER", SERVER),
        READER[0],
        READER[1],
        ("CLIENT_SECRET_METHODS", "registered"),
    ]);
    let client = registered(&strict, &json!({"token_endpoint_auth_method": "client_secret_basic"}));
    assert!(!is_authentic(&client.text("client_id"), &[("client_secret", &client.text("client_secret"))], &strict));
}

/// Its metadata say that a client is public; there is nothing to check.
#[test]
fn a_public_client_has_no_credentials() {
    let world = beside();
    let client = registered(&world, &json!({"token_endpoint_auth_method": "none"}));
    assert!(is_authentic(&client.text("client_id"), &[], &world));
    assert!(!is_authentic(&client.text("client_id"), &[("client_secret", "x")], &world));
}

/// RFC 7523 section 3; requirement M17: a client names the endpoint that it knows, and an assertion counts once.
#[test]
fn an_assertion_of_a_client_is_checked_once() {
    let world = beside();
    let signer = Signer::new();
    let keys = json!({"keys": [signer.jwk("1")]});
    let client = registered(&world, &json!({"token_endpoint_auth_method": "private_key_jwt", "jwks": keys}));
    let id = client.text("client_id");
    let assertion = |aud: &str, jti: &str| {
        let claims = json!({"iss": id, "sub": id, "aud": aud, "exp": NOW + 300, "jti": jti});
        signer.sign(&json!({"alg": "ES256", "kid": "1"}), &claims)
    };
    let check = |assertion: &str| is_authentic(&id, &[TYPE, ("client_assertion", assertion)], &world);
    for (aud, is_good) in [
        ("https://as.example", true),
        ("https://login.example/token", true),
        ("https://login.example/authorize", true),
        ("https://other.example/token", false),
        ("https://as.example/clients", false),
    ] {
        assert_eq!(check(&assertion(aud, aud)), is_good, "{aud}");
        assert!(!check(&assertion(aud, aud)), "{aud}");
    }
    let shared = registered(&world, &json!({"token_endpoint_auth_method": "client_secret_jwt"}));
    let id = shared.text("client_id");
    let claims = json!({"iss": id, "sub": id, "aud": "https://login.example/token", "exp": NOW + 300, "jti": "1"});
    let assertion = sign_with_secret(&shared.text("client_secret"), &json!({"alg": "HS256"}), &claims);
    assert!(is_authentic(&id, &[TYPE, ("client_assertion", &assertion)], &world));
}

/// The platform attests certificates of callers alone, so the other server verifies those of clients.
#[test]
fn a_client_with_a_certificate_cannot_be_checked() {
    let world = world(&[
        ("AUTHORIZATION_SERVER", SERVER),
        ("TOKEN_ENDPOINT_AUTH_METHODS_SUPPORTED", "tls_client_auth client_secret_basic"),
    ]);
    let client = registered(
        &world,
        &json!({"token_endpoint_auth_method": "tls_client_auth", "tls_client_auth_subject_dn": "CN=app"}),
    );
    assert!(!is_authentic(&client.text("client_id"), &[], &world));
    assert_eq!(read(&client.text("client_id"), &world).text("tls_client_auth_subject_dn"), "CN=app");
}

/// Requirement M33: many failures lock out guesses from the network of the client, and never the right secret.
#[test]
fn failures_are_limited_for_each_client_and_its_network() {
    let world = beside();
    let client = registered(&world, &json!({}));
    let [id, secret] = ["client_id", "client_secret"].map(|name| client.text(name));
    world.admit(Limit::Failure, 0);
    let guess = [("client_secret", "x"), ("client_address", "198.51.100.7")];
    assert_eq!(checking(&id, &guess).to(&world).status(), 429);
    world.admit(Limit::Failure, 9);
    assert_eq!(checking(&id, &guess).to(&world).status(), 429, "locked out");
    assert!(
        !is_authentic(&id, &[("client_secret", "x"), ("client_address", "2001:db8::1")], &world),
        "not from elsewhere"
    );
    assert!(!is_authentic(&id, &[("client_secret", "x")], &world));
    assert!(is_authentic(&id, &[("client_secret", &secret), ("client_address", "198.51.100.7")], &world));
    world.wait(Seconds(60));
    assert!(!is_authentic(&id, &guess, &world));
    let bad = checking(&id, &[("client_secret", &secret), ("client_address", "here")]).to(&world);
    assert_eq!(bad.refusal(), (400, "invalid_request".to_owned(), "/client_address".to_owned()));
}

#[test]
fn a_store_that_is_down_is_told_as_such() {
    let world = beside();
    let id = registered(&world, &json!({})).text("client_id");
    world.down.set(Down::Store);
    assert_eq!(read(&id, &world).status(), 503);
    assert_eq!(checking(&id, &[("client_secret", "x")]).to(&world).status(), 503);
    world.down.set(Down::Throttle);
    assert_eq!(checking(&id, &[("client_secret", "x")]).to(&world).status(), 503);
    assert_eq!(Call::get("/clients/x").basic("login", "x").to(&world).status(), 503);
}

fn base64(text: &str) -> String {
    use base64ct::{Base64, Encoding};
    Base64::encode_string(text.as_bytes())
}
