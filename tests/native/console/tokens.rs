//! Initial access tokens in the console.

use serde_json::json;

use super::{operator, send, world};
use crate::support::Call;
use crate::support::visitor::html;

const TEMPLATES: &str = r#"{"wallet": {"grant_types": ["client_credentials"]}}"#;

#[test]
fn a_token_is_shown_once_and_registers_within_its_bounds() {
    let world = world(&[("REGISTRATION_MODE", "token")]);
    let visitor = operator(&world);
    let form = [
        ("action", "create"),
        ("label", "Bank <1>"),
        ("uses", " 2 "),
        ("days", "3"),
        ("redirect_hosts", "app.example"),
    ];
    let reply = send(&visitor, "/console/tokens", &form);
    let page = html(&reply);
    let (_, rest) = page.split_once("The new token</h2><p><code>").unwrap();
    let token = rest.split('<').next().unwrap();
    assert!(page.contains("Bank &lt;1&gt;") && !reply.line.contains(token));
    assert!(!html(&visitor.get("/console/tokens")).contains(token));
    let ask = |uri: &str| Call::register(&json!({"redirect_uris": [uri]})).token(token).to(&world).status();
    assert_eq!((ask("https://app.example/cb"), ask("https://other.example/cb")), (201, 400));
    assert!(html(&visitor.get("/console/tokens")).contains("<dt>Clients left</dt><dd>1</dd>"));
}

#[test]
fn a_token_can_be_for_a_template() {
    let world = world(&[("REGISTRATION_MODE", "token"), ("TEMPLATES", TEMPLATES)]);
    let visitor = operator(&world);
    assert!(html(&visitor.get("/console/tokens")).contains("<option value=\"wallet\">wallet</option>"));
    let page = html(&send(&visitor, "/console/tokens", &[("action", "create"), ("template", "wallet")]));
    let (_, rest) = page.split_once("The new token</h2><p><code>").unwrap();
    let client = Call::register(&json!({})).token(rest.split('<').next().unwrap()).to(&world);
    assert_eq!(client.json()["grant_types"], json!(["client_credentials"]));
    assert_eq!(send(&visitor, "/console/tokens", &[("action", "create"), ("template", "none")]).status(), 400);
}

#[test]
fn a_wrong_value_is_told_and_makes_no_token() {
    let world = world(&[]);
    let visitor = operator(&world);
    for (name, value, told) in [
        ("uses", "0", "uses must be a whole number"),
        ("uses", "many", "The number of clients must be a whole number."),
        ("days", "-1", "The number of days must be a whole number."),
        ("days", "99999999999999999999", "The number of days must be a whole number."),
        ("days", "18446744073709551615", "expires_in must be seconds"),
        ("label", "a\u{7}", "label must not contain control characters"),
    ] {
        let reply = send(&visitor, "/console/tokens", &[("action", "create"), (name, value)]);
        assert!(reply.status() == 400 && html(&reply).contains(told), "{name}={value}: {}", html(&reply));
    }
    assert!(world.initial_access_tokens.borrow().is_empty());
    assert_eq!(send(&visitor, "/console/tokens", &[("action", "other")]).status(), 400);
}

#[test]
fn a_token_is_revoked() {
    let world = world(&[]);
    let visitor = operator(&world);
    let page = html(&send(&visitor, "/console/tokens", &[("action", "create")]));
    let (_, rest) = page.split_once("name=\"digest\" value=\"").unwrap();
    let digest = rest.split('"').next().unwrap();
    let unknown = "A".repeat(43);
    for (digest, word, told) in [
        (digest, "revoked", "The token registers no more clients."),
        (&*unknown, "nothing", "There was nothing left to do."),
    ] {
        let reply = send(&visitor, "/console/tokens", &[("action", "revoke"), ("digest", digest)]);
        let location = reply.header("location").unwrap();
        assert_eq!(location, format!("https://as.example/console/tokens?done={word}"));
        assert!(html(&visitor.get(location)).contains(told));
    }
    assert!(html(&visitor.get("/console/tokens")).contains("used up"));
    assert!(!html(&visitor.get("/console/tokens?done=%3Cb%3E")).contains("role=\"status\""));
}
