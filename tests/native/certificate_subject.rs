//! Rules on the subject of the certificate that a registration comes with.

use base64ct::{Base64, Encoding};
use enrol::http::CertificateStatus::{Unverified, Verified};
use enrol::http::Method;
use serde_json::{Value, json};

use crate::support::authority::{Authority, over};
use crate::support::{Call, Reply, Signer, World};

const ISSUERS: (&str, &str) = ("CERTIFICATE_ISSUERS", "[\"CN=Authority\"]");

/// The subject of a participant of Open Finance Brasil. Its organisation identifier is `OFBBR-org-7`.
const SUBJECT: &str = "UID=bank-app,2.5.4.97=#0c0b4f464242522d6f72672d37,CN=bank.example,OU=org-7,O=Bank,C=BR";

fn registering(authority: &Authority, claims: &Value) -> Call {
    Call::register(&json!({"software_statement": authority.statement(claims)}))
}

fn brazil() -> Authority {
    let rules = json!({"certificate": {"organizationIdentifier": "OFBBR-{org_id}", "UID": "{software_id}"}});
    Authority::trusted(&rules, &[ISSUERS])
}

/// Open Finance Brasil DCR sections 7.1 and 9.3.1, Open Banking UK DCR; requirements J2, J36, J37.
#[test]
fn the_subject_has_what_the_statement_says() {
    let of_uk = json!([{"organizationIdentifier": "PSDGB-OB-{org_id}"}, {"OU": "{org_id}", "CN": "{software_id}"}]);
    let legacy = "CN=bank-app,OU=org-7,O=OpenBanking,C=GB";
    let seal = "organizationIdentifier=PSDGB-OB-ORG-7,CN=bank.example,O=Bank,C=GB";
    let of_brazil = json!({"organizationIdentifier": "OFBBR-{org_id}", "UID": "{software_id}"});
    let of_organisation = json!({"2.5.4.97": "OFBBR-{org_id}"});
    let good = "good";
    for (rules, claims, subject, pointer) in [
        (&of_brazil, json!({"org_id": "org-7"}), SUBJECT, good),
        (&of_organisation, json!({"org_id": "ORG-7"}), SUBJECT, good),
        (&of_organisation, json!({"org_id": "org-7"}), "2.5.4.97=#130b4f464242522d6f72672d37,CN=x", good),
        (&of_brazil, json!({"org_id": "org-8"}), SUBJECT, "org_id"),
        (&of_brazil, json!({"org_id": "7"}), SUBJECT, "org_id"),
        (&of_brazil, json!({"org_id": "OFBBR-org-7"}), SUBJECT, "org_id"),
        (&of_brazil, json!({"org_id": ""}), "2.5.4.97=OFBBR-,UID=bank-app", "org_id"),
        (&of_brazil, json!({"org_id": 7}), "2.5.4.97=OFBBR-7,UID=bank-app", "org_id"),
        (&of_brazil, json!({"org_id": ["org-7"]}), SUBJECT, "org_id"),
        (&of_brazil, json!({}), SUBJECT, "org_id"),
        (&of_brazil, json!({"org_id": "org-7", "software_id": "other"}), SUBJECT, "software_id"),
        (&of_brazil, json!({"org_id": "org-7"}), "UID=bank-app,O=OFBBR-org-7", "org_id"),
        (&of_brazil, json!({"org_id": "org-7"}), "", "software_id"),
        (&of_uk, json!({"org_id": "org-7"}), legacy, good),
        (&of_uk, json!({"org_id": "org-7"}), seal, good),
        (&of_uk, json!({"org_id": "org-8"}), legacy, "org_id"),
        (&of_uk, json!({"org_id": "org-8"}), seal, "org_id"),
        (&of_uk, json!({"org_id": "org-7"}), "CN=other,OU=org-7,O=OpenBanking,C=GB", "org_id"),
    ] {
        let authority = Authority::trusted(&json!({"certificate": rules}), &[ISSUERS]);
        let reply = registering(&authority, &claims).subject(subject, "thumbprint", Verified).to(&authority.world);
        if pointer == good {
            assert_eq!(reply.status(), 201, "{rules} {claims} {subject} {}", reply.json());
            continue;
        }
        let expected = (400, "invalid_client_metadata".to_owned(), format!("/software_statement/{pointer}"));
        assert_eq!(reply.refusal(), expected, "{rules} {claims} {subject}");
        assert!(authority.world.clients().is_empty());
    }
}

/// Requirements J36, J37: a refusal names the attribute and the claim, and repeats neither value.
#[test]
fn a_refusal_says_what_must_agree_and_nothing_of_the_caller() {
    let authority = brazil();
    let hostile = format!("<script>{}", "x".repeat(9_000));
    for claims in [json!({"org_id": hostile}), json!({"org_id": "a\u{202e}b"})] {
        let reply = registering(&authority, &claims).subject(SUBJECT, "thumbprint", Verified).to(&authority.world);
        let words = "software_statement.org_id must be that of the certificate, which must have OFBBR-<org_id> as its \
            organizationIdentifier";
        assert_eq!(reply.text("error_description"), words);
        assert!(!reply.line.contains("script") && reply.line.len() < 500, "{}", reply.line);
    }
}

