//! When the consent page may be left out, and which names it warns of.

use enrol::authorization::consent::{concern, granted, is_remembered, may_answer_silently};
use enrol::model::{
    AuthorizationRequest, ClaimsRequest, Client, Consent, Prompt, ResponseMode, Session, SessionId, UserId,
};
use enrol::pages::Concern;
use enrol::ports::SessionRecord;
use enrol::unit::Timestamp;
use serde_json::{Value, json};

use super::{client, user, world};
use crate::support::World;

const SITE: &str = "https://app.example/cb";
const DEVICE: &str = "http://127.0.0.1:49152/cb";
const APP: &str = "com.example.app:/cb";

fn request(redirect_uri: &str, scope: &[&str]) -> AuthorizationRequest {
    AuthorizationRequest {
        wants_id_token: false,
        client_id: "cBwcHBwcHBwcHBwcHBwcHBw".to_owned(),
        redirect_uri: redirect_uri.to_owned(),
        names_redirect_uri: true,
        response_mode: ResponseMode::Query,
        scope: scope.iter().map(|&value| value.to_owned()).collect(),
        resources: vec!["https://api.example".to_owned()],
        state: None,
        nonce: None,
        code_challenge: None,
        dpop_jkt: None,
        prompt: Vec::new(),
        max_age: None,
        login_hint: None,
        ui_locales: Vec::new(),
        acr_values: Vec::new(),
        claims: ClaimsRequest::default(),
        expected_subject: None,
    }
}

/// A session of the user, who has consented to a request before.
fn session(consented: Option<&AuthorizationRequest>, client: &Client) -> SessionRecord {
    let user = user(&json!({}));
    let session = Session {
        id: SessionId::new(&user.id, &[1; 16]),
        user: user.id.clone(),
        authenticated_at: Timestamp(1_800_000_000),
        expires_at: Timestamp(1_900_000_000),
        methods: vec!["pwd".to_owned()],
        context: None,
        device: String::new(),
        place: None,
    };
    let record = SessionRecord { session, user, consent: None };
    let world = World::new();
    let config = world.server.config();
    let consent = consented.map(|request| granted(request, client, &record, Timestamp(1_800_000_000), config));
    SessionRecord { consent, ..record }
}

fn app(more: &Value, bounds: Option<&Value>) -> Client {
    let mut members = json!({"client_name": "Portal", "redirect_uris": [SITE, DEVICE, APP]});
    members.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    client(&members, bounds)
}

fn public(bounds: Option<&Value>) -> Client {
    app(&json!({"token_endpoint_auth_method": "none"}), bounds)
}

#[test]
fn a_user_is_not_asked_twice_for_the_same() {
    let client = app(&json!({}), None);
    let before = request(SITE, &["openid", "email"]);
    let record = session(Some(&before), &client);
    let is_remembered = |request: &AuthorizationRequest| is_remembered(request, &client, &record);
    assert!(is_remembered(&before) && is_remembered(&request(SITE, &["email"])));
    assert!(!is_remembered(&request(SITE, &["openid", "profile"])));
    let other_resource = AuthorizationRequest { resources: vec!["https://other.example".to_owned()], ..before.clone() };
    assert!(!is_remembered(&other_resource));
    assert!(!is_remembered(&AuthorizationRequest { prompt: vec![Prompt::Login, Prompt::Consent], ..before.clone() }));
    assert!(is_remembered(&AuthorizationRequest { prompt: vec![Prompt::Login], ..before.clone() }));
    let claims =
        ClaimsRequest { userinfo: json!({"name": null}).as_object().unwrap().clone(), ..ClaimsRequest::default() };
    let with_claims = AuthorizationRequest { claims, ..before.clone() };
    assert!(!is_remembered(&with_claims));
    let record = session(Some(&with_claims), &client);
    assert!(enrol::authorization::consent::is_remembered(&with_claims, &client, &record));
    assert!(!enrol::authorization::consent::is_remembered(&before, &client, &session(None, &client)));
}

fn owned(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|&text| text.to_owned()).collect()
}

#[test]
fn a_consent_adds_to_the_one_before() {
    let client = app(&json!({"client_name#de": "Portal (DE)"}), None);
    let record = session(Some(&request(SITE, &["openid", "email"])), &client);
    let world = World::new();
    let granted = |resources: &[&str], scope: &[&str]| {
        let resources = resources.iter().map(|&resource| resource.to_owned()).collect();
        let asked = AuthorizationRequest { resources, ..request(SITE, scope) };
        granted(&asked, &client, &record, Timestamp(1_800_000_100), world.server.config())
    };
    let [own, other] = ["https://api.example", "https://b.example"];
    for (places, values, all, everywhere) in [
        (&[own][..], &["openid", "files"][..], &["openid", "email", "files"][..], &[own][..]),
        (&[other], &["openid", "email"], &["openid", "email"], &[own, other]),
        (&[own], &["email"], &["openid", "email"], &[own]),
        (&[own, other], &["openid", "email", "files"], &["openid", "email", "files"], &[own, other]),
        // Together they would be a consent to the files of the first resource, which the user has not seen.
        (&[other], &["openid", "files"], &["openid", "files"], &[other]),
    ] {
        let Consent { scope, resources, .. } = granted(places, values);
        assert_eq!((&*scope, &*resources), (&*owned(all), &*owned(everywhere)), "{places:?} {values:?}");
    }
    let Consent { client_name, redirect_uri, granted_at, .. } = granted(&[own], &["openid"]);
    assert_eq!((client_name.as_deref(), &*redirect_uri, granted_at.0), (Some("Portal"), SITE, 1_800_000_100));
}

