//! Values that are made for one purpose and are useless for another, and secrets that an identifier must not show.

use base64ct::{Base64UrlUnpadded, Encoding};
use enrol::client_metadata::SigningAlgorithm;
use enrol::signing;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::authentication::{assert_with, assertion_claims, with_method};
use crate::support::{Call, Reply, Signer, World, run, sign_with_secret};

const ENDPOINT: &str = "https://as.example/register";
const LOGIN: &str = "https://login.example";

fn digest(text: &str) -> String {
    Base64UrlUnpadded::encode_string(&Sha256::digest(text))
}

fn web() -> Value {
    json!({"redirect_uris": ["https://app.example/cb"]})
}

/// An access token of the server itself with a chosen name.
fn named(jti: &str, client: &Reply, world: &World) -> String {
    let (id, now) = (client.text("client_id"), world.now.get().0);
    let claims = json!({"iss": "https://as.example", "sub": id, "client_id": id, "aud": "https://as.example",
        "iat": now, "exp": now + 600, "jti": jti});
    run(signing::sign_token("at+jwt", &claims, &SigningAlgorithm::Es256, None, &world.server.config().keys, world))
        .unwrap()
}

/// The names under which something is remembered as used up or revoked.
fn remembered(world: &World) -> Vec<String> {
    world.spent.borrow().keys().cloned().collect()
}

/// Requirements M22, R34: each kind is remembered under a word of its own, so that none passes for another.
#[test]
fn an_assertion_a_proof_and_a_revoked_token_are_never_taken_for_each_other() {
    let world = World::new();
    let client = with_method(&world, "client_secret_jwt");
    let secret = client.text("client_secret");
    let sign = |jti: &str| sign_with_secret(&secret, &json!({"alg": "HS256"}), &assertion_claims(&client, jti));
    assert_eq!(assert_with(&sign("1"), &world).status(), 200);
    let [assertion] = &remembered(&world)[..] else { panic!("one assertion") };
    let name = assertion.strip_prefix('a').unwrap();
    let is_active = |token: &str, jti: &str| {
        let proof = sign(jti);
        let kind = ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
        let call = Call::form("/introspect", &[("token", token), kind, ("client_assertion", &proof)]);
        call.to(&world).member("active")
    };
    let token = named(name, &client, &world);
    assert_eq!(is_active(&token, "2"), true, "its name is that of an assertion, which has nothing to do with it");
    let kind = ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
    let revoking = [("token", &*token), kind, ("client_assertion", &sign("3"))];
    assert_eq!(Call::form("/revoke", &revoking).to(&world).status(), 200);
    assert_eq!(is_active(&token, "4"), false);
    let mut kinds: Vec<String> = remembered(&world).iter().map(|key| key.replace(name, "")).collect();
    kinds.retain(|key| key.len() < name.len());
    kinds.dedup();
    assert_eq!(kinds.len(), 2, "two kinds of the same name: {kinds:?}");
}

