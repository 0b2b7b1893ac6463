//! The decision about a request: sign-in, consent, code. OpenID Connect Core sections 3.1.2.1, 3.1.2.3 and 3.1.2.6.

use enrol::client_metadata::SigningAlgorithm;
use enrol::model::User;
use enrol::signing;
use enrol::unit::Seconds;
use serde_json::{Value, json};

use crate::support::authorization::{CALLBACK, app, asked, push};
use crate::support::browser::{Browser, answer, destination, hidden, page};
use crate::support::{Call, Reply, World, run};

/// A server that tells every error to the client at once, a client and a user.
struct Scene {
    world: World,
    client: Reply,
    alice: User,
}

impl Scene {
    fn of(members: &Value) -> Self {
        let world = World::with(&[("PROMPT_NONE", "any")]);
        let client = app(&world, members);
        let alice = world.add_alice();
        Self { world, client, alice }
    }

    fn new() -> Self {
        Self::of(&json!({}))
    }

    fn id(&self) -> String {
        self.client.text("client_id")
    }

    fn ask(&self, browser: &Browser, changes: &[(&str, &str)]) -> Reply {
        browser.ask(&self.world, &asked(&self.id(), changes))
    }

    /// The user consents to what a page shows.
    fn allow(&self, browser: &Browser, page: &Reply) -> Reply {
        assert_eq!(step(page), "consent");
        let form = [("request", &*hidden(page, "request")), ("decision", "allow")];
        browser.submit(&self.world, "/authorize/consent", &form)
    }

    /// A user signs in on a page, and the browser goes on.
    fn sign_in(&self, browser: &Browser, page: &Reply, user: &User) -> Reply {
        assert_eq!(step(page), "sign-in");
        let sealed = hidden(page, "request");
        self.world.wait(Seconds(1));
        browser.sign_in(&self.world, user);
        browser.open(&self.world, &format!("/authorize/resume?request={sealed}"))
    }

    /// Signs claims as this server does.
    fn sign(&self, kind: &str, claims: &Value) -> String {
        let (algorithm, keys) = (SigningAlgorithm::Rs256, &self.world.server.config().keys);
        run(signing::sign_token(kind, claims, &algorithm, None, keys, &self.world)).unwrap()
    }

    fn hint(&self, user: &User) -> String {
        let claims =
            json!({"iss": "https://as.example", "aud": self.id(), "sub": user.id.as_str(), "exp": 1, "iat": 1});
        self.sign("JWT", &claims)
    }
}

/// The step that a response is: a page, or the error or the code at the client.
fn step(reply: &Reply) -> String {
    if destination(reply).is_some() {
        let found = answer(reply, CALLBACK);
        return found.get("error").cloned().unwrap_or_else(|| "code".to_owned());
    }
    let page = page(reply);
    let is = |path: &str| page.contains(&format!("action=\"{path}\""));
    let step = if is("/sign-in") {
        "sign-in"
    } else if is("/authorize/consent") {
        "consent"
    } else {
        "other"
    };
    step.to_owned()
}

#[test]
fn a_user_signs_in_consents_and_is_remembered() {
    let scene = Scene::new();
    let browser = Browser::default();
    let page = scene.ask(&browser, &[]);
    let consent = scene.sign_in(&browser, &page, &scene.alice);
    assert_eq!(step(&scene.allow(&browser, &consent)), "code");
    assert_eq!(scene.world.consents.borrow().len(), 1);
    let calls = scene.world.store_calls.get();
    assert_eq!(step(&scene.ask(&browser, &[])), "code");
    assert_eq!(scene.world.store_calls.get() - calls, 2, "the client, and the session with the consent");
}

/// Nothing of a request that waits is stored, and it counts in the browser alone that it was shown in.
#[test]
fn a_request_that_waits_belongs_to_its_browser() {
    let scene = Scene::new();
    let browser = Browser::default();
    let sealed = hidden(&scene.ask(&browser, &[]), "request");
    let address = format!("/authorize/resume?request={sealed}");
    assert_eq!(step(&browser.open(&scene.world, &address)), "sign-in");
    let other = Browser::default();
    scene.ask(&other, &[]);
    scene.world.wait(Seconds(1));
    for browser in [Browser::of(&scene.world, &scene.alice), other] {
        let reply = browser.open(&scene.world, &address);
        assert_eq!((reply.status(), &*step(&reply)), (400, "other"));
    }
    let longer = format!("{address}A");
    for path in [&*longer, "/authorize/resume", "/authorize/resume?request=x&request=y"] {
        assert_eq!(browser.open(&scene.world, path).status(), 400, "{path}");
    }
    scene.world.wait(Seconds(3600));
    assert_eq!(browser.open(&scene.world, &address).status(), 400);
}

