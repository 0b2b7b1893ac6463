//! Software statements: whom they come from, what they say, and what goes before what.

use enrol::http::Method;
use serde_json::{Value, json};

use crate::support::authority::{Authority, DIRECTORY, KEYS, outcome, over};
use crate::support::{Break, Call, Reply, Signer, World, sign_with_secret};

const INVALID: &str = "invalid_software_statement";
const UNAPPROVED: &str = "unapproved_software_statement";

fn refused(code: &str) -> (u16, String, String) {
    (400, code.to_owned(), "/software_statement".to_owned())
}

fn authority() -> Authority {
    Authority::trusted(&json!({}), &[])
}

fn unsigned(claims: &Value) -> String {
    let signed = sign_with_secret("x", &json!({"alg": "HS256"}), claims);
    signed.rsplit_once('.').unwrap().0.to_owned()
}

/// RFC 7591 sections 2.3 and 3.2.1; requirements G12, I13, I14, I17, I19, J56.
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
}

/// RFC 7591 section 2.3; requirements I1, I2, I3, I5, I7, I22, I23, J22.
#[test]
fn what_is_no_signed_jwt_of_an_issuer_is_an_invalid_statement() {
    let authority = authority();
    let claims = authority.claims(&json!({}));
    let header = json!({"alg": "ES256", "kid": "1"});
    let good = authority.signer.sign(&header, &claims);
    let signed = |header: Value| authority.signer.sign(&header, &claims);
    let (head, signature) = good.rsplit_once('.').unwrap();
    let texts = [
        String::from("x"),
        format!("{head}."),
        head.to_owned(),
        format!("{good}="),
        format!(" {good}"),
        format!("{good}\n"),
        format!("{good}.{signature}"),
        format!("{head}.{}", signature.replace(|c: char| c.is_ascii_alphanumeric(), "A")),
        format!("{}.", unsigned(&claims)),
        signed(json!({"alg": "none"})),
        signed(json!({"alg": "None"})),
        signed(json!({"alg": "nOnE"})),
        signed(json!({"kid": "1"})),
        signed(json!({"alg": "RS256", "kid": "1"})),
        signed(json!({"alg": "es256", "kid": "1"})),
        signed(json!({"alg": "ES256", "crit": ["exp"]})),
        signed(json!({"alg": "ES256", "b64": false})),
        sign_with_secret(&authority.signer.jwk("1").to_string(), &json!({"alg": "HS256", "kid": "1"}), &claims),
        authority.signer.sign(&header, &over(&claims, &json!({"iss": null}))),
        authority.signer.sign(&header, &over(&claims, &json!({"iss": ""}))),
        authority.signer.sign(&header, &over(&claims, &json!({"iss": [DIRECTORY]}))),
        format!("{good}{}", "A".repeat(32_768)),
    ];
    for text in texts {
        assert_eq!(outcome(&authority.register(&text, &json!({}))), refused(INVALID), "{text}");
    }
    for value in [json!({"payload": good}), json!([good]), json!(1), json!(true)] {
        let reply = Call::register(&json!({"software_statement": value})).to(&authority.world);
        assert_eq!(reply.refusal(), refused(INVALID), "{value}");
    }
    assert_eq!(outcome(&authority.register(&good, &json!({}))).0, 201);
    assert_eq!(authority.world.clients().len(), 1);
}

