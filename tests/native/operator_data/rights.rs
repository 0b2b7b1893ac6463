//! The rights to data, and its paths.

use enrol::http::Method;
use serde_json::json;

use super::{ISSUER, asking, draft, mobile, world, world_with};
use crate::support::World;
use crate::support::authority::DIRECTORY_KEYS;

#[test]
fn each_right_permits_what_it_names() {
    let templates = ("/templates", "/templates/mobile", mobile());
    let issuers = ("/statement-issuers", ISSUER, json!({"jwks_uri": DIRECTORY_KEYS}));
    for (right, (all, entry, document), may_read, may_write) in [
        ("admin", &templates, true, true),
        ("admin:read", &templates, true, false),
        ("admin:templates", &templates, true, true),
        ("admin:templates:read", &templates, true, false),
        ("admin:policies", &templates, false, false),
        ("admin:issuers", &templates, false, false),
        ("admin", &issuers, true, true),
        ("admin:read", &issuers, true, false),
        ("admin:issuers", &issuers, true, true),
        ("admin:issuers:read", &issuers, true, false),
        ("admin:policies", &issuers, false, false),
        ("admin:templates", &issuers, false, false),
    ] {
        let world = world_with(right, &[]);
        let of = |may: bool, good: u16| if may { good } else { 403 };
        let status = |method, path: &str| asking(method, path, &world).json(document).to(&world).status();
        let known = if may_write { 200 } else { 404 };
        for (method, path, good, may) in [
            (Method::Post, (*entry).to_owned(), 201, may_write),
            (Method::Get, (*all).to_owned(), 200, may_read),
            (Method::Get, (*entry).to_owned(), 200, may_read),
            (Method::Get, format!("{entry}/1"), known, may_read),
            (Method::Put, format!("{entry}/1"), 200, may_write),
            (Method::Post, format!("{entry}/1/activate"), 200, may_write),
            (Method::Post, format!("{entry}/1/retire"), 200, may_write),
        ] {
            assert_eq!(status(method, &path), of(may, good), "{right} {path}");
        }
        let preview = status(Method::Post, &format!("{entry}/1/preview"));
        assert_eq!(preview, if *entry == ISSUER { 404 } else { of(may_write, 200) }, "{right}");
    }
}

#[test]
fn paths_and_methods_are_exact() {
    let world = world(&[]);
    draft("/templates/mobile", &mobile(), &world);
    let status = |method, path: &str, world: &World| asking(method, path, world).json(&json!({})).to(world).status();
    for path in [
        "/templates/",
        "/templates//1",
        "/templates/mobile/",
        "/templates/mobile/01",
        "/templates/mobile/1/",
        "/templates/mobile/1/shadow",
        "/templates/mobile/1/replay",
        "/templates/mobile/1/preview/",
        "/templates/mobile//retire",
        "/statement-issuers/https://directory.example",
        "/statement-issuers/x/1/preview",
        "/statement_issuers",
        "/policies/open/1/preview",
    ] {
        assert_eq!(status(Method::Get, path, &world), 404, "{path}");
    }
    for (method, path, expected) in [
        (Method::Get, "/templates/mobile/2", 404),
        (Method::Get, "/templates/other/1", 404),
        (Method::Get, "/statement-issuers/mobile/1", 404),
        (Method::Post, "/templates", 405),
        (Method::Get, "/templates/mobile/1/preview", 405),
        (Method::Delete, "/templates/mobile/1", 405),
        (Method::Delete, ISSUER, 405),
    ] {
        assert_eq!(status(method, path, &world), expected, "{path}");
    }
}
