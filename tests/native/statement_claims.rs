//! Claims that are unusable, ignored or excluding, and the pointers of refused claims.

use enrol::http::Method;
use serde_json::{Value, json};

use crate::support::authority::{Authority, clients, over, update};
use crate::support::{Call, Reply, Signer};

const METADATA: &str = "invalid_client_metadata";

fn refusal(reply: &Reply) -> (u16, String) {
    (reply.status(), reply.text("pointer"))
}

fn dry_run(authority: &Authority, claims: &Value, members: &Value) -> Reply {
    let body = over(members, &json!({"software_statement": authority.statement(claims)}));
    Call::new(Method::Post, "/register?dry_run=true").json(&body).to(&authority.world)
}

/// RFC 7591 section 3.2.2, RFC 6901; requirement I15: a refusal points at the claim in the statement.
#[test]
fn a_refusal_of_a_claim_points_into_the_statement() {
    let entry =
        json!({"claims": {"software_redirect_uris": "redirect_uris", "a/b": "policy_uri"}, "narrowed": ["scope"]});
    let settings = [("SCOPES_SUPPORTED", "a b"), ("UNSUPPORTED_SCOPE", "refuse")];
    let authority = Authority::trusted(&entry, &settings);
    let bad_uris =
        json!({"redirect_uris": null, "software_redirect_uris": ["https://bank.example/cb", "http://bank.example/"]});
    for (claims, asked, code, pointer) in [
        (bad_uris.clone(), json!({}), "invalid_redirect_uri", "/software_statement/software_redirect_uris/1"),
        (
            json!({"software_redirect_uris": 1}),
            json!({}),
            "invalid_redirect_uri",
            "/software_statement/software_redirect_uris",
        ),
        (
            json!({"redirect_uris": ["http://bank.example/"]}),
            json!({}),
            "invalid_redirect_uri",
            "/software_statement/redirect_uris/0",
        ),
        (json!({"a/b": "x"}), json!({}), METADATA, "/software_statement/a~1b"),
        (json!({"policy_uri": "x"}), json!({}), METADATA, "/software_statement/policy_uri"),
        (json!({"tos_uri#fr": "x"}), json!({}), METADATA, "/software_statement/tos_uri#fr"),
        (json!({"tos_uri": "x"}), json!({"tos_uri": "https://bank.example/"}), METADATA, "/software_statement/tos_uri"),
        (json!({}), json!({"tos_uri": "x"}), METADATA, "/tos_uri"),
        (json!({"scope": "a c"}), json!({}), METADATA, "/software_statement/scope"),
        (json!({"scope": "a c"}), json!({"scope": "c"}), METADATA, "/scope"),
    ] {
        let statement = authority.statement(&claims);
        let reply = authority.register(&statement, &asked);
        assert_eq!(reply.refusal(), (400, code.to_owned(), pointer.to_owned()), "{claims} {asked}");
        let tried = dry_run(&authority, &claims, &asked).member("refusals");
        assert!(tried.as_array().unwrap().iter().any(|it| it["pointer"] == pointer && it["error"] == code), "{tried}");
        let client = authority.register(&authority.statement(&json!({})), &json!({}));
        let changes = over(&asked, &json!({"software_statement": statement}));
        assert_eq!(update(&authority, &client, &changes).refusal(), reply.refusal(), "{claims} {asked}");
    }
    let reply = authority.register(&authority.statement(&bad_uris), &json!({}));
    let told = reply.text("error_description");
    assert!(told.starts_with("software_statement.software_redirect_uris[1] must "), "{told}");
}

/// Requirement H39: a refusal points at the request for members that the client sends, and at the statement for all
/// others.
#[test]
fn a_refusal_of_a_held_statement_points_at_what_was_sent_if_it_was() {
    for trusted in [true, false] {
        for (authority, client) in clients(&json!({}), &json!({})) {
            let issuers = crate::support::authority::issuers(&json!({}));
            let refused = ("REFUSED_HOSTS", "bank.example");
            let settings = if trusted { vec![refused, ("STATEMENT_ISSUERS", &*issuers)] } else { vec![refused] };
            let authority = Authority { world: authority.world.restarted(&settings), ..authority };
            for (changes, pointer) in [
                (json!({}), "/redirect_uris/0"),
                (json!({"redirect_uris": null}), "/software_statement/redirect_uris/0"),
                (json!({"redirect_uris": []}), "/software_statement/redirect_uris/0"),
            ] {
                let reply = update(&authority, &client, &changes);
                let expected = (400, "invalid_redirect_uri".to_owned(), pointer.to_owned());
                assert_eq!(reply.refusal(), expected, "{trusted} {changes}");
            }
        }
    }
}

