//! Two URIs in two lines: the first is registered, the second is asked for.

#![no_main]

use enrol::client_metadata::{AbsoluteUri, Host};
use enrol::model::redirection;
use enrol::policy::FORBIDDEN_SCHEMES;
use enrol::rules::ValidatedClient;
use enrol_fuzz::{accepted, policies};
use libfuzzer_sys::fuzz_target;
use serde_json::{Map, Value, json};
use url::Url;

fuzz_target!(|text: &str| {
    let (registered, requested) = text.split_once('\n').unwrap_or((text, ""));
    if let Ok(uri) = AbsoluteUri::parse(registered) {
        assert_kept(&uri, registered);
        assert_browsers_agree(&uri);
        assert_fetched_from_names_alone(&uri);
        assert_accepted_can_be_used(registered);
    }
    for application_type in ["native", "web"] {
        let members = members(&json!({"application_type": application_type, "redirect_uris": [registered]}));
        assert_leads_where_registered(&ValidatedClient::restore(members), registered, requested);
    }
    if AbsoluteUri::parse(requested).is_ok() {
        accepted(&members(&json!({"redirect_uris": [registered, requested], "client_uri": requested})));
    }
});

fn members(value: &Value) -> Map<String, Value> {
    value.as_object().expect("an object").clone()
}

/// The text is kept as sent, and its parts are parts of it.
fn assert_kept(uri: &AbsoluteUri, sent: &str) {
    assert_eq!(uri.as_str(), sent);
    assert_eq!(AbsoluteUri::parse(uri.as_str()).as_ref(), Ok(uri));
    assert!(sent.is_ascii() && !sent.contains(['#', ' ', '\\', '"', '<', '>']), "{sent}");
    let scheme = uri.scheme();
    assert!(sent.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)), "{sent}");
    assert_eq!(sent.as_bytes().get(scheme.len()), Some(&b':'), "{sent}");
    if let Some(authority) = uri.authority() {
        assert!(sent.contains(authority) && !authority.contains(['@', '/', '?']), "{sent}");
    }
    if is_web(uri) {
        assert!(uri.host().is_some() && uri.authority().is_some() && uri.origin().2.is_some(), "{sent}");
    }
}

/// A browser that is sent there goes to the same scheme, host, port and path.
fn assert_browsers_agree(uri: &AbsoluteUri) {
    if !is_web(uri) {
        return;
    }
    // Only a name in punycode that is none is refused: it leads nowhere.
    let Ok(url) = Url::parse(uri.as_str()) else {
        let is_encoded = |host: &Host| matches!(host, Host::Name(name) if name.contains("xn--"));
        assert!(uri.host().is_some_and(is_encoded), "{}", uri.as_str());
        return;
    };
    let (scheme, host, port) = uri.origin();
    assert_eq!((url.scheme(), url.port_or_known_default()), (scheme, port));
    assert_eq!((url.username(), url.password(), url.fragment()), ("", None, None));
    match (host, url.host()) {
        (Some(Host::Ipv4(one)), Some(url::Host::Ipv4(other))) => assert_eq!(*one, other),
        (Some(Host::Ipv6(one, _)), Some(url::Host::Ipv6(other))) => assert_eq!(*one, other),
        (Some(Host::Name(one)), Some(url::Host::Domain(other))) => assert_eq!(one, other),
        (one, other) => panic!("{one:?} {other:?}"),
    }
    let rest = uri.as_str().split_once("://").map_or("", |(_, rest)| rest);
    let path = rest.find('/').map_or("/", |start| &rest[start..]).split('?').next();
    let path = if rest.split('?').next().is_some_and(|rest| rest.contains('/')) { path } else { Some("/") };
    assert_eq!(Some(url.path()), path);
}

/// Checks that every parser finds a public name and one of two ports in a URI that the guard permits.
fn assert_fetched_from_names_alone(uri: &AbsoluteUri) {
    for policy in policies().all() {
        if !policy.guard.permits(uri) {
            continue;
        }
        let Ok(url) = Url::parse(uri.as_str()) else { return };
        assert!(matches!(url.host(), Some(url::Host::Domain(name)) if name.contains('.') && name != "as.example"));
        assert!(url.scheme() == "https" && matches!(url.port_or_known_default(), Some(443 | 8443)));
    }
}

/// Nobody is led anywhere but to the URI registered, or to another port of the own machine.
fn assert_leads_where_registered(client: &ValidatedClient, registered: &str, requested: &str) {
    let policy = &policies().able;
    let usable = AbsoluteUri::parse(registered)
        .ok()
        .filter(|uri| registered.len() <= 2048 && !registered.contains('*') && client.may_redirect_to(uri, policy));
    let exact = redirection(client, Some(registered), policy);
    assert_eq!(exact.is_some(), usable.is_some(), "{registered}");
    assert!(usable.as_ref().is_none_or(|uri| !FORBIDDEN_SCHEMES.contains(&uri.scheme())), "{registered}");
    assert_eq!(exact, redirection(client, None, policy), "a client that has one URI need not name it");
    assert!(exact.is_none_or(|led| led.as_str() == registered));
    let Some(led) = redirection(client, Some(requested), policy) else { return };
    assert_eq!(led.as_str(), requested);
    if requested != registered {
        let [mut one, mut other] = [registered, requested].map(|text| Url::parse(text).expect("a URL"));
        assert_eq!(one.scheme(), "http", "{registered} {requested}");
        assert!(usable.is_some_and(|uri| uri.host().is_some_and(Host::is_loopback)), "{registered} {requested}");
        one.set_port(None).and_then(|()| other.set_port(None)).expect("a host");
        assert_eq!(one, other);
    }
}

/// Checks that a client with an accepted URI is redirected there.
fn assert_accepted_can_be_used(registered: &str) {
    for application_type in ["native", "web"] {
        let asked = members(&json!({"application_type": application_type, "redirect_uris": [registered]}));
        for (client, policy) in accepted(&asked) {
            let led = redirection(&client, Some(registered), policy).expect("what was accepted can be used");
            assert_eq!(led.as_str(), registered);
        }
    }
}

fn is_web(uri: &AbsoluteUri) -> bool {
    matches!(uri.scheme(), "http" | "https")
}
