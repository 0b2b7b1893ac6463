//! The operator's own check of registrations: when it is asked, and what its decisions do.

use enrol::http::Method;
use enrol::ports::Limit;
use serde_json::{Value, json};

use crate::support::authority::over;
use crate::support::hook::{TOKEN, asked, put, world};
use crate::support::{Call, Down, Reply, World};

fn line(reply: &Reply) -> Value {
    serde_json::from_str(&reply.line).unwrap()
}

/// A server without a hook asks nobody, and its log says nothing of a hook.
#[test]
fn without_a_hook_nothing_is_asked_and_with_one_no_statement_is_added() {
    let (without, with) = (World::new(), world(&[]));
    for world in [&without, &with] {
        let client = Call::register(&asked()).to(world);
        assert_eq!((client.status(), put(&client, &json!({})).to(world).status()), (201, 200));
    }
    assert_eq!(without.store_calls.get(), with.store_calls.get());
    assert!(without.questions().is_empty());
    assert!(line(&Call::register(&asked()).to(&without)).get("hook").is_none());
}

#[test]
fn what_the_hook_allows_is_registered_and_updated_as_it_is() {
    let world = world(&[]);
    let client = Call::register(&asked()).to(&world);
    let plain = Call::register(&asked()).to(&World::new());
    let named = |reply: &Reply| {
        over(
            &reply.json(),
            &json!({"client_id": null, "client_secret": null,
        "registration_access_token": null, "registration_client_uri": null}),
        )
    };
    assert_eq!(named(&client), named(&plain));
    let updated = put(&client, &json!({"client_name": "Other"})).to(&world);
    assert_eq!((updated.status(), updated.text("client_name")), (200, "Other".to_owned()));
    for reply in [&client, &updated] {
        assert_eq!((line(reply)["hook"].clone(), line(reply)["hook_ms"].clone()), (json!("allowed"), json!(0)));
    }
    assert_eq!(world.questions().len(), 2);
}

/// RFC 7591 section 3.2.2.
#[test]
fn what_the_hook_refuses_is_not_registered() {
    let world = world(&[("REGISTRATION_MODE", "token")]);
    world.give(TOKEN, 1, &json!({}));
    world.decide(|_| {
        json!({"decision": "refuse", "error": "unapproved_organisation",
        "error_description": "the organisation must be active", "pointer": "/client_name"})
    });
    let reply = Call::register(&asked()).token(TOKEN).to(&world);
    assert_eq!(reply.refusal(), (400, "unapproved_organisation".to_owned(), "/client_name".to_owned()));
    assert_eq!(reply.text("error_description"), "the organisation must be active");
    let told = line(&reply);
    assert_eq!((&told["hook"], &told["code"]), (&json!("refused"), &json!("unapproved_organisation")));
    assert_eq!((&told["pointer"], told.get("reason")), (&json!("/client_name"), None));
    assert!(world.clients().is_empty());
    assert_eq!(world.initial_access_tokens.borrow()[0].uses_left, 1, "the token is not used up");
    world.decide(|_| json!({"decision": "allow"}));
    let client = Call::register(&asked()).token(TOKEN).to(&world);
    world.decide(|_| json!({"decision": "refuse", "error": "invalid_client_metadata", "error_description": "no"}));
    let refused = put(&client, &json!({"client_name": "Other"})).to(&world);
    assert_eq!(refused.refusal(), (400, "invalid_client_metadata".to_owned(), "no pointer".to_owned()));
    assert_eq!(Call::manage(Method::Get, &client).to(&world).text("client_name"), "App");
}

/// RFC 7396 section 2: members are merged, and `null` removes one.
#[test]
fn what_the_hook_amends_is_registered() {
    let world = world(&[]);
    world.decide(|_| {
        json!({"decision": "amend", "members": {"client_name": "Amended", "client_name#fr": "Autre",
        "scope": null, "contacts": ["a@app.example.com"]}})
    });
    let client = Call::register(&asked()).to(&world);
    assert_eq!(client.status(), 201, "{}", client.json());
    assert_eq!((client.text("client_name"), client.text("client_name#fr")), ("Amended".to_owned(), "Autre".to_owned()));
    assert_eq!((client.member("scope"), client.member("contacts")), (Value::Null, json!(["a@app.example.com"])));
    assert_eq!(line(&client)["hook"], "amended");
    let updated = put(&client, &json!({"client_name": "Other", "scope": "email"})).to(&world);
    assert_eq!((updated.text("client_name"), updated.member("scope")), ("Amended".to_owned(), Value::Null));
}

/// The hook is asked last, so that nobody makes it work with a request that fails anyway.
#[test]
fn the_hook_is_asked_only_about_requests_that_all_else_permits() {
    let world = world(&[("REGISTRATION_MODE", "token")]);
    world.give(TOKEN, 9, &json!({}));
    let client = Call::register(&asked()).token(TOKEN).to(&world);
    let bad = over(&asked(), &json!({"redirect_uris": ["http://app.example.com/"]}));
    let elsewhere = Call::manage(Method::Put, &client).json(&over(&client.resubmitted(), &json!({"client_id": "c1"})));
    let stale = put(&client, &json!({})).header("if-match", "\"1\"");
    let path = format!("/register/{}", client.text("client_id"));
    let wrong = Call::new(Method::Put, &path).token("wrong").json(&client.resubmitted());
    for (call, status) in [
        (Call::register(&asked()), 401),
        (Call::register(&bad).token(TOKEN), 400),
        (Call::register(&over(&asked(), &json!({"software_statement": "x"}))).token(TOKEN), 400),
        (Call::register_bytes("{").token(TOKEN), 400),
        (Call::new(Method::Post, "/register?dry_run=true").json(&asked()).token(TOKEN), 200),
        (elsewhere, 400),
        (stale, 412),
        (wrong, 401),
        (Call::manage(Method::Get, &client), 200),
        (Call::manage(Method::Delete, &client), 204),
    ] {
        assert_eq!(call.to(&world).status(), status);
    }
    world.admit(Limit::Registration, 0);
    assert_eq!(Call::register(&asked()).token(TOKEN).to(&world).status(), 429);
    assert_eq!(world.questions().len(), 1, "only the registration that succeeded");
}

/// An update that others come before is made again, but the hook is asked again only about what is new.
#[test]
fn the_hook_is_asked_once_about_an_update_unless_the_client_changes_meanwhile() {
    let world = world(&[]);
    let client = Call::register(&asked()).to(&world);
    let call = || put(&client, &json!({"client_name": "Other"})).header("if-match", "*");
    world.rivals.set(3);
    assert_eq!(call().to(&world).status(), 200);
    assert_eq!(world.questions().len(), 2);
    let mut rival = world.clients()[0].clone();
    let renamed = json!({"redirect_uris": ["https://app.example.com/cb"], "client_name": "Rival"});
    rival.metadata = enrol::rules::accept(renamed.as_object().unwrap(), &world.server.config().policy).unwrap();
    rival.revision.0 += 1;
    world.rival.replace(Some(rival));
    assert_eq!(call().to(&world).status(), 200);
    let questions = world.questions();
    assert_eq!(questions.len(), 4, "the client has changed in what the hook was told");
    assert_eq!(questions[3]["client"]["metadata"]["client_name"], "Rival");
}

/// A fault of randomness or of the store is no decision.
#[test]
fn a_question_without_a_nonce_is_not_sent() {
    let world = world(&[("REGISTRATION_HOOK_UNANSWERED", "allow")]);
    world.down.set(Down::Random);
    assert_eq!(Call::register(&asked()).to(&world).status(), 503);
    assert!(world.questions().is_empty());
}