/// Some directories sign a `software_version` that is a number, which the client cannot fix; requirements I14, I15.
#[test]
fn a_claim_that_decides_nothing_is_left_out_where_it_is_of_another_type() {
    let told = |claim: &str, must: &str| {
        json!([{"error": METADATA, "error_description": format!("software_statement.{claim} must {must}"),
            "pointer": format!("/software_statement/{}", claim.replace("[0]", "/0"))}])
    };
    let mapped = json!({"claims": {"version": "software_version"}});
    for (entry, claims, member, dropped) in [
        (json!({}), json!({"software_version": 1.5}), "software_version", told("software_version", "be a string")),
        (json!({}), json!({"software_version": true}), "software_version", told("software_version", "be a string")),
        (mapped, json!({"version": 2, "software_version": "1"}), "software_version", told("version", "be a string")),
        (json!({}), json!({"contacts": "a@bank.example"}), "contacts", told("contacts", "be an array of strings")),
        (json!({}), json!({"contacts": [{"email": "x"}]}), "contacts", told("contacts[0]", "be a string")),
    ] {
        for storage in ["stored", "sealed"] {
            let authority = Authority::trusted(&entry, &[("CLIENT_STORAGE", storage)]);
            let own = if member == "contacts" { json!(["evil@bank.example"]) } else { json!("9.9") };
            let client = authority.register(&authority.statement(&claims), &json!({member: own}));
            assert_eq!(client.status(), 201, "{claims} {}", client.json());
            assert_eq!((client.member("dropped"), client.member(member)), (dropped.clone(), Value::Null), "{claims}");
            let tried = dry_run(&authority, &claims, &json!({}));
            assert_eq!((tried.member("dropped"), tried.member("refusals")), (dropped.clone(), json!([])), "{claims}");
            // It stays absent: neither the request nor an update can set it.
            let read = Call::manage(Method::Get, &client).to(&authority.world);
            assert_eq!((read.member("dropped"), read.member(member)), (Value::Null, Value::Null));
            let changed = update(&authority, &client, &json!({member: own, "dropped": null}));
            assert_eq!((changed.status(), changed.member(member)), (200, Value::Null), "{claims} {storage}");
            assert_eq!(changed.member("dropped"), Value::Null);
            let again = authority.statement(&over(&claims, &json!({"jti": "2"})));
            let changed = update(&authority, &client, &json!({"software_statement": again, "dropped": null}));
            assert_eq!((changed.member("dropped"), changed.member(member)), (dropped.clone(), Value::Null));
        }
    }
}

/// Requirement I15: an unusable claim is refused if it decides something or is required.
#[test]
fn a_claim_of_another_type_is_refused_where_it_matters() {
    let required = json!({"required": ["software_version"]});
    for (entry, claims, pointer) in [
        (required, json!({"software_version": 1.5}), "software_version"),
        (json!({}), json!({"software_version": "x".repeat(2049)}), "software_version"),
        (json!({}), json!({"software_id": 7}), "software_id"),
        (json!({}), json!({"client_name": ["Bank"]}), "client_name"),
        (json!({}), json!({"scope": ["a"]}), "scope"),
        (json!({}), json!({"logo_uri": 1}), "logo_uri"),
        (json!({}), json!({"grant_types": "authorization_code"}), "grant_types"),
    ] {
        let authority = Authority::trusted(&entry, &[]);
        let reply = authority.register(&authority.statement(&claims), &json!({}));
        assert_eq!(refusal(&reply), (400, format!("/software_statement/{pointer}")), "{}", reply.json());
    }
}

