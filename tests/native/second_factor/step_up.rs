//! Clients that ask for a second factor. OpenID Connect Core sections 3.1.2.1 and 5.5.1.1, RFC 9470.

use enrol::jose::Token;
use enrol::unit::{ByteCount, Seconds};
use serde_json::json;

use crate::support::authorization::{CALLBACK, app, ask};
use crate::support::browser::{Browser, answer, code as code_of, destination, hidden, page};
use crate::support::second_factor::{alice_with_app, code, give, recovery_codes, secret};
use crate::support::users::{VERIFIER, ask as ask_for_tokens};
use crate::support::visitor::{PASSWORD, Visitor, html};
use crate::support::{Call, Reply, World};

const MFA: &str = "https://refeds.org/profile/mfa";

fn world() -> World {
    World::with(&[("PROMPT_NONE", "any")])
}

/// The error that a reply brings to the client; empty for a page.
fn error(reply: &Reply) -> String {
    destination(reply).map_or_else(String::new, |_| answer(reply, CALLBACK).get("error").cloned().unwrap_or_default())
}

/// RFC 9470 sections 5 and 6.2: the sign-in reaches the class, and the tokens and their introspection say so.
#[test]
fn a_client_asks_for_a_second_factor_and_learns_that_it_was_given() {
    let world = world();
    let (visitor, authenticator) = alice_with_app(&world);
    let browser = &visitor.browser;
    let client = app(&world, &json!({"scope": "openid"}));
    assert!(page(&ask(browser, &world, &client, &[])).contains("action=\"/authorize/consent\""), "with the password");
    let asked = ask(browser, &world, &client, &[("acr_values", MFA)]);
    let form = [("request", &*hidden(&asked, "request")), ("username", "alice"), ("password", PASSWORD)];
    let second = browser.submit(&world, "/sign-in", &form);
    let policy = second.header("content-security-policy").unwrap();
    assert!(policy.contains("form-action 'self' https://client.example"), "{policy}");
    let back = give(&visitor, &hidden(&second, "step"), &authenticator.code(&world));
    let consent = browser.open(&world, back.header("location").unwrap());
    let allow = [("request", &*hidden(&consent, "request")), ("decision", "allow")];
    let code = answer(&browser.submit(&world, "/authorize/consent", &allow), CALLBACK)["code"].clone();
    let form = [
        ("grant_type", "authorization_code"),
        ("code", &code),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ];
    let tokens = ask_for_tokens(&world, &client, &form);
    for token in ["id_token", "access_token"] {
        let claims = Token::read(&tokens.text(token), ByteCount(4096)).unwrap().claims.members().clone();
        assert_eq!((&claims["acr"], &claims["amr"]), (&json!(MFA), &json!(["pwd", "otp", "mfa"])), "{token}");
        assert_eq!(claims["auth_time"], json!(world.now.get().0), "{token}");
    }
    let form = [("token", &*tokens.text("access_token"))];
    let (id, secret) = (client.text("client_id"), client.text("client_secret"));
    let known = Call::form("/introspect", &form).basic(&id, &secret).to(&world);
    assert_eq!((known.member("acr"), known.member("auth_time")), (json!(MFA), json!(world.now.get().0)));
    assert_eq!(error(&ask(browser, &world, &client, &[("acr_values", MFA), ("prompt", "none")])), "", "it is reached");
}

