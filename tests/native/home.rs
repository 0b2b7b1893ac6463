//! The page at the root, and the script of the pages.

use enrol::http::Method;

use crate::support::{Call, World, markup};

/// Everybody gets the page: browsers read its text, and programs its header.
#[test]
fn the_root_says_what_the_server_is_and_where_its_documents_are() {
    let world = World::new();
    let page = Call::get("/").header("accept-language", "de").to(&world);
    assert_eq!((page.status(), page.header("content-type")), (200, Some("text/html; charset=utf-8")));
    let discovery = "<https://as.example/.well-known/openid-configuration>; rel=\"describedby\"";
    assert_eq!(page.header("link"), Some(discovery));
    let html = String::from_utf8(page.response.body).unwrap();
    assert!(markup::text(&html).contains("Dieser Server meldet Benutzer an"), "{html}");
    let elements = markup::elements(&html);
    let links: Vec<_> =
        elements.iter().filter_map(|it| it.attribute("href")).filter(|link| link.starts_with('/')).collect();
    assert_eq!(links.len(), 5);
    for link in links.into_iter().filter(|link| *link != "/account") {
        assert_eq!(Call::get(link).to(&world).status(), 200, "{link}");
    }
    let head = Call::new(Method::Head, "/").to(&world);
    assert_eq!((head.status(), head.response.body.len()), (200, 0));
}

#[test]
fn a_server_under_a_path_has_its_own_root() {
    let world = World::with(&[("ISSUER", "https://as.example/tenant")]);
    let page = Call::get("/tenant/").to(&world);
    assert_eq!(page.status(), 200);
    let html = String::from_utf8(page.response.body).unwrap();
    assert!(html.contains("href=\"/tenant/account\"") && html.contains("href=\"/tenant/jwks\""), "{html}");
    assert_eq!(Call::get("/").to(&world).status(), 404);
}

/// Requirement O22: a server at which nobody signs in has no page.
#[test]
fn beside_another_authorization_server_there_is_no_page() {
    let settings =
        r#"{"authorization_endpoint": "https://login.example/a", "token_endpoint": "https://login.example/t"}"#;
    let world = World::with(&[("AUTHORIZATION_SERVER", settings)]);
    for path in ["/", "/assets/form_post.js"] {
        let reply = Call::get(path).to(&world);
        assert_eq!((reply.status(), reply.header("content-type")), (404, Some("application/json")), "{path}");
    }
    assert_eq!(Call::new(Method::Post, "/").to(&world).header("content-type"), Some("application/json"));
}

/// Requirement R45: no other origin can ask for a page, and a person reads the refusal.
#[test]
fn another_method_at_the_root_is_refused_with_a_page() {
    for method in [Method::Post, Method::Put, Method::Delete, Method::Options] {
        let page = Call::new(method, "/").to(&World::new());
        assert_eq!((page.status(), page.header("allow")), (405, Some("GET, HEAD")), "{method:?}");
        assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
        assert_eq!(page.header("access-control-allow-origin"), None);
        assert!(page.line.contains("invalid_request"), "{}", page.line);
    }
}

#[test]
fn the_script_of_the_pages_can_be_cached() {
    let world = World::new();
    let script = Call::get("/assets/form_post.js").to(&world);
    assert_eq!(script.header("content-type"), Some("text/javascript; charset=utf-8"));
    assert_eq!(script.header("cache-control"), Some("public, max-age=3600"));
    assert!(String::from_utf8(script.response.body.clone()).unwrap().contains(".submit()"));
    let again = Call::get("/assets/form_post.js").header("if-none-match", script.header("etag").unwrap());
    assert_eq!(again.to(&world).status(), 304);
}
