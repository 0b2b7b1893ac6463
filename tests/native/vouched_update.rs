//! Updates of clients with a software statement.

use enrol::http::Method;
use enrol::model::{InitialAccessToken, TokenDigest};
use serde_json::{Value, json};

use crate::support::authority::{Authority, DIRECTORY, clients, over, update};
use crate::support::{Call, Down};

const INVALID: &str = "invalid_software_statement";
const UNAPPROVED: &str = "unapproved_software_statement";

/// RFC 7591 section 5; requirements H35, H36, H39, I19.
#[test]
fn what_a_statement_has_locked_stays_as_it_is() {
    for (authority, client) in clients(&json!({}), &json!({"org_id": "7", "scope": "a b"})) {
        let whole = update(&authority, &client, &json!({}));
        assert_eq!((whole.status(), whole.json()), (200, client.json()), "sent back as it is");
        let wanted = json!({"client_name": "Evil", "client_name#fr": "Autre", "scope": "a b c", "org_id": "8",
            "redirect_uris": ["https://evil.example/"], "software_id": null, "software_statement": null,
            "client_uri": "https://bank.example/new", "tos_uri": "https://bank.example/terms"});
        let changed = update(&authority, &client, &wanted);
        let expected = over(
            &client.json(),
            &json!({"client_uri": "https://bank.example/new",
            "tos_uri": "https://bank.example/terms"}),
        );
        assert_eq!((changed.status(), changed.json()), (200, expected));
        assert_eq!(Call::manage(Method::Get, &changed).to(&authority.world).json(), changed.json());
    }
}

/// RFC 7591 section 5; requirement H35: a locked value is not chosen again from the client's offers.
#[test]
fn what_a_statement_has_locked_is_not_chosen_anew_from_an_offer() {
    let entry = json!({"locked": ["token_endpoint_auth_method"]});
    let claims = json!({"token_endpoint_auth_method": "private_key_jwt", "jwks_uri": "https://bank.example/jwks"});
    for (authority, client) in clients(&entry, &claims) {
        let offer = json!({"token_endpoint_auth_methods_supported": ["private_key_jwt", "none"]});
        let kept = update(&authority, &client, &offer);
        assert_eq!((kept.status(), kept.text("token_endpoint_auth_method")), (200, "private_key_jwt".to_owned()));
        let without_keys = update(&authority, &client, &over(&json!({"jwks_uri": ""}), &offer));
        assert_eq!(without_keys.refusal().2, "/token_endpoint_auth_method");
    }
}

/// A statement that the client holds is not asked for again, also when it has expired since or could be used once.
#[test]
fn a_client_changes_itself_when_its_statement_has_long_expired() {
    for (authority, client) in clients(&json!({"single_use": true}), &json!({})) {
        authority.world.wait(enrol::unit::Seconds::of_days(30));
        let changed = update(&authority, &client, &json!({"client_uri": "https://bank.example/new"}));
        assert_eq!((changed.status(), changed.text("client_uri")), (200, "https://bank.example/new".to_owned()));
    }
}

/// RFC 7592 section 2.2; requirements H34, H36.
#[test]
fn a_new_statement_changes_what_is_locked() {
    for (authority, client) in clients(&json!({}), &json!({"org_id": "7", "scope": "a"})) {
        let claims = json!({"jti": "2", "client_name": "New bank", "redirect_uris": ["https://bank.example/new"],
            "org_id": null, "scope": null});
        let statement = authority.statement(&claims);
        let changed = update(&authority, &client, &json!({"software_statement": statement, "client_name": "Evil"}));
        assert_eq!(changed.status(), 200, "{}", changed.json());
        assert_eq!(changed.text("client_name"), "New bank");
        assert_eq!(changed.member("redirect_uris"), json!(["https://bank.example/new"]));
        assert_eq!((changed.text("software_statement"), changed.member("org_id")), (statement, Value::Null));
        assert_eq!(changed.text("scope"), "a", "a claim that is no more locks nothing: the client has sent it itself");
        let free = update(&authority, &changed, &json!({"scope": "b", "client_name": "Evil"}));
        assert_eq!((free.text("scope"), free.text("client_name")), ("b".to_owned(), "New bank".to_owned()));
    }
}

