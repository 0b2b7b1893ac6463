//! FAPI 2.0: the settings of its security profile, at the endpoints of this server.

use enrol::unit::Seconds;
use serde_json::{Value, json};

use crate::support::authorization::{CALLBACK, parameters};
use crate::support::browser::{Browser, answer, hidden};
use crate::support::proof::Holder;
use crate::support::users::VERIFIER;
use crate::support::{Call, Reply, Signer, World, register};

fn world() -> World {
    World::with(&[("PROFILE", "fapi2"), ("PROMPT_NONE", "any")])
}

/// A client with a key of its own.
struct App {
    signer: Signer,
    client: Reply,
}

impl App {
    /// Registers a client with these members.
    fn with(world: &World, members: &Value) -> Self {
        let signer = Signer::new();
        let mut metadata = json!({"jwks": {"keys": [signer.jwk("1")]}, "jwks_uri": null});
        metadata.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
        let client = register(world, &metadata);
        assert_eq!(client.status(), 201, "{}", client.json());
        Self { signer, client }
    }

    /// Sends a form with an assertion for this audience.
    fn send(&self, world: &World, path: &str, form: &[(&str, &str)], audience: &str, jti: &str) -> Call {
        let (id, now) = (self.client.text("client_id"), world.now.get().0);
        let claims = json!({"iss": id, "sub": id, "aud": audience, "exp": now + 60, "jti": jti});
        let assertion = self.signer.sign(&json!({"alg": "ES256", "kid": "1"}), &claims);
        let kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
        let own = [("client_assertion_type", kind), ("client_assertion", &*assertion)];
        Call::form(path, &[form, &own].concat())
    }

    fn push(&self, world: &World, changes: &[(&str, &str)], jti: &str) -> Reply {
        self.send(world, "/par", &parameters(changes), "https://as.example", jti).to(world)
    }

    /// Gets a code for a user.
    fn code(&self, world: &World, browser: &Browser, jti: &str) -> String {
        let pushed = self.push(world, &[], jti);
        assert_eq!(pushed.status(), 201, "{}", pushed.json());
        let id = self.client.text("client_id");
        let page = browser.ask(world, &[("client_id", &id), ("request_uri", &pushed.text("request_uri"))]);
        if page.status() == 303 {
            return answer(&page, CALLBACK)["code"].clone();
        }
        let form = [("request", &*hidden(&page, "request")), ("decision", "allow")];
        let consented = browser.submit(world, "/authorize/consent", &form);
        answer(&consented, CALLBACK)["code"].clone()
    }

    fn redeem(&self, world: &World, code: &str, jti: &str) -> Call {
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", CALLBACK),
            ("code_verifier", VERIFIER),
        ];
        self.send(world, "/token", &form, "https://as.example", jti)
    }
}

/// FAPI 2.0 sections 5.3.2.1 and 5.4.1; requirement S6: discovery shows what the profile permits.
#[test]
fn discovery_shows_the_profile() {
    let world = world();
    let found = Call::get("/.well-known/openid-configuration").to(&world).json();
    for (member, value) in [
        ("token_endpoint_auth_methods_supported", json!(["private_key_jwt"])),
        ("token_endpoint_auth_signing_alg_values_supported", json!(["PS256", "ES256", "EdDSA"])),
        ("id_token_signing_alg_values_supported", json!(["ES256"])),
        ("request_object_signing_alg_values_supported", json!(["PS256", "ES256", "EdDSA"])),
        ("dpop_signing_alg_values_supported", json!(["PS256", "ES256", "EdDSA"])),
        ("code_challenge_methods_supported", json!(["S256"])),
        ("response_types_supported", json!(["code"])),
        ("require_pushed_authorization_requests", json!(true)),
        ("authorization_response_iss_parameter_supported", json!(true)),
    ] {
        assert_eq!(found[member], value, "{member}");
    }
}

