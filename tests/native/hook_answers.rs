//! Answers of the registration hook that do not count. Each of them refuses the request.

use serde_json::{Value, json};

use crate::support::{Call, Down, Reply, World};

fn world(settings: &[(&str, &str)]) -> World {
    World::with(&[settings, &[("REGISTRATION_HOOK", "service")]].concat())
}

fn register(world: &World) -> Reply {
    Call::register(&json!({"redirect_uris": ["https://app.example.com/cb"]})).to(world)
}

/// Asserts that a registration is refused for now, with this reason in the log and none for the caller.
fn assert_unavailable(world: &World, reason: &str) {
    let reply = register(world);
    assert_eq!((reply.status(), reply.text("error")), (503, "temporarily_unavailable".to_owned()), "{reason}");
    assert_eq!(reply.text("error_description"), "the server cannot answer now; try again later");
    assert_eq!(reply.header("retry-after"), Some("5"));
    let line: Value = serde_json::from_str(&reply.line).unwrap();
    assert_eq!((&line["hook"], &line["reason"]), (&json!("unavailable"), &json!(reason)));
    assert_eq!(line["fault"], "the registration hook has no answer that counts");
    assert!(world.clients().is_empty());
}

fn allow(question: &Value) -> String {
    json!({"decision": "allow", "nonce": question["nonce"]}).to_string()
}

const JSON: &str = "application/json";

