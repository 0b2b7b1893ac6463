//! The pages that users see, made from data as hostile as it can be.

mod console;
mod consent;
mod every_page;
mod policy;
mod rules;

use std::collections::BTreeSet;

use enrol::http::{Method, Request, Response};
use enrol::key_ring::KeyId;
use enrol::model::{
    Approval, Bounds, Client, ClientId, Config, Credentials, Home, RegisteredClient, Revision, User, UserId,
};
use enrol::pages::Look;
use enrol::rules::ValidatedClient;
use enrol::unit::Timestamp;
use serde_json::{Map, Value};

use crate::support::{Call, World, markup};

/// A server with a brand.
fn world(settings: &[(&str, &str)]) -> World {
    World::with(&[settings, &[("BRAND", r#"{"name": "Example Bank"}"#)]].concat())
}

fn request(accepted: &str) -> Request {
    Call::new(Method::Get, "/").header("accept-language", accepted).into_request()
}

/// The page that a function makes for a browser of this language.
fn shown(config: &Config, language: &str, make: impl Fn(&Look<'_>) -> Response) -> Response {
    let request = request(language);
    make(&Look::of(&request, &[], config)).complete(Method::Get)
}

fn html(response: &Response) -> &str {
    std::str::from_utf8(&response.body).unwrap()
}

/// A registered client as it is stored, which a bug may have let past the rules.
fn client(members: &Value, bounds: Option<&Value>) -> Client {
    let issued_at = Timestamp(1_700_000_000);
    Client::Registered(RegisteredClient {
        id: ClientId::new(&[7; 16]),
        metadata: ValidatedClient::restore(members.as_object().unwrap().clone()),
        issued_at,
        credentials: Credentials::first(&KeyId::parse("k1").unwrap(), issued_at),
        bounds: bounds.map(|bounds| Bounds::restore(bounds.as_object().unwrap().clone()).unwrap()),
        last_used_at: None,
        approval: Approval::Given,
        unused: None,
        revision: Revision(0),
    })
}

fn user(claims: &Value) -> User {
    let claims: Map<String, Value> = claims.as_object().unwrap().clone();
    let home = Home::Local { username: "ada".to_owned() };
    User { id: UserId::new(&[1; 16]), home, claims, disabled_at: None }
}

/// Texts that break out of markup, of attributes, of lines, and of the direction of text.
const HOSTILE: [&str; 9] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "</title></style><svg onload=alert(1)>",
    "&lt;script&gt;&#x3c;script>",
    "{client}{host}{{",
    "javascript:alert(1)",
    "a\u{202e}b\u{2066}c\u{2028}d\r\ne\0f",
    "<!--",
];

/// Checks that a page has the elements and attributes of this server and no others, and no character that deceives.
fn check(response: &Response, about: &str) {
    const ELEMENTS: [&str; 48] = [
        "a", "bdi", "body", "button", "caption", "code", "dd", "details", "div", "dl", "dt", "footer", "form", "h1",
        "h2", "h3", "head", "header", "html", "iframe", "img", "input", "label", "li", "main", "meta", "nav", "option",
        "p", "path", "pre", "rect", "script", "select", "span", "style", "summary", "svg", "table", "tbody", "td",
        "textarea", "th", "thead", "time", "title", "tr", "ul",
    ];
    const ATTRIBUTES: [&str; 51] = [
        "action",
        "alt",
        "aria-current",
        "aria-describedby",
        "aria-hidden",
        "aria-invalid",
        "aria-label",
        "aria-labelledby",
        "autocapitalize",
        "autocomplete",
        "autofocus",
        "charset",
        "class",
        "content",
        "d",
        "data-passkey",
        "datetime",
        "defer",
        "fill",
        "for",
        "height",
        "hidden",
        "href",
        "http-equiv",
        "id",
        "inputmode",
        "lang",
        "maxlength",
        "method",
        "name",
        "open",
        "preserveAspectRatio",
        "readonly",
        "referrerpolicy",
        "rel",
        "required",
        "role",
        "sandbox",
        "scope",
        "selected",
        "spellcheck",
        "src",
        "tabindex",
        "target",
        "translate",
        "type",
        "value",
        "viewBox",
        "width",
        "x",
        "y",
    ];
    let html = html(response);
    for element in markup::elements(html) {
        assert!(ELEMENTS.contains(&element.name), "{about}: <{}>", element.name);
        for (name, value) in &element.attributes {
            assert!(ATTRIBUTES.contains(name), "{about}: {name} of <{}>", element.name);
            let is_address = ["href", "src", "action"].contains(name);
            assert!(!is_address || !value.to_ascii_lowercase().starts_with("javascript:"), "{about}: {value}");
        }
        if element.name == "script" {
            let scripts = [Some("/assets/form_post.js"), Some("/assets/passkey.js")];
            assert!(scripts.contains(&element.attribute("src")), "{about}");
        }
    }
    assert_eq!(html.matches("<script").count(), usize::from(html.contains("<script src=\"/assets/")), "{about}");
    let deceives = |c: char| c.is_control() || matches!(c, '\u{200e}'..='\u{202e}' | '\u{2060}'..='\u{206f}');
    let text = markup::text(html);
    assert!(!text.contains(deceives), "{about}: {text:?}");
    for element in markup::elements(html) {
        // Nobody sees the value of a hidden field.
        let is_hidden = element.attribute("type") == Some("hidden")
            || element.attribute("hidden").is_some()
            || ["button", "option"].contains(&element.name);
        let seen = element.attributes.iter().filter(|(name, _)| !is_hidden || !["name", "value"].contains(name));
        for (name, value) in seen {
            assert!(!value.contains(deceives), "{about}: {name} of <{}>", element.name);
        }
    }
}

/// Checks what screen readers and keyboards need. WCAG 2.2.
fn check_access(response: &Response, about: &str) {
    let elements = markup::elements(html(response));
    let of = |name: &'static str| elements.iter().filter(move |element| element.name == name);
    assert_eq!(of("h1").count(), 1, "{about}");
    assert!(of("html").all(|it| it.attribute("lang").is_some_and(|lang| !lang.is_empty())), "{about}");
    assert_eq!(of("title").count(), 1, "{about}");
    assert_eq!(of("main").count(), 1, "{about}");
    assert!(of("img").all(|it| it.attribute("alt").is_some()), "{about}");
    let ids: Vec<&str> = elements.iter().filter_map(|it| it.attribute("id")).collect();
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "{about}: {ids:?}");
    let labels: Vec<&str> = of("label").filter_map(|it| it.attribute("for")).collect();
    for input in of("input").filter(|it| it.attribute("type") != Some("hidden") && it.attribute("hidden").is_none()) {
        assert!(labels.contains(&input.attribute("id").unwrap()), "{about}: {input:?}");
    }
    let named = ["aria-describedby", "aria-labelledby"];
    for id in
        elements.iter().flat_map(|it| named.iter().filter_map(|name| it.attribute(name))).flat_map(|ids| ids.split(' '))
    {
        assert!(ids.contains(&id), "{about}: {id}");
    }
    for link in of("a").filter_map(|it| it.attribute("href")?.strip_prefix('#').map(str::to_owned)) {
        assert!(ids.contains(&link.as_str()), "{about}: {link}");
    }
    assert!(elements.iter().filter(|it| it.attribute("autofocus").is_some()).count() <= 1, "{about}");
    // Style sheets of pages come after that of the browser, so `display` would show a hidden element.
    assert!(html(response).contains("\n[hidden]{display:none}"), "{about}");
    // People who speak to their browser say what they see. Web Content Accessibility Guidelines 2.2 section 2.5.3.
    for button in html(response).split("<button").skip(1) {
        let (attributes, rest) = button.split_once('>').unwrap();
        let Some((_, label)) = attributes.split_once("aria-label=\"") else { continue };
        let (text, _) = rest.split_once('<').unwrap();
        assert!(label.starts_with(text), "{about}: {label} does not begin with {text}");
    }
}
