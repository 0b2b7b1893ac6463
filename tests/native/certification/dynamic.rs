//! The profiles Dynamic OP and Third Party-Initiated Login OP.

use enrol::client_metadata::SigningAlgorithm;
use enrol::http::Method;
use enrol::jose::Token;
use enrol::unit::{ByteCount, Seconds};
use serde_json::{Value, json};

use super::{CALLBACK, PARTY, Run, asked, assert_error_page};
use crate::support::authority::over;
use crate::support::browser::{answer, page};
use crate::support::tokens::{is_verified, published};
use crate::support::users::of_refresh;
use crate::support::{Call, Signer, markup};

const KEYED: &str = "private_key_jwt";

/// oidcc-server with `private_key_jwt`, oidcc-idtoken-rs256, oidcc-ensure-client-assertion-with-iss-aud-succeeds.
#[test]
fn a_client_with_a_key_gets_tokens_signed_as_it_registered() {
    let run = Run::new();
    let party = run.party(KEYED, &json!({"id_token_signed_response_alg": "RS256"}));
    let tokens = party.complete(&[]);
    let token = Token::read(&tokens.text("id_token"), ByteCount(8192)).unwrap();
    assert_eq!(token.algorithm, SigningAlgorithm::Rs256);
    let code = party.go(&[])["code"].clone();
    let parameters = [("grant_type", "authorization_code"), ("code", &*code), ("redirect_uri", CALLBACK)];
    let named =
        party.asserted(&json!({"alg": "RS256"}), &party.signer, "https://as.example", &parameters).to(&run.world);
    assert_eq!(named.status(), 200, "{}", named.json());
}

/// oidcc-userinfo-rs256.
#[test]
fn claims_are_signed_for_a_client_that_registered_it() {
    let run = Run::new();
    let party = run.party(KEYED, &json!({"userinfo_signed_response_alg": "RS256"}));
    let tokens = party.redeem(&party.go(&[])["code"]);
    let reply = party.userinfo(&tokens);
    assert_eq!((reply.status(), reply.header("content-type")), (200, Some("application/jwt")));
    let token = Token::read(std::str::from_utf8(&reply.response.body).unwrap(), ByteCount(8192)).unwrap();
    assert!(token.algorithm == SigningAlgorithm::Rs256 && is_verified(&token, &run.world));
    assert_eq!(token.claims.text("sub"), party.id_token(&tokens)["sub"].as_str());
    assert!(token.claims.is_for(&[&party.id()]));
}

/// oidcc-ensure-redirect-uri-in-authorization-request, oidcc-redirect-uri-query-OK, oidcc-redirect-uri-query-mismatch,
/// oidcc-redirect-uri-query-added, oidcc-redirect-uri-regfrag.
#[test]
fn a_redirection_uri_is_compared_with_its_query() {
    let run = Run::new();
    let plain = run.party(KEYED, &json!({}));
    assert_error_page(&plain.open(&[("redirect_uri", "")]));
    assert_error_page(&plain.open(&[("redirect_uri", &format!("{CALLBACK}?foo=bar"))]));
    let uri = format!("{CALLBACK}?dummy1=lorem&dummy2=ipsum");
    let party = run.party(KEYED, &json!({"redirect_uris": [uri]}));
    assert_error_page(&party.open(&[("redirect_uri", &format!("{CALLBACK}?dummy1=lorem&dummy3=ipsum"))]));
    let found = answer(&party.walk(party.open(&[("redirect_uri", &uri)])), CALLBACK);
    assert_eq!((&*found["dummy1"], &*found["dummy2"], &*found["state"]), ("lorem", "ipsum", "CQFV6kRd6W"));
    let parameters = [("grant_type", "authorization_code"), ("code", &*found["code"]), ("redirect_uri", &*uri)];
    assert_eq!(party.authenticated(&parameters).to(&run.world).status(), 200);
    let members = json!({"redirect_uris": [format!("{CALLBACK}#foobar")]});
    let refused = Call::register(&over(&asked(KEYED, &Signer::rsa(0)), &members)).to(&run.world);
    assert_eq!((refused.status(), refused.text("error")), (400, "invalid_redirect_uri".to_owned()));
}

/// oidcc-registration-logo-uri, oidcc-registration-policy-uri, oidcc-registration-tos-uri.
#[test]
fn the_page_of_the_sign_in_has_logo_policy_and_terms() {
    for (member, address, element, attribute) in [
        ("logo_uri", "https://certification.example/images/logo.png", "img", "src"),
        ("policy_uri", "https://openid.example", "a", "href"),
        ("tos_uri", "https://openid.example", "a", "href"),
    ] {
        let run = Run::new();
        let party = run.party(KEYED, &json!({member: address}));
        let reply = party.open(&[]);
        let shown = page(&reply);
        assert!(shown.contains("action=\"/sign-in\""));
        let elements = markup::elements(&shown);
        let mut found = elements.iter().filter(|it| it.name == element);
        assert!(found.any(|it| it.attribute(attribute) == Some(address)), "{member}: {shown}");
        let policy = reply.header("content-security-policy").unwrap();
        assert_eq!(policy.contains(&format!("img-src {address};")), member == "logo_uri", "{policy}");
    }
}