/// RFC 9449 section 11.1: the name of a proof is of its key, and neither of an assertion nor of a token.
#[test]
fn a_proof_is_remembered_apart_from_what_has_its_name() {
    let (signer, holder) = (Signer::new(), Signer::new());
    let world = World::with(&[
        ("REGISTRATION_MODE", "token"),
        ("AUTHORIZATION_SERVER", r#"{"token_endpoint":"https://login.example/token"}"#),
        ("REGISTRATION_TOKEN_ISSUERS", r#"{"https://login.example":{"jwks_uri":"https://login.example/jwks"}}"#),
        ("REGISTRATION_TOKEN_USES", "9"),
    ]);
    world.publish("https://login.example/jwks", &json!({"keys": [signer.jwk("1")]}).to_string());
    let jwk = holder.jwk("1");
    let thumbprint = digest(&format!(r#"{{"crv":"P-256","kty":"EC","x":{},"y":{}}}"#, jwk["x"], jwk["y"]));
    let now = world.now.get().0;
    let claims = json!({"iss": LOGIN, "sub": "alice", "aud": ENDPOINT, "exp": now + 100, "jti": "1", "scope": "dcr",
        "cnf": {"jkt": thumbprint}});
    let token = signer.sign(&json!({"alg": "ES256"}), &claims);
    let claims = json!({"jti": "p", "htm": "POST", "htu": ENDPOINT, "iat": now, "ath": digest(&token)});
    let proof = holder.sign(&json!({"alg": "ES256", "typ": "dpop+jwt", "jwk": jwk}), &claims);
    let name = Base64UrlUnpadded::encode_string(&Sha256::digest(format!("{thumbprint} p"))[..16]);
    let present = || {
        let call = Call::register(&web()).header("authorization", &format!("DPoP {token}"));
        call.header("dpop", &proof).to(&world).status()
    };
    for other in ["a", "revoked ", ""] {
        world.spent.borrow_mut().insert(format!("{other}{name}"), world.now.get());
    }
    assert_eq!([present(), present()], [201, 401]);
    assert!(world.spent.borrow().contains_key(&format!("p{name}")));
}

/// RFC 7591 section 2.3; requirement I31: uses of an issuer's statements and of its access tokens are counted apart,
/// whatever their `jti`.
#[test]
fn a_statement_that_was_used_uses_up_no_access_token_of_its_issuer() {
    let signer = Signer::new();
    let world = World::with(&[
        ("REGISTRATION_MODE", "token statement"),
        ("AUTHORIZATION_SERVER", r#"{"token_endpoint":"https://login.example/token"}"#),
        ("REGISTRATION_TOKEN_ISSUERS", r#"{"https://login.example":{"jwks_uri":"https://login.example/jwks"}}"#),
        (
            "STATEMENT_ISSUERS",
            r#"{"https://login.example":{"jwks_uri":"https://login.example/jwks","single_use":true}}"#,
        ),
    ]);
    world.publish("https://login.example/jwks", &json!({"keys": [signer.jwk("1")]}).to_string());
    let now = world.now.get().0;
    let header = json!({"alg": "ES256", "kid": "1"});
    let statement = json!({"iss": LOGIN, "jti": "7", "exp": now + 100, "client_name": "App", "software_id": "app"});
    let asked =
        json!({"redirect_uris": ["https://app.example/cb"], "software_statement": signer.sign(&header, &statement)});
    assert_eq!(Call::register(&asked).to(&world).status(), 201);
    assert_eq!(Call::register(&asked).to(&world).status(), 400, "it is used up");
    let claims = json!({"iss": LOGIN, "sub": "alice", "aud": ENDPOINT, "exp": now + 100, "scope": "dcr",
        "jti": "software_statement 7"});
    let reply = Call::register(&web()).token(&signer.sign(&header, &claims)).to(&world);
    assert_eq!(reply.status(), 201, "{}", reply.json());
}

/// Requirements G5, K15: a credential of one kind is not accepted as another kind, nor for another client.
#[test]
fn a_secret_is_no_registration_token_and_neither_is_an_identifier() {
    for storage in ["sealed", "stored"] {
        let world = World::with(&[("CLIENT_STORAGE", storage)]);
        let client = with_method(&world, "client_secret_basic");
        let (id, secret) = (client.text("client_id"), client.text("client_secret"));
        let short = secret.split_at(43).0;
        let token = client.text("registration_access_token");
        let proof = token.rsplit_once('.').unwrap().1.to_owned();
        let path = format!("/register/{id}");
        for wrong in [secret.clone(), id.clone(), token.replace(&proof, &secret), token.replace(&proof, short)] {
            assert_eq!(Call::get(&path).token(&wrong).to(&world).status(), 401, "{wrong}");
        }
        for wrong in [&*token, &*proof, &*id, short] {
            let call = Call::token_request(&[("grant_type", "client_credentials")]).basic(&id, wrong);
            assert_eq!(call.to(&world).status(), 401, "{wrong}");
        }
    }
}

/// The bytes of an identifier behind its tag.
fn bytes(client: &Reply) -> Vec<u8> {
    Base64UrlUnpadded::decode_vec(client.text("client_id").strip_prefix('s').unwrap()).unwrap()
}

/// The longest run of bytes that two identifiers have at the same places, behind the byte that hints at their key.
fn longest_common_run(one: &[u8], other: &[u8]) -> usize {
    let equal: Vec<bool> = one.iter().zip(other).skip(1).map(|(one, other)| one == other).collect();
    equal.split(|is_equal| !is_equal).map(<[bool]>::len).max().unwrap()
}

/// Requirements K5, K12, K23: an identifier reveals nothing of its client, nor that two clients are equal.
#[test]
fn an_identifier_shows_nothing_of_the_client_in_it() {
    let world = World::with(&[("CLIENT_STORAGE", "sealed"), ("SEALED_ID_LIMIT", "1024")]);
    let asked = json!({"client_name": "Confidential Ltd", "contacts": ["alice@confidential.example"],
        "redirect_uris": ["https://confidential.example/cb"], "software_id": "4NRB1-0XZABZI9E6-5SM3R"});
    let register = |asked: &Value| Call::register(asked).to(&world);
    let clients = [register(&asked), register(&asked)];
    for client in &clients {
        let sealed = bytes(client);
        for text in ["Confidential", "alice", "confidential", ".example", "4NRB1", "https"] {
            let is_there = sealed.windows(text.len()).any(|window| window == text.as_bytes());
            assert!(!is_there && !client.text("client_id").contains(text), "{text}");
        }
    }
    // By chance, one pair of bytes in 256 is equal.
    assert!(longest_common_run(&bytes(&clients[0]), &bytes(&clients[1])) <= 3, "the same client twice");
    world.repeats_random.set(true);
    let mut other = asked.clone();
    other["contacts"] = json!(["carol@confidential.example"]);
    let [one, other] = [register(&asked), register(&other)];
    assert!(longest_common_run(&bytes(&one), &bytes(&other)) <= 3, "the same random bytes twice");
}

/// RFC 9068 section 4, RFC 8725 section 3.11: a token that the server signed for another purpose or under another
/// issuer is not accepted as an access token.
#[test]
fn a_token_of_another_kind_or_issuer_is_no_access_token() {
    let world = World::new();
    let client = with_method(&world, "client_secret_basic");
    let (id, secret, now) = (client.text("client_id"), client.text("client_secret"), world.now.get().0);
    let is_active = |kind: &str, iss: &str, members: Value| {
        let mut claims = json!({"iss": iss, "sub": id, "client_id": id, "aud": "https://as.example", "iat": now,
            "exp": now + 600, "jti": "1"});
        for (name, value) in members.as_object().unwrap() {
            claims[name] = value.clone();
        }
        let keys = &world.server.config().keys;
        let token = run(signing::sign_token(kind, &claims, &SigningAlgorithm::Es256, None, keys, &world)).unwrap();
        Call::form("/introspect", &[("token", &token)]).basic(&id, &secret).to(&world).member("active") == true
    };
    assert!(is_active("at+jwt", "https://as.example", json!({})));
    assert!(is_active("application/at+jwt", "https://as.example", json!({})));
    for kind in ["jwt", "token-introspection+jwt", "logout+jwt", "at+jwtx"] {
        assert!(!is_active(kind, "https://as.example", json!({})), "{kind}");
    }
    for issuer in ["https://other.example", "https://as.example/", "http://as.example", ""] {
        assert!(!is_active("at+jwt", issuer, json!({})), "{issuer}");
    }
    for members in [
        json!({"jti": null}),
        json!({"jti": ""}),
        json!({"client_id": null}),
        json!({"client_id": "cAAAAAAAAAAAAAAAAAAAAAA"}),
        json!({"exp": null}),
        json!({"exp": now}),
        json!({"nbf": now + 1}),
    ] {
        assert!(!is_active("at+jwt", "https://as.example", members.clone()), "{members}");
    }
}
