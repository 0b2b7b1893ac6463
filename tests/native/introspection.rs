//! Introspection of access tokens, and tokens of deleted clients. RFC 7662.

mod revocation;

use enrol::client_metadata::SigningAlgorithm;
use enrol::http::Method;
use enrol::jose::Token;
use enrol::signing::ALGORITHMS;
use enrol::unit::{ByteCount, Timestamp};
use serde_json::{Value, json};

use crate::support::{Call, Down, Reply, Signer, World, tokens};

const SECRET: &str = "0123456789-abcdefghijklmnopqrstuvwxyz_ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const GRANT: (&str, &str) = ("grant_type", "client_credentials");
const SIGNED: &str = "application/token-introspection+jwt";

/// A server with a resource server that the operator has defined.
fn world() -> World {
    let clients = json!({"api": {"grant_types": ["client_credentials"], "scope": "dcr"}}).to_string();
    World::with(&[
        ("CLIENTS", &clients),
        ("CLIENT_SECRETS", &format!("api:{SECRET}")),
        ("SCOPES_SUPPORTED", "read write"),
    ])
}

fn machine(world: &World, members: &Value) -> Reply {
    let mut asked = json!({"grant_types": ["client_credentials"], "scope": "read"});
    for (name, value) in members.as_object().unwrap() {
        asked[name] = value.clone();
    }
    Call::register(&asked).to(world)
}

fn token(world: &World, client: &Reply) -> String {
    let (id, secret) = (client.text("client_id"), client.text("client_secret"));
    Call::token_request(&[GRANT]).basic(&id, &secret).to(world).text("access_token")
}

fn post(path: &str, token: &str) -> Call {
    Call::form(path, &[("token", token)])
}

fn ask(token: &str, world: &World) -> Reply {
    post("/introspect", token).basic("api", SECRET).to(world)
}

fn is_active(token: &str, world: &World) -> bool {
    let reply = ask(token, world);
    assert_eq!(reply.status(), 200, "{}", reply.json());
    let is_active = reply.member("active").as_bool().unwrap();
    assert_eq!(reply.json().as_object().unwrap().len() == 1, !is_active, "nothing is told of others");
    is_active
}

/// RFC 7662 section 2.2.
#[test]
fn a_resource_server_is_told_what_a_token_says() {
    let world = world();
    let client = machine(&world, &json!({}));
    let id = client.text("client_id");
    let token = token(&world, &client);
    let reply = ask(&token, &world);
    assert_eq!((reply.status(), reply.header("cache-control")), (200, Some("no-store")));
    let mut told = reply.json();
    assert_eq!(told.as_object_mut().unwrap().remove("jti").unwrap().as_str().unwrap().len(), 22);
    assert_eq!(
        told,
        json!({"active": true, "token_type": "Bearer", "iss": "https://as.example", "sub": id, "client_id": id,
            "aud": "https://as.example", "scope": "read", "iat": 1_800_000_000, "exp": 1_800_000_600})
    );
    assert!(!reply.line.contains(&token));
}

/// RFC 7662 section 4.
#[test]
fn a_client_that_has_registered_is_told_of_its_own_tokens_alone() {
    let world = world();
    let (one, other) = (machine(&world, &json!({})), machine(&world, &json!({})));
    let token = token(&world, &one);
    let as_client = |client: &Reply| {
        post("/introspect", &token).basic(&client.text("client_id"), &client.text("client_secret")).to(&world)
    };
    assert_eq!(as_client(&one).member("active"), json!(true));
    assert_eq!(as_client(&other).json(), json!({"active": false}));
}

