//! Messages to clients that wait: attempts, pauses, and the end. OpenID Connect Back-Channel Logout.

use enrol::http::Method;
use enrol::maintenance;
use enrol::model::{Session, TokenDigest};
use enrol::policy::PolicyVersion;
use enrol::unit::{Seconds, Timestamp};
use serde_json::{Value, json};

use super::back_channel::{TOLD, told};
use super::{address, client, is_signed_in, session, signed_in, world};
use crate::support::users::{CALLBACK, app, redeem};
use crate::support::visitor::{PASSWORD, field, html};
use crate::support::{Call, Down, Reply, World, run};

/// Runs the cron trigger of the messages, and returns its lines about messages.
fn work(world: &World) -> Vec<Value> {
    let lines = run(maintenance::run(maintenance::MESSAGES, world.server.config(), world));
    let lines = lines.iter().map(|line| serde_json::from_str::<Value>(line).unwrap());
    lines.filter(|line| line["route"] == "delivery").collect()
}

/// Signs out, with a client at each of these addresses. Returns the page and the first client.
fn signed_out(world: &World, addresses: &[&str]) -> (Reply, Reply) {
    let browser = signed_in(world);
    let apps: Vec<_> = addresses
        .iter()
        .map(|uri| client(world, &json!({"backchannel_logout_uri": uri, "client_name": format!("App at {uri}")})))
        .collect();
    let reply = browser.get(&address(&[("id_token_hint", &apps[0].1)]));
    assert_eq!((reply.status(), is_signed_in(world)), (200, false));
    (reply, apps.into_iter().next().unwrap().0)
}

#[test]
fn a_client_that_was_down_is_told_when_it_is_up() {
    let world = world();
    world.answer(TOLD, 503, &json!({}));
    let (reply, app) = signed_out(&world, &[TOLD]);
    assert!(html(&reply).contains("have not answered yet") && html(&reply).contains("App at"), "{}", html(&reply));
    assert_eq!((work(&world), told(&world).len()), (Vec::new(), 1));
    world.wait(Seconds(60));
    let recipient = app.text("client_id");
    let line = json!({
        "attempts": 2, "kind": "logout", "outcome": "failed", "reason": "the answer was 503", "recipient": recipient,
        "route": "delivery",
    });
    assert_eq!(work(&world), [line]);
    world.answer(TOLD, 200, &json!({}));
    world.wait(Seconds(119));
    assert!(work(&world).is_empty(), "each pause is twice as long as the one before");
    world.wait(Seconds(1));
    let line =
        json!({"attempts": 3, "kind": "logout", "outcome": "arrived", "recipient": recipient, "route": "delivery"});
    assert_eq!(work(&world), [line]);
    assert!(world.deliveries.borrow().is_empty());
    let told = told(&world);
    let times: Vec<_> = told.iter().map(|(_, _, claims)| (&claims["iat"], &claims["exp"])).collect();
    let Timestamp(now) = world.now.get();
    assert_eq!(times[2], (&json!(now), &json!(now + 120)), "a token is made when it is sent");
    assert!(told.iter().all(|(_, _, claims)| claims["sid"] == told[0].2["sid"]));
    assert_ne!(told[1].2["jti"], told[2].2["jti"]);
}

/// The cron trigger reads a template that is data itself.
#[test]
fn a_client_of_a_template_of_the_data_is_told() {
    let world = World::with(&[("POLICIES", "database")]);
    world.add_alice();
    world.resolve("client.example", "93.184.216.34", "");
    let template = json!({"redirect_uris": [CALLBACK], "backchannel_logout_uri": TOLD});
    let mut version = PolicyVersion::draft("template:mobile", 1, Timestamp(1));
    version.set("state", json!("active"));
    version.set("document", template);
    world.policies.borrow_mut().push(version);
    let token = "enrol_iat_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
    world.give(token, 1, &json!({}));
    let app = Call::register(&json!({"software_id": "mobile"})).token(token).to(&world);
    let browser = signed_in(&world);
    let id_token = redeem(&world, &app, &session(&world), "openid").text("id_token");
    world.answer(TOLD, 503, &json!({}));
    assert_eq!(browser.get(&address(&[("id_token_hint", &id_token)])).status(), 200);
    world.answer(TOLD, 200, &json!({}));
    world.hold(None);
    world.wait(Seconds(60));
    assert_eq!(work(&world)[0]["outcome"], "arrived");
    assert_eq!(told(&world).len(), 2);
}

#[test]
fn a_client_that_stays_down_is_given_up_after_a_day() {
    let world = world();
    let Timestamp(begun) = world.now.get();
    signed_out(&world, &[TOLD]);
    let mut attempts = Vec::new();
    while !world.deliveries.borrow().is_empty() {
        let due = world.deliveries.borrow().values().next().unwrap().due_at;
        world.now.set(due);
        attempts.extend(work(&world).into_iter().map(|line| (due.0 - begun, line)));
    }
    let minutes: Vec<u64> = attempts.iter().map(|(since, _)| since / 60).collect();
    assert_eq!(minutes, [1, 3, 7, 15, 31, 63, 127, 255, 495, 735, 975, 1215]);
    let (last, earlier) = attempts.split_last().unwrap();
    assert!(earlier.iter().all(|(_, line)| line["outcome"] == "failed"));
    assert_eq!((&last.1["outcome"], &last.1["attempts"]), (&json!("given_up"), &json!(13)));
    assert_eq!(last.1["reason"], "there was no answer, or the address is not permitted");
    assert!(work(&world).is_empty());
}

