//! Updates of a client that holds a software statement.

use enrol::http::Method;
use serde_json::{Value, json};

use crate::support::authority::{Authority, clients, over, update};
use crate::support::{Call, Signer};

const UNAPPROVED: &str = "unapproved_software_statement";

/// Requirements H34, H35, I14: the members that a client with a statement can set stay the same for its life.
#[test]
fn what_a_holder_may_not_say_it_may_not_say_later() {
    let wishes =
        json!({"scope": "admin", "jwks_uri": "https://evil.example/jwks", "client_uri": "https://bank.example/"});
    for storage in ["stored", "sealed"] {
        let settings = [("CLIENT_STORAGE", storage)];
        let authority = Authority::trusted(&json!({"self_asserted": ["client_uri"]}), &settings);
        let client = authority.register(&authority.statement(&json!({})), &wishes);
        let changed = update(&authority, &client, &wishes);
        let authority = Authority { world: authority.world.restarted(&settings), ..authority };
        let later = update(&authority, &client, &wishes);
        for reply in [client, changed, later] {
            assert_eq!((reply.member("scope"), reply.member("jwks_uri")), (Value::Null, Value::Null), "{storage}");
            assert_eq!(reply.text("client_uri"), "https://bank.example/");
        }
    }
}

/// Requirements I13, H35: a value is locked even if it was unusable at first.
#[test]
fn what_a_statement_says_holds_when_it_comes_to_matter() {
    for (authority, client) in clients(&json!({}), &json!({"token_endpoint_auth_signing_alg": "PS256"})) {
        let keys = json!({"keys": [Signer::new().jwk("a")]});
        let signing = json!({"token_endpoint_auth_method": "private_key_jwt", "jwks": keys});
        assert_eq!(update(&authority, &client, &signing).refusal().1, "invalid_client_metadata", "no key for PS256");
        let registered = authority.register(&client.text("software_statement"), &signing);
        assert_eq!(registered.refusal().1, "invalid_client_metadata");
    }
}

/// Requirement H39: an unlocked claim can be sent back and changed, even if the statement limits the other members.
#[test]
fn what_is_not_locked_may_be_said_by_its_holder() {
    for storage in ["stored", "sealed"] {
        let entry = json!({"locked": ["software_id"], "self_asserted": ["client_uri"]});
        let authority = Authority::trusted(&entry, &[("CLIENT_STORAGE", storage)]);
        let client = authority.register(&authority.statement(&json!({})), &json!({}));
        assert_eq!(update(&authority, &client, &json!({})).json(), client.json());
        let wanted = json!({"client_name": "Mine", "scope": "admin", "redirect_uris": ["https://bank.example/new"]});
        let changed = update(&authority, &client, &wanted);
        assert_eq!((changed.text("client_name"), changed.member("scope")), ("Mine".to_owned(), Value::Null));
        assert_eq!(changed.member("redirect_uris"), json!(["https://bank.example/new"]));
        let authority = Authority { world: authority.world.restarted(&[("CLIENT_STORAGE", storage)]), ..authority };
        assert_eq!(
            update(&authority, &changed, &json!({})).json(),
            changed.json(),
            "nobody trusts its issuer any more"
        );
    }
}

/// Requirements F2, H35: keys are locked in whichever form a statement has them.
#[test]
fn keys_are_locked_in_either_form() {
    let own = |name: &str| json!({"keys": [Signer::new().jwk(name)]});
    for locked in ["jwks", "jwks_uri"] {
        for claims in [json!({"jwks": own("a")}), json!({"jwks_uri": "https://bank.example/jwks"})] {
            for (authority, client) in clients(&json!({"locked": [locked]}), &claims) {
                for other in [json!({"jwks": own("b")}), json!({"jwks_uri": "https://evil.example/jwks"})] {
                    let changed = update(&authority, &client, &over(&json!({"jwks": null, "jwks_uri": null}), &other));
                    let kept = ["jwks", "jwks_uri"].map(|name| (client.member(name), changed.member(name)));
                    let is_kept = kept.iter().all(|(before, after)| before == after);
                    assert!(changed.status() == 400 || is_kept, "{locked} {claims} {other}: {}", changed.json());
                }
            }
        }
    }
}