/// A wish by the registration, by a parameter and by an essential claim all lead to the second step.
#[test]
fn each_way_to_ask_leads_to_the_second_step() {
    let essential = json!({"id_token": {"acr": {"essential": true, "values": [MFA, "phr"]}}}).to_string();
    let any = json!({"userinfo": {"acr": {"essential": true}}}).to_string();
    let wished = json!({"id_token": {"acr": {"values": [MFA]}}}).to_string();
    for (members, changes, asks) in [
        (json!({}), &[][..], false),
        (json!({}), &[("acr_values", MFA)], true),
        (json!({}), &[("acr_values", "phr https://refeds.org/profile/mfa")], true),
        (json!({"default_acr_values": [MFA]}), &[], true),
        (json!({"default_acr_values": [MFA]}), &[("acr_values", "1")], false),
        (json!({}), &[("claims", &*essential)], true),
        (json!({}), &[("claims", &any)], true),
        (json!({}), &[("claims", &wished)], false),
        (json!({}), &[("acr_values", "1 2")], false),
    ] {
        let world = world();
        let client = app(&world, &members);
        let alice = world.add_alice();
        let visitor = Visitor::new(&world);
        visitor.browser.sign_in(&world, &alice);
        let asked = ask(&visitor.browser, &world, &client, changes);
        let signs_in_again = page(&asked).contains("action=\"/sign-in\"");
        assert_eq!(signs_in_again, asks, "{members} {changes:?}");
        let silent = ask(&visitor.browser, &world, &client, &[changes, &[("prompt", "none")]].concat());
        let expected = if asks { "login_required" } else { "consent_required" };
        assert_eq!(error(&silent), expected, "{members} {changes:?}");
        if asks {
            let form = [("request", &*hidden(&asked, "request")), ("username", "alice"), ("password", PASSWORD)];
            let offer = visitor.browser.submit(&world, "/sign-in", &form);
            assert!(html(&offer).contains("This sign-in needs a second step"), "{members} {changes:?}");
            let done = give(&visitor, &hidden(&offer, "step"), &code(&secret(&offer), world.now.get()));
            recovery_codes(&done);
            assert!(html(&done).contains("href=\"https://as.example/authorize/resume?request="));
        }
    }
}

/// OpenID Connect Core Unmet Authentication Requirements: the user cannot reach the class, and the client learns it.
#[test]
fn a_class_that_a_password_cannot_reach_is_told_to_the_client() {
    let essential = |value: &str| json!({"id_token": {"acr": {"essential": true, "value": value}}}).to_string();
    for (settings, claims) in
        [(&[][..], essential("gold")), (&[("SECOND_FACTOR", "off")], essential(MFA)), (&[], essential("phr"))]
    {
        let world = World::with(&[settings, &[("PROMPT_NONE", "any")]].concat());
        let client = app(&world, &json!({}));
        world.add_alice();
        let visitor = Visitor::new(&world);
        let asked = ask(&visitor.browser, &world, &client, &[("claims", &claims)]);
        let form = [("request", &*hidden(&asked, "request")), ("username", "alice"), ("password", PASSWORD)];
        let reply = visitor.browser.submit(&world, "/sign-in", &form);
        assert_eq!(reply.status(), 303, "{claims}");
        let back = visitor.get(reply.header("location").unwrap());
        assert_eq!(error(&back), "unmet_authentication_requirements", "{claims}");
    }
}

/// RFC 9470 section 5: `max_age` asks for both steps again.
#[test]
fn an_old_sign_in_is_renewed_with_both_steps() {
    let world = world();
    let (visitor, authenticator) = alice_with_app(&world);
    let client = app(&world, &json!({}));
    world.wait(Seconds(600));
    let asked = ask(&visitor.browser, &world, &client, &[("max_age", "60"), ("acr_values", MFA)]);
    let form = [("request", &*hidden(&asked, "request")), ("username", "alice"), ("password", PASSWORD)];
    let step = hidden(&visitor.browser.submit(&world, "/sign-in", &form), "step");
    let back = give(&visitor, &step, &authenticator.code(&world));
    assert!(page(&visitor.get(back.header("location").unwrap())).contains("action=\"/authorize/consent\""));
}

/// OpenID Connect Core section 5.5.1.1: a sign-in that resists phishing has two factors, and the client gets the value that
/// it asked for.
#[test]
fn a_stronger_class_is_enough_and_is_stated_as_it_was_asked_for() {
    let world = world();
    let (alice, client) = (world.add_alice(), app(&world, &json!({})));
    let browser = Browser::of(&world, &alice);
    for session in world.sessions.borrow_mut().values_mut() {
        session.context = Some("phr".to_owned());
    }
    let either = format!("{MFA} phr");
    for (wanted, stated) in [(MFA, MFA), (&*either, "phr"), ("phr", "phr"), ("1", "phr")] {
        let consent = ask(&browser, &world, &client, &[("acr_values", wanted), ("prompt", "consent")]);
        let allow = [("request", &*hidden(&consent, "request")), ("decision", "allow")];
        let found = answer(&browser.submit(&world, "/authorize/consent", &allow), CALLBACK);
        let code = code_of(&world, &client.text("client_id"), &found["code"]).unwrap();
        assert_eq!(code.context.as_deref(), Some(stated), "{wanted}");
    }
}
