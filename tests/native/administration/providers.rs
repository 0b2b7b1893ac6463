//! Identity providers at the admin API.

use enrol::http::Method;
use serde_json::json;

use super::{asking, get, problem, world, world_with};
use crate::support::World;

const SECRET: &str = "s3cret-of-the-provider";

fn providers(right: &str) -> World {
    let providers = json!({
        "company": {"issuer": "https://login.example.com", "label": "Company", "client_id": "enrol",
            "scope": "openid email", "token_endpoint_auth_method": "client_secret_post", "allow": [{"groups": ["staff"]}]},
        "bare": {"issuer": "https://op.example", "allow": "everybody"},
        "git": {"authorization_endpoint": "https://git.example/authorize", "token_endpoint": "https://git.example/token",
            "userinfo_endpoint": "https://git.example/user", "claims": {"sub": "/id"}, "client_id": "g", "allow": "everybody"},
    });
    let secrets = format!("company:{SECRET} git:{SECRET}");
    world_with(right, &[("IDENTITY_PROVIDERS", &providers.to_string()), ("IDENTITY_PROVIDER_SECRETS", &secrets)])
}

#[test]
fn providers_are_shown_as_the_settings_have_them_without_secrets() {
    let world = providers("admin");
    let company = json!({"name": "company", "label": "Company", "issuer": "https://login.example.com", "protocol": "openid",
        "client_id": "enrol", "scope": "openid email", "token_endpoint_auth_method": "client_secret_post",
        "asserts_identities": false});
    let list = get("/identity-providers", &world);
    assert_eq!(list.status(), 200, "{}", list.json());
    let body = list.json();
    let shown: Vec<_> =
        body["identity_providers"].as_array().unwrap().iter().map(|it| (&it["name"], &it["issuer"])).collect();
    let mut named = shown.iter().map(|(name, _)| name.as_str().unwrap()).collect::<Vec<_>>();
    named.sort_unstable();
    assert_eq!(named, ["bare", "company", "git"]);
    assert!(shown.contains(&(&json!("git"), &json!("https://git.example"))));
    let read = get("/identity-providers/company", &world);
    assert_eq!((read.status(), read.json()), (200, company));
    let bare = get("/identity-providers/bare", &world).json();
    assert_eq!(
        (&bare["label"], bare.get("client_id"), bare.get("token_endpoint_auth_method")),
        (&json!("bare"), None, None)
    );
    assert_eq!(get("/identity-providers/git", &world).json()["protocol"], "oauth");
    assert!(!body.to_string().contains(SECRET) && !read.json().to_string().contains(SECRET));
    assert_eq!(get("/identity-providers", &self::world(&[])).json(), json!({"identity_providers": []}));
}

#[test]
fn a_provider_that_is_not_there_is_not_found() {
    let world = providers("admin");
    for path in ["/identity-providers/other", "/identity-providers/Company"] {
        let reply = get(path, &world);
        assert_eq!(problem(&reply), (404, "invalid_request".to_owned(), String::new()), "{path}");
    }
    for path in ["/identity-providers/", "/identity-providers/company/", "/identity-providers/company/users"] {
        assert_eq!(get(path, &world).status(), 404, "{path}");
    }
    for (method, path) in [(Method::Post, "/identity-providers"), (Method::Delete, "/identity-providers/company")] {
        let reply = asking(method, path, &world).to(&world);
        assert_eq!((problem(&reply).0, reply.header("allow")), (405, Some("GET, HEAD, OPTIONS")), "{path}");
    }
}

#[test]
fn each_right_permits_what_it_names() {
    for (right, status) in [
        ("admin", 200),
        ("admin:read", 200),
        ("admin:providers:read", 200),
        ("admin:providers", 200),
        ("admin:users", 403),
        ("admin:users:read", 403),
        ("admin:clients", 403),
    ] {
        let world = providers(right);
        for path in ["/identity-providers", "/identity-providers/company"] {
            let reply = get(path, &world);
            assert_eq!(reply.status(), status, "{right} {path}");
            if status == 403 {
                assert!(
                    reply.header("www-authenticate").unwrap().contains("scope=\"admin:providers:read\""),
                    "{right}"
                );
            }
        }
    }
}