/// oidcc-registration-jwks-uri, oidcc-refresh-token-rp-key-rotation.
#[test]
fn the_keys_of_a_client_are_fetched_and_fetched_again() {
    let run = Run::new();
    let address = format!("{PARTY}/client1_jwks");
    let members = json!({"jwks": null, "jwks_uri": address, "grant_types": ["authorization_code", "refresh_token"]});
    let party = run.party(KEYED, &members);
    let publish = |kid: &str, signer: &Signer| {
        run.world.publish(&address, &json!({"keys": [signer.jwk(kid)]}).to_string());
    };
    publish("1", &party.signer);
    let tokens = party.complete(&[("scope", "openid offline_access"), ("prompt", "consent")]);
    let next = Signer::rsa(1);
    publish("2", &next);
    run.world.wait(Seconds(60));
    let token = tokens.text("refresh_token");
    let parameters = of_refresh(&token);
    let refreshed = party
        .asserted(&json!({"alg": "RS256", "kid": "2"}), &next, "https://as.example/token", &parameters)
        .to(&run.world);
    assert_eq!(refreshed.status(), 200, "{}", refreshed.json());
    assert_eq!(party.userinfo(&refreshed).status(), 200);
}

/// oidcc-registration-sector-uri, oidcc-registration-sector-bad.
#[test]
fn a_sector_counts_with_a_document_that_has_the_redirection_uri() {
    for (listed, is_good) in [(CALLBACK, true), ("https://certification.example/other", false)] {
        let run = Run::new();
        let address = format!("{PARTY}/redirect_uris.json");
        run.world.publish(&address, &json!([listed]).to_string());
        let members = json!({"subject_type": "pairwise", "sector_identifier_uri": address});
        if is_good {
            let party = run.party(KEYED, &members);
            let sub = party.id_token(&party.complete(&[]))["sub"].clone();
            assert_ne!(sub, run.user.id.as_str());
        } else {
            let refused = Call::register(&over(&asked(KEYED, &Signer::rsa(0)), &members)).to(&run.world);
            assert_eq!((refused.status(), refused.text("error")), (400, "invalid_client_metadata".to_owned()));
        }
    }
}

/// oidcc-server-rotate-keys.
#[test]
fn after_a_rotation_the_new_key_and_the_old_one_are_published() {
    let run = Run::new();
    let party = run.party(KEYED, &json!({}));
    let tokens = party.complete(&[]);
    let before = published(&run.world, &SigningAlgorithm::Rs256);
    let now = run.world.now.get();
    run.world.signing_keys.borrow_mut().iter_mut().for_each(|key| key.due_at = Some(now));
    let after = published(&run.world, &SigningAlgorithm::Rs256);
    assert!(after.len() > before.len() && before.iter().all(|kid| after.contains(kid)), "{before:?} {after:?}");
    assert!(is_verified(&Token::read(&tokens.text("id_token"), ByteCount(8192)).unwrap(), &run.world));
}

/// oidcc-request-uri-signed-rs256.
#[test]
fn a_signed_request_object_is_fetched() {
    let run = Run::new();
    let address = format!("{PARTY}/requesturi/{}", "q".repeat(96));
    let party = run.party(KEYED, &json!({"request_uris": [address]}));
    let parameters = party.parameters(&[("nonce", "inside")]);
    let mut claims: Value = parameters.into_iter().map(|(name, value)| (name, Value::from(value))).collect();
    claims["iss"] = json!(party.id());
    claims["aud"] = json!("https://as.example");
    let object = party.signer.sign(&json!({"alg": "RS256"}), &claims);
    run.world.publish_as(&address, 200, "application/jose", &object);
    let found = party.go(&[("request_uri", &address)]);
    let tokens = party.redeem(&found["code"]);
    assert_eq!(party.id_token(&tokens)["nonce"], "inside");
}

/// oidcc-3rd_party-init-login, oidcc-3rd_party-init-login-nohttps.
#[test]
fn the_address_that_begins_a_sign_in_comes_back_and_is_https() {
    let run = Run::new();
    let address = format!("{PARTY}/initiate_login_uri");
    let party = run.party("client_secret_basic", &json!({"initiate_login_uri": address}));
    let read = Call::manage(Method::Get, &party.client).to(&run.world);
    assert_eq!((read.status(), read.header("content-type")), (200, Some("application/json")));
    assert_eq!(read.text("initiate_login_uri"), address);
    let members = json!({"initiate_login_uri": address.replace("https:", "http:")});
    let refused = Call::register(&over(&asked("client_secret_basic", &Signer::rsa(0)), &members)).to(&run.world);
    assert_eq!((refused.status(), refused.text("error")), (400, "invalid_client_metadata".to_owned()));
    assert_eq!(refused.header("content-type"), Some("application/json"));
}
