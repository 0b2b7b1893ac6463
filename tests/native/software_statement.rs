//! Claims of a software statement, and their precedence.

use enrol::http::Method;
use serde_json::{Value, json};

use crate::support::authority::{Authority, over};
use crate::support::{Call, Signer};

fn authority() -> Authority {
    Authority::trusted(&json!({}), &[])
}

/// RFC 7591 sections 2.3 and 3.2.1; requirements G12, I13, I14, I17, I19, J32, J56.
#[test]
fn a_statement_goes_before_what_its_holder_says_and_comes_back_as_it_is() {
    let authority = authority();
    let statement = authority.statement(&json!({"scope": "accounts", "org_id": "org-7", "software_roles": ["AISP"]}));
    let asked = json!({"client_name": "Evil", "redirect_uris": ["https://evil.example/"], "scope": "all",
        "client_uri": "https://bank.example/", "x": 1});
    let reply = authority.register(&statement, &asked);
    assert_eq!(reply.status(), 201, "{}", reply.json());
    let rows = [
        ("client_name", json!("Bank")),
        ("redirect_uris", json!(["https://bank.example/cb"])),
        ("scope", json!("accounts")),
        ("software_id", json!("bank-app")),
        ("client_uri", json!("https://bank.example/")),
        ("software_statement", json!(statement)),
        ("org_id", json!("org-7")),
        ("software_roles", json!(["AISP"])),
    ];
    let read = Call::manage(Method::Get, &reply).to(&authority.world);
    for (member, value) in rows {
        assert_eq!(reply.member(member), value, "{member}");
        assert_eq!(read.member(member), value, "{member}");
    }
    for member in ["iss", "iat", "exp", "jti", "x"] {
        assert_eq!(reply.member(member), Value::Null, "{member}");
    }
    assert!(!reply.line.contains(&statement));
    assert!(reply.line.contains(r#""statement":"https://directory.example statement-1""#), "R46: {}", reply.line);
}

/// RFC 7591 section 3.2.2; requirements I15, R5.
#[test]
fn what_a_statement_says_is_checked_like_what_its_holder_says() {
    let authority = authority();
    for (claims, code, claim) in [
        (json!({"redirect_uris": ["http://bank.example/"]}), "invalid_redirect_uri", "redirect_uris/0"),
        (json!({"redirect_uris": ["javascript:alert(1)"]}), "invalid_redirect_uri", "redirect_uris/0"),
        (json!({"logo_uri": "data:text/html,x"}), "invalid_client_metadata", "logo_uri"),
        (json!({"grant_types": ["password"]}), "invalid_client_metadata", "grant_types/0"),
        (json!({"jwks": {"keys": [{"kty": "oct", "k": "AA"}]}}), "invalid_client_metadata", "jwks/keys"),
        (json!({"client_name": 1}), "invalid_client_metadata", "client_name"),
    ] {
        let outcome = authority.outcome(&claims);
        assert_eq!((outcome.0, &*outcome.1), (400, code), "{claims}");
        assert!(outcome.2.starts_with(&format!("/software_statement/{claim}")), "{claims} {outcome:?}");
    }
}

/// RFC 7591 section 2; requirements C41, I16, J28: which of them count would be a guess.
#[test]
fn keys_of_a_statement_leave_no_place_for_others() {
    let authority = authority();
    let jwks = json!({"keys": [Signer::new().jwk("a")]});
    let by_value = authority.statement(&json!({"jwks": jwks}));
    let by_reference = authority.statement(&json!({"jwks_uri": "https://bank.example/jwks"}));
    for (statement, sent, other) in [(&by_value, "jwks_uri", "jwks"), (&by_reference, "jwks", "jwks_uri")] {
        let keys = if sent == "jwks" { jwks.clone() } else { json!("https://evil.example/jwks") };
        let reply = authority.register(statement, &json!({sent: keys}));
        assert_eq!(reply.refusal(), (400, "invalid_client_metadata".to_owned(), format!("/{sent}")));
        assert!(reply.text("error_description").ends_with(&format!("the software statement has {other}")));
    }
    let reply = authority.register(&by_reference, &json!({"jwks_uri": "https://evil.example/jwks", "jwks": null}));
    assert_eq!((reply.status(), reply.text("jwks_uri")), (201, "https://bank.example/jwks".to_owned()));
    let both = authority.statement(&json!({"jwks": jwks, "jwks_uri": "https://bank.example/jwks"}));
    assert_eq!(authority.register(&both, &json!({})).refusal().1, "invalid_client_metadata");
}

/// RFC 7591 section 2.3: a member that the request must not set, it must not set in another language.
#[test]
fn a_name_in_a_statement_is_the_name_in_every_language() {
    let authority = authority();
    let reply = authority.register(&authority.statement(&json!({})), &json!({"client_name#fr": "Autre"}));
    assert_eq!((reply.member("client_name"), reply.member("client_name#fr")), (json!("Bank"), Value::Null));
    let translated = authority.statement(&json!({"client_name#fr": "Banque"}));
    let reply = authority.register(&translated, &json!({"client_name#de": "Andere"}));
    assert_eq!((reply.member("client_name#fr"), reply.member("client_name#de")), (json!("Banque"), Value::Null));
}

/// RFC 7591 section 3.2.1; requirement I18.
#[test]
fn a_statement_sets_nothing_that_the_server_sets() {
    let authority = authority();
    let statement = authority.statement(&json!({"client_id": "mine", "client_secret": "mine", "dropped": [],
        "client_secret_expires_at": 9, "registration_access_token": "mine", "registration_client_uri": "mine",
        "software_statement": "mine", "token_endpoint_auth_methods_supported": ["none"]}));
    let reply = authority.register(&statement, &json!({}));
    assert_eq!(reply.status(), 201, "{}", reply.json());
    assert!(!reply.json().to_string().contains("mine"));
    assert_eq!(reply.member("dropped"), Value::Null);
    assert_eq!(reply.text("token_endpoint_auth_method"), "client_secret_basic");
}

/// RFC 7591 section 2.3: offered values do not replace a claim; requirement I13.
#[test]
fn what_a_statement_says_is_not_chosen_anew_from_an_offer() {
    let authority = authority();
    let keys = json!({"jwks_uri": "https://bank.example/jwks"});
    let statement = authority.statement(&over(&keys, &json!({"token_endpoint_auth_method": "private_key_jwt"})));
    for offer in [json!(["none"]), json!(["none", "private_key_jwt"])] {
        let reply = authority.register(&statement, &json!({"token_endpoint_auth_methods_supported": offer}));
        assert_eq!((reply.status(), reply.text("token_endpoint_auth_method")), (201, "private_key_jwt".to_owned()));
    }
    // By itself it could not be registered: an offer is no way around that.
    let statement = authority.statement(&json!({"token_endpoint_auth_method": "tls_client_auth"}));
    let offer = json!({"token_endpoint_auth_methods_supported": ["tls_client_auth", "none"]});
    assert_eq!(authority.register(&statement, &offer).refusal().2, "/software_statement/token_endpoint_auth_method");
}

/// Requirements J8, J29, J30, J50, J57.
#[test]
fn the_operator_says_what_claims_are_for_and_of_which_a_part_may_be_asked() {
    let entry = json!({"claims": {"software_redirect_uris": "redirect_uris", "software_jwks_uri": "jwks_uri"},
        "narrowed": ["redirect_uris", "scope"], "returned": ["org_id"], "self_asserted": ["client_uri", "redirect_uris"]});
    let authority = Authority::trusted(&entry, &[]);
    let claims = json!({"redirect_uris": null, "org_id": "7", "org_name": "Bank", "scope": "a b",
        "software_redirect_uris": ["https://bank.example/1", "https://bank.example/2"],
        "software_jwks_uri": "https://bank.example/jwks"});
    let statement = authority.statement(&claims);
    let reply = authority.register(&statement, &json!({}));
    assert_eq!(reply.member("redirect_uris"), json!(["https://bank.example/1", "https://bank.example/2"]));
    assert_eq!(reply.text("jwks_uri"), "https://bank.example/jwks");
    assert_eq!((reply.member("org_id"), reply.member("org_name")), (json!("7"), Value::Null));
    assert_eq!(reply.member("software_redirect_uris"), Value::Null);
    let part = json!({"redirect_uris": ["https://bank.example/2"], "scope": "b", "tos_uri": "https://bank.example/t"});
    let reply = authority.register(&statement, &part);
    assert_eq!(reply.member("redirect_uris"), json!(["https://bank.example/2"]), "{}", reply.json());
    assert_eq!((reply.text("scope"), reply.member("tos_uri")), ("b".to_owned(), Value::Null));
    for (asked, pointer) in [
        (json!({"redirect_uris": ["https://bank.example/1", "https://bank.example/3"]}), "/redirect_uris/1"),
        (json!({"redirect_uris": "https://bank.example/1"}), "/redirect_uris"),
        (json!({"scope": "a c"}), "/scope"),
    ] {
        assert_eq!(authority.register(&statement, &asked).refusal().2, pointer, "{asked}");
    }
}

/// Requirements I19, K1, K24: a client that an authority vouches for costs no more than any other.
#[test]
fn a_statement_is_kept_without_storage_where_it_fits() {
    let sealed = [("CLIENT_STORAGE", "sealed")];
    let authority = Authority::trusted(&json!({}), &sealed);
    let statement = authority.statement(&json!({"org_id": "7"}));
    let client = authority.register(&statement, &json!({"scope": "a"}));
    assert_eq!((client.status(), authority.world.store_calls.get()), (201, 0));
    let id = client.text("client_id");
    assert!(id.starts_with('s') && id.len() < 400, "{}", id.len());
    let read = Call::manage(Method::Get, &client).to(&authority.world);
    assert_eq!((read.json(), authority.world.store_calls.get()), (client.json(), 1));
    assert_eq!(read.text("software_statement"), statement);
    let long = authority.statement(&json!({"software_description": "x".repeat(2000)}));
    let client = authority.register(&long, &json!({}));
    assert_eq!((client.status(), authority.world.clients().len()), (201, 1));
    assert_eq!(Call::manage(Method::Get, &client).to(&authority.world).text("software_statement"), long);
    let short = Authority::trusted(&json!({}), &[sealed[0], ("SEALED_STATEMENT_ID_LIMIT", "255")]);
    assert_eq!(short.outcome(&json!({})).0, 201);
    assert_eq!(short.world.clients().len(), 1);
}
