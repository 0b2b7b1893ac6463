//! Valid and invalid software statements.

use enrol::ports::Limit;
use serde_json::{Value, json};

use crate::support::authority::{Authority, DIRECTORY, DIRECTORY_KEYS, outcome, over};
use crate::support::{Call, Down, Reply, Signer, World, sign_with_secret};

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
    assert_eq!(*authority.world.fetches.borrow(), [DIRECTORY_KEYS], "nothing that the statement names is fetched");
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
    authority.world.publish(DIRECTORY_KEYS, &json!({"keys": [next.jwk("2")]}).to_string());
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
    assert_eq!(reply.refusal(), refused(UNAPPROVED), "what cannot be read is trusted by nobody");
    assert!(reply.line.contains("not have the member surprise"), "{}", reply.line);
}

/// Requirement R46: the reason of a refusal is in the log, and not in the response.
#[test]
fn the_reason_of_a_refusal_is_in_the_log_alone() {
    let authority = authority();
    let expired = authority.register(&authority.statement(&json!({"exp": 1})), &json!({}));
    let forged = Signer::new().sign(&json!({"alg": "ES256"}), &authority.claims(&json!({})));
    let forged = authority.register(&forged, &json!({}));
    assert_eq!(expired.json(), forged.json());
    assert!(expired.line.contains("it has expired") && forged.line.contains("none of the keys of its issuer"));
    let early = authority.register(&authority.statement(&json!({"nbf": 1_900_000_000})), &json!({}));
    let timeless = authority.register(&authority.statement(&json!({"iat": "x"})), &json!({}));
    let stranger = authority.register(&authority.statement(&json!({"iss": "https://nobody.example"})), &json!({}));
    assert!(early.line.contains("it is not good yet") && timeless.line.contains("is no time"));
    assert!(stranger.line.contains("nobody trusts its iss https://nobody.example"), "{}", stranger.line);
}

#[test]
fn a_server_that_cannot_find_out_says_so_and_registers_nobody() {
    let reply = |broken: Down| -> Reply {
        let authority = authority();
        authority.world.down.set(broken);
        authority.register(&authority.statement(&json!({})), &json!({}))
    };
    assert_eq!(reply(Down::Verify).status(), 503);
    assert_eq!(reply(Down::Limit(Limit::Fetch)).status(), 503);
    assert_eq!(reply(Down::Fetch).refusal(), refused(INVALID));
    let world = World::new();
    world.down.set(Down::Store);
    let text = Signer::new().sign(&json!({"alg": "ES256"}), &json!({"iss": "x"}));
    assert_eq!(Call::register(&json!({"software_statement": text})).to(&world).status(), 503);
}

/// Requirement I11: an access token is not accepted as a software statement.
#[test]
fn an_access_token_is_no_statement() {
    let authority = authority();
    for header in [json!({"alg": "ES256"}), json!({"alg": "ES256", "typ": "JWT"})] {
        let token = json!({"iss": DIRECTORY, "sub": "user", "client_id": "app", "scope": "a b", "azp": "app"});
        let text = authority.signer.sign(&header, &token);
        let asked = json!({"redirect_uris": ["https://evil.example/"]});
        assert_eq!(outcome(&authority.register(&text, &asked)), refused(INVALID));
    }
}

/// Requirements I13, I25.
#[test]
fn a_required_claim_is_one_that_says_something() {
    let authority = Authority::trusted(&json!({"required": ["org_id", "scope"]}), &[]);
    let claims = authority.claims(&json!({"org_id": "7"}));
    let mut empty = claims.clone();
    empty["scope"] = json!("");
    let text = authority.signer.sign(&json!({"alg": "ES256"}), &empty);
    assert_eq!(outcome(&authority.register(&text, &json!({"scope": "everything"}))), refused(INVALID));
    let many: serde_json::Map<String, Value> = (0..200).map(|number| (format!("claim-{number}"), json!(1))).collect();
    assert_eq!(authority.outcome(&over(&Value::Object(many), &json!({"org_id": "7", "scope": "a"}))), refused(INVALID));
}
