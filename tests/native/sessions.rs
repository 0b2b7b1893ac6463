//! Sessions of users, and requests that wait for a sign-in.

use enrol::error::{Error, Refusal};
use enrol::http::{Cookie, Method, Request, Response};
use enrol::model::{Destination, Home, Session, User, UserId, Waiting};
use enrol::ports::SessionStore;
use enrol::sign_in::{self, Authentication, WAITING_LIFE};
use enrol::unit::{Seconds, Timestamp};
use serde_json::Map;

use crate::support::{Call, Down, World, run};

/// The first eight digits of the SHA-256 of the issuer.
const SERVER: &str = "93e20fbd";

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0";

const IDLE: Seconds = Seconds(1_440 * 60);
const LIFE: Seconds = Seconds(168 * 3_600);

fn request(cookies: &[&Cookie]) -> Request {
    let pairs: Vec<String> = cookies.iter().map(|cookie| format!("{}={}", cookie.name(), cookie.value())).collect();
    let call = Call::new(Method::Post, "/sign-in").header("user-agent", FIREFOX);
    call.header("cookie", &pairs.join("; ")).into_request()
}

fn waiting(world: &World) -> Waiting {
    let now = world.now.get();
    Waiting { destination: Destination::Account, began_at: now, expires_at: now.after(WAITING_LIFE) }
}

fn begin(world: &World, user: &User, cookies: &[&Cookie]) -> Result<Response, Error> {
    let (request, waiting, config) = (request(cookies), waiting(world), world.server.config());
    let by = Authentication { at: world.now.get(), methods: &["pwd"], context: Some("1"), password: None };
    run(sign_in::begin(user, by, &request, (&waiting, "sealed"), config, world))
}

/// Signs a user in with a browser that has these cookies; returns the session cookie.
fn signed_in(world: &World, user: &User, cookies: &[&Cookie]) -> Cookie {
    begin(world, user, cookies).unwrap().cookies.pop().unwrap()
}

fn current(world: &World, cookies: &[&Cookie]) -> Option<Session> {
    let record = run(sign_in::current(&request(cookies), "", "", world.server.config(), world));
    record.unwrap().map(|record| record.session)
}

fn guest(world: &World) -> User {
    let (issuer, subject) = ("https://p.example".to_owned(), "1".to_owned());
    let id = UserId::of_provider(&issuer, &subject);
    let user = User { id, home: Home::Provider { issuer, subject }, claims: Map::new(), disabled_at: None };
    signed_in(world, &user, &[]);
    user
}

/// NIST SP 800-63B section 4.1.2.1: a new way to sign in is bound soon after a sign-in.
#[test]
fn a_sign_in_is_recent_for_fifteen_minutes() {
    let world = World::new();
    let cookie = signed_in(&world, &world.add_alice(), &[]);
    let session = current(&world, &[&cookie]).unwrap();
    let begun = world.now.get();
    for (seconds, is_recent) in [(0, true), (899, true), (900, false), (86_400, false)] {
        assert_eq!(sign_in::is_recent(&session, begun.after(Seconds(seconds))), is_recent, "{seconds}");
    }
}

#[test]
fn a_sign_in_begins_a_session_that_the_browser_shows_by_a_cookie() {
    let world = World::new();
    let user = world.add_alice();
    let response = begin(&world, &user, &[]).unwrap();
    assert_eq!((response.status.0, response.header("location")), (303, Some("https://as.example/account")));
    let [cookie] = &response.cookies[..] else { panic!("one cookie") };
    let attributes = "; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=86400";
    assert_eq!(cookie.field(), format!("__Host-enrol-{SERVER}={}{attributes}", cookie.value()));
    let session = current(&world, &[cookie]).unwrap();
    assert_eq!((&session.user, session.id.user()), (&user.id, Some(user.id.clone())));
    assert_eq!((session.authenticated_at, session.expires_at), (world.now.get(), world.now.get().after(LIFE)));
    assert_eq!((session.methods, session.context.as_deref()), (vec!["pwd".to_owned()], Some("1")));
    assert_eq!(session.device, "Firefox on Linux");
    assert!(!cookie.value().contains(session.id.as_str()));
}