/// Requirement I25: the operator sets which claims are ignored.
#[test]
fn ignored_claims_are_as_if_they_were_not_there() {
    let entry = json!({"ignored": ["software_version", "org_note", "client_name", "client_name#fr"]});
    let claims = json!({"software_version": 1.5, "org_note": "x", "org_id": "7", "client_name#fr": "Banque"});
    for storage in ["stored", "sealed"] {
        let authority = Authority::trusted(&entry, &[("CLIENT_STORAGE", storage)]);
        let own = json!({"client_name": "Mine", "software_version": "2"});
        let client = authority.register(&authority.statement(&claims), &own);
        assert_eq!(client.status(), 201, "{}", client.json());
        for (member, value) in [
            ("software_version", json!("2")),
            ("client_name", json!("Mine")),
            ("client_name#fr", Value::Null),
            ("org_note", Value::Null),
            ("org_id", json!("7")),
            ("dropped", Value::Null),
        ] {
            assert_eq!(client.member(member), value, "{member}");
        }
        let changed = update(&authority, &client, &json!({"client_name": "Other"}));
        assert_eq!((changed.text("client_name"), changed.member("org_note")), ("Other".to_owned(), Value::Null));
    }
}

/// Brazil's registration profile, section 7.1; requirement J28: excluded members are refused, not ignored.
#[test]
fn refused_members_may_not_be_sent_beside_a_statement() {
    let entry = json!({"refused": ["jwks", "token_endpoint_auth_method", "client_uri"]});
    let authority = Authority::trusted(&entry, &[]);
    let statement = authority.statement(&json!({"jwks_uri": "https://bank.example/jwks"}));
    let client = authority.register(&statement, &json!({"tos_uri": "https://bank.example/tos", "client_uri": null}));
    assert_eq!(client.status(), 201, "{}", client.json());
    assert_eq!(update(&authority, &client, &json!({})).status(), 200, "what was registered may be sent back");
    let fresh = authority.statement(&json!({"jwks_uri": "https://bank.example/jwks", "jti": "2"}));
    let fresh = json!({"software_statement": fresh});
    assert_eq!(update(&authority, &client, &fresh).status(), 200);
    let jwks = json!({"keys": [Signer::new().jwk("a")]});
    for (member, value) in [
        ("jwks", jwks),
        ("token_endpoint_auth_method", json!("none")),
        ("token_endpoint_auth_methods_supported", json!(["client_secret_basic"])),
        ("client_uri", json!("https://bank.example/")),
        ("client_uri#fr", json!("https://bank.example/fr")),
    ] {
        let expected = (400, METADATA.to_owned(), format!("/{member}"));
        let asked = json!({member: value});
        assert_eq!(authority.register(&statement, &asked).refusal(), expected);
        assert_eq!(update(&authority, &client, &asked).refusal(), expected);
        assert_eq!(update(&authority, &client, &over(&asked, &fresh)).refusal(), expected);
    }
    let bare = authority.register(&authority.statement(&json!({})), &json!({"jwks_uri": "https://bank.example/jwks"}));
    assert_eq!(bare.status(), 201, "keys by reference are another member");
}

/// RFC 7591 section 2; requirements C41, I16, J28: also in an update, while the statement locks the keys.
#[test]
fn keys_of_another_form_than_those_of_the_statement_are_refused_in_an_update() {
    let jwks = json!({"keys": [Signer::new().jwk("a")]});
    let address = json!({"jwks_uri": "https://bank.example/jwks"});
    for (authority, client) in clients(&json!({}), &address) {
        assert_eq!(refusal(&update(&authority, &client, &json!({"jwks": jwks}))), (400, "/jwks".to_owned()));
        let changed = update(&authority, &client, &json!({"jwks_uri": "https://evil.example/jwks"}));
        assert_eq!(changed.text("jwks_uri"), "https://bank.example/jwks");
        let authority = Authority { world: authority.world.restarted(&[]), ..authority };
        let reply = update(&authority, &client, &json!({"jwks": jwks}));
        assert_eq!(refusal(&reply), (400, "/jwks".to_owned()), "nobody trusts its issuer any more");
    }
    for (authority, client) in clients(&json!({"locked": ["software_id"]}), &address) {
        let changed = update(&authority, &client, &json!({"jwks": jwks, "jwks_uri": null}));
        assert_eq!(
            (changed.status(), changed.member("jwks_uri")),
            (200, Value::Null),
            "they are the holder's to change"
        );
    }
}
