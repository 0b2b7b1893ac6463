//! The rules of the operator for hosts.

use serde_json::json;

use super::{ID, ask, assert_refused, document, publish, world_with};
use crate::support::World;
use crate::support::authorization::asked;
use crate::support::browser::{Browser, page};

/// Draft section 2; requirement N24: hosts are refused without a fetch, with all hosts below them.
#[test]
fn the_operator_decides_which_hosts_have_clients() {
    for (mode, hosts, is_permitted) in [
        ("on", json!({}), true),
        ("on", json!({"app.example": "refused"}), false),
        ("on", json!({"example": "refused"}), false),
        ("on", json!({"example": "refused", "app.example": "allowed"}), true),
        ("on", json!({"pp.example": "refused", "sub.app.example": "refused"}), true),
        ("listed", json!({"other.example": "allowed"}), false),
        ("listed", json!({"app.example": "allowed"}), true),
        ("listed", json!({"example": "trusted"}), true),
        ("listed", json!({"example": "trusted", "app.example": "refused"}), false),
    ] {
        let world = world_with(&[("CLIENT_ID_DOCUMENTS", mode), ("CLIENT_ID_HOSTS", &hosts.to_string())]);
        if is_permitted {
            assert_eq!(ask(&Browser::default(), &world, &[]).status(), 200, "{mode} {hosts}");
        } else {
            let page = assert_refused(&world, ID, "document_host");
            assert!(page.contains("takes clients from"), "{page}");
            assert!(world.fetches.borrow().is_empty());
        }
    }
}

/// Requirement N24: a rule that changes counts for clients that are in use, cached or not.
#[test]
fn a_host_that_was_refused_since_has_no_clients() {
    let world = world_with(&[]);
    assert_eq!(ask(&Browser::default(), &world, &[]).status(), 200);
    let world = world.restarted(&[("CLIENT_ID_HOSTS", r#"{"app.example": "refused"}"#)]);
    assert_eq!(ask(&Browser::default(), &world, &[]).status(), 400);
}

/// RFC 8252 section 8.6; requirement N19: the operator can vouch for a host, but no host for a program on the device of the
/// user: any program there can name the same document.
#[test]
fn a_host_vouches_for_websites_alone() {
    let trusted = [("CLIENT_ID_HOSTS", r#"{"app.example": "trusted"}"#)];
    let shown = |world: &World, uri: &str| {
        let browser = Browser::of(world, &world.add_alice());
        page(&browser.ask(world, &asked(ID, &[("redirect_uri", uri)])))
    };
    let site = "https://client.example/cb";
    let world = world_with(&trusted);
    let page = shown(&world, site);
    assert!(page.contains("The operator of this server.") && !page.contains("not verified"), "{page}");
    for uri in
        ["http://127.0.0.1/cb", "http://localhost:3000/cb", "cursor://anysphere.cursor-mcp/cb", "https://localhost/cb"]
    {
        let world = world_with(&trusted);
        publish(&world, &document(&json!({"redirect_uris": [site, uri]})));
        for uri in [site, uri] {
            let page = shown(&world, uri);
            assert!(page.contains("Nobody. Its name is not verified."), "{uri}: {page}");
        }
    }
    let page = shown(&world_with(&[]), site);
    assert!(page.contains("Nobody. Its name is not verified.") && page.contains("not verified"), "{page}");
}