/// Session fixation: a cookie from before the sign-in is worth nothing after it.
#[test]
fn every_sign_in_has_a_new_session_and_ends_the_one_before() {
    let world = World::new();
    let (alice, guest) = (world.add_alice(), guest(&world));
    let first = signed_in(&world, &alice, &[]);
    let second = signed_in(&world, &alice, &[&first]);
    assert_ne!(first.value(), second.value());
    let known = current(&world, &[&second]).unwrap();
    assert_eq!((current(&world, &[&first]), &known.user), (None, &alice.id));
    // Another user of the same browser.
    let third = signed_in(&world, &guest, &[&second]);
    assert_eq!(current(&world, &[&second]), None);
    assert_eq!(current(&world, &[&third]).unwrap().user, guest.id);
    // Another browser of the same user keeps its session.
    let (one, other) = (signed_in(&world, &alice, &[]), signed_in(&world, &alice, &[]));
    assert!(current(&world, &[&one]).is_some() && current(&world, &[&other]).is_some());
    assert_eq!(run(world.sessions_of(&alice.id, world.now.get())).unwrap().len(), 2);
}

/// Clients know a session by the same `sid` after the user has signed in again.
#[test]
fn the_name_of_a_session_for_a_client_outlives_a_second_sign_in() {
    let world = World::new();
    let alice = world.add_alice();
    let config = world.server.config();
    let first = signed_in(&world, &alice, &[]);
    let before = current(&world, &[&first]).unwrap().id;
    let after = current(&world, &[&signed_in(&world, &alice, &[&first])]).unwrap().id;
    assert_ne!(before, after);
    assert_eq!(before.sid("c", config), after.sid("c", config));
    assert_ne!(before.sid("c", config), before.sid("d", config));
    let other = current(&world, &[&signed_in(&world, &alice, &[])]).unwrap().id;
    assert_ne!(before.sid("c", config), other.sid("c", config));
}

#[test]
fn a_session_ends_when_the_browser_is_idle_and_at_its_end_in_any_case() {
    let world = World::new();
    let alice = world.add_alice();
    let cookie = signed_in(&world, &alice, &[]);
    world.wait(Seconds(IDLE.0 - 1));
    assert!(current(&world, &[&cookie]).is_some());
    world.wait(Seconds(1));
    assert_eq!(current(&world, &[&cookie]), None);
    assert_eq!(world.sessions.borrow().len(), 1, "the row stays until its end");
    let mut cookie = signed_in(&world, &alice, &[]);
    let end = world.now.get().after(LIFE);
    while world.now.get().after(IDLE) < end {
        world.wait(Seconds(IDLE.0 - 1));
        cookie = kept_alive(&world, &cookie).unwrap();
    }
    world.now.set(end.before(Seconds(1)));
    assert!(current(&world, &[&cookie]).is_some());
    world.now.set(end);
    assert_eq!(current(&world, &[&cookie]), None);
}

fn kept_alive(world: &World, cookie: &Cookie) -> Option<Cookie> {
    let page = Response::see_other("https://as.example/account".to_owned());
    sign_in::keep_alive(page, &request(&[cookie]), world.server.config(), world).unwrap().cookies.pop()
}

#[test]
fn a_page_keeps_the_session_alive_and_an_answer_for_programs_does_not() {
    let world = World::new();
    let cookie = signed_in(&world, &world.add_alice(), &[]);
    world.wait(Seconds(59));
    assert_eq!(kept_alive(&world, &cookie), None, "the time in the cookie is new enough");
    world.wait(Seconds(1));
    let renewed = kept_alive(&world, &cookie).unwrap();
    assert_eq!(renewed.name(), cookie.name());
    assert_ne!(renewed.value(), cookie.value());
    let calls = world.store_calls.get();
    world.wait(Seconds(IDLE.0 - 1));
    assert_eq!(current(&world, &[&cookie]), None);
    assert!(current(&world, &[&renewed]).is_some());
    assert_eq!(world.store_calls.get(), calls + 1, "a session costs one statement, and none where it cannot be");
    let answer = Call::get("/jwks").header("cookie", &format!("{}={}", renewed.name(), renewed.value())).to(&world);
    assert!(answer.response.cookies.is_empty());
}

#[test]
fn a_cookie_that_this_server_has_not_sealed_is_no_session() {
    let world = World::new();
    let alice = world.add_alice();
    let cookie = signed_in(&world, &alice, &[]);
    let with = |name: &str, value: &str| Cookie::new(name.to_owned(), value.to_owned(), None, true);
    for other in [
        with(cookie.name(), ""),
        with(cookie.name(), "x"),
        with(cookie.name(), cookie.value().get(1..).unwrap()),
        with(&format!("enrol-{SERVER}"), cookie.value()),
        with(&format!("__Host-enrol-browser-{SERVER}"), cookie.value()),
    ] {
        assert_eq!(current(&world, &[&other]), None, "{}", other.field());
    }
    // Two cookies of one name: another host has set one of them.
    assert_eq!(current(&world, &[&cookie, &cookie]), None);
    // Another server with the same key.
    let elsewhere = World::with(&[("ISSUER", "https://as.example/t1")]);
    elsewhere.users.borrow_mut().insert(alice.id.clone(), alice.clone());
    elsewhere.sessions.borrow_mut().clone_from(&world.sessions.borrow());
    let name = signed_in(&elsewhere, &alice, &[]).name().to_owned();
    assert_ne!(name, cookie.name());
    assert_eq!(current(&elsewhere, &[&with(&name, cookie.value())]), None);
}

