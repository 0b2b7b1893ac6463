//! The consent page.

use enrol::http::Response;
use enrol::model::{ClaimsRequest, Client};
use enrol::pages::{self, Concern, ConsentPage, Goal, SignInPage};
use serde_json::{Value, json};

use super::{client, html, shown, user, world};
use crate::support::markup;

/// The words of the consent page of a client.
fn words(client: &Client, redirect_uri: &str, scope: &[&str], language: &str) -> String {
    let world = world(&[(
        "TEMPLATES",
        r#"{"mobile": {"redirect_uris": ["com.example.app:/cb"], "client_name": "Mobile Bank"}}"#,
    )]);
    let scope: Vec<String> = scope.iter().map(|&value| value.to_owned()).collect();
    let resources = ["https://api.example/v1", "https://as.example"].map(str::to_owned);
    let (claims, user) = (ClaimsRequest::default(), user(&json!({"name": "Ada Lovelace"})));
    let page = ConsentPage {
        request: "sealed",
        client,
        trust: client.trust(),
        redirect_uri,
        scope: &scope,
        resources: &resources,
        claims: &claims,
        user: &user,
        concern: Some(&Concern::Mixed),
        device: None,
    };
    let page = shown(world.server.config(), language, |look| pages::consent(&page, look));
    markup::text(html(&page))
}

fn app(more: &Value) -> Value {
    let mut members = json!({"client_name": "Portal", "redirect_uris": ["https://app.example/cb"]});
    members.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    members
}

