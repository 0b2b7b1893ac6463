//! Claims about the statement itself, and members that only this server sets.

use serde_json::{Value, json};

use crate::support::authority::Authority;

/// RFC 7519 section 4.1, RFC 7591 section 3.2.1; requirements I17, J57: none of these claims is returned to the client.
#[test]
fn no_claim_stands_in_for_what_only_the_server_says() {
    for storage in ["stored", "sealed"] {
        let authority = Authority::trusted(&json!({}), &[("CLIENT_STORAGE", storage)]);
        let now = authority.world.now.get().0;
        let claims = json!({
            "aud": "https://as.example",
            "client_id": "chosen",
            "client_id_issued_at": 7,
            "client_secret": "chosen",
            "client_secret_expires_at": 7,
            "dropped": [{"pointer": "/x"}],
            "nbf": now,
            "registration_access_token": "chosen",
            "registration_client_uri": "https://evil.example/",
            "software_statement": "chosen",
            "sub": "chosen",
            "org_name": "Bank Ltd",
        });
        let statement = authority.statement(&claims);
        let client = authority.register(&statement, &json!({}));
        assert_eq!(client.status(), 201, "{}", client.json());
        for name in ["aud", "dropped", "exp", "iat", "iss", "jti", "nbf", "sub"] {
            assert_eq!(client.member(name), Value::Null, "{name} {storage}");
        }
        let id = client.text("client_id");
        assert_eq!(client.text("registration_client_uri"), format!("https://as.example/register/{id}"), "{storage}");
        assert!(client.text("registration_access_token").starts_with("enrol_rat_"), "{storage}");
        assert_eq!(client.member("client_id_issued_at"), now, "{storage}");
        assert_eq!(client.member("client_secret_expires_at"), 0, "{storage}");
        assert_ne!(client.text("client_secret"), "chosen", "{storage}");
        assert_eq!(client.text("software_statement"), statement, "{storage}");
        assert_eq!(client.text("org_name"), "Bank Ltd", "{storage}");
        let members = client.response.body.clone();
        let text = String::from_utf8(members).unwrap();
        for name in ["client_id\"", "client_secret\"", "client_id_issued_at\"", "client_secret_expires_at\""] {
            assert_eq!(text.matches(&format!("\"{name}:")).count(), 1, "{name} is told once: {text}");
        }
    }
}

/// RFC 7515 section 4.1.9, RFC 8725 section 3.11: the permitted `typ` headers of a statement.
#[test]
fn a_statement_is_called_one() {
    let authority = Authority::trusted(&json!({}), &[]);
    let outcome = |kind: Value| {
        let header = json!({"alg": "ES256", "kid": "1", "typ": kind});
        let statement = authority.signer.sign(&header, &authority.claims(&json!({})));
        authority.register(&statement, &json!({})).status()
    };
    for kind in
        ["JWT", "jwt", "application/jwt", "software-statement+jwt", "application/Software-Statement+JWT", "ssa+jwt"]
    {
        assert_eq!(outcome(json!(kind)), 201, "{kind}");
    }
    for kind in ["at+jwt", "dpop+jwt", "logout+jwt", "JOSE", "statement+jwt", "client-authentication+jwt"] {
        assert_eq!(outcome(json!(kind)), 400, "{kind}");
    }
}
