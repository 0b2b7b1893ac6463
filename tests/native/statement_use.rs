//! Uses of a software statement: what it permits, and how often.

use enrol::http::Method;
use enrol::unit::{Seconds, Timestamp};
use serde_json::{Value, json};

use crate::support::authority::{Authority, DIRECTORY, outcome, over};
use crate::support::{Call, World};

const INVALID: &str = "invalid_software_statement";

fn refused(code: &str) -> (u16, String, String) {
    (400, code.to_owned(), "/software_statement".to_owned())
}

/// Requirements B13, I10, I31: a single use is spent by the request that gets a client.
#[test]
fn a_statement_of_a_single_use_registers_one_client() {
    for storage in ["stored", "sealed"] {
        let entry = json!({"single_use": true});
        let authority = Authority::trusted(&entry, &[("CLIENT_STORAGE", storage)]);
        let statement = authority.statement(&json!({}));
        let bad = json!({"logo_uri": "x"});
        assert_eq!(authority.register(&statement, &bad).refusal().2, "/logo_uri");
        let tried = over(&bad, &json!({"logo_uri": null, "software_statement": statement}));
        let tried = Call::new(Method::Post, "/register?dry_run=true").json(&tried).to(&authority.world);
        assert_eq!((tried.status(), tried.member("refusals")), (200, json!([])));
        assert_eq!(authority.register(&statement, &json!({})).status(), 201);
        assert_eq!(outcome(&authority.register(&statement, &json!({}))), refused(INVALID), "{storage}");
        assert_eq!(authority.outcome(&json!({"jti": "another"})).0, 201);
        for claims in
            [json!({"jti": null}), json!({"jti": "x", "exp": null}), json!({"jti": "y", "exp": 4_999_999_999_u64})]
        {
            assert_eq!(authority.outcome(&claims), refused(INVALID), "{claims}");
        }
        let known = authority.world.initial_access_tokens.borrow().len();
        assert_eq!(known, 2, "one for each use, and nothing of what was refused");
    }
}

#[test]
fn whoever_is_outrun_with_a_statement_of_a_single_use_is_told_so() {
    for storage in ["stored", "sealed"] {
        let authority = Authority::trusted(&json!({"single_use": true}), &[("CLIENT_STORAGE", storage)]);
        let statement = authority.statement(&json!({}));
        assert_eq!(authority.register(&statement, &json!({})).status(), 201);
        authority.world.initial_access_tokens.borrow_mut()[0].uses_left = 1;
        authority.world.token_rivals.set(1);
        assert_eq!(outcome(&authority.register(&statement, &json!({}))), refused(INVALID), "{storage}");
    }
}

/// Requirements B10, B13: a refusal is about the token only if the token has no use left.
#[test]
fn whoever_is_outrun_is_told_with_which_of_the_two() {
    for storage in ["stored", "sealed"] {
        for (looks, uses, expected) in [(1, 2, 401), (2, 2, 400), (2, 1, 400)] {
            let authority = Authority::trusted(&json!({"single_use": true}), &[("CLIENT_STORAGE", storage)]);
            let token = format!("enrol_iat_{}", "A".repeat(43));
            authority.world.give(&token, uses, &json!({}));
            let asked = json!({"software_statement": authority.statement(&json!({}))});
            assert_eq!(Call::register(&asked).to(&authority.world).status(), 201);
            authority.world.initial_access_tokens.borrow_mut()[1].uses_left = 1;
            authority.world.token_rivals.set(looks);
            let reply = Call::register(&asked).token(&token).to(&authority.world);
            let left = authority.world.initial_access_tokens.borrow()[0].uses_left;
            assert_eq!(reply.status(), expected, "{storage} {looks} {}", reply.json());
            if expected == 400 {
                assert_eq!((reply.refusal(), left), (refused(INVALID), uses));
            }
        }
    }
}