#[test]
fn a_user_whom_an_operator_has_shut_out_has_no_session() {
    let world = World::new();
    let alice = world.add_alice();
    let cookie = signed_in(&world, &alice, &[]);
    world.disable(&alice.id, Some(Timestamp(1)));
    assert_eq!(current(&world, &[&cookie]), None);
    let refused = begin(&world, &alice, &[]);
    assert!(matches!(refused, Err(Error::Refusal(Refusal::UserDisabled))), "{refused:?}");
    assert_eq!(world.sessions.borrow().len(), 1);
    world.disable(&alice.id, None);
    assert!(current(&world, &[&cookie]).is_some());
}

#[test]
fn nobody_is_signed_in_while_the_store_or_randomness_fails() {
    let world = World::new();
    let alice = world.add_alice();
    let cookie = signed_in(&world, &alice, &[]);
    for down in [Down::Store, Down::Random] {
        world.down.set(down);
        assert!(matches!(begin(&world, &alice, &[]), Err(Error::Fault(_))), "{down:?}");
    }
    world.down.set(Down::Random);
    assert!(sign_in::new_browser(world.server.config(), &world).is_err());
    world.down.set(Down::Store);
    let request = request(&[&cookie]);
    assert!(run(sign_in::current(&request, "", "", world.server.config(), &world)).is_err());
}

/// Login CSRF: a request that waits belongs to one browser.
#[test]
fn a_waiting_request_opens_in_its_own_browser_for_an_hour() {
    let world = World::new();
    let config = world.server.config();
    let (browser, cookie) = sign_in::new_browser(config, &world).unwrap();
    let attributes = "; Path=/; HttpOnly; SameSite=Lax; Secure";
    assert_eq!(cookie.field(), format!("__Host-enrol-browser-{SERVER}={browser}{attributes}"));
    assert_eq!((browser.len(), sign_in::browser(&request(&[&cookie]), config)), (22, Some(&*browser)));
    let waiting = waiting(&world);
    let sealed = sign_in::wait(&waiting, &browser, config).unwrap();
    let open = |browser: &str, now| sign_in::waiting(&sealed, browser, now, config);
    assert_eq!(open(&browser, world.now.get()), Some(waiting.clone()));
    assert_eq!(open(&browser, waiting.expires_at), None);
    let (other, _) = sign_in::new_browser(config, &world).unwrap();
    assert_eq!(open(&other, world.now.get()), None);
    let elsewhere = World::with(&[("ISSUER", "https://other.example")]);
    assert_eq!(sign_in::waiting(&sealed, &browser, world.now.get(), elsewhere.server.config()), None);
    for value in ["", "x", "AAAAAAAAAAAAAAAAAAAAA!", "AAAAAAAAAAAAAAAAAAAAAAA"] {
        let cookie = Cookie::new(cookie.name().to_owned(), value.to_owned(), None, true);
        assert_eq!(sign_in::browser(&request(&[&cookie]), config), None, "{value}");
    }
}

/// Browsers keep no `__Host-` cookie of a host without TLS.
#[test]
fn a_development_server_has_cookies_without_the_prefix() {
    let world = World::with(&[("ISSUER", "http://localhost:8787")]);
    let (_, cookie) = sign_in::new_browser(world.server.config(), &world).unwrap();
    assert!(cookie.field().starts_with("enrol-browser-") && !cookie.field().contains("Secure"), "{}", cookie.field());
}

#[test]
fn a_form_comes_from_a_page_of_this_server() {
    let world = World::with(&[("ISSUER", "https://as.example/t1")]);
    let is_own = |origin: Option<&str>| {
        let call = Call::new(Method::Post, "/t1/sign-in");
        let call = origin.into_iter().fold(call, |call, origin| call.header("origin", origin));
        sign_in::is_same_origin(&call.into_request(), world.server.config())
    };
    assert!(is_own(None) && is_own(Some("https://as.example")));
    for other in ["null", "", "https://as.example/", "https://as.example:443", "http://as.example", "https://a.example"]
    {
        assert!(!is_own(Some(other)), "{other}");
    }
}