/// FAPI 2.0 section 5.3.2.1: clients are confidential, have keys, and sign with strong algorithms.
#[test]
fn no_client_is_public_or_has_a_secret() {
    let world = world();
    for method in ["none", "client_secret_basic", "client_secret_post", "client_secret_jwt"] {
        let reply = register(&world, &json!({"token_endpoint_auth_method": method}));
        assert_eq!(reply.refusal().2, "/token_endpoint_auth_method", "{method}");
    }
    for (member, algorithm) in [
        ("token_endpoint_auth_signing_alg", "RS256"),
        ("id_token_signed_response_alg", "RS256"),
        ("request_object_signing_alg", "RS256"),
    ] {
        assert_eq!(register(&world, &json!({member: algorithm})).refusal().2, format!("/{member}"));
    }
    for uri in ["http://localhost/cb", "http://localhost:3000/cb"] {
        let native = json!({"application_type": "native", "redirect_uris": [uri]});
        assert_eq!(register(&world, &native).refusal().1, "invalid_redirect_uri", "{uri}");
    }
    let client = register(&world, &json!({}));
    assert_eq!(client.text("token_endpoint_auth_method"), "private_key_jwt");
    assert_eq!(client.text("id_token_signed_response_alg"), "ES256");
    assert_eq!(client.member("client_secret"), Value::Null);
}

/// FAPI 2.0 section 5.3.2.2: requests are pushed and have a challenge; section 5.3.2.1: the audience is the issuer alone.
#[test]
fn a_request_is_pushed_with_a_challenge_by_a_client_that_names_the_issuer() {
    let world = world();
    let app = App::with(&world, &json!({}));
    let browser = Browser::of(&world, &world.add_alice());
    let id = app.client.text("client_id");
    let direct = browser.ask(&world, &parameters(&[("client_id", &id)]));
    assert_eq!(answer(&direct, CALLBACK)["error"], "invalid_request");
    assert_eq!(app.push(&world, &[("code_challenge", ""), ("code_challenge_method", "")], "1").status(), 400);
    assert_eq!(app.push(&world, &[("code_challenge_method", "plain")], "2").status(), 400);
    for (index, audience) in ["https://as.example/token", "https://as.example/par"].into_iter().enumerate() {
        let reply = app.send(&world, "/par", &parameters(&[]), audience, &format!("other {index}")).to(&world);
        assert_eq!((reply.status(), reply.text("error")), (401, "invalid_client".to_owned()), "{audience}");
    }
    assert_eq!(app.push(&world, &[], "3").member("expires_in"), json!(90));
}

/// FAPI 2.0 section 5.3.2.2: a code lives for 60 seconds; section 5.3.2.1: the token is bound to a key of the client.
#[test]
fn a_code_is_short_and_its_token_is_bound_to_a_key() {
    let world = world();
    let app = App::with(&world, &json!({}));
    let browser = Browser::of(&world, &world.add_alice());
    let code = app.code(&world, &browser, "1");
    let unproven = app.redeem(&world, &code, "2").to(&world);
    assert_eq!((unproven.status(), unproven.text("error")), (400, "invalid_request".to_owned()));
    let pledged = App::with(&world, &json!({"dpop_bound_access_tokens": true}));
    let own = pledged.code(&world, &browser, "6");
    assert_eq!(pledged.redeem(&world, &own, "7").to(&world).text("error"), "invalid_dpop_proof");
    let holder = Holder::new();
    let tokens = holder.prove(app.redeem(&world, &code, "3")).to(&world);
    assert_eq!((tokens.status(), tokens.text("token_type")), (200, "DPoP".to_owned()), "{}", tokens.json());
    let late = app.code(&world, &browser, "4");
    world.wait(Seconds(61));
    let refused = holder.prove(app.redeem(&world, &late, "5")).to(&world);
    assert_eq!((refused.status(), refused.text("error")), (400, "invalid_grant".to_owned()));
}
