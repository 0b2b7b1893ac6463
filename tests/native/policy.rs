//! Every setting of the policy.

use enrol::http::Method;
use serde_json::{Value, json};

use crate::support::{Call, Reply, World};

fn register(settings: &[(&str, &str)], members: &Value) -> Reply {
    let mut asked = json!({"redirect_uris": ["https://client.example/cb"]});
    for (name, value) in members.as_object().unwrap() {
        asked[name] = value.clone();
    }
    Call::register(&asked).to(&World::with(settings))
}

/// Returns the place of a refusal; `None` for a success.
fn pointer(settings: &[(&str, &str)], members: &Value) -> Option<String> {
    let reply = register(settings, members);
    if reply.status() == 201 { None } else { Some(reply.refusal().2) }
}

/// Requirements C31, S4.
#[test]
fn scope_has_a_default_and_unsupported_values_are_dropped_or_refused() {
    let settings = [("SCOPES_SUPPORTED", "read profile"), ("DEFAULT_SCOPE", "read profile")];
    assert_eq!(register(&settings, &json!({})).text("scope"), "read profile");
    assert_eq!(register(&settings, &json!({"scope": "profile write"})).text("scope"), "profile");
    assert_eq!(register(&settings, &json!({"scope": "write"})).text("scope"), "read profile");
    assert_eq!(register(&settings[..1], &json!({"scope": "write"})).member("scope"), Value::Null);
    let world = World::with(&settings);
    let client = Call::register(&json!({"grant_types": ["client_credentials"], "scope": "write"})).to(&world);
    let again = Call::manage(Method::Put, &client).json(&client.resubmitted()).to(&world);
    assert_eq!(again.json(), client.json(), "sent back, an answer changes nothing");
    let strict = [settings[0], ("UNSUPPORTED_SCOPE", "refuse")];
    assert_eq!(pointer(&strict, &json!({"scope": "profile write"})).as_deref(), Some("/scope"));
    assert_eq!(pointer(&strict, &json!({"scope": "profile"})), None);
    assert_eq!(register(&strict, &json!({})).member("scope"), Value::Null);
}

/// Requirements C15, S5.
#[test]
fn a_client_that_does_not_say_authenticates_as_the_operator_likes() {
    let method = |settings: &[(&str, &str)]| register(settings, &json!({})).text("token_endpoint_auth_method");
    assert_eq!(method(&[]), "client_secret_basic");
    assert_eq!(method(&[("DEFAULT_TOKEN_ENDPOINT_AUTH_METHOD", "none")]), "none");
    assert_eq!(method(&[("TOKEN_ENDPOINT_AUTH_METHODS_SUPPORTED", "client_secret_post none")]), "client_secret_post");
    let machine = json!({"grant_types": ["client_credentials"]});
    let reply = register(&[("DEFAULT_TOKEN_ENDPOINT_AUTH_METHOD", "none")], &machine);
    assert_eq!(reply.text("token_endpoint_auth_method"), "client_secret_basic", "which can get tokens for itself");
}

/// RFC 7591 section 5; requirements C27, C28.
#[test]
fn some_grants_do_not_come_together_and_one_not_alone() {
    let both = json!({"grant_types": ["authorization_code", "client_credentials"]});
    assert_eq!(pointer(&[], &both), None);
    let exclusive = [("EXCLUSIVE_GRANT_TYPES", "client_credentials+authorization_code implicit+authorization_code")];
    assert_eq!(pointer(&exclusive, &both).as_deref(), Some("/grant_types"));
    assert_eq!(pointer(&exclusive, &json!({"grant_types": ["client_credentials"]})), None);
    for grants in [json!(["refresh_token"]), json!(["refresh_token", "refresh_token"])] {
        assert_eq!(pointer(&[], &json!({"grant_types": grants})).as_deref(), Some("/grant_types"));
    }
    assert_eq!(pointer(&[], &json!({"grant_types": ["refresh_token", "client_credentials"]})), None);
}

