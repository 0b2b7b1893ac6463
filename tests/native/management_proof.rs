//! Registration access tokens that are bound to a key of the client. RFC 9449.

use base64ct::{Base64UrlUnpadded, Encoding};
use enrol::http::Method;
use enrol::unit::Seconds;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::support::authority::over;
use crate::support::proof::Holder;
use crate::support::{Call, Down, Reply, World, at_once};

const BOUND: (&str, &str) = ("REGISTRATION_ACCESS_TOKEN_BINDING", "dpop");

fn asked() -> Value {
    json!({"redirect_uris": ["https://client.example/cb"], "token_endpoint_auth_method": "client_secret_basic"})
}

fn registering(holder: &Holder) -> Call {
    Call::register(&asked()).header("dpop", &holder.proof("POST", "/register", &json!({}), &json!({})))
}

fn registered(world: &World, holder: &Holder) -> Reply {
    let client = registering(holder).to(world);
    assert_eq!(client.status(), 201, "{}", client.json());
    client
}

fn digest(text: &str) -> String {
    Base64UrlUnpadded::encode_string(&Sha256::digest(text))
}

fn path(client: &Reply) -> String {
    client.text("registration_client_uri").replace("https://as.example", "")
}

/// Returns a request to a path with the token of a client, and a proof with these changes.
fn proven(method: Method, path: &str, client: &Reply, holder: &Holder, claims: &Value) -> Call {
    let token = client.text("registration_access_token");
    let claims = over(&json!({"ath": digest(&token)}), claims);
    let proof = holder.proof(method.as_str(), path, &json!({}), &claims);
    Call::new(method, path).header("authorization", &format!("DPoP {token}")).header("dpop", &proof)
}

fn requests(client: &Reply, holder: &Holder) -> [Call; 4] {
    let (own, secret) = (path(client), format!("{}/secret", path(client)));
    let nothing = json!({});
    [
        proven(Method::Get, &own, client, holder, &nothing),
        proven(Method::Put, &own, client, holder, &nothing).json(&client.resubmitted()),
        proven(Method::Post, &secret, client, holder, &nothing),
        proven(Method::Delete, &own, client, holder, &nothing),
    ]
}

fn is_unproven(reply: &Reply, why: &str) {
    assert_eq!((reply.status(), reply.text("error")), (401, "invalid_dpop_proof".to_owned()), "{why}");
    assert!(reply.header("www-authenticate").unwrap().starts_with("DPoP error=\"invalid_dpop_proof\""), "{why}");
    assert_eq!(reply.member("client_id"), Value::Null, "{why}");
}

/// RFC 9449 sections 5 and 7.1; requirements H1, H2.
#[test]
fn a_token_of_a_registration_with_a_proof_is_good_with_proofs_of_its_key_alone() {
    for storage in ["stored", "sealed"] {
        let world = World::with(&[BOUND, ("CLIENT_STORAGE", storage)]);
        let (holder, thief) = (Holder::new(), Holder::new());
        let client = registered(&world, &holder);
        assert!(client.text("registration_access_token").ends_with(&format!(".{}", holder.thumbprint())));
        for call in requests(&client, &thief) {
            is_unproven(&call.to(&world), "the key of somebody else");
        }
        for method in [Method::Get, Method::Put, Method::Delete] {
            let reply = Call::manage(method, &client).json(&client.resubmitted()).to(&world);
            assert_eq!((reply.status(), reply.text("error")), (401, "invalid_token".to_owned()), "no bearer token");
        }
        let text = client.text("registration_access_token");
        let (bearer, _) = text.rsplit_once('.').unwrap();
        assert_eq!(
            Call::get(&path(&client)).token(bearer).to(&world).status(),
            401,
            "the thumbprint cannot be taken off"
        );
        for call in requests(&client, &holder) {
            let reply = call.to(&world);
            assert!((200..=204).contains(&reply.status()), "{storage}");
            if reply.status() == 200 {
                assert_eq!(reply.text("registration_access_token"), text, "the token stays as it is");
            }
        }
        assert_eq!(
            proven(Method::Get, &path(&client), &client, &holder, &json!({})).to(&world).status(),
            401,
            "deleted"
        );
    }
}

/// RFC 9449 sections 4.3 and 11.1.
#[test]
fn a_proof_is_for_one_request_with_this_token() {
    let world = World::with(&[BOUND]);
    let holder = Holder::new();
    let client = registered(&world, &holder);
    let own = path(&client);
    let now = world.now.get().0;
    for changes in [
        json!({"ath": null}),
        json!({"ath": digest("other")}),
        json!({"htu": "https://as.example/register"}),
        json!({"htu": format!("https://as.example{own}/secret")}),
        json!({"htm": "PUT"}),
        json!({"iat": now - 301}),
    ] {
        is_unproven(&proven(Method::Get, &own, &client, &holder, &changes).to(&world), &changes.to_string());
    }
    let twice = |jti: &str| proven(Method::Get, &own, &client, &holder, &json!({"jti": jti})).to(&world);
    assert_eq!(twice("a").status(), 200);
    is_unproven(&twice("a"), "used before");
    let token = client.text("registration_access_token");
    let bare = Call::get(&own).header("authorization", &format!("DPoP {token}")).to(&world);
    is_unproven(&bare, "no proof");
}

