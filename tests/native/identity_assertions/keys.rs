//! The keys of the provider, and the keys that an assertion is bound to.

use enrol::http::CertificateStatus;
use enrol::unit::Seconds;
use serde_json::{Value, json};

use super::{Company, granted, is_refused};
use crate::support::Signer;
use crate::support::proof::Holder;
use crate::support::provider::PROVIDER;

const THUMBPRINT: &str = "bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2";

/// RFC 7523 section 3, rule 9.
#[test]
fn an_assertion_is_signed_with_a_published_key_of_its_issuer() {
    let company = Company::new();
    let header = json!({"alg": "ES256", "kid": "1", "typ": "oauth-id-jag+jwt"});
    let forged = Signer::new().sign(&header, &company.claims(&json!({})));
    is_refused(&company, &company.request(&forged, &[]).to(company.world()), "assertion_signature");
    let good = company.assertion(&json!({}));
    let (signed, signature) = good.rsplit_once('.').unwrap();
    let first = if signature.starts_with('A') { "B" } else { "A" };
    let altered = format!("{signed}.{first}{}", signature.get(1..).unwrap());
    is_refused(&company, &company.request(&altered, &[]).to(company.world()), "assertion_signature");
    assert_eq!(company.request(&good, &[]).to(company.world()).status(), 200, "what is forged uses nothing up");
}

/// A failure of the provider refuses the assertion, and does not use it up.
#[test]
fn without_the_keys_of_the_provider_no_assertion_counts() {
    for broken in
        [json!({"jwks_uri": null}), json!({"issuer": "https://evil.example"}), json!({"jwks_uri": "http://127.0.0.1/"})]
    {
        let company = Company::new();
        company.provider.describe(&broken);
        is_refused(&company, &company.exchange(&json!({})), "assertion_signature");
    }
    let company = Company::new();
    company.world().publish_as(&format!("{PROVIDER}/jwks"), 503, "application/json", "{}");
    let assertion = company.assertion(&json!({}));
    is_refused(&company, &company.request(&assertion, &[]).to(company.world()), "assertion_signature");
    company.provider.publish_keys("1");
    company.world().wait(Seconds(61));
    assert_eq!(company.request(&assertion, &[]).to(company.world()).status(), 200);
}

/// The document of the keys is fetched again if it lacks the key, so a provider may change its key at any time.
#[test]
fn a_new_key_of_the_provider_counts_at_once() {
    let mut company = Company::new();
    granted(&company.exchange(&json!({})));
    company.provider.signer = Signer::new();
    company.provider.publish_keys("2");
    company.world().wait(Seconds(61));
    let signed = company.sign(&json!({"kid": "2"}), &company.claims(&json!({})));
    assert_eq!(company.request(&signed, &[]).to(company.world()).status(), 200);
}

/// The draft, section 9.8.1.2: a proof by `DPoP`.
#[test]
fn an_assertion_for_a_key_needs_a_proof_of_that_key() {
    let company = Company::new();
    let [holder, thief] = [(); 2].map(|()| Holder::new());
    let bound = company.assertion(&json!({"cnf": {"jkt": holder.thumbprint()}}));
    is_refused(&company, &company.request(&bound, &[]).to(company.world()), "assertion_key");
    is_refused(&company, &thief.prove(company.request(&bound, &[])).to(company.world()), "assertion_key");
    let reply = holder.prove(company.request(&bound, &[])).to(company.world());
    assert_eq!(granted(&reply)["cnf"], json!({"jkt": holder.thumbprint()}));
    assert_eq!(reply.text("token_type"), "DPoP");
    let free = holder.prove(company.request(&company.assertion(&json!({})), &[])).to(company.world());
    assert_eq!(granted(&free)["cnf"], json!({"jkt": holder.thumbprint()}), "a proof binds the token in any case");
}

/// The draft, section 9.8.2.2: a certificate.
#[test]
fn an_assertion_for_a_certificate_needs_that_certificate() {
    let able = [("AUTHORIZATION_SERVER", r#"{"tls_client_certificate_bound_access_tokens":true}"#)];
    let metadata = json!({"tls_client_certificate_bound_access_tokens": true});
    let company = Company::with(&json!({}), &able, &metadata);
    let bound = company.assertion(&json!({"cnf": {"x5t#S256": THUMBPRINT}}));
    let with = |thumbprint| company.request(&bound, &[]).certificate(thumbprint, "CN=x", CertificateStatus::Verified);
    is_refused(&company, &with("other").to(company.world()), "assertion_key");
    assert_eq!(granted(&with(THUMBPRINT).to(company.world()))["cnf"], json!({"x5t#S256": THUMBPRINT}));
    // The token of another client would not be bound to the certificate.
    let company = Company::with(&json!({}), &able, &json!({}));
    let bound = company.assertion(&json!({"cnf": {"x5t#S256": THUMBPRINT}}));
    let call = company.request(&bound, &[]).certificate(THUMBPRINT, "CN=x", CertificateStatus::Verified);
    is_refused(&company, &call.to(company.world()), "assertion_key");
}

/// RFC 7800 section 3: a confirmation that this server does not know is not passed over.
#[test]
fn every_key_of_a_confirmation_must_be_proven() {
    let company = Company::new();
    let holder = Holder::new();
    let jkt = holder.thumbprint();
    for confirmation in [
        json!({}),
        Value::Null,
        json!("x"),
        json!({"jkt": 7}),
        json!({"jkt": jkt, "x5t#S256": THUMBPRINT}),
        json!({"jkt": jkt, "kid": "1"}),
        json!({"jwk": holder.jwk()}),
    ] {
        let mut claims = company.claims(&json!({}));
        claims["cnf"] = confirmation.clone();
        let reply = holder.prove(company.request(&company.sign(&json!({}), &claims), &[])).to(company.world());
        is_refused(&company, &reply, "assertion_key");
    }
}