/// RFC 7591 section 5; requirements J38, J54, S19.
#[test]
fn of_a_software_that_must_be_alone_there_is_one_living_client() {
    let authority = Authority::trusted(&json!({"unique": true}), &[("CLIENT_STORAGE", "sealed")]);
    let first = authority.register(&authority.statement(&json!({})), &json!({}));
    assert_eq!(first.status(), 201);
    assert_eq!(authority.world.clients().len(), 1, "it is stored: no identifier tells that it is the only one");
    assert_eq!(authority.outcome(&json!({"jti": "2"})), refused(INVALID));
    assert_eq!(authority.outcome(&json!({"jti": "3", "software_id": "another"})).0, 201);
    assert_eq!(authority.outcome(&json!({"jti": "4", "software_id": null})), refused(INVALID));
    let again = authority.register(&authority.statement(&json!({"jti": "6"})), &json!({}));
    assert_eq!(again.text("error_description"), "Duplicate registrations for a given software_id are not valid");
    assert_eq!(Call::manage(Method::Delete, &first).to(&authority.world).status(), 204);
    assert_eq!(authority.outcome(&json!({"jti": "5"})).0, 201);
    let later = Timestamp(authority.world.now.get().0 + 1);
    authority.world.epochs.borrow_mut().insert(format!("statement_issuer {DIRECTORY}"), later);
    authority.world.now.set(later);
    assert_eq!(authority.outcome(&json!({"jti": "7"})).0, 201, "one that is refused by an epoch is in nobody's way");
}

/// A dry run reports the refusal of a real registration.
#[test]
fn a_statement_that_names_no_software_where_it_must_be_alone_is_refused_when_it_is_tried_out() {
    let authority = Authority::trusted(&json!({"unique": true}), &[]);
    let asked = json!({"software_statement": authority.statement(&json!({"software_id": null}))});
    let tried = Call::new(Method::Post, "/register?dry_run=true").json(&asked).to(&authority.world);
    assert_eq!(outcome(&tried), refused(INVALID));
}

/// RFC 7591 section 3; requirements B13, I21, S15.
#[test]
fn who_may_register_can_depend_on_a_statement() {
    let with = |mode: &str| Authority::trusted(&json!({}), &[("REGISTRATION_MODE", mode)]);
    let plain = json!({"redirect_uris": ["https://bank.example/cb"]});
    for (mode, expected) in [
        ("statement", (400, INVALID)),
        ("token statement", (401, "invalid_token")),
        ("token", (401, "invalid_token")),
        ("open", (201, "")),
    ] {
        let authority = with(mode);
        let reply = Call::register(&plain).to(&authority.world);
        let code = reply.member("error");
        assert_eq!((reply.status(), code.as_str().unwrap_or_default()), expected, "{mode}");
        let vouched = authority.outcome(&json!({}));
        assert_eq!(vouched.0 == 201, mode != "token", "{mode} {vouched:?}");
    }
    let authority = with("statement");
    let statement = authority.statement(&json!({}));
    let asked = json!({"software_statement": statement});
    let reply = Call::register(&asked).token("enrol_iat_AAAA").to(&authority.world);
    assert_eq!(reply.status(), 401, "a token that is sent must be good");
    let token = format!("enrol_iat_{}", "A".repeat(43));
    authority.world.give(&token, 2, &json!({"software_id": ["other"]}));
    let reply = Call::register(&asked).token(&token).to(&authority.world);
    assert_eq!(reply.refusal().2, "/software_statement/software_id", "its bounds hold for what the statement says");
    assert_eq!(Call::register(&plain).token(&token).to(&authority.world).refusal(), refused(INVALID));
}

/// RFC 7591 section 3.1.1; requirements I20, I21.
#[test]
fn statements_can_be_required_or_passed_over() {
    let required = Authority::trusted(&json!({}), &[("SOFTWARE_STATEMENTS", "required")]);
    for absent in [json!(null), json!("")] {
        let asked = json!({"redirect_uris": ["https://bank.example/cb"], "software_statement": absent});
        assert_eq!(Call::register(&asked).to(&required.world).refusal(), refused(INVALID));
    }
    assert_eq!(required.outcome(&json!({})).0, 201);
    let ignored = World::with(&[("SOFTWARE_STATEMENTS", "ignored")]);
    let asked = json!({"redirect_uris": ["https://bank.example/cb"], "software_statement": "eyJhbGciOiJub25lIn0.e30."});
    let reply = Call::register(&asked).to(&ignored);
    assert_eq!((reply.status(), reply.member("software_statement")), (201, Value::Null));
}

