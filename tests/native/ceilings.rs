//! Limits of writes and fetches that one network or one client can cause.

use enrol::ports::Limit;
use enrol::unit::Timestamp;
use serde_json::{Value, json};

use crate::authentication::{GRANT, NOW, TYPE, assert_with, assertion_claims, machine};
use crate::support::{Call, Down, KEYS, Reply, Signer, World, sign_with_secret};

fn is_capped(reply: &Reply) {
    assert_eq!((reply.status(), reply.header("retry-after")), (429, Some("60")), "{}", reply.json());
    assert_eq!(reply.text("error"), "temporarily_unavailable");
    let description = reply.text("error_description");
    assert_eq!(description, "too many requests; try again in 60 seconds", "it tells nothing of what was limited");
}

/// Requirement M22: stored assertions have a limit for the client and its network, which fails closed.
#[test]
fn a_proven_client_uses_up_so_many_assertions_and_no_more() {
    let world = World::new();
    let client = machine(&world, &json!({"token_endpoint_auth_method": "client_secret_jwt"}));
    let header = json!({"alg": "HS256"});
    let ask = |jti: &str| {
        let assertion = sign_with_secret(&client.text("client_secret"), &header, &assertion_claims(&client, jti));
        assert_with(&assertion, &world)
    };
    world.admit(Limit::Assertion, 1);
    assert_eq!((ask("1").status(), world.spent.borrow().len()), (200, 1));
    is_capped(&ask("2"));
    assert_eq!(world.spent.borrow().len(), 1);
    let forged = sign_with_secret("x", &header, &assertion_claims(&client, "3"));
    assert_eq!(assert_with(&forged, &world).status(), 401, "a forged one is not counted as one of the client");
    world.down.set(Down::Limit(Limit::Assertion));
    let reply = ask("4");
    assert_eq!(reply.status(), 503);
    assert!(reply.line.contains("ASSERTION_LIMIT"), "{}", reply.line);
    world.down.set(Down::Nothing);
    world.admit(Limit::Assertion, 1);
    assert_eq!(ask("2").status(), 200, "it was not used up while it was refused");
}

/// Requirement M22: a client is counted first, under a name of fixed length, and its network only within that.
#[test]
fn an_assertion_is_counted_for_its_client_before_it_is_counted_for_its_network() {
    let world = World::new();
    let client = machine(&world, &json!({"token_endpoint_auth_method": "client_secret_jwt"}));
    let ask = |jti: &str| {
        let claims = assertion_claims(&client, jti);
        assert_with(&sign_with_secret(&client.text("client_secret"), &json!({"alg": "HS256"}), &claims), &world)
    };
    world.admit(Limit::ClientAssertion, 1);
    assert_eq!(ask("1").status(), 200);
    is_capped(&ask("2"));
    assert_eq!(world.counted(Limit::Assertion), ["203.0.113.7"]);
    let keys = world.counted(Limit::ClientAssertion);
    assert!(keys.len() == 2 && keys[0] == keys[1] && keys[0].len() == 43, "{keys:?}");
}

/// The operator vouches for the clients of the settings, such as a resource server that asks about every token.
#[test]
fn a_client_of_the_operator_has_no_such_ceiling() {
    let signer = Signer::new();
    let keys = json!({"keys": [signer.jwk("1")]});
    let clients = json!({"api": {"grant_types": ["client_credentials"], "token_endpoint_auth_method": "private_key_jwt",
        "jwks": keys}});
    let world = World::with(&[("CLIENTS", &clients.to_string())]);
    world.admit(Limit::Assertion, 0);
    let claims = json!({"iss": "api", "sub": "api", "aud": "https://as.example", "exp": NOW + 60, "jti": "1"});
    assert_eq!(assert_with(&signer.sign(&json!({"alg": "ES256", "kid": "1"}), &claims), &world).status(), 200);
}

/// The record of an assertion is short, and is deleted when the assertion expires.
#[test]
fn a_used_assertion_is_a_short_row_until_it_expires() {
    let world = World::new();
    let client = machine(&world, &json!({"token_endpoint_auth_method": "client_secret_jwt"}));
    for (jti, life) in [("1", 300), ("2", 60)] {
        let mut claims = assertion_claims(&client, jti);
        claims["exp"] = json!(NOW + life);
        let assertion = sign_with_secret(&client.text("client_secret"), &json!({"alg": "HS256"}), &claims);
        assert_eq!(assert_with(&assertion, &world).status(), 200);
    }
    let spent = world.spent.borrow();
    assert!(spent.keys().all(|once| once.len() == 23 && once.starts_with('a')), "{spent:?}");
    let mut ends: Vec<_> = spent.values().copied().collect();
    ends.sort();
    assert_eq!(ends, [Timestamp(NOW + 70), Timestamp(NOW + 310)]);
}

