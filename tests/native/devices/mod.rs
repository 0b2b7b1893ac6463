//! Devices without a browser: the request, the pages, and the tokens. RFC 8628.

mod attacks;
mod context;
mod failures;

use enrol::http::Method;
use enrol::jose::Token;
use enrol::unit::{ByteCount, Seconds};
use serde_json::{Value, json};

use crate::support::browser::{Browser, hidden, page};
use crate::support::users::form;
use crate::support::{Call, Reply, World};

const GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";
const GRANTS: &str = "authorization_code refresh_token client_credentials urn:ietf:params:oauth:grant-type:device_code";

/// A server that lets in devices.
fn world() -> World {
    World::with(&[("GRANT_TYPES_SUPPORTED", GRANTS), ("SCOPES_SUPPORTED", "openid offline_access read write")])
}

/// Registers a command line program without a secret, with these changes.
fn tool(world: &World, members: &Value) -> Reply {
    let mut asked = json!({"client_name": "Tool", "grant_types": [GRANT, "refresh_token"],
        "token_endpoint_auth_method": "none", "response_types": [], "scope": "read write"});
    asked.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    let reply = Call::register(&asked).to(world);
    assert_eq!(reply.status(), 201, "{}", reply.json());
    assert_eq!(reply.json()["grant_types"], asked["grant_types"]);
    reply
}

/// Asks for the codes of a device.
fn begin(world: &World, client: &Reply, parameters: &[(&str, &str)]) -> Reply {
    form("/device_authorization", client, parameters).to(world)
}

/// Asks for the tokens of a device.
fn poll(world: &World, client: &Reply, begun: &Reply) -> Reply {
    form("/token", client, &[("grant_type", GRANT), ("device_code", &begun.text("device_code"))]).to(world)
}

/// Types the code of a device into the page.
fn type_code(world: &World, browser: &Browser, code: &str) -> Reply {
    browser.submit(world, "/device", &[("user_code", code)])
}

/// Types the code of a device, and answers the page that follows.
fn decide(world: &World, browser: &Browser, begun: &Reply, decision: &str) -> Reply {
    let asked = type_code(world, browser, &begun.text("user_code"));
    assert_eq!(asked.status(), 200, "{}", page(&asked));
    browser.submit(world, "/device", &[("request", &hidden(&asked, "request")), ("decision", decision)])
}

fn refused(reply: &Reply) -> (u16, String) {
    (reply.status(), reply.text("error"))
}

/// RFC 8628 sections 3.1 to 3.5.
#[test]
fn a_device_gets_tokens_of_the_user_who_lets_it_in() {
    let world = world();
    for client in
        [tool(&world, &json!({})), tool(&world, &json!({"token_endpoint_auth_method": "client_secret_basic"}))]
    {
        let begun = begin(&world, &client, &[("scope", "read offline_access openid")]);
        assert_eq!((begun.status(), begun.header("cache-control")), (200, Some("no-store")), "{}", begun.json());
        let told = begun.json();
        let names: Vec<&String> = told.as_object().unwrap().keys().collect();
        let expected =
            ["device_code", "expires_in", "interval", "user_code", "verification_uri", "verification_uri_complete"];
        assert_eq!(names, expected);
        let code = begun.text("user_code");
        assert_eq!((&told["expires_in"], &told["interval"], code.len()), (&json!(600), &json!(5), 9));
        assert_eq!(told["verification_uri"], "https://as.example/device");
        assert_eq!(told["verification_uri_complete"], json!(format!("https://as.example/device?user_code={code}")));
        assert_eq!(refused(&poll(&world, &client, &begun)), (400, "authorization_pending".to_owned()));
        let browser = Browser::of(&world, &world.add_alice());
        let opened = browser.open(&world, &begun.text("verification_uri_complete"));
        assert!(page(&opened).contains(&format!("value=\"{code}\"")), "the code is filled in and not sent");
        let done = decide(&world, &browser, &begun, "allow");
        assert_eq!(done.status(), 200);
        assert!(page(&done).contains("The device is connected") && page(&done).contains("Tool"), "{}", page(&done));
        let reply = poll(&world, &client, &begun);
        assert_eq!(reply.status(), 200, "{} {}", reply.json(), reply.line);
        assert_eq!(reply.text("scope"), "read offline_access openid");
        let token = Token::read(&reply.text("access_token"), ByteCount(16_384)).unwrap();
        assert_eq!(token.claims.members()["client_id"], json!(client.text("client_id")));
        assert_eq!(token.claims.members()["amr"], json!(["pwd"]));
        assert!(!reply.text("id_token").is_empty());
        let refresh = reply.text("refresh_token");
        let of_refresh = [("grant_type", "refresh_token"), ("refresh_token", &*refresh)];
        assert_eq!(form("/token", &client, &of_refresh).to(&world).status(), 200);
        assert_eq!(refused(&poll(&world, &client, &begun)), (400, "invalid_grant".to_owned()), "the code counts once");
    }
    assert!(world.devices.borrow().is_empty(), "nothing stays");
}

