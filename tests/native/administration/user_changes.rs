//! Changes of users at the admin API.

use enrol::http::Method;
use enrol::maintenance;
use enrol::model::{Backup, DeliveryKind, Journal, Session, User};
use enrol::unit::Seconds;
use serde_json::{Value, json};

use super::users::{add_factor, add_passkey, guest, path};
use super::{asking, get, post, problem, registered, token, world, world_with};
use crate::support::users::{app, ask, of_refresh, redeem, sign_in};
use crate::support::visitor::{PASSWORD, Visitor};
use crate::support::{Call, Down, Reply, World, run};

pub const HOOK: (&str, &str) = ("EVENT_WEBHOOK", "https://events.example/enrol");
const AUDIT: (&str, &str) = ("AUDIT", r#"{"administration": 30, "clients": 20, "users": 10}"#);

/// A user with a session, a client with tokens, a passkey and a second factor.
pub fn inhabited(settings: &[(&str, &str)]) -> (World, User, Session, Reply, Reply) {
    let world = world(settings);
    let session = sign_in(&world);
    let user = world.users.borrow()[&session.user].clone();
    world.passwords.borrow_mut().insert(user.id.clone(), "$argon2id$".to_owned());
    add_factor(&user, &world);
    add_passkey(&user, "k", Backup::Done, &world);
    let client = app(&world, &json!({"scope": "openid offline_access"}));
    let tokens = redeem(&world, &client, &session, "openid offline_access");
    (world, user, session, client, tokens)
}

/// The audit log of operators: kind, user and details, the oldest first.
pub fn noted(world: &World) -> Vec<(String, Option<String>, String)> {
    let rows = world.journal(Journal::Administration).rows.into_iter();
    rows.map(|row| {
        assert_eq!((&*row.actor, row.actor_id.as_deref()), ("operator", Some("ops")), "{}", row.kind);
        (row.kind, row.user_id, row.details)
    })
    .collect()
}

/// The events that wait for the webhook.
pub fn announced(world: &World) -> Vec<String> {
    let deliveries = world.deliveries.borrow();
    let events = deliveries.values().filter(|it| it.kind == DeliveryKind::Event);
    let contents = events.map(|it| serde_json::from_str::<Value>(&it.contents).unwrap());
    let mut kinds: Vec<String> = contents
        .map(|contents| {
            assert_eq!(contents["b"], "operator");
            contents["e"].as_str().unwrap().to_owned()
        })
        .collect();
    kinds.sort();
    kinds
}

pub fn act(user: &User, action: &str, world: &World) -> Reply {
    post(&path(user, action), world)
}

#[test]
fn a_disabled_user_is_out_until_an_operator_lets_the_user_in_again() {
    let world = world(&[]);
    let alice = world.add_alice();
    assert_eq!(Visitor::new(&world).sign_in("alice", PASSWORD).status(), 303);
    let reply = act(&alice, "/disable", &world);
    let state = |name: &str| json!({"user_id": alice.id.as_str(), "state": name});
    assert_eq!((reply.status(), reply.json()), (200, state("disabled")));
    assert!(world.sessions.borrow().is_empty());
    assert_eq!(Visitor::new(&world).sign_in("alice", PASSWORD).status(), 200, "the page again");
    let since = get(&path(&alice, ""), &world).json()["disabled_at"].clone();
    world.wait(Seconds(5));
    assert_eq!(act(&alice, "/disable", &world).json(), state("disabled"));
    assert_eq!(get(&path(&alice, ""), &world).json()["disabled_at"], since, "the first time remains");
    assert_eq!(act(&alice, "/enable", &world).json(), state("active"));
    assert_eq!(Visitor::new(&world).sign_in("alice", PASSWORD).status(), 303);
    let kinds: Vec<String> = noted(&world).into_iter().map(|(kind, ..)| kind).collect();
    assert_eq!(kinds, ["user-disabled", "user-enabled"], "a step that changes nothing leaves no event");
}

#[test]
fn sign_out_ends_all_sessions_and_grants() {
    let (world, user, _, client, tokens) = inhabited(&[]);
    let refresh = tokens.text("refresh_token");
    let reply = act(&user, "/sign-out", &world);
    assert_eq!(reply.json(), json!({"user_id": user.id.as_str(), "state": "active"}));
    assert!(world.sessions.borrow().is_empty());
    assert_eq!(ask(&world, &client, &of_refresh(&refresh)).text("error"), "invalid_grant");
    assert_eq!((world.passkeys.borrow().len(), world.factors.borrow().len()), (1, 1));
    assert_eq!(noted(&world), [("sessions-ended".to_owned(), Some(user.id.as_str().to_owned()), "{}".to_owned())]);
}

#[test]
fn clients_learn_of_the_sessions_that_an_operator_ends() {
    for action in ["/sign-out", "/disable", "/recovery"] {
        let world = world(&[]);
        let session = sign_in(&world);
        let user = world.users.borrow()[&session.user].clone();
        let client = app(&world, &json!({"backchannel_logout_uri": "https://client.example/out"}));
        redeem(&world, &client, &session, "openid");
        world.resolve("client.example", "93.184.216.34", "");
        world.answer("https://client.example/out", 200, &json!({}));
        assert_eq!(act(&user, action, &world).status(), 200, "{action}");
        run(maintenance::run(maintenance::MESSAGES, world.server.config(), &world));
        let addresses: Vec<String> = world.sent.borrow().iter().map(|(address, _)| address.clone()).collect();
        assert_eq!(addresses, ["https://client.example/out"], "{action}");
    }
}

#[test]
fn nothing_is_left_of_a_deleted_user_and_others_stay() {
    let (world, user, _, _, _) = inhabited(&[AUDIT]);
    let alice = world.add_alice();
    assert_eq!(Visitor::new(&world).sign_in("alice", PASSWORD).status(), 303);
    act(&user, "/disable", &world);
    let reply = asking(Method::Delete, &path(&user, ""), &world).to(&world);
    assert_eq!((reply.status(), reply.response.body.len()), (204, 0));
    assert_eq!(get(&path(&user, ""), &world).status(), 404);
    let left = [
        world.grants.borrow().len(),
        world.consents.borrow().len(),
        world.passkeys.borrow().len(),
        world.factors.borrow().len(),
    ];
    assert_eq!((left, world.sessions.borrow().len(), world.users.borrow().len()), ([0; 4], 1, 1));
    assert_eq!(
        noted(&world),
        [("user-disabled".to_owned(), None, "{}".to_owned()), ("user-deleted".to_owned(), None, "{}".to_owned())]
    );
    let written = format!("{:?}", world.audit.borrow());
    assert!(!written.contains(user.id.as_str()) && written.contains(alice.id.as_str()), "{written}");
    assert_eq!(asking(Method::Delete, &path(&user, ""), &world).to(&world).status(), 404);
}

#[test]
fn an_account_that_is_recovered_is_nobodys_until_its_user_sets_a_password() {
    let world = world(&[]);
    let alice = world.add_alice();
    add_factor(&alice, &world);
    add_passkey(&alice, "k", Backup::Done, &world);
    assert_eq!(Visitor::new(&world).sign_in("alice", PASSWORD).status(), 200, "the second step");
    let reply = act(&alice, "/recovery", &world);
    let (body, now) = (reply.json(), world.now.get().0);
    let link = reply.text("link");
    assert_eq!(
        body,
        json!({"user_id": alice.id.as_str(), "state": "active", "link": link, "expires_at": now + 86_400})
    );
    let path_of_link = link.strip_prefix("https://as.example").unwrap();
    assert!(path_of_link.starts_with("/sign-in/reset?code=enrol_reset_"), "{link}");
    let (_, code) = link.split_once("code=").unwrap();
    let stored = format!("{:?} {:?}", world.resets.borrow(), world.audit.borrow());
    assert!(!reply.line.contains(code) && !stored.contains(code), "{}", reply.line);
    assert_eq!((world.passkeys.borrow().len(), world.factors.borrow().len()), (0, 1));
    let reset = Visitor::new(&world);
    assert_eq!(reset.get(path_of_link).status(), 200);
    let new = [("code", code), ("password", "battery staple"), ("password_again", "battery staple")];
    assert_eq!(reset.post("/sign-in/reset", &new).status(), 200);
    assert_eq!(reset.post("/sign-in/reset", &new).status(), 400, "the link is of use once");

    let former = act(&alice, "/recovery", &world).text("link");
    let next = act(&alice, "/recovery?remove_factor=true", &world).text("link");
    assert_ne!(former, next);
    assert!(world.factors.borrow().is_empty());
    for (link, status) in [(former, 400), (next.clone(), 200)] {
        assert_eq!(Visitor::new(&world).get(&link).status(), status, "only the newest link counts");
    }
    world.wait(Seconds(86_400));
    assert_eq!(Visitor::new(&world).get(&next).status(), 400, "it has expired");
}

#[test]
fn no_link_is_made_for_a_user_who_cannot_set_a_password() {
    let refused = |user: &User, query: &str, world: &World| {
        let reply = act(user, &format!("/recovery{query}"), world);
        let detail = reply.json()["detail"].as_str().unwrap().to_owned();
        let (status, code, place) = problem(&reply);
        assert_eq!((status, &*code), (400, "invalid_request"));
        assert!(world.resets.borrow().is_empty());
        (place, detail)
    };
    let world = world(&[]);
    let (alice, guest) = (world.add_alice(), guest(&world));
    let (place, detail) = refused(&guest, "", &world);
    assert!(place == "#/user_id" && detail.contains("local user"), "{detail}");
    for query in ["?remove_factor=yes", "?factor=true"] {
        assert!(refused(&alice, query, &world).1.contains("must be"), "{query}");
    }
    world.disable(&alice.id, Some(world.now.get()));
    assert!(refused(&alice, "", &world).1.contains("enable the user first"));
    let world = world_with("admin", &[("LOCAL_USERS", "off")]);
    assert!(refused(&world.add_alice(), "", &world).1.contains("LOCAL_USERS is off"));
}

/// RFC 9110 section 13.1.1.
#[test]
fn a_change_is_refused_if_the_user_is_not_as_the_caller_has_read() {
    let world = world(&[]);
    let alice = world.add_alice();
    let tag = |reply: &Reply| reply.header("etag").unwrap().to_owned();
    let read = tag(&get(&path(&alice, ""), &world));
    Visitor::new(&world).sign_in("alice", PASSWORD);
    assert_eq!(tag(&get(&path(&alice, ""), &world)), read, "a session changes nothing of the account");
    let disabled = tag(&act(&alice, "/disable", &world));
    assert_ne!(disabled, read);
    for (method, action) in [
        (Method::Post, "/enable"),
        (Method::Post, "/disable"),
        (Method::Post, "/sign-out"),
        (Method::Post, "/recovery"),
        (Method::Delete, ""),
    ] {
        let reply = asking(method, &path(&alice, action), &world).header("if-match", &read).to(&world);
        assert_eq!(problem(&reply), (412, "invalid_request".to_owned(), String::new()), "{action}");
    }
    let enabled = asking(Method::Post, &path(&alice, "/enable"), &world).header("if-match", &disabled).to(&world);
    assert_eq!((enabled.status(), tag(&enabled)), (200, read.clone()));
    add_factor(&alice, &world);
    assert_ne!(tag(&get(&path(&alice, ""), &world)), read);
}

/// OpenID RISC Profile, OpenID CAEP: the receiver of events learns of each step, and no command is noted for it.
#[test]
fn each_step_is_an_event_of_the_account() {
    for (method, action, kinds) in [
        (Method::Post, "/disable", &["sessions-ended", "user-disabled"][..]),
        (Method::Post, "/enable", &["user-enabled"]),
        (Method::Post, "/sign-out", &["sessions-ended"]),
        (Method::Post, "/recovery", &["passkey-removed", "recovery-link-made", "sessions-ended"]),
        (
            Method::Post,
            "/recovery?remove_factor=true",
            &["passkey-removed", "recovery-link-made", "sessions-ended", "totp-removed"],
        ),
        (Method::Delete, "", &["user-deleted"]),
    ] {
        let (world, user, ..) = inhabited(&[HOOK]);
        world.answer(HOOK.1, 202, &json!({}));
        assert!(asking(method, &path(&user, action), &world).to(&world).status() < 300, "{action}");
        assert_eq!(announced(&world), kinds, "{action}");
        let before = noted(&world);
        run(maintenance::run(maintenance::MESSAGES, world.server.config(), &world));
        assert_eq!((world.sent.borrow().len(), noted(&world)), (kinds.len(), before), "{action}");
    }
}

#[test]
fn a_change_that_fails_half_way_can_be_sent_again() {
    for action in ["/disable", "/sign-out", "/recovery", ""] {
        let (world, user, ..) = inhabited(&[HOOK]);
        let method = if action.is_empty() { Method::Delete } else { Method::Post };
        let token = token(&[], &world);
        let call = || Call::new(method, &format!("/admin/v1{}", path(&user, action))).token(&token);
        let mut broken = 1;
        loop {
            world.store_fails_at.set(Some(world.store_calls.get() + broken));
            let reply = call().to(&world);
            world.store_fails_at.set(None);
            match reply.status() {
                503 => broken += 1,
                // The user was deleted by the request before, whose event was lost.
                404 if action.is_empty() => break,
                status => {
                    assert!(status < 300, "{action} {status}");
                    break;
                }
            }
        }
        assert!(broken >= 3, "{action} {broken}");
        assert!(world.sessions.borrow().is_empty(), "{action}");
    }
}

#[test]
fn randomness_that_fails_makes_no_link() {
    let world = world(&[]);
    let alice = world.add_alice();
    let token = token(&[], &world);
    world.down.set(Down::Random);
    let reply = Call::new(Method::Post, &format!("/admin/v1{}", path(&alice, "/recovery"))).token(&token).to(&world);
    assert!(problem(&reply).0 >= 500 && world.resets.borrow().is_empty());
    assert!(world.passwords.borrow().contains_key(&alice.id));
}

#[test]
fn clients_of_a_deleted_user_stay() {
    let world = world(&[]);
    let alice = world.add_alice();
    let client = registered(&json!({}), &world).text("client_id");
    asking(Method::Delete, &path(&alice, ""), &world).to(&world);
    assert_eq!(get(&format!("/clients/{client}"), &world).status(), 200);
}