/// Requirement H39: dropped claims are not reported again by an unchanged update.
#[test]
fn a_client_of_a_statement_that_was_accepted_in_part_sends_itself_back() {
    for storage in ["stored", "sealed"] {
        let settings = [("CLIENT_STORAGE", storage), ("PARTIAL_ACCEPTANCE", "on")];
        let authority = Authority::trusted(&json!({}), &settings);
        let claims = json!({"redirect_uris": ["https://bank.example/cb", "http://bank.example/"]});
        let client = authority.register(&authority.statement(&claims), &json!({}));
        assert_eq!(client.member("dropped")[0]["pointer"], "/software_statement/redirect_uris/1");
        let read = Call::manage(Method::Get, &client).to(&authority.world);
        assert_eq!(update(&authority, &read, &json!({})).json(), read.json());
    }
}

/// Requirements H36, J55: a client that gets a statement later gets no scope value beyond it, either.
#[test]
fn the_scope_that_clients_get_by_default_is_within_that_of_a_statement_that_comes_later() {
    for storage in ["stored", "sealed"] {
        let settings = [("CLIENT_STORAGE", storage), ("SCOPES_SUPPORTED", "read write"), ("DEFAULT_SCOPE", "write")];
        for entry in [json!({}), json!({"locked": []})] {
            let authority = Authority::trusted(&entry, &settings);
            let plain = Call::register(&json!({"redirect_uris": ["https://bank.example/cb"]})).to(&authority.world);
            assert_eq!(plain.text("scope"), "write");
            let statement = authority.statement(&json!({"scope": "legacy"}));
            let vouched = update(&authority, &plain, &json!({"software_statement": statement}));
            assert_eq!((vouched.status(), vouched.member("scope")), (200, Value::Null), "{storage} {entry}");
        }
    }
}

/// Requirements H34, J55: a client whose statement gave it no scope gets none later, even if its issuer is no longer
/// trusted.
#[test]
fn no_default_scope_comes_to_a_client_whose_statement_says_another_one() {
    for storage in ["stored", "sealed"] {
        let settings = [("CLIENT_STORAGE", storage), ("DEFAULT_SCOPE", "read")];
        let authority = Authority::trusted(&json!({}), &settings);
        let client = authority.register(&authority.statement(&json!({"scope": "dcr"})), &json!({}));
        assert_eq!((client.status(), client.member("scope")), (201, Value::Null), "a right is not registered");
        let authority = Authority { world: authority.world.restarted(&settings), ..authority };
        for changes in [json!({}), json!({"scope": "read"}), json!({"scope": "other"})] {
            let updated = update(&authority, &client, &changes);
            assert_eq!((updated.status(), updated.member("scope")), (200, Value::Null), "{storage} {changes}");
        }
    }
}

/// Requirements B13, H36, J3: the operator sets which claim is the `software_id`.
#[test]
fn the_software_of_a_statement_may_have_another_name() {
    let entry = json!({"claims": {"software_client_id": "software_id"}, "unique": true});
    let claims = json!({"software_client_id": "mapped", "software_id": "raw"});
    for (authority, client) in clients(&entry, &claims) {
        assert_eq!(client.text("software_id"), "mapped");
        let same =
            authority.statement(&over(&claims, &json!({"jti": "2", "software_id": "else", "client_name": "New"})));
        let changed = update(&authority, &client, &json!({"software_statement": same}));
        assert_eq!((changed.status(), changed.text("client_name")), (200, "New".to_owned()), "{}", changed.json());
        let other = authority.statement(&json!({"jti": "3", "software_client_id": "other", "software_id": "mapped"}));
        assert_eq!(update(&authority, &changed, &json!({"software_statement": other})).refusal().1, UNAPPROVED);
    }
}

/// Requirements H34, J8: a part of a list is one in an update too.
#[test]
fn another_part_of_a_list_may_be_asked_for_later() {
    for (authority, client) in clients(&json!({"narrowed": ["scope"]}), &json!({"scope": "a b"})) {
        let narrow = update(&authority, &client, &json!({"scope": "b"}));
        assert_eq!(narrow.text("scope"), "b");
        assert_eq!(update(&authority, &narrow, &json!({"scope": "c"})).refusal().2, "/scope");
        assert_eq!(update(&authority, &narrow, &json!({"scope": null})).text("scope"), "a b");
    }
}