/// RFC 8628 section 3.5.
#[test]
fn a_device_learns_that_its_user_refuses() {
    let world = world();
    let client = tool(&world, &json!({}));
    let begun = begin(&world, &client, &[]);
    let browser = Browser::of(&world, &world.add_alice());
    let done = decide(&world, &browser, &begun, "deny");
    assert!(page(&done).contains("is not connected"), "{}", page(&done));
    assert_eq!(refused(&poll(&world, &client, &begun)), (400, "access_denied".to_owned()));
    assert_eq!(refused(&poll(&world, &client, &begun)), (400, "invalid_grant".to_owned()));
    assert!(world.consents.borrow().is_empty() && world.grants.borrow().is_empty());
}

/// RFC 8628 section 3.5: the interval grows by five seconds with each question that comes too soon.
#[test]
fn a_device_that_asks_too_often_must_wait_longer() {
    let world = world();
    let client = tool(&world, &json!({}));
    let begun = begin(&world, &client, &[]);
    let asks = |after: u64| {
        world.wait(Seconds(after));
        poll(&world, &client, &begun).text("error")
    };
    for (after, error) in [
        (0, "authorization_pending"),
        (5, "authorization_pending"),
        (4, "slow_down"),
        (9, "slow_down"),
        (14, "slow_down"),
        (20, "authorization_pending"),
    ] {
        assert_eq!(asks(after), error, "after {after} seconds");
    }
}

/// RFC 8628 section 3.5.
#[test]
fn a_code_is_over_after_ten_minutes() {
    let world = world();
    let client = tool(&world, &json!({}));
    let begun = begin(&world, &client, &[]);
    let browser = Browser::of(&world, &world.add_alice());
    let asked = type_code(&world, &browser, &begun.text("user_code"));
    world.wait(Seconds(599));
    assert_eq!(refused(&poll(&world, &client, &begun)), (400, "authorization_pending".to_owned()));
    world.wait(Seconds(1));
    assert_eq!(type_code(&world, &browser, &begun.text("user_code")).status(), 400);
    let answer = [("request", &*hidden(&asked, "request")), ("decision", "allow")];
    assert_eq!(browser.submit(&world, "/device", &answer).status(), 400, "the answer is too late");
    assert_eq!(refused(&poll(&world, &client, &begun)), (400, "expired_token".to_owned()));
}