/// Requirements C52, C55, D10, D19, S8, S9, S11, S12.
#[test]
fn every_form_of_redirection_uri_can_be_switched_off() {
    let forms = ["https", "claimed-https", "loopback", "localhost", "web-loopback", "private-use"];
    for (application_type, uri, form) in [
        ("web", "https://client.example/cb", "https"),
        ("native", "https://client.example/cb", "claimed-https"),
        ("native", "http://127.0.0.1/cb", "loopback"),
        ("native", "http://[::1]:8080/cb", "loopback"),
        ("native", "http://localhost/cb", "localhost"),
        ("web", "http://localhost:3000/cb", "web-loopback"),
        ("web", "http://127.0.0.1:3000/cb", "web-loopback"),
        ("web", "https://localhost/cb", "web-loopback"),
        ("native", "com.example.app:/cb", "private-use"),
        ("native", "cursor://host/cb", "private-use"),
    ] {
        let asked = json!({"application_type": application_type, "redirect_uris": [uri]});
        let others: Vec<&str> = forms.into_iter().filter(|other| *other != form).collect();
        assert_eq!(pointer(&[("REDIRECT_URI_FORMS", form)], &asked), None, "{uri}");
        let refused = pointer(&[("REDIRECT_URI_FORMS", &others.join(" "))], &asked);
        assert_eq!(refused.as_deref(), Some("/redirect_uris/0"), "{uri}");
    }
    let without = json!({"grant_types": ["client_credentials"], "redirect_uris": Value::Null});
    assert_eq!(pointer(&[], &without), None);
    assert_eq!(pointer(&[("REDIRECT_URIS_REQUIRED", "always")], &without).as_deref(), Some("/redirect_uris"));
}

/// Requirements D23, R12.
#[test]
fn hosts_and_schemes_of_others_are_refused_with_what_is_below_them() {
    let settings =
        [("REFUSED_HOSTS", "github.io evil.example 127.0.0.1"), ("REFUSED_SCHEMES", "com.google msauth.com.contoso")];
    for (uri, is_refused) in [
        ("https://github.io/cb", true),
        ("https://Someone.GitHub.io/cb", true),
        ("https://evil.example/cb", true),
        ("https://notgithub.io/cb", false),
        ("https://github.io.client.example/cb", false),
        ("http://127.0.0.1:8080/cb", true),
        ("http://[::1]/cb", false),
        ("com.google:/cb", true),
        ("com.google.app:/cb", true),
        ("COM.Google.app:/cb", true),
        ("com.googleplex:/cb", false),
        ("com.example.app://evil.example/cb", true),
        ("com.example.app:/cb", false),
    ] {
        let refused = pointer(&settings, &json!({"application_type": "native", "redirect_uris": [uri]}));
        assert_eq!(refused.is_some(), is_refused, "{uri}");
    }
}

/// RFC 7591 section 5, OpenID Connect Registration section 9.1; requirements C36, S27.
#[test]
fn pages_elsewhere_are_flagged_or_refused() {
    let pages = json!({"logo_uri": "https://client.example/logo.png", "client_uri#fr": "https://other.example/"});
    assert_eq!(pointer(&[], &pages), None);
    let asked = json!({"redirect_uris": ["https://client.example/cb"], "logo_uri": "https://client.example/logo.png",
        "client_uri#fr": "https://other.example/"});
    let reply = Call::new(Method::Post, "/register?dry_run=true").json(&asked).to(&World::new());
    let note = json!({"member": "client_uri#fr", "note": "on none of the hosts of the redirect_uris"});
    let notes = reply.member("notes");
    assert!(notes.as_array().unwrap().contains(&note), "{notes}");
    assert!(!notes.as_array().unwrap().iter().any(|note| note["member"] == "logo_uri"), "{notes}");
    let world = World::new();
    assert_eq!(Call::register(&asked).to(&world).status(), 201);
    assert_eq!(world.clients()[0].metadata.foreign_pages().collect::<Vec<_>>(), ["client_uri#fr"]);

    let strict = [("FOREIGN_PAGES", "refuse")];
    let app =
        json!({"redirect_uris": ["com.example.app:/cb", "http://127.0.0.1/"], "client_uri": "https://a.example/"});
    assert_eq!(pointer(&strict, &app), None);
    assert_eq!(pointer(&strict, &pages).as_deref(), Some("/client_uri#fr"));
    assert_eq!(pointer(&strict, &json!({"logo_uri": "https://client.example:8443/logo.png"})), None);
    assert_eq!(pointer(&strict, &json!({"tos_uri": "http://localhost/"})).as_deref(), Some("/tos_uri"));
}

