//! Passkeys of local users: the user's own page, and the sign-in without a password. Web Authentication Level 3.

mod account;
mod attacks;
mod refusals;

use base64ct::{Base64UrlUnpadded, Encoding};
use enrol::model::Backup;
use enrol::unit::Seconds;
use serde_json::{Value, json};

use crate::support::authenticator::{Answer, Authenticator, COPIED, HAS_EXTENSIONS, encoded};
use crate::support::browser::{Browser, answer, hidden, page};
use crate::support::{Call, Reply, World, markup, users};

pub const ORIGIN: &str = "https://as.example";

/// A server whose users may have passkeys.
fn world() -> World {
    World::with(&[("PASSKEYS", "allowed")])
}

/// Returns the options for the browser that a page has.
pub fn options(reply: &Reply) -> Value {
    let page = page(reply);
    let (_, rest) = page.split_once("data-passkey=\"").unwrap_or_else(|| panic!("no passkey: {page}"));
    let text = rest.split('"').next().unwrap().replace("&quot;", "\"").replace("&amp;", "&");
    serde_json::from_str(&text).unwrap()
}

/// Adds the passkey of an authenticator in the browser of a user, after this change of the answer.
fn add(
    world: &World,
    browser: &Browser,
    authenticator: &mut Authenticator,
    name: &str,
    change: impl Fn(&mut Answer<'_>),
) -> Reply {
    let account = browser.open(world, "/account");
    let mut answer = authenticator.create(&options(&account), ORIGIN);
    change(&mut answer);
    send_new(world, browser, &account, name, &answer.credential())
}

/// Sends the answer of a browser that has made a passkey.
pub fn send_new(world: &World, browser: &Browser, account: &Reply, name: &str, credential: &Value) -> Reply {
    let (token, credential) = (hidden(account, "token"), credential.to_string());
    let form = [("token", &*token), ("action", "add-passkey"), ("name", name), ("credential", &credential)];
    browser.submit(world, "/account", &form)
}

/// Signs in with the passkey of an authenticator, after this change of the answer.
fn sign_in(
    world: &World,
    browser: &Browser,
    authenticator: &mut Authenticator,
    change: impl Fn(&mut Answer<'_>),
) -> Reply {
    let asked = browser.open(world, "/sign-in");
    let mut answer = authenticator.get(&options(&asked), ORIGIN);
    change(&mut answer);
    send(world, browser, &asked, &answer.credential())
}

/// Sends the answer of a browser that has signed a challenge.
pub fn send(world: &World, browser: &Browser, asked: &Reply, credential: &Value) -> Reply {
    let form = [("request", &*hidden(asked, "request")), ("credential", &*credential.to_string())];
    browser.submit(world, "/sign-in/passkey", &form)
}

const SAME: fn(&mut Answer<'_>) = |_| {};

/// Returns the place that a response leads to.
fn place(reply: &Reply) -> &str {
    let location = reply.header("location").unwrap_or_else(|| panic!("{} {}", reply.status(), page(reply)));
    location.strip_prefix(ORIGIN).unwrap().split('?').next().unwrap()
}

/// A world in which Alice has added the passkey of this authenticator, and her browser, signed in as with the passkey.
fn prepared(authenticator: &mut Authenticator) -> (World, Browser) {
    let world = world();
    let alice = world.add_alice();
    let browser = Browser::of(&world, &alice);
    let reply = add(&world, &browser, authenticator, "My key", SAME);
    assert_eq!((reply.status(), place(&reply), world.passkeys.borrow().len()), (303, "/account", 1), "{}", reply.line);
    browser.sign_in_by(&world, &alice, &BY_PASSKEY);
    (world, browser)
}

/// The methods of a sign-in with a passkey.
const BY_PASSKEY: [&str; 3] = ["hwk", "user", "mfa"];

/// Web Authentication Level 3 sections 7.1 and 7.2, with each algorithm.
#[test]
fn a_user_adds_a_passkey_and_signs_in_with_it_alone() {
    for mut authenticator in [Authenticator::new(1), Authenticator::with_ed25519(2), Authenticator::with_rs256(3)] {
        let (world, _) = prepared(&mut authenticator);
        let browser = Browser::default();
        let calls = world.store_calls.get();
        let reply = sign_in(&world, &browser, &mut authenticator, SAME);
        assert_eq!((reply.status(), place(&reply)), (303, "/account"), "{}", reply.line);
        assert_eq!(world.store_calls.get() - calls, 2, "the passkey, and its use with the session");
        assert_eq!(browser.open(&world, "/account").status(), 200);
        let sessions = world.sessions.borrow();
        let session = sessions.values().find(|session| session.methods != ["pwd"]).unwrap();
        assert_eq!((session.methods.join(" "), session.context.as_deref()), ("hwk user mfa".to_owned(), Some("phr")));
        let stored = &world.passkeys.borrow()[0];
        assert_eq!((stored.counter, stored.backup), (1, Backup::Impossible));
        assert_eq!(stored.last_used_at, Some(world.now.get()));
    }
}

#[test]
fn a_passkey_that_is_copied_counts_nothing_and_tells_where_it_is() {
    let mut authenticator = Authenticator::copied(1);
    let (world, _) = prepared(&mut authenticator);
    for flags in [COPIED, COPIED & !0x10, COPIED] {
        let reply = sign_in(&world, &Browser::default(), &mut authenticator, |answer| answer.flags = flags);
        assert_eq!(reply.status(), 303, "{}", reply.line);
        let backup = if flags == COPIED { Backup::Done } else { Backup::Possible };
        assert_eq!(world.passkeys.borrow()[0].backup, backup);
    }
    let methods = world.sessions.borrow().values().map(|session| session.methods.join(" ")).collect::<Vec<_>>();
    assert!(methods.contains(&"swk user mfa".to_owned()), "{methods:?}");
}

/// The request of a client goes on after a sign-in with a passkey, and its ID token says how strong it was.
#[test]
fn the_request_of_a_client_goes_on_after_the_sign_in() {
    let mut authenticator = Authenticator::new(1);
    let (world, _) = prepared(&mut authenticator);
    let client = users::app(&world, &json!({}));
    let browser = Browser::default();
    let challenge = users::challenge(users::VERIFIER);
    let id = client.text("client_id");
    let asked = browser.ask(
        &world,
        &[
            ("client_id", &id),
            ("response_type", "code"),
            ("scope", "openid"),
            ("redirect_uri", users::CALLBACK),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ],
    );
    let signed = authenticator.get(&options(&asked), ORIGIN).credential();
    let reply = send(&world, &browser, &asked, &signed);
    assert_eq!(place(&reply), "/authorize/resume");
    let consent = browser.open(&world, reply.header("location").unwrap());
    let form = [("request", &*hidden(&consent, "request")), ("decision", "allow")];
    let code = answer(&browser.submit(&world, "/authorize/consent", &form), users::CALLBACK)["code"].clone();
    let tokens = users::ask(&world, &client, &users::of_code(&code));
    let id_token = tokens.text("id_token");
    let claims: Value =
        serde_json::from_slice(&Base64UrlUnpadded::decode_vec(id_token.split('.').nth(1).unwrap()).unwrap()).unwrap();
    assert_eq!((&claims["amr"], &claims["acr"]), (&json!(["hwk", "user", "mfa"]), &json!("phr")));
}

/// Web Authentication Level 3 section 5.4: what the browser is asked for.
#[test]
fn the_options_ask_for_a_discoverable_passkey_and_a_verified_user() {
    let world = world();
    let alice = world.add_alice();
    let browser = Browser::of(&world, &alice);
    let mut authenticator = Authenticator::new(7);
    add(&world, &browser, &mut authenticator, "", SAME);
    browser.sign_in_by(&world, &alice, &BY_PASSKEY);
    let mut asked = options(&browser.open(&world, "/account"));
    assert!(asked["challenge"].as_str().unwrap().len() > 22);
    asked["challenge"] = json!("");
    let handle = encoded(alice.id.as_str());
    assert_eq!(
        asked,
        json!({
            "challenge": "",
            "rp": {"id": "as.example", "name": "as.example"},
            "user": {"id": handle, "name": "alice", "displayName": "Alice Example"},
            "pubKeyCredParams": [
                {"type": "public-key", "alg": -7},
                {"type": "public-key", "alg": -8},
                {"type": "public-key", "alg": -257},
            ],
            "excludeCredentials": [{"type": "public-key", "id": "BwcHBwcHBwcHBwcHBwcHBw"}],
            "authenticatorSelection":
                {"residentKey": "required", "requireResidentKey": true, "userVerification": "required"},
            "attestation": "none",
        })
    );
    let mut asked = options(&Browser::default().open(&world, "/sign-in"));
    asked["challenge"] = json!("");
    assert_eq!(asked, json!({"challenge": "", "rpId": "as.example", "userVerification": "required"}));
}

/// The page works without scripts: the part that needs one is hidden. No page has a script without passkeys.
#[test]
fn the_sign_in_page_offers_passkeys_where_the_operator_permits_them() {
    let (with, without) = (world(), World::new());
    let reply = Browser::default().open(&with, "/sign-in");
    let html = page(&reply);
    assert!(html.contains("autocomplete=\"username webauthn\"") && html.contains("<div hidden><p class=\"or\">"));
    assert!(html.contains("<script src=\"/assets/passkey.js\" defer></script>"), "{html}");
    assert!(reply.header("content-security-policy").unwrap().contains("; script-src 'self'; "));
    let script = Call::get("/assets/passkey.js").to(&with);
    assert_eq!((script.status(), script.header("content-type")), (200, Some("text/javascript; charset=utf-8")));
    let reply = Browser::default().open(&without, "/sign-in");
    let html = page(&reply);
    assert!(html.contains("autocomplete=\"username\"") && !html.contains("passkey") && !html.contains("<script"));
    assert!(!reply.header("content-security-policy").unwrap().contains("script-src"));
    assert_eq!(Call::get("/assets/passkey.js").to(&without).status(), 404);
    assert_eq!(Call::form("/sign-in/passkey", &[("credential", "{}")]).to(&without).status(), 404);
    let alice = without.add_alice();
    let [_, browser] = [(), ()].map(|()| Browser::of(&without, &alice));
    assert!(!page(&browser.open(&without, "/account")).contains("asskey"));
    let reply = browser.submit(
        &without,
        "/account",
        &[
            ("token", &*hidden(&browser.open(&without, "/account"), "token")),
            ("action", "remove-passkey"),
            ("passkey", "x"),
        ],
    );
    assert_eq!(reply.status(), 400);
}

/// A server under a path has the relying party of its host, and the port belongs to the origin alone.
#[test]
fn the_relying_party_is_the_host_of_the_issuer() {
    for (issuer, host) in [
        ("https://as.example/tenant", "as.example"),
        ("https://as.example:8443", "as.example"),
        ("http://localhost:8787", "localhost"),
    ] {
        let world = World::with(&[("PASSKEYS", "allowed"), ("ISSUER", issuer)]);
        let path = issuer.strip_prefix("https://as.example/tenant").map_or("", |_| "/tenant");
        let asked = options(&Call::get(&format!("{path}/sign-in")).to(&world));
        assert_eq!(asked["rpId"], host, "{issuer}");
    }
}

/// A browser may send extensions of the authenticator that nobody asked for.
#[test]
fn extensions_are_passed_over() {
    let mut authenticator = Authenticator::new(1);
    let (world, _) = prepared(&mut authenticator);
    let reply = sign_in(&world, &Browser::default(), &mut authenticator, |answer| {
        answer.flags |= HAS_EXTENSIONS;
        answer.extensions = b"\xa1\x6bcredProtect\x02".to_vec();
    });
    assert_eq!(reply.status(), 303, "{}", reply.line);
    let browser = Browser::of(&world, &world.add_user("bob", &json!({})));
    let reply = add(&world, &browser, &mut Authenticator::new(2), "x", |answer| {
        answer.flags |= HAS_EXTENSIONS;
        answer.extensions = b"\xa1\x6bcredProtect\x02".to_vec();
    });
    assert_eq!((reply.status(), world.passkeys.borrow().len()), (303, 2), "{}", reply.line);
}

/// A challenge counts for ten minutes.
#[test]
fn a_page_that_was_open_for_too_long_is_shown_again() {
    let mut authenticator = Authenticator::new(1);
    let (world, _) = prepared(&mut authenticator);
    let browser = Browser::default();
    let asked = browser.open(&world, "/sign-in");
    let answer = authenticator.get(&options(&asked), ORIGIN).credential();
    world.wait(Seconds(600));
    let again = send(&world, &browser, &asked, &answer);
    assert_eq!(again.status(), 200);
    assert!(markup::text(&page(&again)).contains("The page was open for too long."), "{}", page(&again));
    assert!(again.line.contains("passkey_challenge_expired"), "{}", again.line);
    let answer = authenticator.get(&options(&again), ORIGIN).credential();
    assert_eq!(send(&world, &browser, &again, &answer).status(), 303);
}