/// RFC 7662 section 2.1; requirements M1, M2, M4, M5, M13.
#[test]
fn nobody_is_told_anything_who_does_not_prove_who_it_is() {
    let world = world();
    let client = machine(&world, &json!({}));
    let token = token(&world, &client);
    let public = json!({"redirect_uris": ["https://app.example/cb"], "token_endpoint_auth_method": "none"});
    let public = Call::register(&public).to(&world).text("client_id");
    let id = client.text("client_id");
    for id in [&*public, &*id, "api"] {
        let reply = Call::form("/introspect", &[("token", &token), ("client_id", id)]).to(&world);
        assert_eq!((reply.status(), reply.text("error")), (401, "invalid_client".to_owned()), "{id}");
    }
    assert_eq!(post("/introspect", &token).to(&world).status(), 401);
    assert_eq!(post("/introspect", &token).token(&token).to(&world).status(), 401);
    let nothing = Call::form("/introspect", &[]).basic("api", SECRET).to(&world);
    assert_eq!(nothing.refusal(), (400, "invalid_request".to_owned(), "/token".to_owned()));
    assert_eq!(Call::get(&format!("/introspect?token={token}")).to(&world).status(), 405);
}

/// RFC 7662 section 2.2: whatever is wrong with it, a token that does not count is not active, and no more is said.
#[test]
fn a_token_that_does_not_count_is_not_active() {
    let world = world();
    let client = machine(&world, &json!({}));
    let good = token(&world, &client);
    assert!(is_active(&good, &world));
    let read = Token::read(&good, ByteCount(4096)).unwrap();
    let mut claims = Value::Object(read.claims.members().clone());
    claims["scope"] = json!("admin");
    let stranger = Signer::new();
    let forged = stranger.sign(&json!({"alg": "ES256", "typ": "at+jwt", "kid": read.kid}), &claims);
    let (signed, signature) = good.rsplit_once('.').unwrap();
    for bad in [
        &*forged,
        &format!("{signed}.{}", "A".repeat(86)),
        &format!("{good}="),
        &format!("{signed}.{signature}.x"),
        signature,
        "x",
        &client.text("registration_access_token"),
        &client.text("client_secret"),
    ] {
        assert!(!is_active(bad, &world), "{bad}");
    }
    world.now.set(Timestamp(1_800_000_599));
    assert!(is_active(&good, &world));
    world.now.set(Timestamp(1_800_000_600));
    assert!(!is_active(&good, &world));
}

/// Requirement H46.
#[test]
fn the_tokens_of_a_deleted_client_are_not_active() {
    let world = world();
    let client = machine(&world, &json!({}));
    let token = token(&world, &client);
    assert!(is_active(&token, &world));
    assert_eq!(Call::manage(Method::Delete, &client).to(&world).status(), 204);
    assert!(!is_active(&token, &world));
}

/// RFC 9701 sections 4 to 6.
#[test]
fn an_answer_is_signed_where_the_client_wants_it() {
    let world = world();
    let picky = machine(&world, &json!({"introspection_signed_response_alg": "ES256"}));
    let token = token(&world, &picky);
    let asks = |accept: &str| {
        let call = post("/introspect", &token).header("accept", accept);
        call.basic(&picky.text("client_id"), &picky.text("client_secret")).to(&world)
    };
    for accept in [SIGNED, "application/json;q=0.5, Application/Token-Introspection+JWT"] {
        let reply = asks(accept);
        assert_eq!((reply.status(), reply.header("content-type")), (200, Some(SIGNED)));
        let signed = Token::read(std::str::from_utf8(&reply.response.body).unwrap(), ByteCount(8192)).unwrap();
        assert_eq!(signed.is_of_kind("token-introspection+jwt"), Some(true));
        assert!(signed.algorithm == SigningAlgorithm::Es256 && tokens::is_verified(&signed, &world));
        let claims = signed.claims.members();
        assert_eq!((&claims["iss"], &claims["aud"]), (&json!("https://as.example"), &picky.member("client_id")));
        assert_eq!(claims["iat"], 1_800_000_000);
        assert!(claims.get("exp").is_none() && claims.get("sub").is_none());
        assert_eq!(claims["token_introspection"], asks("application/json").json());
        assert_eq!(claims["token_introspection"]["active"], true);
    }
    let reply = post("/introspect", &token).header("accept", SIGNED).basic("api", SECRET).to(&world);
    let signed = Token::read(std::str::from_utf8(&reply.response.body).unwrap(), ByteCount(8192)).unwrap();
    assert_eq!(signed.algorithm, SigningAlgorithm::Rs256, "unless the client has registered another one");
    assert!(tokens::is_verified(&signed, &world));
    for accept in ["*/*", "application/token-introspection+jwt;q=0, application/json"] {
        assert_eq!(asks(accept).header("content-type"), Some("application/json"), "{accept}");
    }
    let refused = machine(&world, &json!({"introspection_signed_response_alg": "PS256"}));
    assert_eq!(refused.refusal().2, "/introspection_signed_response_alg");
}