/// RFC 9449 section 8.
#[test]
fn nonces_are_demanded_where_the_operator_wants_them() {
    let world = World::with(&[BOUND, ("DPOP_NONCES", "required")]);
    let holder = Holder::new();
    let first = registering(&holder).to(&world);
    assert_eq!((first.status(), first.text("error")), (400, "use_dpop_nonce".to_owned()));
    assert!(world.clients().is_empty());
    let nonce = first.header("dpop-nonce").unwrap().to_owned();
    let proof = holder.proof("POST", "/register", &json!({}), &json!({"nonce": nonce}));
    let client = Call::register(&asked()).header("dpop", &proof).to(&world);
    assert_eq!(client.status(), 201, "{}", client.json());
    let bare = proven(Method::Get, &path(&client), &client, &holder, &json!({})).to(&world);
    assert_eq!((bare.status(), bare.text("error")), (401, "use_dpop_nonce".to_owned()));
    let nonce = bare.header("dpop-nonce").unwrap().to_owned();
    let read = proven(Method::Get, &path(&client), &client, &holder, &json!({"nonce": nonce})).to(&world);
    assert_eq!(read.status(), 200);
}

/// RFC 9449 section 5: without the setting, or without a proof, the token is a bearer token.
#[test]
fn a_token_is_bound_where_the_operator_and_the_client_want_it() {
    let holder = Holder::new();
    let (bound, free) = (World::with(&[BOUND]), World::new());
    for (world, call) in [(&bound, Call::register(&asked())), (&free, registering(&holder))] {
        let client = call.to(world);
        assert_eq!(client.status(), 201);
        assert_eq!(Call::manage(Method::Get, &client).to(world).status(), 200);
        let proof = proven(Method::Get, &path(&client), &client, &holder, &json!({})).to(world);
        is_unproven(&proof, "a bearer token has no key to prove");
    }
    let client = registered(&bound, &holder);
    let later = bound.restarted(&[]);
    assert_eq!(Call::manage(Method::Get, &client).to(&later).status(), 401, "the binding outlives the setting");
}

/// RFC 9449 section 4.3.
#[test]
fn a_bad_proof_registers_nobody() {
    let world = World::with(&[BOUND]);
    let holder = Holder::new();
    for (claims, must) in [
        (json!({"htu": "https://as.example/token"}), "have the address of the endpoint as htu"),
        (json!({"htm": "GET"}), "have the method of the request as htm"),
    ] {
        let proof = holder.proof("POST", "/register", &json!({}), &claims);
        let reply = Call::register(&asked()).header("dpop", &proof).to(&world);
        assert_eq!((reply.status(), reply.text("error")), (400, "invalid_dpop_proof".to_owned()));
        assert_eq!(reply.text("error_description"), format!("the DPoP header must {must}"));
    }
    assert!(world.clients().is_empty());
}

/// Requirement B18: a key makes nobody trusted, and nothing of it is stored or sealed.
#[test]
fn a_client_with_a_key_is_as_anonymous_as_one_without() {
    let world = World::with(&[BOUND, ("CLIENT_STORAGE", "sealed")]);
    let (plain, keyed) = (Call::register(&asked()).to(&world), registered(&world, &Holder::new()));
    assert_eq!(plain.text("client_id").len(), keyed.text("client_id").len());
    assert!(world.clients().is_empty() && world.spent.borrow().is_empty());
}

/// RFC 7592 section 5: a replaced token is bound to the same key.
#[test]
fn a_new_token_is_bound_to_the_same_key() {
    let world = World::with(&[BOUND, ("ROTATION_ON_UPDATE", "token"), ("ROTATION_GRACE_SECONDS", "60")]);
    let holder = Holder::new();
    let client = registered(&world, &holder);
    let [_, update, ..] = requests(&client, &holder);
    let updated = update.to(&world);
    assert_eq!(updated.status(), 200);
    assert_ne!(updated.text("registration_access_token"), client.text("registration_access_token"));
    assert_eq!(Call::manage(Method::Get, &updated).to(&world).status(), 401);
    let read = |client: &Reply| proven(Method::Get, &path(client), client, &holder, &json!({})).to(&world).status();
    assert_eq!((read(&updated), read(&client)), (200, 200));
    world.wait(Seconds(61));
    let late = json!({"iat": world.now.get().0});
    assert_eq!(proven(Method::Get, &path(&client), &client, &holder, &late).to(&world).status(), 401);
}

/// Requirement H40: an update that is made again after another one uses its proof once.
#[test]
fn updates_at_once_each_use_one_proof() {
    for storage in ["stored", "sealed"] {
        let world = World::with(&[BOUND, ("CLIENT_STORAGE", storage)]);
        let holder = Holder::new();
        let client = registered(&world, &holder);
        let calls = ["a", "b", "c"].map(|name| {
            let body = over(&client.resubmitted(), &json!({"client_name": name}));
            proven(Method::Put, &path(&client), &client, &holder, &json!({})).json(&body)
        });
        assert!(at_once(&world, calls).iter().all(|reply| reply.status() == 200));
    }
}

#[test]
fn a_port_that_does_not_answer_permits_nothing() {
    for down in [Down::Store, Down::Verify] {
        let world = World::with(&[BOUND]);
        let holder = Holder::new();
        let client = registered(&world, &holder);
        world.down.set(down);
        for call in requests(&client, &holder) {
            assert_eq!(call.to(&world).status(), 503, "{down:?}");
        }
        assert_eq!(registering(&holder).to(&world).status(), 503, "{down:?}");
    }
}
