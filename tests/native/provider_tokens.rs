//! The ID tokens, the user-info responses and the rules of an identity provider.

use enrol::model::UserId;
use enrol::unit::Seconds;
use serde_json::{Value, json};

use crate::authentication::NOW;
use crate::support::browser::{Browser, hidden};
use crate::support::provider::{PROVIDER, Provider, address, entry, id_token_claims, is_refused};
use crate::support::{Signer, sign_with_secret};

/// OpenID Connect Core section 3.1.3.7.
#[test]
fn a_token_that_is_not_for_this_sign_in_is_refused() {
    let provider = Provider::new(&json!({}));
    let browser = Browser::default();
    for (claims, reason) in [
        (json!({"iss": "https://evil.example"}), "has another iss"),
        (json!({"iss": format!("{PROVIDER}/")}), "has another iss"),
        (json!({"iss": null}), "has another iss"),
        (json!({"aud": "other"}), "is for another client"),
        (json!({"aud": null}), "is for another client"),
        (json!({"aud": ["enrol", "other"]}), "was issued to another client"),
        (json!({"aud": ["enrol", "other"], "azp": "other"}), "was issued to another client"),
        (json!({"azp": "other"}), "was issued to another client"),
        (json!({"exp": NOW - 60}), "is not current"),
        (json!({"exp": null}), "is not current"),
        (json!({"exp": "tomorrow"}), "is not current"),
        (json!({"iat": NOW + 61}), "is not current"),
        (json!({"iat": null}), "is not current"),
        (json!({"nbf": NOW + 61}), "is not current"),
        (json!({"nonce": "x"}), "has another nonce"),
        (json!({"nonce": null}), "has another nonce"),
        (json!({"at_hash": "x"}), "came with another access token"),
        (json!({"at_hash": 1}), "came with another access token"),
        (json!({"sub": null}), "has no usable sub"),
        (json!({"sub": ""}), "has no usable sub"),
        (json!({"sub": 1}), "has no usable sub"),
        (json!({"sub": "x".repeat(256)}), "has no usable sub"),
    ] {
        let reply = provider.sign_in(&browser, &claims, &[]);
        is_refused(&provider, &reply, &format!("its ID token {reason}"));
    }
    assert_eq!(provider.world.verifications.get(), 0, "the signature is verified last");
    for claims in [
        json!({"exp": NOW - 59}),
        json!({"iat": NOW + 60}),
        json!({"aud": ["enrol"]}),
        json!({"aud": ["enrol", "other"], "azp": "enrol"}),
        // The left half of the SHA-256 digest of the access token.
        json!({"at_hash": at_hash("at-1")}),
    ] {
        let reply = provider.sign_in(&Browser::default(), &claims, &[]);
        assert_eq!(reply.status(), 303, "{claims} {}", reply.line);
    }
}

fn at_hash(token: &str) -> String {
    use base64ct::{Base64UrlUnpadded, Encoding};
    use sha2::{Digest, Sha256};
    Base64UrlUnpadded::encode_string(&Sha256::digest(token)[..16])
}

/// RFC 8725 section 3.
#[test]
fn a_token_that_the_provider_did_not_sign_is_refused() {
    let provider = Provider::new(&json!({}));
    let browser = Browser::default();
    let address = provider.begin(&browser, &[]);
    let claims = id_token_claims(&address, &json!({}));
    let own = |header: Value| provider.signer.sign(&header, &claims);
    let unsigned = own(json!({"alg": "none"}));
    let unsigned_only = format!("{}.", unsigned.rsplit_once('.').unwrap().0);
    let good = json!({"alg": "ES256", "kid": "1"});
    let other = provider.signer.sign(&good, &id_token_claims(&address, &json!({"sub": "admin"})));
    let signature = own(good.clone()).rsplit_once('.').unwrap().1.to_owned();
    let swapped = format!("{}.{signature}", other.rsplit_once('.').unwrap().0);
    for (token, reason) in [
        (unsigned, "is no signed JWT in compact form"),
        (unsigned_only, "is no signed JWT in compact form"),
        ("x".to_owned(), "is no signed JWT in compact form"),
        (sign_with_secret("s3cret", &json!({"alg": "HS256"}), &claims), "is not signed with a key pair"),
        (own(json!({"alg": "ES256", "kid": "1", "typ": "at+jwt"})), "has the typ of another token"),
        (own(json!({"alg": "ES256", "kid": "1", "typ": "logout+jwt"})), "has the typ of another token"),
        (own(json!({"alg": "ES256", "kid": "2"})), "is not signed by a key"),
        (own(json!({"alg": "RS256", "kid": "1"})), "is not signed by a key"),
        (Signer::new().sign(&json!({"alg": "ES256", "kid": "1"}), &claims), "is not signed by a key"),
        (
            Signer::new().sign(&json!({"alg": "ES256", "jwk": Signer::new().jwk("1")}), &claims),
            "is not signed by a key",
        ),
        (swapped, "is not signed by a key"),
    ] {
        provider.grant_token(&token);
        is_refused(&provider, &provider.come_back(&browser, &address), &format!("its ID token {reason}"));
    }
    provider.grant_token(&own(json!({"alg": "ES256", "typ": "JWT"})));
    assert_eq!(provider.come_back(&browser, &address).status(), 303, "a kid is not needed");
}