/// OpenID Connect Core section 3.1.2.1; requirement E12.
#[test]
fn a_request_without_a_page_gets_an_error_instead_of_a_page() {
    let scene = Scene::new();
    assert_eq!(step(&scene.ask(&Browser::default(), &[("prompt", "none")])), "login_required");
    let browser = Browser::of(&scene.world, &scene.alice);
    assert_eq!(step(&scene.ask(&browser, &[("prompt", "none")])), "consent_required");
    let page = scene.ask(&browser, &[]);
    scene.allow(&browser, &page);
    assert_eq!(step(&scene.ask(&browser, &[("prompt", "none")])), "code");
    scene.world.wait(Seconds(10));
    assert_eq!(step(&scene.ask(&browser, &[("prompt", "none"), ("max_age", "9")])), "login_required");
    assert_eq!(step(&scene.ask(&browser, &[("prompt", "none"), ("max_age", "10")])), "code");
    assert_eq!(step(&scene.ask(&browser, &[("prompt", "none"), ("scope", "openid email")])), "consent_required");
}

/// OpenID Connect Core section 3.1.2.1.
#[test]
fn a_client_can_make_the_user_sign_in_again() {
    let scene = Scene::new();
    let browser = Browser::of(&scene.world, &scene.alice);
    let page = scene.ask(&browser, &[]);
    scene.allow(&browser, &page);
    for prompt in [("prompt", "login"), ("prompt", "select_account"), ("max_age", "0")] {
        scene.world.wait(Seconds(1));
        let page = scene.ask(&browser, &[prompt]);
        let sealed = hidden(&page, "request");
        let early = browser.open(&scene.world, &format!("/authorize/resume?request={sealed}"));
        assert_eq!(step(&early), "sign-in", "{prompt:?}");
        assert_eq!(step(&scene.sign_in(&browser, &page, &scene.alice)), "code", "{prompt:?}");
    }
    let page = scene.ask(&browser, &[("prompt", "login consent")]);
    let consent = scene.sign_in(&browser, &page, &scene.alice);
    assert_eq!(step(&scene.allow(&browser, &consent)), "code");
}

/// OpenID Connect Registration section 2; requirement C73.
#[test]
fn the_registered_age_counts_where_the_request_has_none() {
    let scene = Scene::of(&json!({"default_max_age": 60}));
    let browser = Browser::of(&scene.world, &scene.alice);
    let page = scene.ask(&browser, &[]);
    scene.allow(&browser, &page);
    scene.world.wait(Seconds(60));
    assert_eq!(step(&scene.ask(&browser, &[])), "code");
    scene.world.wait(Seconds(1));
    assert_eq!(step(&scene.ask(&browser, &[])), "sign-in");
    assert_eq!(step(&scene.ask(&browser, &[("max_age", "61")])), "code");
}

/// OpenID Connect Core section 3.1.2.1.
#[test]
fn a_hint_at_another_user_asks_for_that_user() {
    let scene = Scene::new();
    let bob = scene.world.add_user("bob", &json!({}));
    let browser = Browser::of(&scene.world, &scene.alice);
    let page = scene.ask(&browser, &[]);
    scene.allow(&browser, &page);
    let [own, other] = [&scene.alice, &bob].map(|user| scene.hint(user));
    assert_eq!(step(&scene.ask(&browser, &[("id_token_hint", &own), ("prompt", "none")])), "code");
    assert_eq!(step(&scene.ask(&browser, &[("id_token_hint", &other), ("prompt", "none")])), "login_required");
    let page = scene.ask(&browser, &[("id_token_hint", &other)]);
    assert_eq!(step(&scene.sign_in(&browser, &page, &scene.alice)), "login_required");
    let page = scene.ask(&browser, &[("id_token_hint", &other)]);
    assert_eq!(step(&scene.sign_in(&browser, &page, &bob)), "consent");
}

/// OpenID Connect Core section 3.1.2.1.
#[test]
fn a_hint_that_this_server_did_not_sign_for_the_client_is_refused() {
    let scene = Scene::new();
    let browser = Browser::of(&scene.world, &scene.alice);
    let (id, sub) = (scene.id(), scene.alice.id.as_str());
    let mut hint = scene.hint(&scene.alice);
    hint.pop();
    for hint in [
        hint,
        scene.sign("JWT", &json!({"iss": "https://as.example", "aud": "other", "sub": sub})),
        scene.sign("JWT", &json!({"iss": "https://other.example", "aud": id, "sub": sub})),
        scene.sign("JWT", &json!({"iss": "https://as.example", "aud": id})),
        scene.sign("at+jwt", &json!({"iss": "https://as.example", "aud": id, "sub": sub})),
        scene.sign("logout+jwt", &json!({"iss": "https://as.example", "aud": id, "sub": sub})),
        crate::support::Signer::new()
            .sign(&json!({"alg": "ES256", "kid": "1"}), &json!({"iss": "https://as.example", "aud": id, "sub": sub})),
    ] {
        assert_eq!(step(&scene.ask(&browser, &[("id_token_hint", &hint)])), "invalid_request", "{hint}");
    }
}