/// Requirement O18 and N19: the user sees who asks, where they go, and what for.
#[test]
fn the_page_says_who_asks_for_what_and_where_it_leads() {
    let client = client(&app(&json!({})), None);
    let scope = ["openid", "profile", "email", "offline_access", "dcr", "files:read"];
    let text = words(&client, "https://app.example:8443/cb", &scope, "en");
    for part in [
        "Allow Portal?",
        "You are signed in as Ada Lovelace.",
        "app.example:8443",
        "Nobody. Its name is not verified.",
        "know who you are",
        "read your name and your profile",
        "read your e-mail address",
        "keep its access after you sign out",
        "register an app in your name",
        "use the permission files:read",
        "use the service https://api.example/v1 in your name",
        "mixes letters of several alphabets",
        "2023-11-14",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    assert!(!text.contains("https://as.example"), "a token for this server alone is no service: {text}");
    let german = words(&client, "https://app.example/cb", &["openid"], "de");
    assert!(german.contains("Portal erlauben?") && german.contains("Niemand. Ihr Name ist nicht geprüft."), "{german}");
}

/// Requirement B18: everything is as the client says, unless somebody vouches for it.
#[test]
fn the_page_says_who_vouches_for_the_client() {
    let own = json!({"owners": [enrol::model::UserId::new(&[1; 16]).as_str()]});
    let other = json!({"owners": [enrol::model::UserId::new(&[2; 16]).as_str()]});
    for (bounds, vouches, is_verified) in [
        (None, "Nobody. Its name is not verified.", false),
        (Some(json!({})), "The operator of this server.", false),
        (Some(json!({"subject_attributes": []})), "A certificate authority that this server trusts.", false),
        (Some(json!({"subject": ["CN=a"]})), "A certificate authority that this server trusts.", false),
        (Some(json!({"owners": ["partner-portal"]})), "The operator of this server.", false),
        (Some(json!({"introducers": ["https://attest.example"]})), "Nobody. Its name is not verified.", false),
        (Some(own), "You. You registered it.", false),
        (Some(other), "A user of this server, who registered it.", false),
        (Some(json!({"templates": ["mobile"]})), "The operator of this server.", true),
        (
            Some(json!({"statement_issuers": ["https://d.example"]})),
            "https://d.example, in a software statement.",
            false,
        ),
        (
            Some(json!({"statement_issuers": ["https://d.example"], "locked": ["client_name"]})),
            "https://d.example",
            true,
        ),
        (
            Some(json!({"statement_issuers": ["https://d.example"], "locked": ["client_name#fr"]})),
            "https://d.example",
            true,
        ),
    ] {
        let client = client(&app(&json!({})), bounds.as_ref());
        let text = words(&client, "https://app.example/cb", &[], "en");
        assert!(text.contains(vouches), "{bounds:?}: {text}");
        let is_shown_as_verified = !text.replace("name is not verified", "").contains("not verified");
        assert_eq!(is_shown_as_verified, is_verified, "{bounds:?}: {text}");
    }
}

/// RFC 8252 section 8.6.
#[test]
fn the_page_warns_of_a_client_on_the_device_that_nobody_vouches_for() {
    let warning = "Any program on this device can say that it is this app.";
    for (redirect_uri, place) in [
        ("http://127.0.0.1:49152/cb", "a program on this device, at 127.0.0.1:49152"),
        ("http://localhost/cb", "a program on this device, at localhost"),
        ("com.example.app:/cb", "the app on this device that has claimed com.example.app:"),
    ] {
        let unknown = words(&client(&app(&json!({})), None), redirect_uri, &[], "en");
        assert!(unknown.contains(place) && unknown.contains(warning), "{unknown}");
        let vouched = words(&client(&app(&json!({})), Some(&json!({}))), redirect_uri, &[], "en");
        assert!(vouched.contains(place) && !vouched.contains(warning), "{vouched}");
    }
    assert!(!words(&client(&app(&json!({})), None), "https://app.example/cb", &[], "en").contains(warning));
}

/// RFC 7591 section 2.2; requirement C45.
#[test]
fn the_name_is_in_the_language_of_the_user() {
    let named =
        app(&json!({"client_name#de": "Portal (DE)", "client_name#pt-BR": "Portal (BR)", "client_name#fr": "Portail"}));
    for (accepted, name) in [
        ("de-AT", "Portal (DE)"),
        ("pt-BR", "Portal (BR)"),
        ("pt-PT", "Portal"),
        ("fr, en", "Portail"),
        ("en, de", "Portal"),
        ("ja", "Portal"),
        ("", "Portal"),
    ] {
        let text = words(&client(&named, None), "https://app.example/cb", &[], accepted);
        let title = text.split('?').next().unwrap();
        assert!(text.contains(name) && (name != "Portal" || !title.contains('(')), "{accepted}: {text}");
    }
    let tagged = json!({"client_name#ko": "포털", "redirect_uris": ["https://app.example/cb"]});
    assert!(words(&client(&tagged, None), "https://app.example/cb", &[], "en").contains("포털"));
    let nameless = json!({"redirect_uris": ["https://app.example/cb"]});
    assert!(words(&client(&nameless, None), "https://app.example/cb", &[], "en").contains("An app without a name"));
}

/// The pages of a client that a page links, and its words.
fn links(page: &Response) -> (Vec<String>, String) {
    let links = markup::elements(html(page));
    let links = links.iter().filter(|it| it.name == "a" && it.attribute("rel") == Some("noopener noreferrer nofollow"));
    (links.map(|it| it.attribute("href").unwrap().to_owned()).collect(), markup::text(html(page)))
}

/// RFC 7591 section 5, OpenID Connect Registration section 2; requirement C36: a page elsewhere has its host beside it.
#[test]
fn pages_over_tls_are_linked_and_those_elsewhere_name_their_host() {
    let world = world(&[]);
    let user = user(&json!({}));
    for (members, linked, words) in [
        (
            json!({"client_uri": "https://app.example/about#team", "policy_uri": "https://other.example/privacy",
                "tos_uri": "http://app.example/terms"}),
            &["https://app.example/about#team", "https://other.example/privacy"][..],
            "About the app not verifiedPrivacy (other.example) not verified",
        ),
        (
            json!({"client_uri": "https://other.example/", "tos_uri": "https://app.example/terms"}),
            &["https://app.example/terms"],
            "Terms of service not verified",
        ),
        (json!({"client_uri": "http://app.example/"}), &[], ""),
    ] {
        let client = client(&app(&members), None);
        let redirect_uri = "https://app.example/cb";
        let consent = ConsentPage {
            request: "sealed",
            client: &client,
            trust: client.trust(),
            redirect_uri,
            scope: &[],
            resources: &[],
            claims: &ClaimsRequest::default(),
            user: &user,
            concern: None,
            device: None,
        };
        let sign_in = SignInPage {
            request: "sealed",
            goal: Goal::Client(Some(&client)),
            redirect_uri: Some(redirect_uri),
            has_passwords: true,
            username: None,
            providers: &[],
            passkey: None,
            message: None,
        };
        let config = world.server.config();
        let consent = shown(config, "en", |look| pages::consent(&consent, look));
        for page in [consent, shown(config, "en", |look| pages::sign_in(&sign_in, look))] {
            let (links, text) = links(&page);
            assert_eq!(links, linked);
            assert!(text.contains(words) && text.contains("Its pages") != linked.is_empty(), "{text}");
        }
    }
}