/// The algorithm that a client registered for another server's responses is not used for this server's responses.
#[test]
fn an_answer_is_signed_with_what_the_server_has() {
    let beside = World::with(&[(
        "AUTHORIZATION_SERVER",
        r#"{"token_endpoint":"https://login.example/t","introspection_signing_alg_values_supported":["HS256","PS256"]}"#,
    )]);
    let clients: Vec<Reply> = ["HS256", "PS256"]
        .iter()
        .map(|algorithm| machine(&beside, &json!({"introspection_signed_response_alg": algorithm})))
        .collect();
    let own = [("AUTHORIZATION_SERVER", r#"{"introspection_signing_alg_values_supported":["ES256"]}"#)];
    let algorithm = |client: &Reply, world: &World| {
        let call = post("/introspect", "x").header("accept", SIGNED);
        let reply = call.basic(&client.text("client_id"), &client.text("client_secret")).to(world);
        Token::read(std::str::from_utf8(&reply.response.body).unwrap(), ByteCount(8192)).unwrap().algorithm
    };
    let world = beside.restarted(&[]);
    for client in &clients {
        assert_eq!(algorithm(client, &world), SigningAlgorithm::Rs256);
    }
    assert!(
        world.signing_keys.borrow().iter().all(|key| ALGORITHMS.iter().any(|algorithm| key.algorithm == *algorithm))
    );
    let world = world.restarted(&own);
    assert_eq!(algorithm(&machine(&world, &json!({})), &world), SigningAlgorithm::Es256);
}

#[test]
fn one_key_that_cannot_be_used_leaves_the_tokens_of_the_others() {
    let world = world();
    let token = token(&world, &machine(&world, &json!({})));
    let mut odd = world.signing_keys.borrow()[0].clone();
    odd.kid = "odd".to_owned();
    odd.public.insert("x".to_owned(), json!("AA"));
    world.signing_keys.borrow_mut().push(odd);
    assert!(is_active(&token, &world));
}

/// RFC 8414 section 2; requirement L25.
#[test]
fn discovery_tells_how_to_ask() {
    let world = World::new();
    let document = Call::get("/.well-known/oauth-authorization-server").to(&world).json();
    assert_eq!(document["introspection_endpoint"], "https://as.example/introspect");
    assert_eq!(document["revocation_endpoint"], "https://as.example/revoke");
    assert_eq!(document["introspection_signing_alg_values_supported"], json!(["RS256", "ES256"]));
    let methods = document["token_endpoint_auth_methods_supported"].as_array().unwrap();
    assert_eq!(document["revocation_endpoint_auth_methods_supported"], json!(methods));
    let proven: Vec<&Value> = methods.iter().filter(|method| *method != "none").collect();
    assert_eq!(document["introspection_endpoint_auth_methods_supported"], json!(proven));
    for endpoint in ["introspection", "revocation"] {
        assert_eq!(
            document[format!("{endpoint}_endpoint_auth_signing_alg_values_supported")],
            document["token_endpoint_auth_signing_alg_values_supported"]
        );
    }
    let beside = World::with(&[("AUTHORIZATION_SERVER", r#"{"token_endpoint":"https://login.example/t"}"#)]);
    for path in ["/introspect", "/revoke"] {
        assert_eq!(Call::form(path, &[("token", "x")]).to(&beside).status(), 404);
    }
}

#[test]
fn a_port_that_is_down_is_a_fault() {
    let world = world();
    let client = machine(&world, &json!({}));
    let token = token(&world, &client);
    for broken in [Down::Store, Down::Verify] {
        world.down.set(broken);
        for path in ["/introspect", "/revoke"] {
            let asked = post(path, &token).basic(&client.text("client_id"), &client.text("client_secret"));
            assert_eq!(asked.to(&world).status(), 503, "{broken:?}");
        }
    }
}