/// RFC 8252 section 8.6, RFC 9700 section 4.10; requirements B18, K21.
#[test]
fn a_public_client_on_the_device_that_nobody_vouches_for_is_always_asked_for() {
    let own = json!({"owners": [UserId::new(&[1; 16]).as_str()]});
    let other = json!({"owners": [UserId::new(&[2; 16]).as_str()]});
    for (client, redirect_uri, expected) in [
        (public(None), SITE, true),
        (public(None), DEVICE, false),
        (public(None), APP, false),
        (public(None), "http://[::1]:1/cb", false),
        (app(&json!({}), None), DEVICE, true),
        (public(Some(&json!({}))), DEVICE, true),
        (public(Some(&json!({"statement_issuers": ["https://d.example"]}))), APP, true),
        (public(Some(&own)), APP, true),
        (public(Some(&other)), APP, false),
    ] {
        let request = request(redirect_uri, &["openid"]);
        let record = session(Some(&request), &client);
        assert_eq!(is_remembered(&request, &client, &record), expected, "{redirect_uri} {:?}", client.voucher());
    }
}

/// RFC 9700 section 4.11.2; requirement E12.
#[test]
fn an_error_that_nobody_saw_coming_goes_to_clients_that_are_known_to_be_good() {
    let strict = world(&[]);
    let relaxed = world(&[("PROMPT_NONE", "any")]);
    let own = json!({"owners": [UserId::new(&[1; 16]).as_str()]});
    for (client, has_session, has_approved, expected) in [
        (public(None), false, false, false),
        (public(None), true, false, false),
        (public(None), true, true, true),
        (public(Some(&json!({}))), false, false, true),
        (public(Some(&json!({"statement_issuers": ["https://d.example"]}))), false, false, true),
        (public(Some(&own)), false, false, false),
        (public(Some(&own)), true, false, true),
    ] {
        let approved = request(DEVICE, &["openid"]);
        let record = session(has_approved.then_some(&approved), &client);
        let record = has_session.then_some(&record);
        let about = format!("{:?} {has_session} {has_approved}", client.voucher());
        assert_eq!(may_answer_silently(&client, record, strict.server.config()), expected, "{about}");
        assert!(may_answer_silently(&client, record, relaxed.server.config()), "{about}");
    }
}

/// RFC 7591 section 5; requirement C37.
#[test]
fn a_name_that_looks_like_one_of_the_operator_is_flagged() {
    let world = world(&[
        (
            "CLIENTS",
            r#"{"shop": {"client_name": "Corner Shop", "client_name#de": "Eckladen", "redirect_uris": ["https://shop.example/cb"], "token_endpoint_auth_method": "none"}}"#,
        ),
        ("TEMPLATES", r#"{"mobile": {"redirect_uris": ["com.example.app:/cb"], "client_name": "Mobile Bank"}}"#),
    ]);
    let config = world.server.config();
    let of = |name: &str, bounds: Option<&Value>| concern(&app(&json!({"client_name": name}), bounds), config);
    let resembles = |name: &str| Some(Concern::Resembles(name.to_owned()));
    assert_eq!(of("Ехample Bаnk", None), resembles("Example Bank"));
    assert_eq!(of("Corner Shop", None), resembles("Corner Shop"));
    assert_eq!(of("ECKLADEN official", None), resembles("Eckladen"));
    assert_eq!(of("Mobi1e Bank", Some(&json!({}))), resembles("Mobile Bank"));
    assert_eq!(of("Gооgle", None), Some(Concern::Mixed));
    assert_eq!(of("Portal", None), None);
    let translated = app(&json!({"client_name#fr": "Example-Bank"}), None);
    assert_eq!(concern(&translated, config), resembles("Example Bank"));
    let locked = json!({"statement_issuers": ["https://d.example"], "locked": ["client_name"]});
    assert_eq!(of("Example Bank", Some(&locked)), None);
    let unlocked = json!({"statement_issuers": ["https://d.example"]});
    assert_eq!(of("Example Bank", Some(&unlocked)), resembles("Example Bank"));
    assert_eq!(of("Example Bank", Some(&json!({"templates": ["mobile"]}))), None);
    assert_eq!(of("Example Bank", Some(&json!({"templates": ["gone"]}))), resembles("Example Bank"));
    let configured = Client::Configured(config.clients[0].clone());
    assert_eq!(concern(&configured, config), None);
}