/// RFC 7591 section 2; requirement C35: pages may use http, the response reports them, and the operator can refuse
/// them.
#[test]
fn pages_over_http_are_flagged_or_refused() {
    let asked = json!({
        "redirect_uris": ["https://client.example/cb"],
        "client_uri": "http://client.example",
        "logo_uri": "http://client.example/logo.png",
        "policy_uri#fr": "HTTP://other.example/",
        "tos_uri": "https://client.example/tos",
        "tos_uri#de": "http://localhost:3000/tos",
    });
    let world = World::new();
    let reply = Call::register(&asked).to(&world);
    for (name, value) in asked.as_object().unwrap() {
        assert_eq!((reply.status(), &reply.member(name)), (201, value), "{name}");
    }
    let over_http = ["client_uri", "logo_uri", "policy_uri#fr"];
    assert_eq!(world.clients()[0].metadata.http_pages().collect::<Vec<_>>(), over_http);
    let dry = Call::new(Method::Post, "/register?dry_run=true").json(&asked).to(&world);
    assert_eq!(dry.member("refusals"), json!([]));
    let notes = dry.member("notes");
    let told = |member: &str| notes.as_array().unwrap().iter().filter(|it| it["member"] == member).collect::<Vec<_>>();
    let note = "over http, where others can replace it";
    for member in over_http {
        assert!(told(member).iter().any(|it| it["note"] == note), "{member} {notes}");
    }
    assert_eq!((told("client_uri").len(), told("policy_uri#fr").len(), told("tos_uri").len()), (1, 2, 0), "{notes}");
    let updated = Call::manage(Method::Put, &reply).json(&reply.resubmitted()).to(&world);
    assert_eq!((updated.status(), updated.json()), (200, reply.json()));

    let strict = [("HTTP_PAGES", "refuse")];
    for member in ["client_uri", "client_uri#fr", "logo_uri", "tos_uri", "policy_uri"] {
        let page = json!({member: "http://client.example/"});
        assert_eq!(pointer(&[], &page), None, "{member}");
        assert_eq!(pointer(&strict, &page), Some(format!("/{member}")));
        for good in ["https://client.example/", "http://localhost:3000/", "http://127.0.0.1/"] {
            assert_eq!(pointer(&strict, &json!({member: good})), None, "{member} {good}");
        }
    }
}

/// RFC 7591 section 5: a page must be on a host of a redirection URI, in any spelling of the host.
#[test]
fn a_page_over_http_is_at_home_on_the_host_of_a_redirection_uri() {
    let strict = [("FOREIGN_PAGES", "refuse")];
    assert_eq!(pointer(&strict, &json!({"client_uri": "http://client.example/"})), None);
    let app = json!({"redirect_uris": ["https://client.example/cb", "com.example.app://other.example/cb"],
        "application_type": "native", "client_uri": "https://other.example/"});
    assert_eq!(pointer(&strict, &app).as_deref(), Some("/client_uri"), "a name in a private-use URI is no host");
}

