//! The claims of an identity assertion. The draft, section "Processing Rules", RFC 7521 section 5.2, RFC 7523 section 3.

use serde_json::{Value, json};

use super::{Company, client, granted, is_refused};
use crate::authentication::NOW;
use crate::support::provider::PROVIDER;
use crate::support::sign_with_secret;

/// RFC 8725 section 3.11: the type keeps ID tokens and other tokens of the provider apart from assertions.
#[test]
fn only_a_token_of_the_right_type_is_an_assertion() {
    let company = Company::new();
    for header in
        [json!({"typ": null}), json!({"typ": "JWT"}), json!({"typ": "at+jwt"}), json!({"typ": "oauth-id-jag"})]
    {
        let reply = company.request(&company.sign(&header, &company.claims(&json!({}))), &[]).to(company.world());
        is_refused(&company, &reply, "assertion_malformed");
    }
    let long = company.assertion(&json!({"name": "a".repeat(17_000)}));
    for text in ["x", "e30.e30.", "..", &long] {
        is_refused(&company, &company.request(text, &[]).to(company.world()), "assertion_malformed");
    }
    let header = json!({"alg": "HS256", "typ": "oauth-id-jag+jwt"});
    let shared = sign_with_secret("s3cret", &header, &company.claims(&json!({})));
    is_refused(&company, &company.request(&shared, &[]).to(company.world()), "assertion_malformed");
    let full = json!({"typ": "application/oauth-id-jag+jwt"});
    let reply = company.request(&company.sign(&full, &company.claims(&json!({}))), &[]).to(company.world());
    assert_eq!(reply.status(), 200, "RFC 7515 section 4.1.9: the prefix may be there");
}

#[test]
fn each_claim_must_fit_this_server_this_client_and_this_moment() {
    let company = Company::new();
    let other = client(company.world(), &json!({})).text("client_id");
    for (claims, reason) in [
        (json!({"iss": null}), "assertion_issuer"),
        (json!({"iss": "https://evil.example"}), "assertion_issuer"),
        (json!({"iss": format!("{PROVIDER}/")}), "assertion_issuer"),
        (json!({"iss": [PROVIDER]}), "assertion_issuer"),
        // A provider where users may sign in, and which is not in IDENTITY_ASSERTIONS.
        (json!({"iss": "https://other.example"}), "assertion_issuer"),
        (json!({"iss": "https://as.example"}), "assertion_issuer"),
        (json!({"aud": null}), "assertion_audience"),
        (json!({"aud": "https://other.example"}), "assertion_audience"),
        (json!({"aud": "https://as.example/token"}), "assertion_audience"),
        (json!({"aud": ["https://as.example", "https://other.example"]}), "assertion_audience"),
        (json!({"aud": ["https://as.example", "https://as.example"]}), "assertion_audience"),
        (json!({"aud": []}), "assertion_audience"),
        (json!({"client_id": null}), "assertion_client"),
        (json!({"client_id": other}), "assertion_client"),
        (json!({"client_id": [company.client.text("client_id")]}), "assertion_client"),
        (json!({"sub": null}), "assertion_claims"),
        (json!({"sub": ""}), "assertion_claims"),
        (json!({"sub": "s".repeat(256)}), "assertion_claims"),
        (json!({"jti": null}), "assertion_claims"),
        (json!({"jti": 7}), "assertion_claims"),
        (json!({"jti": "j".repeat(256)}), "assertion_claims"),
        (json!({"authorization_details": [{"type": "chat_read"}]}), "assertion_claims"),
        (json!({"exp": null}), "assertion_lifetime"),
        (json!({"exp": NOW - 60}), "assertion_lifetime"),
        (json!({"exp": NOW + 3601}), "assertion_lifetime"),
        (json!({"exp": "soon"}), "assertion_lifetime"),
        (json!({"iat": null}), "assertion_lifetime"),
        (json!({"iat": NOW + 61}), "assertion_lifetime"),
        (json!({"iat": NOW - 3601}), "assertion_lifetime"),
        (json!({"nbf": NOW + 61}), "assertion_lifetime"),
    ] {
        let reply = company.exchange(&claims);
        is_refused(&company, &reply, reason);
    }
    for claims in [
        json!({"aud": ["https://as.example"]}),
        json!({"aud": "https://as.example/"}),
        json!({"exp": NOW - 59}),
        json!({"exp": NOW + 3600}),
        json!({"iat": NOW + 60}),
        json!({"sub": "s".repeat(255), "jti": "j".repeat(255)}),
    ] {
        assert_eq!(company.exchange(&claims).status(), 200, "{claims}");
    }
}

/// RFC 7521 section 5.2, rule 8: an assertion counts once, also within the tolerated difference of the clocks.
#[test]
fn an_assertion_counts_once() {
    let company = Company::new();
    for claims in [json!({}), json!({"exp": NOW - 59})] {
        let assertion = company.assertion(&claims);
        let [first, second] = [(); 2].map(|()| company.request(&assertion, &[]).to(company.world()));
        assert_eq!(first.status(), 200, "{}", first.line);
        assert_eq!((second.status(), second.text("error")), (400, "invalid_grant".to_owned()));
        assert!(second.line.contains("\"assertion_replayed\""), "{}", second.line);
    }
    let same = json!({"jti": "assertion 1", "scope": "notes:read"});
    assert_eq!(company.exchange(&same).text("error"), "invalid_grant", "the jti counts, and not the text");
}

/// A rule about users holds for assertions as for sign-ins.
#[test]
fn the_rule_of_the_provider_decides_who_has_access() {
    let allow = json!({"allow": {"email_domain": ["example.com"]}});
    let company = Company::with(&allow, &[], &json!({}));
    for claims in [
        json!({"email": "joe@evil.example"}),
        json!({"email_verified": null}),
        json!({"email": null}),
        json!({"tenant": "acme"}),
    ] {
        is_refused(&company, &company.exchange(&claims), "assertion_rule");
    }
    granted(&company.exchange(&json!({})));
}

/// The draft, section "ID-JAG Claims": a `sub` is unique in its tenant alone.
#[test]
fn a_provider_with_tenants_needs_a_rule_that_names_them() {
    let everybody = Company::new();
    is_refused(&everybody, &everybody.exchange(&json!({"tenant": "acme"})), "assertion_rule");
    let company = Company::with(&json!({"allow": {"tenant": ["acme"]}}), &[], &json!({}));
    for tenant in [json!("evil"), Value::Null, json!(7)] {
        is_refused(&company, &company.exchange(&json!({"tenant": tenant})), "assertion_rule");
    }
    granted(&company.exchange(&json!({"tenant": "acme"})));
}