/// Answers that break the contract, each with its reason in the log.
fn answer_badly(world: &World, number: usize) -> Option<&'static str> {
    let say = |text: &'static str| world.answer_hook(200, JSON, move |_| text.to_owned());
    let decide = |decision: Value| world.decide(move |_| decision.clone());
    let only = "its answer must have only the members of its decision";
    let words = "its decision must be allow, amend or refuse";
    Some(match number {
        0 => {
            say(r#"{"decision":"allow"}"#);
            "its answer must have the nonce of the question"
        }
        1 => {
            say(r#"{"decision":"allow","nonce":"AAAAAAAAAAAAAAAAAAAAAA"}"#);
            "its answer must have the nonce of the question"
        }
        2 => {
            world.answer_hook(302, JSON, allow);
            "the status of its answer must be 200; it was 302"
        }
        3 => {
            world.answer_hook(204, JSON, allow);
            "the status of its answer must be 200; it was 204"
        }
        4 => {
            world.answer_hook(404, JSON, allow);
            "the status of its answer must be 200; it was 404"
        }
        5 => {
            world.answer_hook(200, "text/html", allow);
            "the content-type of its answer must be application/json"
        }
        6 => {
            world.answer_hook(200, "application/problem+json", allow);
            "the content-type of its answer must be application/json"
        }
        7 => {
            world.answer_hook(200, JSON, |question| format!("{:16385}", allow(question)));
            "its answer must not be longer than 16,384 bytes"
        }
        8 => {
            say("garbage");
            "its answer must be one JSON object without repeated names"
        }
        9 => {
            say("[]");
            "its answer must be one JSON object without repeated names"
        }
        10 => {
            world.answer_hook(200, JSON, |question| allow(question).replace('}', r#","nonce":"x"}"#));
            "its answer must be one JSON object without repeated names"
        }
        11 => {
            decide(json!({}));
            words
        }
        12 => {
            decide(json!({"decision": "maybe"}));
            words
        }
        13 => {
            decide(json!({"decision": true}));
            words
        }
        14 => {
            decide(json!({"decision": "allow", "members": {"scope": "openid"}}));
            only
        }
        15 => {
            decide(json!({"decision": "amend", "members": {}, "error": "x"}));
            only
        }
        16 => {
            decide(json!({"decision": "refuse", "error": "x", "error_description": "y", "status": 403}));
            only
        }
        17 => {
            decide(json!({"decision": "amend"}));
            "its decision amend must have the object members"
        }
        18 => {
            decide(json!({"decision": "amend", "members": ["scope"]}));
            "its decision amend must have the object members"
        }
        _ => return None,
    })
}

#[test]
fn an_answer_that_breaks_the_contract_refuses_the_registration() {
    for unanswered in ["refuse", "allow"] {
        let world = world(&[("REGISTRATION_HOOK_UNANSWERED", unanswered)]);
        let mut number = 0;
        while let Some(reason) = answer_badly(&world, number) {
            assert_unavailable(&world, reason);
            number += 1;
        }
        assert_eq!((number, world.questions().len()), (19, 19));
    }
}

/// A hook that does not answer refuses the registration, unless the operator permits it to go on.
#[test]
fn a_hook_that_does_not_answer_refuses_the_registration_unless_configured_otherwise() {
    let silent: fn(&World) = |world| world.down.set(Down::Hook);
    let failing: fn(&World) = |world| world.answer_hook(500, JSON, allow);
    let gone: fn(&World) = |world| world.answer_hook(522, "text/html", |_| String::new());
    for (make, reason) in [
        (silent, "it did not answer in time"),
        (failing, "it answered with the status 500"),
        (gone, "it answered with the status 522"),
    ] {
        let strict = world(&[]);
        make(&strict);
        assert_unavailable(&strict, reason);
        let lenient = world(&[("REGISTRATION_HOOK_UNANSWERED", "allow")]);
        make(&lenient);
        let reply = register(&lenient);
        assert_eq!(reply.status(), 201);
        let line: Value = serde_json::from_str(&reply.line).unwrap();
        assert_eq!((&line["hook"], &line["reason"]), (&json!("unavailable"), &json!(reason)));
        assert_eq!(line.get("fault"), None);
    }
}

/// RFC 7591 section 3.2.2, RFC 6749 section 5.2: what a client is told has the characters of the specifications.
#[test]
fn a_refusal_is_passed_on_only_in_the_characters_that_clients_may_get() {
    let (code, long_code) = ("x".repeat(64), "x".repeat(65));
    let (words, long_words) = ("y ".repeat(250), "y".repeat(501));
    let (place, long_place) = (format!("/{}", "z".repeat(100)), format!("/{}", "z".repeat(256)));
    let world = world(&[]);
    let decide = |error: Value, description: Value, pointer: Option<Value>| {
        let mut refusal = json!({"decision": "refuse", "error": error, "error_description": description});
        if let Some(pointer) = pointer {
            refusal["pointer"] = pointer;
        }
        world.decide(move |_| refusal.clone());
    };
    for (error, description, pointer) in
        [(&*code, &*words, &*place), ("a", "b", ""), ("urn:x-1", "it's {fine}", "/a~1b/0")]
    {
        decide(json!(error), json!(description), Some(json!(pointer)));
        let reply = register(&world);
        assert_eq!(reply.refusal(), (400, error.to_owned(), pointer.to_owned()));
        assert_eq!(reply.text("error_description"), description);
    }
    let of_code = "of its refusal, error must be 1 to 64 ASCII characters without space, quotation mark and backslash";
    for error in
        [json!(""), json!(long_code), json!("a b"), json!("a\"b"), json!("a\\b"), json!("é"), json!(1), Value::Null]
    {
        decide(error, json!("y"), None);
        assert_unavailable(&world, of_code);
    }
    let of_words =
        "of its refusal, error_description must be 1 to 500 ASCII characters without quotation mark and backslash";
    for description in [json!(""), json!(long_words), json!("a\"b"), json!("a\\b"), json!("é"), json!({}), Value::Null]
    {
        decide(json!("x"), description, None);
        assert_unavailable(&world, of_words);
    }
    let of_place = "of its refusal, pointer must be a JSON pointer of at most 256 bytes";
    for pointer in [json!("scope"), json!("#/scope"), json!("/a~2"), json!(long_place), json!(1), Value::Null] {
        decide(json!("x"), json!("y"), Some(pointer));
        assert_unavailable(&world, of_place);
    }
}