/// Requirements A21, D21, F9, F10, F15.
#[test]
fn an_operator_may_set_narrower_limits() {
    let uris = |count: usize| {
        let uris: Vec<String> = (0..count).map(|number| format!("https://client.example/{number}")).collect();
        let repeated = [uris.as_slice(), &uris[..1]].concat();
        json!({"redirect_uris": repeated})
    };
    let key = |kid: usize| {
        json!({"kty": "EC", "crv": "P-256", "kid": kid.to_string(),
        "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4", "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"})
    };
    let keys = |count: usize| json!({"jwks": {"keys": (0..count).map(key).collect::<Vec<_>>()}});
    let rsa = |bytes: usize| {
        let n = format!("{}B", "v".repeat(bytes.div_ceil(3) * 4 - 1));
        json!({"jwks": {"keys": [{"kty": "RSA", "e": "AQAB", "n": n}]}})
    };
    for (limit, within, beyond, at) in [
        (r#"{"redirect_uris":2}"#, uris(2), uris(3), "/redirect_uris"),
        (
            r#"{"redirect_uri_bytes":32}"#,
            json!({"redirect_uris": ["https://client.example/12345678/"]}),
            json!({"redirect_uris": ["https://client.example/123456789/"]}),
            "/redirect_uris/0",
        ),
        (
            r#"{"client_name_characters":3}"#,
            json!({"client_name": "äöü"}),
            json!({"client_name": "abc", "client_name#fr": "abcd"}),
            "/client_name#fr",
        ),
        (r#"{"contacts":0}"#, json!({"contacts": []}), json!({"contacts": ["a@b.example"]}), "/contacts"),
        (r#"{"jwks_keys":1}"#, keys(1), keys(2), "/jwks/keys"),
        (r#"{"rsa_bits_from":3072}"#, rsa(384), rsa(258), "/jwks/keys"),
        (r#"{"rsa_bits_to":4096}"#, rsa(510), rsa(768), "/jwks/keys"),
    ] {
        let settings = [("LIMITS", limit)];
        assert_eq!(pointer(&settings, &within), None, "{limit}");
        assert_eq!(pointer(&settings, &beyond).as_deref(), Some(at), "{limit}");
        assert_eq!(pointer(&[], &beyond), None, "{limit}");
    }
}

/// RFC 7592 section 2.2; requirements H28, S14.
#[test]
fn an_operator_may_pass_over_what_careless_clients_send_back() {
    let world = World::with(&[("SERVER_MEMBERS_IN_UPDATE", "ignore")]);
    let client = Call::register(&json!({"redirect_uris": ["https://client.example/cb"]})).to(&world);
    let reply = Call::manage(Method::Put, &client).json(&client.json()).to(&world);
    assert_eq!((reply.status(), reply.json()), (200, client.json()));
    let mut forged = client.json();
    forged["registration_access_token"] = json!("mine");
    forged["client_secret_expires_at"] = json!(1);
    let reply = Call::manage(Method::Put, &client).json(&forged).to(&world);
    assert_eq!((reply.status(), reply.json()), (200, client.json()));
}

/// RFC 7592 sections 2.2 and 2.3; requirements H7, H47, S22.
#[test]
fn changes_can_be_switched_off() {
    for (changes, put, delete, allow) in [
        ("update delete", 200, 204, "GET, HEAD, PUT, DELETE, OPTIONS"),
        ("update", 200, 405, "GET, HEAD, PUT, OPTIONS"),
        ("delete", 405, 204, "GET, HEAD, DELETE, OPTIONS"),
        ("[]", 405, 405, "GET, HEAD, OPTIONS"),
    ] {
        let world = World::with(&[("CLIENT_CHANGES", changes)]);
        let client = Call::register(&json!({"redirect_uris": ["https://client.example/cb"]})).to(&world);
        let refused = Call::manage(Method::Post, &client).to(&world);
        assert_eq!((refused.status(), refused.header("allow")), (405, Some(allow)));
        assert_eq!(Call::manage(Method::Get, &client).to(&world).status(), 200);
        let updated = Call::manage(Method::Put, &client).json(&client.resubmitted()).to(&world);
        assert_eq!(updated.status(), put, "{changes}");
        assert_eq!(Call::manage(Method::Delete, &client).to(&world).status(), delete, "{changes}");
        assert_eq!(Call::manage(Method::Get, &client).to(&world).status(), if delete == 204 { 401 } else { 200 });
    }
}
