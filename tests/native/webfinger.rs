//! `WebFinger`. OpenID Connect Discovery section 2, RFC 7033.

use serde_json::json;

use crate::support::{Call, Reply, World};

const REL: &str = "http%3A%2F%2Fopenid.net%2Fspecs%2Fconnect%2F1.0%2Fissuer";

fn ask(query: &str) -> Reply {
    Call::get(&format!("/.well-known/webfinger?{query}")).to(&World::with(&[("ISSUER", "https://as.example:8443/t1")]))
}

/// OpenID Connect Discovery section 2.1; requirements L41, L45 to L47.
#[test]
fn everybody_on_the_host_is_told_the_issuer() {
    for resource in [
        "acct%3Ajoe%40as.example",
        "acct%3Anobody%40AS.example%3A8443",
        "https%3A%2F%2Fas.example%2Fjoe",
        "https%3A%2F%2Fas.example%3A8443%2F",
        "ACCT%3Ajoe%40as.example",
        "https%3A%2F%2Fas.example%3A1%2F",
        "https%3A%2F%2Fjoe%40as.example%2F",
    ] {
        let reply = ask(&format!("resource={resource}&rel={REL}"));
        assert_eq!((reply.status(), reply.header("content-type")), (200, Some("application/jrd+json")), "{resource}");
        let href = "https://as.example:8443/t1";
        assert_eq!(reply.member("links"), json!([{"rel": "http://openid.net/specs/connect/1.0/issuer", "href": href}]));
        assert_eq!(reply.header("access-control-allow-origin"), Some("*"));
    }
    assert_eq!(ask("resource=acct%3Ajoe%40as.example").text("subject"), "acct:joe@as.example");
}

/// RFC 7033 section 4.3; requirement L44.
#[test]
fn other_relations_are_left_out() {
    let none = ask("resource=acct%3Ajoe%40as.example&rel=author");
    assert_eq!((none.status(), none.member("links")), (200, json!([])));
    let some = ask(&format!("resource=acct%3Ajoe%40as.example&rel=author&rel={REL}"));
    assert_eq!(some.member("links").as_array().unwrap().len(), 1);
}

/// RFC 7033 section 4.2; requirement L42.
#[test]
fn a_resource_that_cannot_be_read_is_refused_and_a_strange_one_not_found() {
    for query in [
        "",
        "rel=x",
        "resource=",
        "resource=joe",
        "resource=acct%3Ajo%20e%40as.example",
        "resource=acct%3A%3Cscript%3E%40as.example",
        "resource=acct%3Ajoe%00%40as.example",
        "resource=acct%3Ajoe%40as.example&resource=acct%3Ajoe%40as.example",
    ] {
        let reply = ask(query);
        assert_eq!(reply.refusal(), (400, "invalid_request".to_owned(), "/resource".to_owned()), "{query}");
    }
    for resource in [
        "acct%3Ajoe",
        "acct%3A%40as.example",
        "acct%3Ajoe%40as.example%2Fx",
        "acct%3Aa%40b%40as.example",
        "mailto%3Ajoe%40as.example",
        "urn%3Ax%3Ay",
        "acct%3Ajoe%40other.example",
        "https%3A%2F%2Fas.example.evil.example%2F",
    ] {
        assert_eq!(ask(&format!("resource={resource}")).status(), 404, "{resource}");
    }
}

/// RFC 3986 section 3.2.2: a port is digits, and the colons of an address in brackets are none.
#[test]
fn only_a_port_is_left_out_of_a_host() {
    for (resource, status) in [
        ("acct%3Ajoe%40as.example%3A8443", 200),
        ("acct%3Ajoe%40as.example%3A", 200),
        ("acct%3Ajoe%40as.example%3Ax", 404),
        ("acct%3Ajoe%40as.example%3A8443x", 404),
        ("acct%3Ajoe%40as.example%3A1%3A1", 404),
    ] {
        assert_eq!(ask(&format!("resource={resource}")).status(), status, "{resource}");
    }
    let world = World::with(&[("ISSUER", "http://[::1]")]);
    for (resource, status) in [
        ("http%3A%2F%2F%5B%3A%3A1%5D%2F", 200),
        ("http%3A%2F%2F%5B%3A%3A1%5D%3A8787%2F", 200),
        ("http%3A%2F%2F%5B%3A%3A2%5D%2F", 404),
    ] {
        let reply = Call::get(&format!("/.well-known/webfinger?resource={resource}")).over_http().to(&world);
        assert_eq!(reply.status(), status, "{resource}");
    }
}
