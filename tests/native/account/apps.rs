//! Apps that have access to the account of a user.

use enrol::model::{Consent, GrantId, Session};
use serde_json::{Value, json};

use super::{consent, press, signed_in, text_after};
use crate::support::browser::page;
use crate::support::users::{app, redeem};
use crate::support::{Call, markup};

/// Requirement O18: the user can take a consent back.
#[test]
fn an_app_loses_its_access() {
    let (world, [alice, bob], [browser, _]) = signed_in();
    for one in [
        consent(&alice, "c1", "https://one.example/cb", 1),
        consent(&alice, "c1", "http://127.0.0.1:8080/cb", 2),
        consent(&alice, "c2", "https://two.example/cb", 3),
        consent(&bob, "c1", "https://one.example/cb", 4),
    ] {
        world.consents.borrow_mut().push(one);
    }
    let text = text_after(&world, &browser, "revoke", &[("client_id", "c1")]);
    assert!(text.contains("The access is revoked.") && !text.contains("App c1") && text.contains("App c2"), "{text}");
    assert_eq!(world.consents.borrow().len(), 2);
    assert!(!markup::text(&page(&browser.open(&world, "/account"))).contains("The access is revoked."));
}

/// The grants of the user to the app end with its access, and those of other users stay.
#[test]
fn an_app_without_a_consent_is_listed_by_its_grants_and_loses_them() {
    let (world, _, [_, of_bob]) = signed_in();
    let client = app(&world, &json!({"client_name": "Backup"}));
    let sessions: Vec<Session> = world.sessions.borrow().values().cloned().collect();
    for session in &sessions {
        redeem(&world, &client, session, "openid offline_access");
    }
    world.consents.borrow_mut().clear();
    let live = || world.grants.borrow().values().filter(|grant| grant.ended_at.is_none()).count();
    assert_eq!(live(), 2);
    let text = markup::text(&page(&of_bob.open(&world, "/account")));
    assert!(text.contains("Backup") && text.contains("keep its access after you sign out"), "{text}");
    let text = text_after(&world, &of_bob, "revoke", &[("client_id", &client.text("client_id"))]);
    assert!(!text.contains("Backup"), "{text}");
    assert_eq!(live(), 1);
}

/// A client gets grants without the user, as often as it sends the browser by. They hide no other app.
#[test]
fn the_grants_of_one_app_hide_no_other() {
    let (world, [alice, _], [browser, _]) = signed_in();
    world.consents.borrow_mut().push(consent(&alice, "c-old", "https://old.example/cb", 1));
    let client = app(&world, &json!({}));
    let session = world.sessions.borrow().values().find(|session| session.user == alice.id).cloned().unwrap();
    redeem(&world, &client, &session, "openid offline_access");
    let first = world.grants.borrow().values().next().cloned().unwrap();
    for number in 0..1000_u16 {
        let [high, low] = number.to_be_bytes();
        let mut more = first.clone();
        more.grant.id = GrantId::new(&alice.id, &std::array::from_fn(|place| if place == 0 { high } else { low }));
        world.grants.borrow_mut().insert(more.grant.id.clone(), more);
    }
    let text = markup::text(&page(&browser.open(&world, "/account")));
    assert!(text.contains("old.example") && text.contains("client.example"), "{text}");
}

/// OpenID Connect Core section 4: an app that registered for it begins a sign-in when its user opens it here.
#[test]
fn an_app_that_can_begin_a_sign_in_is_opened_for_its_users_alone() {
    let (world, [alice, bob], [browser, stranger]) = signed_in();
    world.consents.borrow_mut().push(consent(&bob, "c2", "https://two.example/cb", 1_700_000_000));
    let registered = |uri: Option<&str>| {
        let mut members = json!({"redirect_uris": ["https://app.example/cb"]});
        members["initiate_login_uri"] = uri.map_or(Value::Null, Value::from);
        let id = Call::register(&members).to(&world).text("client_id");
        world.consents.borrow_mut().push(consent(&alice, &id, "https://app.example/cb", 1_700_000_000));
        id
    };
    for (uri, address) in [
        ("https://app.example/start", "https://app.example/start?iss=https%3A%2F%2Fas.example"),
        ("https://app.example/start?a=b", "https://app.example/start?a=b&iss=https%3A%2F%2Fas.example"),
    ] {
        let id = registered(Some(uri));
        assert!(markup::text(&page(&browser.open(&world, "/account"))).contains("Open"));
        let html = String::from_utf8(press(&world, &browser, "open", &[("client_id", &id)]).response.body).unwrap();
        let escaped = address.replace('&', "&amp;");
        assert!(html.contains(&format!("href=\"{escaped}\"")), "{html}");
        let refused = press(&world, &stranger, "open", &[("client_id", &id)]);
        assert!(!String::from_utf8(refused.response.body).unwrap().contains("app.example"));
    }
    let refused = press(&world, &browser, "open", &[("client_id", &registered(None))]);
    assert_eq!(refused.status(), 400);
}

/// RFC 8707 section 2: the user learns what each app uses in their name.
#[test]
fn an_app_is_listed_with_the_services_that_it_uses() {
    let (world, [alice, _], [browser, _]) = signed_in();
    let uses = |resource: &str, granted_at| Consent {
        resources: [resource, "https://api.example/", "https://as.example"].map(str::to_owned).to_vec(),
        ..consent(&alice, "c1", &format!("https://one.example/{granted_at}"), granted_at)
    };
    world.consents.borrow_mut().extend([uses("https://files.example/v1", 1), uses("https://mail.example/", 2)]);
    let text = markup::text(&page(&browser.open(&world, "/account")));
    for part in ["Uses in your name", "https://files.example/v1", "https://mail.example/", "https://api.example/"] {
        assert_eq!(text.matches(part).count(), 1, "{part} in {text}");
    }
    assert!(!text.contains("https://as.example"), "a token for this server alone is no service: {text}");
}

/// Two apps of one name, or of names that look the same, are told apart by their identifiers, which the consent page shows
/// too.
#[test]
fn apps_of_one_name_are_listed_with_their_identifiers() {
    let (world, [alice, _], [browser, _]) = signed_in();
    let named = |id: &str, name: &str| Consent {
        client_name: Some(name.to_owned()),
        ..consent(&alice, id, &format!("https://{id}.example/cb"), 1)
    };
    for (one, other, are_twins) in [
        ("Mail", "Mail", true),
        ("Mail", "MаiI", true),
        ("Mail", "Mail\u{200c}", true),
        ("Mail", "ｍａｉｌ.", true),
        ("Mail", "Mail 2", false),
    ] {
        let apps = [named("c-1", one), named("c-2", other), named("c-3", "Files")];
        *world.consents.borrow_mut() = apps.to_vec();
        let text = markup::text(&page(&browser.open(&world, "/account")));
        let is_shown = |id: &str| text.contains(&format!("Identifier{id}"));
        let shown = [is_shown("c-1"), is_shown("c-2"), is_shown("c-3")];
        assert_eq!(shown, [are_twins, are_twins, false], "{other}: {text}");
    }
}
