//! Users who must give a second factor, by the settings `SECOND_FACTOR` and `SECOND_FACTOR_ROLES`.

use enrol::unit::Seconds;
use serde_json::{Value, json};

use crate::support::World;
use crate::support::authorization::{app as client, ask, asked};
use crate::support::browser::{Browser, hidden, page};
use crate::support::provider::{Provider, entry, id_token_claims};
use crate::support::second_factor::{alice_with_app, code, first_step, give, recovery_codes, secret};
use crate::support::users::{app, ask as ask_for_tokens, of_refresh, redeem, sign_in};
use crate::support::visitor::{PASSWORD, Visitor, html};

const REQUIRED: (&str, &str) = ("SECOND_FACTOR", "required");

/// A user who must have a second factor and has none sets one up before a session begins.
#[test]
fn a_user_without_a_second_factor_is_led_to_one_before_the_session_begins() {
    let world = World::with(&[REQUIRED]);
    let alice = world.add_alice();
    let visitor = Visitor::new(&world);
    let offer = visitor.sign_in("alice", PASSWORD);
    assert!(html(&offer).contains("This sign-in needs a second step"), "{}", html(&offer));
    assert!(offer.response.cookies.is_empty() && world.sessions.borrow().is_empty());
    let (step, secret) = (hidden(&offer, "step"), secret(&offer));
    let wrong = give(&visitor, &step, "000000");
    assert!(html(&wrong).contains("This code is wrong") && html(&wrong).contains(&secret));
    assert!(world.factors.borrow().is_empty() && world.sessions.borrow().is_empty());
    let done = give(&visitor, &step, &code(&secret, world.now.get()));
    recovery_codes(&done);
    assert!(html(&done).contains("href=\"https://as.example/account\""));
    assert!(done.line.contains("a second factor was set up"), "{}", done.line);
    assert_eq!(world.sessions.borrow().values().next().unwrap().methods, ["pwd", "otp", "mfa"]);
    assert_eq!(visitor.get("/account").status(), 200);
    assert!(world.factors.borrow().contains_key(&alice.id));
}

/// Two browsers set an app up at once: the second one must not replace the app of the first.
#[test]
fn an_app_that_was_set_up_meanwhile_stays() {
    let world = World::with(&[REQUIRED]);
    world.add_alice();
    let (visitor, thief) = (Visitor::new(&world), Visitor::new(&world));
    let offers = [visitor.sign_in("alice", PASSWORD), thief.sign_in("alice", PASSWORD)];
    let [own, stolen] = offers.map(|offer| (hidden(&offer, "step"), secret(&offer)));
    assert_eq!(give(&visitor, &own.0, &code(&own.1, world.now.get())).status(), 200);
    let stored = format!("{:?}", world.factors.borrow());
    assert_eq!(give(&thief, &stolen.0, &code(&stolen.1, world.now.get())).status(), 400);
    assert_eq!(format!("{:?}", world.factors.borrow()), stored);
    assert_eq!(world.sessions.borrow().len(), 1);
}

/// A user must give a second factor by a role or a group, and other users need not.
#[test]
fn a_role_demands_a_second_factor() {
    let world = World::with(&[("SECOND_FACTOR_ROLES", "admin ops")]);
    for (name, claims, must) in [
        ("ada", json!({"roles": ["admin"]}), true),
        ("ben", json!({"groups": ["staff", "ops"]}), true),
        ("cid", json!({"roles": ["reader"], "groups": ["staff"]}), false),
        ("dan", json!({}), false),
    ] {
        world.add_user(name, &claims);
        let reply = Visitor::new(&world).sign_in(name, PASSWORD);
        assert_eq!(reply.status(), if must { 200 } else { 303 }, "{name}");
    }
    assert_eq!(world.sessions.borrow().len(), 2);
}

/// With `off` nobody is asked, and with `optional` only those who have one.
#[test]
fn the_rule_of_the_operator_decides() {
    let world = World::new();
    let (_, app) = alice_with_app(&world);
    let visitor = Visitor::new(&world);
    let step = first_step(&visitor);
    let world = world.restarted(&[("SECOND_FACTOR", "off")]);
    let visitor = Visitor::new(&world);
    assert_eq!(visitor.sign_in("alice", PASSWORD).status(), 303);
    assert_eq!(give(&visitor, &step, &app.code(&world)).status(), 400);
    let document = crate::support::Call::get("/.well-known/openid-configuration").to(&world);
    assert_eq!(document.member("acr_values_supported"), Value::Null);
}

