//! Addresses of clients that the page of a sign-out loads. OpenID Connect Front-Channel Logout.

use serde_json::json;

use super::back_channel::TOLD;
use super::{BACK, address, client, is_signed_in, signed_in};
use crate::support::visitor::{field, html};
use crate::support::{Call, World};

const FRAME: &str = "https://client.example/front?a=1";

const ON: (&str, &str) = ("AUTHORIZATION_SERVER", r#"{"frontchannel_logout_supported": true}"#);

fn world() -> World {
    let world = World::with(&[ON]);
    world.add_alice();
    world
}

/// Section 3.
#[test]
fn the_page_of_a_sign_out_loads_the_addresses_of_the_clients_of_the_session() {
    let world = world();
    let browser = signed_in(&world);
    let (app, _) = client(&world, &json!({"frontchannel_logout_uri": FRAME}));
    client(&world, &json!({}));
    let sid = super::session(&world).id.sid(&app.text("client_id"), world.server.config()).unwrap();
    let request = field(&browser.get("/sign-out"), "request");
    let reply = browser.post("/sign-out", &[("request", &request), ("decision", "sign-out")]);
    let page = html(&reply);
    let frame = format!("<iframe src=\"{FRAME}&amp;iss=https%3A%2F%2Fas.example&amp;sid={sid}\" sandbox=");
    assert!(page.contains(&frame) && page.matches("<iframe").count() == 1, "{page}");
    let policy = reply.header("content-security-policy").unwrap();
    assert!(policy.contains("; frame-src https://client.example; "), "{policy}");
    assert_eq!((reply.header("refresh"), is_signed_in(&world)), (None, false));
}

/// Section 3: the clients have time to load before the browser goes back.
#[test]
fn the_browser_goes_back_to_the_client_after_a_moment() {
    let world = world();
    let browser = signed_in(&world);
    let members =
        json!({"frontchannel_logout_uri": "https://client.example/front", "post_logout_redirect_uris": [BACK]});
    let (_, id_token) = client(&world, &members);
    let asked = [("id_token_hint", &*id_token), ("post_logout_redirect_uri", BACK), ("state", "a;b")];
    let reply = browser.get(&address(&asked));
    assert_eq!((reply.status(), reply.header("location")), (200, None));
    assert_eq!(reply.header("refresh"), Some(&*format!("3; url={BACK}?state=a%3Bb")));
    assert!(html(&reply).contains("<iframe src=\"https://client.example/front?iss="));
    assert!(html(&reply).contains(&format!("href=\"{BACK}?state=a%3Bb\"")), "the way back without waiting");

    let (_, id_token) = {
        signed_in(&world);
        client(&world, &json!({"post_logout_redirect_uris": [BACK]}))
    };
    let browser = signed_in(&world);
    let reply = browser.get(&address(&[("id_token_hint", &id_token), ("post_logout_redirect_uri", BACK)]));
    assert_eq!((reply.status(), reply.header("location")), (303, Some(BACK)), "no client has a frame");
}

/// Requirement K19.
#[test]
fn an_address_on_a_host_that_the_operator_has_ruled_out_is_not_loaded() {
    let world = world();
    let browser = signed_in(&world).browser;
    let (_, id_token) = client(&world, &json!({"frontchannel_logout_uri": FRAME}));
    let world = world.restarted(&[ON, ("REFUSED_HOSTS", "client.example")]);
    let reply = browser.open(&world, &address(&[("id_token_hint", &id_token)]));
    assert!(reply.status() == 200 && !html(&reply).contains("<iframe"), "{}", html(&reply));
}

/// RFC 7591 section 2: the address of a feature that is off is dropped, and a client that needs the session is refused.
#[test]
fn discovery_and_registration_say_whether_there_are_frames() {
    let members = json!({
        "redirect_uris": ["https://client.example/cb"], "frontchannel_logout_uri": FRAME,
        "frontchannel_logout_session_required": true,
    });
    let world = World::new();
    let pointer = "/frontchannel_logout_session_required";
    assert_eq!(Call::register(&members).to(&world).refusal().2, pointer);
    let discovery = |world: &World| Call::get("/.well-known/openid-configuration").to(world).json();
    assert_eq!(discovery(&world).get("frontchannel_logout_supported"), None);
    let world = self::world();
    let reply = Call::register(&members).to(&world);
    assert_eq!((reply.status(), reply.text("frontchannel_logout_uri")), (201, FRAME.to_owned()));
    let found = discovery(&world);
    for member in ["frontchannel_logout_supported", "frontchannel_logout_session_supported"] {
        assert_eq!(found[member], true, "{member}");
    }
}

#[test]
fn frames_need_no_back_channel() {
    let off = r#"{"frontchannel_logout_supported": true, "backchannel_logout_supported": false}"#;
    let world = World::with(&[("AUTHORIZATION_SERVER", off)]);
    world.add_alice();
    let browser = signed_in(&world);
    let (_, id_token) = client(&world, &json!({"frontchannel_logout_uri": FRAME, "backchannel_logout_uri": TOLD}));
    let reply = browser.get(&address(&[("id_token_hint", &id_token)]));
    assert!(html(&reply).contains("<iframe"), "{}", html(&reply));
    assert!(world.deliveries.borrow().is_empty() && world.sent.borrow().is_empty());
}