/// Requirements H36, H40: an update does not restore old locked values over a newer statement.
#[test]
fn an_update_that_a_new_statement_outruns_does_not_undo_it() {
    for jti in [json!("2"), json!(null)] {
        for (authority, client) in clients(&json!({}), &json!({"jti": null})) {
            let before = authority.world.clients.borrow().clone();
            let newer = authority.statement(&json!({"jti": jti, "client_name": "New bank"}));
            let changed = update(&authority, &client, &json!({"software_statement": newer}));
            assert_eq!(changed.status(), 200, "{}", changed.json());
            let after = authority.world.clients().remove(0);
            *authority.world.clients.borrow_mut() = before;
            *authority.world.rival.borrow_mut() = Some(after);
            let late = update(&authority, &client, &json!({"client_uri": "https://bank.example/late"}));
            assert_eq!(late.status(), 503, "{jti} {}", late.json());
            assert_eq!(Call::manage(Method::Get, &client).to(&authority.world).json(), changed.json());
        }
    }
}

/// RFC 7591 section 5; requirements G20, G21, H33, H35.
#[test]
fn a_statement_of_another_software_or_issuer_changes_nothing() {
    for (authority, client) in clients(&json!({}), &json!({})) {
        let signer = &authority.signer;
        let entry = json!({"jwks": {"keys": [signer.jwk("1")]}});
        authority.world.statement_issuers.borrow_mut().insert("other".to_owned(), entry.as_object().unwrap().clone());
        let statements = [
            (authority.statement(&json!({"software_id": "other"})), UNAPPROVED),
            (authority.statement(&json!({"software_id": null})), UNAPPROVED),
            (authority.statement(&json!({"iss": "other"})), UNAPPROVED),
            (authority.statement(&json!({"exp": 1})), INVALID),
            ("x".to_owned(), INVALID),
        ];
        for (statement, code) in statements {
            let reply = update(&authority, &client, &json!({"software_statement": statement}));
            assert_eq!(reply.refusal(), (400, code.to_owned(), "/software_statement".to_owned()));
        }
        assert_eq!(Call::manage(Method::Get, &client).to(&authority.world).json(), client.json());
    }
}

/// Requirements H36, J42, J60.
#[test]
fn an_issuer_may_want_a_statement_with_every_update() {
    for (authority, client) in clients(&json!({"required_in_updates": true}), &json!({})) {
        let missing = update(&authority, &client, &json!({"software_statement": null}));
        assert_eq!(missing.refusal().1, INVALID);
        let again = update(&authority, &client, &json!({}));
        assert_eq!((again.status(), again.json()), (200, client.json()), "it is still good");
        authority.world.wait(enrol::unit::Seconds(700));
        assert_eq!(update(&authority, &again, &json!({})).refusal().1, INVALID, "it is no more");
        let fresh = json!({"software_statement": authority.statement(&json!({"jti": "2"}))});
        assert_eq!(update(&authority, &again, &fresh).status(), 200);
    }
}

#[test]
fn a_statement_of_a_single_use_updates_one_client_once() {
    for (authority, client) in clients(&json!({"single_use": true}), &json!({})) {
        let fresh = json!({"software_statement": authority.statement(&json!({"jti": "2"}))});
        assert_eq!(update(&authority, &client, &over(&fresh, &json!({"logo_uri": "x"}))).refusal().2, "/logo_uri");
        let changed = update(&authority, &client, &fresh);
        assert_eq!(changed.status(), 200, "{}", changed.json());
        let other = authority.register(&authority.statement(&json!({"jti": "3"})), &json!({}));
        assert_eq!(update(&authority, &other, &fresh).refusal().1, INVALID);
    }
}