/// OpenID Connect Core section 5.5.1, OpenID Connect Core Unmet Authentication Requirements.
#[test]
fn an_essential_claim_that_the_user_lacks_is_never_passed_over() {
    let scene = Scene::new();
    let bob = scene.world.add_user("bob", &json!({}));
    let browser = Browser::of(&scene.world, &scene.alice);
    let page = scene.ask(&browser, &[("claims", r#"{"id_token":{"acr":null,"sub":null}}"#)]);
    scene.allow(&browser, &page);
    let of = |user: &User| format!(r#"{{"id_token":{{"sub":{{"value":"{}"}}}}}}"#, user.id.as_str());
    assert_eq!(step(&scene.ask(&browser, &[("claims", &of(&scene.alice))])), "code");
    assert_eq!(step(&scene.ask(&browser, &[("claims", &of(&bob)), ("prompt", "none")])), "login_required");
    let page = scene.ask(&browser, &[("claims", &of(&bob))]);
    assert_eq!(step(&scene.sign_in(&browser, &page, &scene.alice)), "login_required");
    let gold = r#"{"id_token":{"acr":{"essential":true,"values":["gold"]}}}"#;
    let unmet = "unmet_authentication_requirements";
    assert_eq!(step(&scene.ask(&browser, &[("claims", gold), ("prompt", "none")])), unmet);
    let page = scene.ask(&browser, &[("claims", gold)]);
    assert_eq!(step(&scene.sign_in(&browser, &page, &scene.alice)), unmet);
    assert_eq!(step(&scene.ask(&browser, &[("acr_values", "gold")])), "code");
}

/// The form of the consent page carries what the page showed, for this browser and this session alone.
#[test]
fn only_the_browser_and_the_session_that_were_asked_can_answer() {
    let scene = Scene::new();
    let bob = scene.world.add_user("bob", &json!({}));
    let browser = Browser::of(&scene.world, &scene.alice);
    let request = hidden(&scene.ask(&browser, &[]), "request");
    let answer_of = |browser: &Browser, request: &str| {
        let form = [("request", request), ("decision", "allow")];
        browser.submit(&scene.world, "/authorize/consent", &form).status()
    };
    let other = Browser::of(&scene.world, &scene.alice);
    scene.ask(&other, &[]);
    assert_eq!([answer_of(&other, &request), answer_of(&Browser::default(), &request)], [400, 400]);
    assert_eq!([answer_of(&browser, ""), answer_of(&browser, &format!("{request}A"))], [400, 400]);
    let form = [("request", &*request), ("decision", "allow")];
    for origin in ["https://evil.example", "null", "http://as.example", "https://as.example:8443"] {
        let call = Call::form("/authorize/consent", &form).header("origin", origin);
        assert_eq!(browser.send(&scene.world, call).status(), 403, "{origin}");
    }
    let waiting = hidden(&scene.ask(&Browser::default(), &[]), "request");
    assert_eq!(answer_of(&browser, &waiting), 400);
    assert!(scene.world.consents.borrow().is_empty());
    let again = hidden(&scene.ask(&browser, &[]), "request");
    browser.sign_in(&scene.world, &bob);
    assert_eq!(answer_of(&browser, &again), 400);
    let third = hidden(&scene.ask(&browser, &[]), "request");
    scene.world.wait(Seconds(1801));
    assert_eq!(answer_of(&browser, &third), 400);
    assert!(scene.world.consents.borrow().is_empty());
}

/// RFC 9126 section 4: a page under the address of a pushed request could not be loaded again.
#[test]
fn a_pushed_request_waits_under_another_address() {
    let scene = Scene::new();
    let browser = Browser::default();
    let pushed = push(&scene.world, &scene.client, &[]).text("request_uri");
    let reply = browser.ask(&scene.world, &[("client_id", &scene.id()), ("request_uri", &pushed)]);
    assert_eq!(reply.status(), 303);
    let address = reply.header("location").unwrap().to_owned();
    assert!(address.starts_with("https://as.example/authorize/resume?request="));
    for _ in 0..2 {
        assert_eq!(step(&browser.open(&scene.world, &address)), "sign-in");
    }
    assert!(scene.world.requests.borrow().is_empty());
}

/// OpenID Connect Core section 8.
#[test]
fn a_pairwise_client_is_asked_about_its_own_name_of_the_user() {
    let salt = "s1:BAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
    let subjects = json!({"subject_types_supported": ["public", "pairwise"]}).to_string();
    let world = World::with(&[("PROMPT_NONE", "any"), ("PAIRWISE_SALT", salt), ("AUTHORIZATION_SERVER", &subjects)]);
    let client = app(&world, &json!({"subject_type": "pairwise"}));
    let alice = world.add_alice();
    let scene = Scene { world, client, alice };
    let browser = Browser::of(&scene.world, &scene.alice);
    let claims = |sub: &str| format!(r#"{{"id_token":{{"sub":{{"value":"{sub}"}}}}}}"#);
    let config = scene.world.server.config();
    let accepted = &scene.world.clients()[0].metadata;
    let own = enrol::model::subject(scene.alice.id.as_str(), accepted, config.pairwise_salt.as_ref()).unwrap();
    assert_eq!(step(&scene.ask(&browser, &[("claims", &claims(&own))])), "consent");
    let other = claims(scene.alice.id.as_str());
    assert_eq!(step(&scene.ask(&browser, &[("claims", &other), ("prompt", "none")])), "login_required");
}
