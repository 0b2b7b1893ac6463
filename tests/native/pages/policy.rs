//! The content security policy of each page.

use enrol::model::ClaimsRequest;
use enrol::pages::{self, ConsentPage, Goal, SignInPage, SignOutPage};
use serde_json::json;

use super::{client, html, shown, user, world};
use crate::support::markup;

/// The value of a directive.
fn directive<'a>(policy: &'a str, name: &str) -> Option<&'a str> {
    policy.split("; ").find_map(|directive| directive.strip_prefix(name)?.strip_prefix(' '))
}

fn sign_in(redirect_uri: Option<&str>) -> SignInPage<'_> {
    SignInPage {
        request: "sealed",
        goal: Goal::Account,
        redirect_uri,
        has_passwords: true,
        username: None,
        providers: &[],
        passkey: None,
        message: None,
    }
}

/// Browsers apply `form-action` to the redirection that answers a form.
#[test]
fn a_form_may_lead_to_the_redirection_uri_of_its_request_and_nowhere_else() {
    let world = world(&[]);
    for (redirect_uri, forms) in [
        (None, "'self'"),
        (Some("https://app.example/cb?x=1"), "'self' https://app.example"),
        (Some("http://127.0.0.1:4711/cb"), "'self' http://127.0.0.1:4711"),
        (Some("http://[::1]:4711/cb"), "'self' http:"),
        (Some("com.example.app:/cb"), "'self' com.example.app:"),
    ] {
        let page = shown(world.server.config(), "", |look| pages::sign_in(&sign_in(redirect_uri), look));
        let policy = page.header("content-security-policy").unwrap();
        assert_eq!(directive(policy, "form-action"), Some(forms), "{redirect_uri:?}");
        assert_eq!((directive(policy, "img-src"), directive(policy, "script-src")), (None, None));
    }
    let out =
        SignOutPage { request: "sealed", client: None, post_logout_redirect_uri: Some("https://app.example/out") };
    let page = shown(world.server.config(), "", |look| pages::sign_out(&out, look));
    let policy = page.header("content-security-policy").unwrap();
    assert_eq!(directive(policy, "form-action"), Some("'self' https://app.example"));
}

/// OAuth 2.0 Form Post Response Mode section 2.
#[test]
fn a_response_in_a_form_goes_to_the_client_alone() {
    let world = world(&[]);
    let parameters = [("code", "a\"b"), ("state", "<&>"), ("iss", "https://as.example")];
    let page =
        shown(world.server.config(), "", |look| pages::form_post("https://app.example/cb?x&y", &parameters, look));
    let policy = page.header("content-security-policy").unwrap();
    assert_eq!(directive(policy, "form-action"), Some("https://app.example"));
    assert_eq!(directive(policy, "script-src"), Some("'self'"));
    let elements = markup::elements(html(&page));
    let form = elements.iter().find(|it| it.name == "form").unwrap();
    assert_eq!(
        (form.attribute("action"), form.attribute("method")),
        (Some("https://app.example/cb?x&amp;y"), Some("post"))
    );
    let sent = elements.iter().filter(|it| it.name == "input");
    let sent: Vec<_> = sent.map(|it| (it.attribute("name").unwrap(), it.attribute("value").unwrap())).collect();
    assert_eq!(sent, [("code", "a&quot;b"), ("state", "&lt;&amp;&gt;"), ("iss", "https://as.example")]);
    assert_eq!(elements.iter().filter(|it| it.name == "button").count(), 1);
    let script = elements.iter().find(|it| it.name == "script").unwrap();
    assert_eq!((script.attribute("src"), script.attribute("defer")), (Some("/assets/form_post.js"), Some("")));
}

/// Requirement Q20: the browser loads the logo, and only from the host that the user is sent to.
#[test]
fn a_page_loads_the_logos_of_the_operator_and_of_the_redirection_host_alone() {
    let brand = r#"{"name": "Example", "logo_uri": "https://cdn.example/a;b.png?v=2"}"#;
    let world = world(&[("BRAND", brand)]);
    let (scope, claims, user) = (["openid".to_owned()], ClaimsRequest::default(), user(&json!({})));
    for (logo, redirect_uri, images) in [
        ("https://app.example/logo.png?x=1#y", "https://app.example/cb", " https://app.example/logo.png"),
        ("https://cdn.app.example/logo.png", "https://app.example/cb", ""),
        ("https://app.example:8443/logo.png", "https://app.example/cb", ""),
        ("http://app.example/logo.png", "https://app.example/cb", ""),
        ("https://localhost/logo.png", "http://localhost/cb", ""),
        ("https://callback/logo.png", "com.example.app://callback/", ""),
    ] {
        let client = client(&json!({"redirect_uris": [redirect_uri], "logo_uri": logo}), None);
        let (scope, resources) = (&scope[..], &[][..]);
        let page = ConsentPage {
            request: "",
            client: &client,
            trust: client.trust(),
            redirect_uri,
            scope,
            resources,
            claims: &claims,
            user: &user,
            concern: None,
            device: None,
        };
        let expected = format!(
            "{}https://cdn.example/a%3Bb.png",
            images.trim_start().to_owned() + if images.is_empty() { "" } else { " " }
        );
        let before = SignInPage { goal: Goal::Client(Some(&client)), ..sign_in(Some(redirect_uri)) };
        let config = world.server.config();
        let consent = shown(config, "", |look| pages::consent(&page, look));
        for page in [consent, shown(config, "", |look| pages::sign_in(&before, look))] {
            let policy = page.header("content-security-policy").unwrap();
            assert_eq!(directive(policy, "img-src"), Some(&*expected), "{logo}");
            let elements = markup::elements(html(&page));
            let images: Vec<_> = elements.iter().filter(|it| it.name == "img").collect();
            assert_eq!(images.len(), expected.split(' ').count(), "{logo}");
            assert!(images.iter().all(|it| it.attribute("referrerpolicy") == Some("no-referrer")));
            assert!(images.len() == 1 || markup::text(html(&page)).contains("not verified"), "{logo}");
        }
    }
}
