//! Headers with a duration.

use enrol::http::Method;
use enrol::ports::Limit;
use serde_json::json;

use crate::support::{Call, Down, Reply, World};

fn register() -> Call {
    Call::register(&json!({"redirect_uris": ["https://client.example/cb"]}))
}

/// RFC 9110 section 10.2.3; requirements A27, A29, M7: `Retry-After` is a minute after a limit, which counts by the
/// minute, and five seconds after a failure.
#[test]
fn whoever_is_put_off_is_told_for_how_long() {
    let world = World::new();
    let client = register().to(&world);
    let put = || Call::manage(Method::Put, &client).json(&client.resubmitted());
    let delete = || Call::manage(Method::Delete, &client);
    let waits = |reply: &Reply| (reply.status(), reply.header("retry-after").map(str::to_owned));
    world.admit(Limit::Registration, 0);
    for call in [register(), put(), delete(), Call::form("/revoke", &[("token", "x")])] {
        let reply = call.to(&world);
        assert_eq!(waits(&reply), (429, Some("60".to_owned())));
        assert_eq!(reply.text("error_description"), "too many requests; try again in 60 seconds");
    }
    world.admit(Limit::Registration, u32::MAX);
    world.down.set(Down::Store);
    for call in [register(), put(), delete(), Call::get("/jwks")] {
        assert_eq!(waits(&call.to(&world)), (503, Some("5".to_owned())));
    }
    world.down.set(Down::Nothing);
    let refused = Call::register(&json!({})).to(&world);
    assert_eq!(waits(&refused), (400, None));
}

/// RFC 9111 section 5.2.2, RFC 9110 section 13.1.2: keys are cached for a quarter of an hour, which is shorter than
/// they are published before they sign.
#[test]
fn the_keys_of_the_server_are_kept_for_a_quarter_of_an_hour() {
    let world = World::new();
    let keys = Call::get("/jwks").to(&world);
    assert_eq!((keys.status(), keys.header("cache-control")), (200, Some("public, max-age=900")));
    assert_eq!((keys.header("content-type"), keys.header("pragma")), (Some("application/json"), None));
    let tag = keys.header("etag").unwrap().to_owned();
    assert!(tag.starts_with('"') && tag.ends_with('"') && tag.len() == 45, "{tag}");
    let again = Call::get("/jwks").header("if-none-match", &tag).to(&world);
    assert_eq!((again.status(), again.response.body.len()), (304, 0));
    assert_eq!((again.header("etag"), again.header("cache-control")), (Some(&*tag), Some("public, max-age=900")));
    let other = Call::get("/jwks").header("if-none-match", "\"other\"").to(&world);
    assert_eq!((other.status(), other.json()), (200, keys.json()));
}

/// Fetch Standard section 3.3; requirements A23, L17: a preflight is cached for a day, and lists the methods in two
/// headers.
#[test]
fn a_preflight_tells_the_methods_and_is_kept_for_a_day() {
    let world = World::new();
    for (path, methods) in [
        ("/register", "POST, OPTIONS"),
        ("/register/cAAAAAAAAAAAAAAAAAAAAAA", "GET, HEAD, PUT, DELETE, OPTIONS"),
        ("/register/cAAAAAAAAAAAAAAAAAAAAAA/secret", "POST, OPTIONS"),
        ("/token", "POST, OPTIONS"),
        ("/introspect", "POST, OPTIONS"),
        ("/revoke", "POST, OPTIONS"),
        ("/par", "POST, OPTIONS"),
        ("/jwks", "GET, HEAD, OPTIONS"),
        ("/statements/jwks", "GET, HEAD, OPTIONS"),
        ("/openapi.json", "GET, HEAD, OPTIONS"),
        ("/.well-known/openid-configuration", "GET, HEAD, OPTIONS"),
        ("/.well-known/oauth-authorization-server", "GET, HEAD, OPTIONS"),
        ("/.well-known/webfinger", "GET, HEAD, OPTIONS"),
    ] {
        let reply = Call::new(Method::Options, path).to(&world);
        assert_eq!((reply.status(), reply.header("allow")), (204, Some(methods)), "{path}");
        assert_eq!(reply.header("access-control-allow-methods"), Some(methods), "{path}");
        assert_eq!(reply.header("access-control-max-age"), Some("86400"), "{path}");
        assert_eq!(reply.header("access-control-allow-origin"), Some("*"), "{path}");
        let headers = "authorization, content-type, dpop, if-match, if-none-match, mcp-protocol-version, oauth-client-attestation, \
            oauth-client-attestation-pop";
        assert_eq!(reply.header("access-control-allow-headers"), Some(headers), "{path}");
        let shown = "dpop-nonce, etag, oauth-client-attestation-challenge, retry-after, www-authenticate";
        assert_eq!(reply.header("access-control-expose-headers"), Some(shown), "{path}");
    }
    for (changes, methods) in
        [("update", "GET, HEAD, PUT, OPTIONS"), ("delete", "GET, HEAD, DELETE, OPTIONS"), ("[]", "GET, HEAD, OPTIONS")]
    {
        let world = World::with(&[("CLIENT_CHANGES", changes)]);
        let reply = Call::new(Method::Options, "/register/cAAAAAAAAAAAAAAAAAAAAAA").to(&world);
        assert_eq!(reply.header("allow"), Some(methods), "{changes}");
    }
}
