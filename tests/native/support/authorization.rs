//! Authorization requests, and clients that send them.

use serde_json::{Value, json};

use super::browser::{Browser, hidden, page};
use super::{Call, Reply, World};

/// The redirection URI of the clients.
pub const CALLBACK: &str = "https://client.example/cb";

/// The code challenge of RFC 7636 appendix B, with the method `S256`.
pub const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// Registers a client of the code flow, with these members beside its redirection URI.
pub fn app(world: &World, members: &Value) -> Reply {
    let mut metadata = json!({"redirect_uris": [CALLBACK]});
    metadata.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    let client = Call::register(&metadata).to(world);
    assert_eq!(client.status(), 201, "{}", client.json());
    client
}

/// The parameters of a good request without those of these names, and with these instead.
pub fn parameters<'a>(changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let usual = [
        ("response_type", "code"),
        ("redirect_uri", CALLBACK),
        ("scope", "openid"),
        ("state", "s1"),
        ("nonce", "n1"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    let is_kept = |(name, _): &(&str, &str)| !changes.iter().any(|(changed, _)| changed == name);
    usual.into_iter().filter(is_kept).chain(changes.iter().copied()).filter(|(_, value)| !value.is_empty()).collect()
}

/// The parameters of a good request of a client, with these changes.
pub fn asked<'a>(client_id: &'a str, changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let names_client = changes.iter().any(|(name, _)| *name == "client_id");
    let own = [("client_id", client_id)];
    parameters(&[if names_client { &[] } else { &own[..] }, changes].concat())
}

/// Pushes such a request, with the secret of the client if it has one.
pub fn push(world: &World, client: &Reply, changes: &[(&str, &str)]) -> Reply {
    let id = client.text("client_id");
    match client.member("client_secret").as_str() {
        Some(secret) => Call::form("/par", &parameters(changes)).basic(&id, secret).to(world),
        None => Call::form("/par", &parameters(&[changes, &[("client_id", &id)]].concat())).to(world),
    }
}

/// Asks with the parameters of a good request, with these changes.
pub fn ask(browser: &Browser, world: &World, client: &Reply, changes: &[(&str, &str)]) -> Reply {
    browser.ask(world, &asked(&client.text("client_id"), changes))
}

/// Asserts that a reply is an error page, which leads nowhere.
pub fn assert_page(reply: &Reply, status: u16) -> String {
    assert_eq!(reply.status(), status, "{}", page(reply));
    assert_eq!(reply.header("location"), None);
    let page = page(reply);
    assert!(!page.contains("client.example") && !page.contains("evil.example"), "{page}");
    page
}

/// Consents to a request; returns the response to the form.
pub fn approve(browser: &Browser, world: &World, client: &Reply, changes: &[(&str, &str)]) -> Reply {
    let asked = ask(browser, world, client, changes);
    let request = hidden(&asked, "request");
    browser.submit(world, "/authorize/consent", &[("request", &request), ("decision", "allow")])
}
