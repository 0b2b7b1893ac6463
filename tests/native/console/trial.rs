//! The trial of a registration in the console.

use super::{operator, send, world};
use crate::support::visitor::html;

const TEMPLATES: &str = r#"{"wallet": {"grant_types": ["client_credentials"], "client_name": "Wallet"}}"#;

#[test]
fn a_registration_is_explained_member_by_member() {
    let world = world(&[]);
    let visitor = operator(&world);
    assert!(html(&visitor.get("/console/trial")).contains("redirect_uris"));
    let rows = world.clients.borrow().len();
    let good = r#"{"client_name": "A & B", "redirect_uris": ["https://app.example/cb"]}"#;
    let page = html(&send(&visitor, "/console/trial", &[("metadata", good)]));
    for told in ["This client would be registered.", "token_endpoint_auth_method", "client_secret_basic", "A &amp; B"] {
        assert!(page.contains(told), "{told}: {page}");
    }
    let bad =
        r#"{"redirect_uris": ["http://app.example/cb", "https://a.example/#b"], "client_uri": "javascript:alert(1)"}"#;
    let page = html(&send(&visitor, "/console/trial", &[("metadata", bad)]));
    for told in [
        "would be refused",
        "redirect_uris[0] must be an https URI",
        "redirect_uris[1] must not have a fragment",
        "client_uri must be an https",
    ] {
        assert!(page.contains(told), "{told}: {page}");
    }
    assert_eq!(world.clients.borrow().len(), rows, "nothing is registered");
}

#[test]
fn a_text_that_is_no_registration_is_refused_with_its_place() {
    let world = world(&[]);
    let visitor = operator(&world);
    for text in ["", "[]", "{", "{\"a\":1,\"a\":2}", "\u{202e}"] {
        let page = html(&send(&visitor, "/console/trial", &[("metadata", text)]));
        assert!(page.contains("would be refused"), "{text}: {page}");
        assert!(!page.contains('\u{202e}') || text.contains('\u{202e}'));
    }
}

/// What the holder of a token for a template gets.
#[test]
fn a_template_shows_what_its_registration_gets() {
    let world = world(&[("TEMPLATES", TEMPLATES)]);
    let visitor = operator(&world);
    let ask = |template| html(&send(&visitor, "/console/trial", &[("metadata", "{}"), ("template", template)]));
    let page = ask("wallet");
    assert!(page.contains("would be registered") && page.contains("Wallet"), "{page}");
    assert!(page.contains("<option value=\"wallet\" selected>wallet</option>"), "{page}");
    assert!(ask("none").contains("would be refused"));
}