/// RFC 8628 sections 3.3 and 5.4.
#[test]
fn the_page_says_which_app_asks_where_and_when() {
    let world = world();
    let client = tool(&world, &json!({}));
    let begun = form("/device_authorization", &client, &[("scope", "read")]).at("Lisbon, PT").to(&world);
    let browser = Browser::of(&world, &world.add_alice());
    let shown = page(&type_code(&world, &browser, &begun.text("user_code")));
    let code = begun.text("user_code");
    for text in
        ["Allow", "Tool", "Lisbon, PT", "2027-01-15 08:00 UTC", &code, "not verified", "do not allow it", "read"]
    {
        assert!(shown.contains(text), "{text}: {shown}");
    }
    assert!(!shown.contains("Where it sends you"), "{shown}");
    let begun = begin(&world, &client, &[]);
    assert!(page(&type_code(&world, &browser, &begun.text("user_code"))).contains("place unknown"));
}

/// The page of consent is shown each time, whatever the user has allowed before; requirement of RFC 8628 section 5.4.
#[test]
fn a_user_signs_in_before_a_code_is_looked_up() {
    let world = world();
    let client = tool(&world, &json!({}));
    let begun = begin(&world, &client, &[]);
    let (browser, code) = (Browser::default(), begun.text("user_code"));
    let opened = browser.open(&world, &format!("/device?user_code={code}"));
    assert!(page(&opened).contains("name=\"password\"") && !page(&opened).contains("Tool"), "{}", page(&opened));
    assert!(page(&opened).contains("<p>to connect a device</p>"), "{}", page(&opened));
    let form = [("request", &*hidden(&opened, "request")), ("username", "alice"), ("password", "wrong")];
    assert!(page(&browser.submit(&world, "/sign-in", &form)).contains("<p>to connect a device</p>"));
    let sent = type_code(&world, &browser, &code);
    assert_eq!(sent.header("location"), Some(&*format!("https://as.example/device?user_code={code}")));
    assert_eq!(type_code(&world, &browser, "x").header("location"), Some("https://as.example/device"));
    let sealed = hidden(&opened, "request");
    let resumed = browser.open(&world, &format!("/authorize/resume?request={sealed}"));
    assert_eq!(resumed.header("location"), Some(&*format!("https://as.example/device?user_code={code}")));
    let alice = world.add_alice();
    let browser = Browser::of(&world, &alice);
    assert_eq!(decide(&world, &browser, &begun, "allow").status(), 200);
    let again = begin(&world, &client, &[]);
    assert!(page(&type_code(&world, &browser, &again.text("user_code"))).contains("value=\"allow\""));
    let account = page(&browser.open(&world, "/account"));
    assert!(
        account.contains("a device or a command line without a browser") && !account.contains("Sends you to"),
        "{account}"
    );
    let consents = world.consents.borrow();
    assert_eq!((consents.len(), &*consents[0].redirect_uri), (1, ""));
}

#[test]
fn discovery_shows_the_endpoint_where_the_operator_turns_the_grant_on() {
    for (settings, is_there) in [(vec![], false), (vec![("GRANT_TYPES_SUPPORTED", GRANTS)], true)] {
        let world = World::with(&settings);
        let document = Call::get("/.well-known/openid-configuration").to(&world).json();
        let endpoint = document["device_authorization_endpoint"].as_str();
        assert_eq!(endpoint, is_there.then_some("https://as.example/device_authorization"));
        let grants = document["grant_types_supported"].as_array().unwrap();
        assert_eq!(grants.contains(&json!(GRANT)), is_there);
        for (method, path) in
            [(Method::Get, "/device"), (Method::Post, "/device"), (Method::Post, "/device_authorization")]
        {
            assert_eq!(Call::new(method, path).to(&world).status() == 404, !is_there, "{path}");
        }
    }
}

#[test]
fn requests_that_are_over_are_swept_away() {
    let world = world();
    let client = tool(&world, &json!({}));
    begin(&world, &client, &[]);
    world.wait(Seconds(601));
    begin(&world, &client, &[]);
    let swept = enrol::maintenance::sweep(world.server.config(), &world);
    assert_eq!(crate::support::run(swept).unwrap().devices.0, 1);
    assert_eq!(world.devices.borrow().len(), 1);
}
