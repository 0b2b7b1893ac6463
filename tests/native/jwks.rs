//! Keys of clients by value. OpenID Connect Registration section 2, RFC 7517.

use serde_json::json;

use crate::support::{Call, World};

/// OpenID Connect Registration section 2; requirements F1, F2, R14: nothing of it is stored, echoed or logged.
#[test]
fn a_private_key_sent_by_mistake_leaves_no_trace() {
    const SECRET: &str = "870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE";
    let world = World::new();
    let key = r#""kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
        "y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM""#;
    for (private, pointer) in [
        (format!(r#"{key},"d":"{SECRET}""#), "/jwks/keys/0/d"),
        (format!(r#"{key},"\u0064":"{SECRET}""#), "/jwks/keys/0/d"),
        (format!(r#"{key},"d":"","d":"{SECRET}""#), "/jwks/keys/0/d"),
        (format!(r#"{key},"k":"{SECRET}""#), "/jwks/keys/0/k"),
        (format!(r#""kty":"oct","k":"{SECRET}""#), "/jwks/keys/0/k"),
        (format!(r#""kty":"AKP","d":"{SECRET}""#), "/jwks/keys/0/d"),
        (format!(r#""kty":"RSA","oth":[{{"d":"{SECRET}"}}]"#), "/jwks/keys/0/oth"),
    ] {
        let body = format!(r#"{{"redirect_uris":["https://a.example/"],"jwks":{{"keys":[{{{private}}}]}}}}"#);
        let reply = Call::register_bytes(body).to(&world);
        let expected = (400, "invalid_client_metadata".to_owned(), pointer.to_owned());
        assert_eq!(reply.refusal(), expected, "{private}");
        assert!(!reply.json().to_string().contains(SECRET) && !reply.line.contains(SECRET), "{}", reply.line);
    }
    assert!(world.clients().is_empty());
    let public = format!(r#"{{"redirect_uris":["https://a.example/"],"jwks":{{"keys":[{{{key}}}]}}}}"#);
    assert_eq!(Call::register_bytes(public).to(&world).status(), 201);
}

/// RFC 7517 sections 4.6 and 5; requirements F4, F8: what is not understood is left out, and nothing is fetched.
#[test]
fn a_key_is_kept_without_the_members_that_nobody_reads() {
    let key = json!({"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"});
    let mut sent = key.clone();
    sent["x5u"] = json!("https://169.254.169.254/latest/meta-data");
    sent["jku"] = json!("https://client.example/jwks");
    sent["nickname"] = json!("x");
    let world = World::new();
    let asked = json!({"redirect_uris": ["https://a.example/"], "jwks": {"keys": [sent, {"kty": "AKP"}], "extra": 1}});
    let reply = Call::register(&asked).to(&world);
    assert_eq!((reply.status(), reply.member("jwks")), (201, json!({"keys": [key]})));
    assert!(world.fetches.borrow().is_empty());
}
