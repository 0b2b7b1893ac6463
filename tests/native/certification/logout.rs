//! The profiles RP-Initiated Logout OP and Back-Channel Logout OP.

use base64ct::{Base64UrlUnpadded, Encoding};
use enrol::client_metadata::SigningAlgorithm;
use enrol::jose::Token;
use enrol::ports::Content;
use enrol::unit::ByteCount;
use serde_json::json;

use super::{PARTY, Party, Run, assert_error_page};
use crate::support::browser::{destination, hidden, page, query};
use crate::support::tokens::is_verified;
use crate::support::{Reply, Signer};

/// The address after a sign-out.
const BACK: &str = "https://certification.example/test/a/enrol/post_logout_redirect";

/// Signs a user in with a client that registered the address, and sends the user to sign out with these parameters in
/// the place of the usual ones. An empty one is left out.
fn sign_out(party: &Party<'_>, changes: &[(&str, &str)]) -> Reply {
    let state = "s".repeat(128);
    let hint = party.complete(&[("state", "CQFV6kRd6W")]).text("id_token");
    let usual = [("id_token_hint", &*hint), ("post_logout_redirect_uri", BACK), ("state", &*state)];
    let is_kept = |(name, _): &(&str, &str)| !changes.iter().any(|(changed, _)| changed == name);
    let all = usual.into_iter().filter(is_kept).chain(changes.iter().copied());
    let parameters: Vec<_> = all.filter(|(_, value)| !value.is_empty()).collect();
    party.browser.open(&party.run.world, &format!("/sign-out?{}", query(&parameters)))
}

fn with(module: impl Fn(&Party<'_>)) {
    let run = Run::new();
    module(&run.party("client_secret_basic", &json!({"post_logout_redirect_uris": [BACK]})));
}

/// The last step of the modules: a request without pages fails.
fn assert_signed_out(party: &Party<'_>) {
    assert_eq!(party.go(&[("prompt", "none")])["error"], "login_required");
}

/// oidcc-rp-initiated-logout, oidcc-rp-initiated-logout-no-state.
#[test]
fn a_client_signs_its_user_out_and_gets_the_user_back() {
    with(|party| {
        let reply = sign_out(party, &[]);
        assert_eq!(destination(&reply).unwrap(), format!("{BACK}?state={}", "s".repeat(128)));
        assert_signed_out(party);
    });
    with(|party| {
        assert_eq!(destination(&sign_out(party, &[("state", "")])).as_deref(), Some(BACK));
        assert_signed_out(party);
    });
}

/// oidcc-rp-initiated-logout-no-params, oidcc-rp-initiated-logout-only-state,
/// oidcc-rp-initiated-logout-no-post-logout-redirect-uri: the user ends on a page that says so.
#[test]
fn without_an_address_the_user_ends_on_a_page() {
    let (hint, address) = (("id_token_hint", ""), ("post_logout_redirect_uri", ""));
    for changes in [&[hint, address, ("state", "")][..], &[hint, address], &[address]] {
        with(|party| {
            let mut reply = sign_out(party, changes);
            if page(&reply).contains("name=\"decision\"") {
                assert!(changes.contains(&hint), "an ID token needs no question");
                let form = [("request", &*hidden(&reply, "request")), ("decision", "sign-out")];
                reply = party.browser.submit(&party.run.world, "/sign-out", &form);
            }
            assert_eq!(reply.status(), 200);
            assert!(page(&reply).contains("signed out") && destination(&reply).is_none(), "{}", page(&reply));
            assert_signed_out(party);
        });
    }
}

/// oidcc-rp-initiated-logout-bad-post-logout-redirect-uri,
/// oidcc-rp-initiated-logout-query-added-to-post-logout-redirect-uri, oidcc-rp-initiated-logout-no-id-token-hint,
/// oidcc-rp-initiated-logout-modified-id-token-hint, oidcc-rp-initiated-logout-bad-id-token-hint.
#[test]
fn a_bad_request_to_sign_out_leads_nowhere() {
    let forged = Signer::new().sign(&json!({"alg": "ES256", "kid": "1"}), &json!({"iss": "https://as.example"}));
    for changes in [
        ("post_logout_redirect_uri", &*format!("{PARTY}/post_logout_redirect/foo")),
        ("post_logout_redirect_uri", &*format!("{BACK}?foo=bar")),
        ("id_token_hint", ""),
        ("id_token_hint", &*forged),
    ] {
        with(|party| assert_error_page(&sign_out(party, &[changes])));
    }
    with(|party| {
        let token = party.complete(&[]).text("id_token");
        let header = Base64UrlUnpadded::encode_string(br#"{"alg":"none"}"#);
        let modified = format!("{header}.{}.", token.split('.').nth(1).unwrap());
        assert_error_page(&sign_out(party, &[("id_token_hint", &modified)]));
    });
}

/// oidcc-backchannel-rp-initiated-logout.
#[test]
fn a_client_learns_of_the_sign_out_at_its_own_address() {
    let run = Run::new();
    let address = format!("{PARTY}/backchannel_logout");
    run.world.answer(&address, 200, &json!({}));
    let members = json!({"post_logout_redirect_uris": [BACK], "backchannel_logout_uri": address,
        "backchannel_logout_session_required": true});
    let party = run.party("client_secret_basic", &members);
    let before = party.id_token(&party.complete(&[]));
    assert!(destination(&sign_out(&party, &[])).unwrap().starts_with(BACK));
    let sent = run.world.sent.borrow();
    let [(to, message)] = &sent[..] else { panic!("{sent:?}") };
    let Some(Content::Form(form)) = &message.content else { panic!("a form") };
    let token = Token::read(form.strip_prefix("logout_token=").unwrap(), ByteCount(8192)).unwrap();
    assert!(*to == address && token.algorithm == SigningAlgorithm::Rs256 && is_verified(&token, &run.world));
    let claims = token.claims.members();
    assert!(token.claims.is_for(&[&party.id()]) && claims.contains_key("jti") && !claims.contains_key("nonce"));
    for name in ["iss", "sub", "sid"] {
        assert_eq!(claims[name], before[name], "{name}");
    }
    assert_eq!(claims["events"], json!({"http://schemas.openid.net/event/backchannel-logout": {}}));
    drop(sent);
    assert_signed_out(&party);
}