/// Requirements B11, I10: a refused request uses nothing up.
#[test]
fn an_update_that_is_refused_leaves_a_statement_its_use() {
    for storage in ["stored", "sealed"] {
        let entry = json!({"single_use": true, "unique": true});
        let authority = Authority::trusted(&entry, &[("CLIENT_STORAGE", storage)]);
        let first = authority.register(&authority.statement(&json!({})), &json!({}));
        let plain = Call::register(&json!({"redirect_uris": ["https://bank.example/cb"]})).to(&authority.world);
        let fresh = authority.statement(&json!({"jti": "2"}));
        let refused = update(&authority, &plain, &json!({"software_statement": fresh}));
        assert_eq!(refused.refusal().1, INVALID, "there is one already");
        assert_eq!(Call::manage(Method::Delete, &first).to(&authority.world).status(), 204);
        let mut known = authority.world.initial_access_tokens.borrow()[0].clone();
        known.digest = TokenDigest::of_name(&format!("once {DIRECTORY} software_statement"), "2");
        authority.world.initial_access_tokens.borrow_mut().push(InitialAccessToken { uses_left: 1, ..known });
        authority.world.token_rivals.set(1);
        let outrun = update(&authority, &plain, &json!({"software_statement": fresh}));
        assert_eq!(outrun.refusal().1, INVALID, "somebody was quicker with it");
        authority.world.initial_access_tokens.borrow_mut().iter_mut().for_each(|token| token.uses_left = 1);
        assert_eq!(update(&authority, &plain, &json!({"software_statement": fresh})).status(), 200);
        assert_eq!(authority.outcome(&json!({"jti": "2"})).0, 400);
    }
}

/// Requirement H35: a client that registered without a statement is bound by its first statement.
#[test]
fn a_client_may_come_to_hold_a_statement_later() {
    for storage in ["stored", "sealed"] {
        let authority = Authority::trusted(&json!({"unique": true}), &[("CLIENT_STORAGE", storage)]);
        let client = Call::register(&json!({"redirect_uris": ["https://bank.example/cb"]})).to(&authority.world);
        let held = json!({"software_statement": authority.statement(&json!({}))});
        let vouched = update(&authority, &client, &held);
        assert_eq!((vouched.status(), vouched.text("client_name")), (200, "Bank".to_owned()));
        let changed = update(&authority, &vouched, &json!({"software_statement": null, "client_name": "Evil"}));
        assert_eq!((changed.status(), changed.text("client_name")), (200, "Bank".to_owned()));
        let second = Call::register(&json!({"redirect_uris": ["https://bank.example/cb"]})).to(&authority.world);
        let refusal = update(&authority, &second, &held).refusal();
        assert_eq!(refusal, (400, INVALID.to_owned(), "/software_statement".to_owned()), "there is one already");
    }
}

#[test]
fn where_statements_are_required_a_client_without_one_brings_it_with_its_next_update() {
    let authority = Authority::trusted(&json!({}), &[]);
    let client = Call::register(&json!({"redirect_uris": ["https://bank.example/cb"]})).to(&authority.world);
    let issuers = crate::support::authority::issuers(&json!({}));
    let settings = [("SOFTWARE_STATEMENTS", "required"), ("STATEMENT_ISSUERS", &*issuers)];
    let authority = Authority { world: authority.world.restarted(&settings), ..authority };
    assert_eq!(update(&authority, &client, &json!({})).refusal().1, INVALID);
    let held = json!({"software_statement": authority.statement(&json!({}))});
    assert_eq!(update(&authority, &client, &held).status(), 200);
}

/// A client keeps its metadata when its issuer is no longer trusted, and an epoch of the issuer ends it.
#[test]
fn what_is_locked_stays_so_when_the_issuer_is_trusted_no_more() {
    let [(authority, client), _] = clients(&json!({}), &json!({}));
    let world = authority.world.restarted(&[]);
    let authority = Authority { world, ..authority };
    let changed = update(&authority, &client, &json!({"client_name": "Evil"}));
    assert_eq!((changed.status(), changed.text("client_name")), (200, "Bank".to_owned()));
    authority.world.down.set(Down::Store);
    assert_eq!(update(&authority, &client, &json!({})).status(), 503);
}