#[test]
fn an_answer_does_not_wait_for_a_client_that_never_answers() {
    let world = world();
    world.answer(TOLD, 200, &json!({}));
    let slow = "https://client.example/slow";
    world.hang(slow);
    let (reply, _) = signed_out(&world, &[TOLD, slow]);
    let page = html(&reply);
    let (told, waiting) = page.split_once("have not answered yet").unwrap();
    assert!(told.contains(TOLD) && !told.contains(slow) && waiting.contains(slow) && !waiting.contains(TOLD), "{page}");
    assert!(reply.line.contains("1 client was not told of the sign-out yet"), "{}", reply.line);
    assert_eq!(world.deliveries.borrow().len(), 1);
}

#[test]
fn clients_beyond_the_tenth_are_told_a_minute_later() {
    let world = world();
    world.answer(TOLD, 200, &json!({}));
    let (reply, _) = signed_out(&world, &[TOLD; 25]);
    assert!(
        html(&reply).contains("Other apps: 15") && reply.line.contains("15 clients were not told"),
        "{}",
        reply.line
    );
    assert_eq!(told(&world).len(), 10);
    world.wait(Seconds(60));
    assert_eq!((work(&world).len(), told(&world).len()), (15, 25));
}

#[test]
fn nothing_is_sent_for_a_client_that_has_ended_or_wants_no_messages() {
    let world = world();
    world.answer(TOLD, 503, &json!({}));
    let (_, app) = signed_out(&world, &[TOLD]);
    assert_eq!(Call::manage(Method::Delete, &app).to(&world).status(), 204);
    world.wait(Seconds(60));
    assert_eq!((work(&world), told(&world).len()), (Vec::new(), 1));
    assert!(world.deliveries.borrow().is_empty());

    signed_out(&world, &[TOLD]);
    let world = world.restarted(&[("AUTHORIZATION_SERVER", r#"{"backchannel_logout_supported": false}"#)]);
    world.wait(Seconds(60));
    assert_eq!((work(&world), told(&world).len()), (Vec::new(), 2));
    assert!(world.deliveries.borrow().is_empty());
}

#[test]
fn without_the_feature_nothing_is_queued() {
    let world = World::with(&[("AUTHORIZATION_SERVER", r#"{"backchannel_logout_supported": false}"#)]);
    world.add_alice();
    let browser = signed_in(&world);
    app(&world, &json!({}));
    client(&world, &json!({}));
    let request = field(&browser.get("/sign-out"), "request");
    let before = world.store_calls.get();
    browser.post("/sign-out", &[("request", &request), ("decision", "sign-out")]);
    assert_eq!((world.store_calls.get() - before, is_signed_in(&world)), (1, false));
    assert!(world.deliveries.borrow().is_empty());
}

#[test]
fn a_message_survives_every_failure_of_this_server() {
    let world = world();
    world.answer(TOLD, 503, &json!({}));
    signed_out(&world, &[TOLD]);
    world.answer(TOLD, 200, &json!({}));
    world.wait(Seconds(60));
    world.down.set(Down::Store);
    let [line] = &work(&world)[..] else { panic!("one line") };
    assert_eq!((&line["route"], &line["code"]), (&json!("delivery"), &json!("temporarily_unavailable")));
    for down in [Down::Sign, Down::Throttle, Down::Random, Down::Fetch] {
        world.down.set(down);
        let [line] = &work(&world)[..] else { panic!("one line: {down:?}") };
        assert_eq!(line["outcome"], "failed", "{down:?}");
        world.wait(Seconds(14_400));
    }
    world.down.set(Down::Nothing);
    // The messages are taken, the client is found, and then the store is down: the client is told twice.
    world.store_fails_at.set(Some(world.store_calls.get() + 3));
    let lines = work(&world);
    assert_eq!(lines.last().unwrap()["code"], "temporarily_unavailable", "{lines:?}");
    assert_eq!((told(&world).len(), world.deliveries.borrow().len()), (2, 1));
    world.store_fails_at.set(None);
    world.wait(Seconds(14_400));
    assert_eq!(work(&world)[0]["outcome"], "arrived");
    assert!(world.deliveries.borrow().is_empty());
}

/// A new password ends all sessions, of which the clients learn.
#[test]
fn clients_learn_of_a_new_password() {
    let world = world();
    world.answer(TOLD, 200, &json!({}));
    let browser = signed_in(&world);
    client(&world, &json!({"backchannel_logout_uri": TOLD}));
    let Session { user, .. } = session(&world);
    let code = format!("enrol_reset_{}", "A".repeat(43));
    let until = world.now.get().after(Seconds(60));
    world.resets.borrow_mut().insert(TokenDigest::of_reset_code(&code).unwrap(), (user, until));
    let new = [("code", &*code), ("password", "battery staple"), ("password_again", "battery staple")];
    assert_eq!(browser.post("/sign-in/reset", &new).status(), 200);
    assert!(!is_signed_in(&world) && told(&world).is_empty());
    let lines = work(&world);
    assert_eq!((lines.len(), &lines[0]["attempts"], told(&world).len()), (1, &json!(1), 1));
    assert_eq!(browser.sign_in("alice", PASSWORD).status(), 200);
}

#[test]
fn only_the_trigger_of_the_messages_leaves_the_rows_alone() {
    let world = world();
    assert!(work(&world).is_empty());
    let lines = run(maintenance::run("17 * * * *", world.server.config(), &world));
    assert!(matches!(&lines[..], [line] if line.contains(r#""route":"scheduled""#)), "{lines:?}");
}