/// RFC 7519 section 4; requirement I22.
#[test]
fn a_claim_that_is_there_twice_makes_a_statement_invalid() {
    let authority = authority();
    let payload = authority.claims(&json!({})).to_string().replacen('{', r#"{"software_id":"other","#, 1);
    let text = authority.signer.sign_text(&json!({"alg": "ES256", "kid": "1"}), &payload);
    assert_eq!(outcome(&authority.register(&text, &json!({}))), refused(INVALID));
}

/// RFC 7591 section 3.2.2; requirements G21, I4, I6, I12, I24.
#[test]
fn only_the_keys_of_a_trusted_issuer_count() {
    let authority = authority();
    let stranger = Signer::new();
    let claims = authority.claims(&json!({}));
    let embedded = json!({"alg": "ES256", "kid": "1", "jwk": stranger.jwk("1"), "jku": "https://evil.example/jwks"});
    let forged = stranger.sign(&embedded, &claims);
    assert_eq!(outcome(&authority.register(&forged, &json!({}))), refused(INVALID));
    assert_eq!(*authority.world.fetches.borrow(), [KEYS], "nothing that the statement names is fetched");
    let other = stranger.sign(&embedded, &over(&claims, &json!({"iss": "https://other.example"})));
    assert_eq!(outcome(&authority.register(&other, &json!({}))), refused(UNAPPROVED));
    for kid in ["2", "../1", "' OR 1=1 --"] {
        let text = authority.signer.sign(&json!({"alg": "ES256", "kid": kid}), &claims);
        assert_eq!(outcome(&authority.register(&text, &json!({}))), refused(INVALID), "{kid}");
    }
    assert_eq!(outcome(&authority.register(&authority.statement(&json!({})), &json!({}))).0, 201);
    assert_eq!(authority.world.fetches.borrow().len(), 1, "an unknown kid has nothing fetched again at once");
}

/// OpenID Connect Core section 10.1.1; requirement I6.
#[test]
fn an_issuer_may_change_its_keys() {
    let authority = authority();
    assert_eq!(authority.outcome(&json!({})).0, 201);
    let next = Signer::new();
    authority.world.publish(KEYS, &json!({"keys": [next.jwk("2")]}).to_string());
    authority.world.wait(enrol::unit::Seconds(60));
    let text = next.sign(&json!({"alg": "ES256", "kid": "2"}), &authority.claims(&json!({})));
    assert_eq!(outcome(&authority.register(&text, &json!({}))).0, 201);
    authority.world.wait(enrol::unit::Seconds(3600));
    assert_eq!(authority.outcome(&json!({})), refused(INVALID), "the old key is gone");
}

/// RFC 7519 section 4.1; requirements G20, I8, I9.
#[test]
fn a_statement_is_for_now_and_for_here() {
    let authority = authority();
    let now = authority.world.now.get().0;
    for (claims, is_good) in [
        (json!({"exp": null}), true),
        (json!({"exp": now - 9}), true),
        (json!({"exp": now - 10}), false),
        (json!({"exp": "2030"}), false),
        (json!({"iat": now + 10}), true),
        (json!({"iat": now + 11}), false),
        (json!({"nbf": now + 11}), false),
        (json!({"nbf": "x"}), false),
        (json!({"aud": "https://as.example"}), true),
        (json!({"aud": ["x", "https://as.example/register"]}), true),
        (json!({"aud": "https://other.example"}), false),
        (json!({"aud": []}), false),
        (json!({"aud": 1}), false),
    ] {
        let outcome = authority.outcome(&claims);
        assert_eq!(outcome.0 == 201, is_good, "{claims} {outcome:?}");
        assert!(is_good || outcome == refused(INVALID), "{claims}");
    }
}

/// RFC 8725 section 3.11; requirement I11.
#[test]
fn a_token_of_another_kind_is_no_statement() {
    let authority = authority();
    for (kind, is_good) in [
        ("JWT", true),
        ("ssa+jwt", true),
        ("application/software-statement+jwt", true),
        ("at+jwt", false),
        ("dpop+jwt", false),
        ("logout+jwt", false),
        ("secevent+jwt", false),
    ] {
        let text = authority.signer.sign(&json!({"alg": "ES256", "typ": kind}), &authority.claims(&json!({})));
        assert_eq!(outcome(&authority.register(&text, &json!({}))).0 == 201, is_good, "{kind}");
    }
    let bare = authority.signer.sign(&json!({"alg": "ES256"}), &json!({"iss": DIRECTORY, "sub": "user"}));
    assert_eq!(outcome(&authority.register(&bare, &json!({}))), refused(INVALID), "nothing of it is metadata");
    let strict = Authority::trusted(&json!({"typ": ["ssa+jwt"]}), &[]);
    assert_eq!(strict.outcome(&json!({})), refused(INVALID));
    let text = strict.signer.sign(&json!({"alg": "ES256", "typ": "SSA+JWT"}), &strict.claims(&json!({})));
    assert_eq!(outcome(&strict.register(&text, &json!({}))).0, 201);
    let text = strict.signer.sign(&json!({"alg": "ES256"}), &strict.claims(&json!({})));
    assert_eq!(outcome(&strict.register(&text, &json!({}))), refused(INVALID));
}

/// Requirements I5, I25, J23, J27.
#[test]
fn the_operator_says_what_statements_must_be() {
    let now = authority().world.now.get().0;
    let rows = [
        (json!({"algorithms": ["PS256"]}), json!({}), refused(INVALID)),
        (json!({"algorithms": ["PS256", "ES256"]}), json!({}), (201, String::new(), String::new())),
        (json!({"maximum_age_seconds": 300}), json!({"iat": now - 310}), (201, String::new(), String::new())),
        (json!({"maximum_age_seconds": 300}), json!({"iat": now - 311}), refused(INVALID)),
        (json!({"maximum_age_seconds": 300}), json!({"iat": null}), refused(INVALID)),
        (json!({"audience": ["urn:bank"]}), json!({"aud": "urn:bank"}), (201, String::new(), String::new())),
        (json!({"required": ["aud"]}), json!({}), refused(INVALID)),
        (json!({"required": ["org_id"]}), json!({"org_id": "1"}), (201, String::new(), String::new())),
        (json!({}), json!({"org_status": "Active"}), (201, String::new(), String::new())),
        (json!({}), json!({"org_status": "Revoked"}), refused(UNAPPROVED)),
        (json!({}), json!({"org_status": "Withdrawn"}), refused(UNAPPROVED)),
        (json!({}), json!({"org_status": 1}), refused(UNAPPROVED)),
        (json!({"approved": {"software_id": ["other"]}}), json!({}), refused(UNAPPROVED)),
        (json!({"approved": {"software_id": ["bank-app"]}}), json!({}), (201, String::new(), String::new())),
        (json!({"approved": {"roles": ["A"]}}), json!({"roles": ["B", "A"]}), (201, String::new(), String::new())),
        (json!({"approved": {"roles": ["A"]}}), json!({"roles": ["B"]}), refused(UNAPPROVED)),
        (json!({"approved": {"roles": ["A"]}}), json!({"roles": []}), refused(UNAPPROVED)),
    ];
    for (entry, claims, expected) in rows {
        assert_eq!(Authority::trusted(&entry, &[]).outcome(&claims), expected, "{entry} {claims}");
    }
}

/// RFC 7591 section 3.2.2; requirements I15, R5.
#[test]
fn what_a_statement_says_is_checked_like_what_its_holder_says() {
    let authority = authority();
    for (claims, code, pointer) in [
        (json!({"redirect_uris": ["http://bank.example/"]}), "invalid_redirect_uri", "/redirect_uris/0"),
        (json!({"redirect_uris": ["javascript:alert(1)"]}), "invalid_redirect_uri", "/redirect_uris/0"),
        (json!({"logo_uri": "data:text/html,x"}), "invalid_client_metadata", "/logo_uri"),
        (json!({"grant_types": ["password"]}), "invalid_client_metadata", "/grant_types/0"),
        (json!({"jwks": {"keys": [{"kty": "oct", "k": "AA"}]}}), "invalid_client_metadata", "/jwks/keys"),
        (json!({"client_name": 1}), "invalid_client_metadata", "/client_name"),
    ] {
        let expected = (400, code.to_owned(), pointer.to_owned());
        let outcome = authority.outcome(&claims);
        assert_eq!((outcome.0, &*outcome.1), (400, code), "{claims}");
        assert!(outcome.2.starts_with(pointer) || outcome == expected, "{claims} {outcome:?}");
    }
}

/// RFC 7591 section 2; requirements C41, I16.
#[test]
fn keys_of_a_statement_leave_no_place_for_others() {
    let authority = authority();
    let jwks = json!({"keys": [Signer::new().jwk("a")]});
    let by_value = authority.statement(&json!({"jwks": jwks}));
    let reply = authority.register(&by_value, &json!({"jwks_uri": "https://evil.example/jwks"}));
    assert_eq!((reply.status(), reply.member("jwks_uri")), (201, Value::Null), "{}", reply.json());
    let by_reference = authority.statement(&json!({"jwks_uri": "https://bank.example/jwks"}));
    let reply = authority.register(&by_reference, &json!({"jwks": jwks}));
    assert_eq!((reply.status(), reply.member("jwks")), (201, Value::Null));
    let both = authority.statement(&json!({"jwks": jwks, "jwks_uri": "https://bank.example/jwks"}));
    assert_eq!(authority.register(&both, &json!({})).refusal().1, "invalid_client_metadata");
}

/// RFC 7591 section 2.3: what a name is for nobody, it is for nobody in another language.
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

/// Requirements B13, I10, I31: what can be used once is used by who gets a client.
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
    assert_eq!(Call::manage(Method::Delete, &first).to(&authority.world).status(), 204);
    assert_eq!(authority.outcome(&json!({"jti": "5"})).0, 201);
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
    assert_eq!(reply.refusal().2, "/software_id", "its bounds hold for what the statement says");
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

/// Requirements I12, I24: an issuer that the operator has stored is as good as one of the settings.
#[test]
fn an_issuer_can_be_trusted_while_the_server_runs() {
    let world = World::new();
    let signer = Signer::new();
    let text = signer.sign(
        &json!({"alg": "ES256"}),
        &json!({"iss": "cdr-register", "software_id": "x",
        "redirect_uris": ["https://bank.example/cb"]}),
    );
    let register = || Call::register(&json!({"software_statement": text})).to(&world);
    assert_eq!(register().refusal(), refused(UNAPPROVED));
    let trust = |entry: Value| {
        world.statement_issuers.borrow_mut().insert("cdr-register".to_owned(), entry.as_object().unwrap().clone())
    };
    trust(json!({"jwks": {"keys": [signer.jwk("1")]}}));
    assert_eq!(register().status(), 201);
    trust(json!({"jwks": {"keys": [signer.jwk("1")]}, "surprise": true}));
    let reply = register();
    assert_eq!((reply.status(), reply.text("error")), (500, "server_error".to_owned()));
    assert!(reply.line.contains("not have the member surprise"), "{}", reply.line);
}

/// Requirement R46: why is for the log, and not for who could learn from it.
#[test]
fn the_reason_of_a_refusal_is_in_the_log_alone() {
    let authority = authority();
    let expired = authority.register(&authority.statement(&json!({"exp": 1})), &json!({}));
    let forged = Signer::new().sign(&json!({"alg": "ES256"}), &authority.claims(&json!({})));
    let forged = authority.register(&forged, &json!({}));
    assert_eq!(expired.json(), forged.json());
    assert!(expired.line.contains("it is not for now") && forged.line.contains("no key of its issuer verifies it"));
}

#[test]
fn a_server_that_cannot_find_out_says_so_and_registers_nobody() {
    let reply = |broken: Break| -> Reply {
        let authority = authority();
        authority.world.broken.set(broken);
        authority.register(&authority.statement(&json!({})), &json!({}))
    };
    assert_eq!(reply(Break::Verify).status(), 503);
    assert_eq!(reply(Break::FetchThrottle).status(), 503);
    assert_eq!(reply(Break::Fetch).refusal(), refused(INVALID));
    let world = World::new();
    world.broken.set(Break::Store);
    let text = Signer::new().sign(&json!({"alg": "ES256"}), &json!({"iss": "x"}));
    assert_eq!(Call::register(&json!({"software_statement": text})).to(&world).status(), 503);
}