const KEYS_AT: &str = "https://client.example/jwks";

/// A client with a `jwks_uri`, and a request with its assertion.
fn referring(world: &World) -> (Reply, Signer) {
    let signer = Signer::new();
    world.resolve("client.example", "93.184.216.34", "");
    world.publish(KEYS_AT, &json!({"keys": [signer.jwk("1")]}).to_string());
    let client = machine(world, &json!({"token_endpoint_auth_method": "private_key_jwt", "jwks_uri": KEYS_AT}));
    (client, signer)
}

fn ask(client: &Reply, signer: &Signer, jti: &str, address: &str, world: &World) -> Reply {
    let assertion = signer.sign(&json!({"alg": "ES256", "kid": "1"}), &assertion_claims(client, jti));
    Call::token_request(&[GRANT, TYPE, ("client_assertion", &assertion)]).from(address).to(world)
}

/// Requirement Q17: a network has so many requests made, the look-ups of names among them, beside the limit of each host.
#[test]
fn a_network_causes_so_many_requests_to_others_and_no_more() {
    let world = World::new();
    let (client, signer) = referring(&world);
    for (admitted, fetched) in [(0, 0), (2, 0)] {
        world.admit(Limit::Outbound, admitted);
        is_capped(&ask(&client, &signer, "1", "203.0.113.7", &world));
        assert_eq!(world.fetches.borrow().len(), fetched, "{admitted}");
    }
    world.admit(Limit::Outbound, 3);
    assert_eq!(ask(&client, &signer, "1", "2001:db8::1", &world).status(), 200);
    assert_eq!((world.fetches.borrow().len(), world.left(Limit::Outbound)), (3, 0));
    let networks = [&["203.0.113.7"; 4][..], &["2001:db8::/64"; 3]].concat();
    assert_eq!(world.counted(Limit::Outbound), networks);
    assert_eq!(ask(&client, &signer, "2", "203.0.113.7", &world).status(), 200, "what is at hand is not counted");
}

/// Requirement A27: a server whose limiter fails fetches nothing, and names the binding in its log alone.
#[test]
fn without_the_limit_of_requests_to_others_nothing_is_fetched() {
    let world = World::new();
    let (client, signer) = referring(&world);
    world.down.set(Down::Limit(Limit::Outbound));
    let reply = ask(&client, &signer, "1", "203.0.113.7", &world);
    assert_eq!((reply.status(), world.fetches.borrow().len()), (503, 0));
    assert!(reply.line.contains("OUTBOUND_LIMIT") && !reply.json().to_string().contains("LIMIT"), "{}", reply.line);
}

/// A sector document is fetched for the network that registers, with the same limit.
#[test]
fn a_sector_document_counts_for_the_network_that_registers() {
    let world = World::with(&[("PAIRWISE_SALT", KEYS[1])]);
    world.resolve("client.example", "93.184.216.34", "");
    world.publish("https://client.example/sector", r#"["https://client.example/cb"]"#);
    let asked = json!({"redirect_uris": ["https://client.example/cb"], "subject_type": "pairwise",
        "sector_identifier_uri": "https://client.example/sector"});
    world.admit(Limit::Outbound, 2);
    is_capped(&Call::register(&asked).to(&world));
    assert_eq!((world.clients().len(), world.fetches.borrow().len()), (0, 0));
    world.admit(Limit::Outbound, 3);
    assert_eq!(Call::register(&asked).to(&world).status(), 201);
}

/// Without a resolver a document takes one request, and URLs of the operator do not count.
#[test]
fn look_ups_count_where_there_are_any() {
    let world = World::with(&[("RESOLVER", "off")]);
    let (client, signer) = referring(&world);
    world.admit(Limit::Outbound, 1);
    assert_eq!(ask(&client, &signer, "1", "203.0.113.7", &world).status(), 200);
    assert_eq!(world.left(Limit::Outbound), 0);
    let issuers: Value = json!({"https://login.example": {"jwks_uri": "https://login.example/jwks"}});
    let world = World::with(&[("REGISTRATION_TOKEN_ISSUERS", &issuers.to_string())]);
    world.publish("https://login.example/jwks", &json!({"keys": [signer.jwk("1")]}).to_string());
    world.admit(Limit::Outbound, 0);
    let claims = json!({"iss": "https://login.example", "aud": "https://as.example/register", "exp": NOW + 60,
        "sub": "x", "jti": "1", "scope": "dcr"});
    let token = signer.sign(&json!({"alg": "ES256", "kid": "1", "typ": "at+jwt"}), &claims);
    let reply = Call::register(&json!({"redirect_uris": ["https://client.example/cb"]})).token(&token).to(&world);
    assert_eq!(reply.status(), 201, "{}", reply.json());
}