/// A session from before the rule lacks the factor: it does not count any more, at no page, and `prompt=none` says so.
#[test]
fn a_session_from_before_the_rule_does_not_count() {
    let world = World::with(&[("PROMPT_NONE", "any"), ("GRANT_TYPES_SUPPORTED", DEVICES)]);
    let (alice, client) = (world.add_alice(), client(&world, &json!({})));
    let browser = Browser::of(&world, &alice);
    assert_eq!(browser.open(&world, "/account").status(), 200);
    assert!(page(&ask(&browser, &world, &client, &[])).contains("action=\"/authorize/consent\""));
    let settings = [REQUIRED, ("PROMPT_NONE", "any"), ("GRANT_TYPES_SUPPORTED", DEVICES)];
    let world = world.restarted(&settings);
    assert_eq!(browser.open(&world, "/account").header("location"), Some("https://as.example/sign-in"));
    assert!(page(&browser.open(&world, "/device")).contains("action=\"/sign-in\""));
    let sign_in_page = ask(&browser, &world, &client, &[]);
    assert!(page(&sign_in_page).contains("action=\"/sign-in\""));
    let silent = browser.ask(&world, &asked(&client.text("client_id"), &[("prompt", "none")]));
    let location = crate::support::browser::destination(&silent).unwrap();
    assert!(location.contains("error=login_required"), "{location}");
    let form = [("request", &*hidden(&sign_in_page, "request")), ("username", "alice"), ("password", PASSWORD)];
    assert!(html(&browser.submit(&world, "/sign-in", &form)).contains("This sign-in needs a second step"));
}

/// The user can still end such a session, and its grants with it.
#[test]
fn a_session_from_before_the_rule_is_signed_out() {
    let world = World::new();
    let browser = Browser::of(&world, &world.add_alice());
    let world = world.restarted(&[REQUIRED]);
    let asked = browser.open(&world, "/sign-out");
    let reply =
        browser.submit(&world, "/sign-out", &[("request", &hidden(&asked, "request")), ("decision", "sign-out")]);
    assert_eq!(reply.status(), 200, "{}", page(&reply));
    assert!(world.sessions.borrow().is_empty());
}

const DEVICES: &str =
    "authorization_code refresh_token client_credentials urn:ietf:params:oauth:grant-type:device_code";

/// A refresh token from before the rule gives no more tokens: the next authorization asks for the factor.
#[test]
fn a_refresh_is_no_way_around_a_rule() {
    for (settings, status) in [
        (&[("SECOND_FACTOR_ROLES", "reader")][..], 200),
        (&[("SECOND_FACTOR_ROLES", "admin")], 400),
        (&[REQUIRED], 400),
    ] {
        let world = World::new();
        let client = app(&world, &json!({}));
        let session = sign_in(&world);
        let tokens = redeem(&world, &client, &session, "openid offline_access");
        let world = world.restarted(settings);
        let reply = ask_for_tokens(&world, &client, &of_refresh(&tokens.text("refresh_token")));
        assert_eq!(reply.status(), status, "{settings:?}: {}", reply.json());
        if status == 400 {
            assert_eq!(reply.text("error"), "invalid_grant");
            assert!(reply.line.contains("second_factor_missing"), "{}", reply.line);
        }
    }
}

/// RFC 8176 section 2: a user of an identity provider has the factors that the provider asserts.
#[test]
fn the_provider_says_whether_its_user_has_given_a_second_factor() {
    for (claims, gets_in) in [
        (json!({}), false),
        (json!({"amr": ["pwd"]}), false),
        (json!({"amr": ["pwd", "otp"], "acr": "1"}), false),
        (json!({"amr": ["pwd", "otp", "mfa"]}), true),
        (json!({"acr": "https://refeds.org/profile/mfa"}), true),
        (json!({"acr": "phr"}), true),
    ] {
        let provider = Provider::with(&json!({"company": entry(&json!({}))}), "company:s3cret", &[REQUIRED]);
        let browser = Browser::default();
        let address = provider.begin(&browser, &[]);
        provider.grant(&id_token_claims(&address, &claims));
        let back = provider.come_back(&browser, &address);
        assert_eq!(back.status(), if gets_in { 303 } else { 403 }, "{claims}");
        assert_eq!(provider.world.sessions.borrow().len(), usize::from(gets_in), "{claims}");
        let says = "the provider does not say that the user has given a second factor";
        assert_eq!(back.line.contains(says), !gets_in, "{}", back.line);
    }
}

/// The rule is kept where sessions begin, whatever page forgets it.
#[test]
fn no_session_begins_without_the_factor() {
    let world = World::with(&[REQUIRED]);
    let alice = world.add_alice();
    let request = crate::support::Call::get("/").into_request();
    let now = world.now.get();
    let (destination, expires_at) = (enrol::model::Destination::Account, now.after(Seconds(60)));
    let waiting = enrol::model::Waiting { destination, began_at: now, expires_at };
    let config = world.server.config();
    let begin = |methods: &[&str], context| {
        let by = enrol::sign_in::Authentication { at: now, methods, context, password: None };
        let begun = enrol::sign_in::begin(&alice, by, &request, (&waiting, ""), config, &world);
        crate::support::run(begun).is_ok()
    };
    assert!(!begin(&["pwd"], None) && !begin(&["pwd", "otp"], Some("1")));
    assert!(begin(&["pwd", "otp", "mfa"], None) && begin(&["hwk", "user"], Some("phr")));
}