/// Requirements B16, J25: a statement whose issuer has rules on certificates needs one that counts.
#[test]
fn a_statement_with_rules_needs_a_certificate_of_a_trusted_issuer() {
    let authority = brazil();
    let register = || registering(&authority, &json!({"org_id": "org-7"}));
    let other = register().certificate("thumbprint", "CN=Other", Verified);
    for call in [register(), register().subject(SUBJECT, "thumbprint", Unverified), other] {
        let reply = call.to(&authority.world);
        assert_eq!((reply.status(), reply.text("error")), (400, "invalid_request".to_owned()));
        assert_eq!(reply.text("error_description"), "a certificate of a trusted issuer must be presented");
    }
    let without = Authority::trusted(&json!({}), &[ISSUERS]);
    assert_eq!(registering(&without, &json!({})).to(&without.world).status(), 201);
}

/// Requirements B16, J36: the rules of an issuer in the database hold too, and without trusted issuers nobody registers.
#[test]
fn a_rule_of_a_stored_issuer_fails_closed() {
    let register = |issuers: &[(&str, &str)]| {
        let (world, signer) = (World::with(issuers), Signer::new());
        let entry = json!({"jwks": {"keys": [signer.jwk("1")]}, "certificate": {"UID": "{software_id}"}});
        let entry = entry.as_object().unwrap().clone();
        world.statement_issuers.borrow_mut().insert("https://directory.example".to_owned(), entry);
        let claims = json!({"iss": "https://directory.example", "software_id": "bank-app",
            "redirect_uris": ["https://bank.example/cb"]});
        let body = json!({"software_statement": signer.sign(&json!({"alg": "ES256"}), &claims)});
        Call::register(&body).subject(SUBJECT, "thumbprint", Verified).to(&world).status()
    };
    assert_eq!((register(&[ISSUERS]), register(&[])), (201, 400));
}

/// Requirement J37: certificates of before a day may have the organisation elsewhere. The vector begins on 2026-11-29.
#[test]
fn a_rule_can_be_for_older_certificates_alone() {
    let all: Value = serde_json::from_str(include_str!("vectors/certificates.json")).unwrap();
    let der = Base64::decode_vec(all["names"]["der"].as_str().unwrap()).unwrap();
    let outcome = |day: &str, der: Option<&[u8]>| {
        let rules = json!([{"organizationIdentifier": "OFBBR-{org_id}"}, {"OU": "{org_id}", "issued_before": day}]);
        let authority = Authority::trusted(&json!({"certificate": rules}), &[ISSUERS]);
        let call = registering(&authority, &json!({"org_id": "org-7"})).subject("OU=org-7,CN=x", "t", Verified);
        let call = if let Some(der) = der { call.whole(der) } else { call };
        call.to(&authority.world).status()
    };
    assert_eq!(outcome("2026-11-30", Some(&der)), 201);
    assert_eq!(outcome("2026-11-29", Some(&der)), 400);
    assert_eq!(outcome("2026-11-30", None), 400, "nothing tells how old the certificate is");
    assert_eq!(outcome("2026-11-30", Some(&[])), 400);
    let only = json!({"OU": "{org_id}", "issued_before": "2022-08-31"});
    let authority = Authority::trusted(&json!({"certificate": only}), &[ISSUERS]);
    let call = registering(&authority, &json!({"org_id": "org-7"})).subject("OU=org-7", "t", Verified).whole(&der);
    let words = call.to(&authority.world).text("error_description");
    assert!(words.ends_with("come with a certificate of an age that the rules on certificates are for"), "{words}");
}

fn by_certificate(asked: &Value, subject: &str, world: &World) -> Reply {
    Call::register(&over(&json!({"redirect_uris": ["https://client.example/cb"]}), asked))
        .subject(subject, "thumbprint", Verified)
        .to(world)
}

/// Requirements B13, B16, H34, J36: without a statement, the request itself must agree with the certificate.
#[test]
fn a_registration_by_certificate_follows_the_rules_of_the_setting() {
    for mode in ["certificate", "certificate token"] {
        let rules = ("CERTIFICATE_SUBJECT", r#"{"UID":"{software_id}"}"#);
        let world = World::with(&[("REGISTRATION_MODE", mode), ISSUERS, rules]);
        let client = by_certificate(&json!({"software_id": "bank-app"}), SUBJECT, &world);
        assert_eq!(client.status(), 201, "{}", client.json());
        for asked in [json!({"software_id": "other"}), json!({})] {
            let reply = by_certificate(&asked, SUBJECT, &world);
            let expected = (400, "invalid_client_metadata".to_owned(), "/software_id".to_owned());
            assert_eq!(reply.refusal(), expected, "{asked}");
        }
        let words = by_certificate(&json!({}), SUBJECT, &world).text("error_description");
        assert!(words.starts_with("software_id must be present and be that of the certificate"), "{words}");
        let update = |software: &str| {
            let body = over(&client.resubmitted(), &json!({"software_id": software, "client_name": "Bank"}));
            Call::manage(Method::Put, &client).json(&body).subject(SUBJECT, "renewed", Verified).to(&world)
        };
        assert_eq!(update("bank-app").status(), 200);
        assert_eq!(update("other").refusal().2, "/software_id", "an update gets around no rule");
    }
}

/// Requirement B16: where both are required, the rules hold for a token with a certificate too.
#[test]
fn a_token_does_not_replace_the_rules() {
    let token = "enrol_iat_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
    let rules = ("CERTIFICATE_SUBJECT", r#"{"CN":"{software_id}.example"}"#);
    let world = World::with(&[("REGISTRATION_MODE", "token+certificate"), ISSUERS, rules]);
    world.give(token, 9, &json!({}));
    let register = |software: &str| {
        let asked = json!({"redirect_uris": ["https://client.example/cb"], "software_id": software});
        Call::register(&asked).token(token).subject(SUBJECT, "thumbprint", Verified).to(&world)
    };
    assert_eq!(register("bank").status(), 201);
    assert_eq!(register("other").refusal().2, "/software_id");
}