/// Requirements J38, J54: a client that has ended as unused does not count as a duplicate.
#[test]
fn an_idle_client_makes_room_for_another_one_of_its_software() {
    let authority = Authority::trusted(&json!({"unique": true}), &[("IDLE_CLIENT_DAYS", "30")]);
    let claims = json!({"redirect_uris": null, "grant_types": ["client_credentials"]});
    let first = authority.register(&authority.statement(&claims), &json!({}));
    authority.world.wait(Seconds::of_days(40));
    assert_eq!(Call::manage(Method::Delete, &first).to(&authority.world).status(), 401);
    assert_eq!(authority.outcome(&claims).0, 201);
    assert_eq!(authority.outcome(&claims).0, 400);
}

/// Requirement J55: a client gets no scope value beyond its statement.
#[test]
fn the_scope_that_clients_get_by_default_is_within_that_of_a_statement() {
    let settings = [("SCOPES_SUPPORTED", "read write"), ("DEFAULT_SCOPE", "write")];
    let authority = Authority::trusted(&json!({"narrowed": ["scope"]}), &settings);
    for (said, asked, expected) in [
        ("read legacy", json!({"scope": "legacy"}), Value::Null),
        ("legacy", json!({}), Value::Null),
        ("read legacy", json!({}), json!("read")),
        ("write legacy", json!({"scope": "legacy"}), Value::Null),
    ] {
        let reply = authority.register(&authority.statement(&json!({"scope": said})), &asked);
        assert_eq!((reply.status(), reply.member("scope")), (201, expected), "{said} {asked}");
    }
    let none = authority.register(&authority.statement(&json!({})), &json!({}));
    assert_eq!(none.text("scope"), "write", "it says nothing of it");
}

/// Requirement B15: a statement can name the template of its software.
#[test]
fn a_statement_may_be_for_a_template() {
    let templates =
        json!({"mobile": {"redirect_uris": ["com.example.app:/cb"], "application_type": "native"}}).to_string();
    for storage in ["stored", "sealed"] {
        let settings = [("TEMPLATES", &*templates), ("CLIENT_STORAGE", storage)];
        let stranger = Authority::trusted(&json!({"templates": ["other"]}), &settings);
        let claims = json!({"software_id": "mobile", "redirect_uris": null});
        assert_eq!(
            stranger.outcome(&claims).1,
            "unapproved_software_statement",
            "the issuer may not have clients of it"
        );
        let authority = Authority::trusted(&json!({"templates": ["mobile"]}), &settings);
        let plain = Call::register(&json!({"software_id": "mobile"})).to(&authority.world);
        assert_eq!(plain.status(), 401, "nothing is known of whoever asks");
        let claims = json!({"software_id": "mobile", "redirect_uris": null, "client_name": "Phone", "org_id": "7"});
        let client = authority.register(&authority.statement(&claims), &json!({}));
        assert_eq!(client.status(), 201, "{}", client.json());
        assert_eq!(client.member("redirect_uris"), json!(["com.example.app:/cb"]));
        let read = Call::manage(Method::Get, &client).to(&authority.world);
        assert_eq!((read.json(), read.text("org_id")), (client.json(), "7".to_owned()));
        let evil = over(&client.resubmitted(), &json!({"client_name": "Evil"}));
        assert_eq!(Call::manage(Method::Put, &client).json(&evil).to(&authority.world).json(), client.json());
        let wider = authority.statement(&over(&claims, &json!({"redirect_uris": ["https://evil.example/"]})));
        assert_eq!(authority.register(&wider, &json!({})).status(), 400);
    }
}