/// OpenID Connect Core section 10.1.1: an unknown name has the keys fetched again, after a pause.
#[test]
fn a_new_key_of_the_provider_works_at_once() {
    let mut provider = Provider::new(&json!({}));
    assert_eq!(provider.sign_in(&Browser::default(), &json!({}), &[]).status(), 303);
    let keys = || provider.world.fetches.borrow().iter().filter(|address| address.ends_with("/jwks")).count();
    assert_eq!(keys(), 1);
    provider.signer = Signer::new();
    provider.publish_keys("2");
    let browser = Browser::default();
    let address = provider.begin(&browser, &[]);
    let token = provider.signer.sign(&json!({"alg": "ES256", "kid": "2"}), &id_token_claims(&address, &json!({})));
    provider.grant_token(&token);
    provider.world.wait(Seconds(30));
    let keys = || provider.world.fetches.borrow().iter().filter(|address| address.ends_with("/jwks")).count();
    assert_eq!((provider.come_back(&browser, &address).status(), keys()), (303, 2));
}

/// RFC 9700 section 4.4: with two providers, each is asked with its own client, and its tokens count for it alone.
#[test]
fn two_providers_are_not_mixed_up() {
    const OTHER: &str = "https://evil.example";
    let other = json!({"issuer": OTHER, "client_id": "enrol", "allow": "everybody"});
    let both = json!({"company": entry(&json!({})), "evil": other});
    let provider = Provider::with(&both, "company:s3cret evil:other", &[]);
    let metadata = json!({"issuer": OTHER, "authorization_endpoint": format!("{OTHER}/authorize"),
        "token_endpoint": format!("{OTHER}/token"), "jwks_uri": format!("{OTHER}/jwks")});
    provider.world.publish(&format!("{OTHER}/.well-known/openid-configuration"), &metadata.to_string());
    let evil = Signer::new();
    provider.world.publish(&format!("{OTHER}/jwks"), &json!({"keys": [evil.jwk("1")]}).to_string());
    let browser = Browser::default();
    let choose = || {
        let request = hidden(&provider.open(&browser, &[]), "request");
        let form = [("request", &*request), ("provider", "evil")];
        address(&browser.submit(&provider.world, "/sign-in/provider", &form))
    };
    let address = choose();
    let tokens = |token: &str| json!({"access_token": "x", "id_token": token});
    let header = json!({"alg": "ES256", "kid": "1"});
    // The other provider names a user of the company.
    let token = evil.sign(&header, &id_token_claims(&address, &json!({})));
    provider.world.answer(&format!("{OTHER}/token"), 200, &tokens(&token));
    is_refused(&provider, &provider.come_back(&browser, &address), "evil: its ID token has another iss");
    // It passes on a token of the company.
    let token = provider.signer.sign(&header, &id_token_claims(&address, &json!({"iss": OTHER})));
    provider.world.answer(&format!("{OTHER}/token"), 200, &tokens(&token));
    is_refused(&provider, &provider.come_back(&browser, &address), "evil: its ID token is not signed by a key");
    let sent: Vec<String> = provider.world.sent.borrow().iter().map(|(address, _)| address.clone()).collect();
    assert_eq!(sent, [format!("{OTHER}/token"), format!("{OTHER}/token")], "the company is not asked");
    let token = evil.sign(&header, &id_token_claims(&address, &json!({"iss": OTHER})));
    provider.world.answer(&format!("{OTHER}/token"), 200, &tokens(&token));
    assert_eq!(provider.come_back(&browser, &address).status(), 303);
    let id = provider.world.users.borrow().keys().next().unwrap().clone();
    assert_eq!(id, UserId::of_provider(OTHER, "248289761001"));
    assert_ne!(id, UserId::of_provider(PROVIDER, "248289761001"));
}
