//! Users read and permit scope values at one resource and not at another.

use enrol::model::Consent;
use enrol::unit::Timestamp;
use serde_json::json;

use super::{ALL, MAIL, NOTES, RESOURCES, wanted, world};
use crate::support::authorization::{approve, asked};
use crate::support::browser::{Browser, page, query};
use crate::support::users::{CALLBACK, app};
use crate::support::{Call, World, markup};

/// OpenID Connect Core section 3.1.2.1, RFC 7591 section 2.2; requirement O18: the operator's words, in the language of
/// the user.
#[test]
fn users_read_what_resources_and_scope_values_are_in_their_language() {
    let world = world();
    let client = app(&world, &json!({"scope": ALL}));
    let alice = world.add_alice();
    let browser = Browser::of(&world, &alice);
    let scope = vec!["notes:read".to_owned(), "notes:write".to_owned(), "share".to_owned()];
    world.consents.borrow_mut().push(Consent {
        user: alice.id,
        client_id: "c1".to_owned(),
        redirect_uri: CALLBACK.to_owned(),
        scope,
        resources: vec![NOTES.to_owned()],
        client_name: Some("App".to_owned()),
        can_start: false,
        granted_at: Timestamp(1_700_000_000),
    });
    let changes = [&wanted("notes:read notes:write share", &[NOTES, MAIL])[..], &[("prompt", "consent")]].concat();
    let asked = format!("/authorize?{}", query(&asked(&client.text("client_id"), &changes)));
    for (language, words) in [
        ("en", ["read your notes", "use the permission notes:write", "Notes", "All that you have written down."]),
        (
            "de",
            ["Ihre Notizen lesen", "die Berechtigung notes:write nutzen", "Notizen", "All that you have written down."],
        ),
        ("pt-BR", ["ler suas notas", "usar a permissão notes:write", "Notes", "Tudo o que você anotou."]),
        ("ja", ["メモを読む", "notes:write", "Notes", "All that you have written down."]),
        ("fr", ["read your notes", "use the permission notes:write", "Notes", "All that you have written down."]),
    ] {
        for path in [&*asked, "/account"] {
            let reply = browser.send(&world, Call::get(path).header("accept-language", language));
            let text = markup::text(&page(&reply));
            for part in words.iter().chain(&["share your notes"]) {
                assert!(text.contains(part), "{path} in {language}: {part} in {text}");
            }
            assert!(!text.contains("share your mail") && !text.contains(NOTES), "{text}");
            assert_eq!(text.contains(MAIL), path != "/account", "a service without a name has its address: {text}");
        }
    }
}

/// RFC 8707 section 2: a consent to one value at one resource, and to another value at another resource, is no consent to
/// the one value at the other resource.
#[test]
fn a_consent_to_a_value_at_one_resource_is_none_to_it_at_another() {
    let world = World::with(&[("RESOURCES", "https://mail.example https://notes.example/mcp")]);
    let client = app(&world, &json!({"scope": "read write"}));
    let browser = Browser::of(&world, &world.add_alice());
    let is_asked = |scope, place| {
        let parameters = wanted(scope, &[place]);
        browser.ask(&world, &asked(&client.text("client_id"), &parameters)).status() == 200
    };
    approve(&browser, &world, &client, &wanted("read", &[MAIL]));
    approve(&browser, &world, &client, &wanted("write", &[NOTES]));
    assert!(is_asked("write", MAIL), "the user has consented to read mail alone");
    assert!(is_asked("read", NOTES) && !is_asked("write", NOTES));
    approve(&browser, &world, &client, &wanted("read write", &[MAIL, NOTES]));
    assert!(!is_asked("write", MAIL) && !is_asked("read", MAIL) && !is_asked("read", NOTES));
    approve(&browser, &world, &client, &[&wanted("read", &[MAIL])[..], &[("prompt", "consent")]].concat());
    assert!(!is_asked("write", NOTES), "a consent to less undoes none to more");
    let apart = World::with(&[("RESOURCES", RESOURCES)]);
    let (client, browser) = (app(&apart, &json!({"scope": ALL})), Browser::of(&apart, &apart.add_alice()));
    for (scope, place) in [("notes:read", NOTES), ("mail:read", MAIL)] {
        approve(&browser, &apart, &client, &wanted(scope, &[place]));
    }
    let parameters = wanted("notes:read", &[NOTES]);
    let again = browser.ask(&apart, &asked(&client.text("client_id"), &parameters));
    assert_eq!(again.status(), 303, "no resource offers the value of the other, so both consents stay");
}
