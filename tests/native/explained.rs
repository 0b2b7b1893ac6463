//! Refusals that explain the correct request, and reasons in the log.

use enrol::error::AuthenticationFailure;
use enrol::http::Method;
use enrol::unit::{Seconds, Timestamp};
use serde_json::{Value, json};

use crate::authentication::{GRANT, NOW, TYPE, assert_with, assertion_claims, is_refused, machine, with_method};
use crate::support::authority::{Authority, over};
use crate::support::{Call, Reply, Signer, World, run, sign_with_secret};

fn logged(reply: &Reply, name: &str) -> Value {
    let line: Value = serde_json::from_str(&reply.line).unwrap();
    line[name].clone()
}

/// RFC 9110 section 15.5.5; requirement A31: no path has an alias, and the refusal explains the mistake.
#[test]
fn a_slash_too_many_is_told() {
    const SLASH: &str = "nothing is at this path: it has a slash too many";
    const NOTHING: &str = "nothing is at this path";
    let elsewhere = json!({"token_endpoint": "https://login.example/token"}).to_string();
    let worlds = [
        World::new(),
        World::with(&[("ISSUER", "https://as.example/t1")]),
        World::with(&[("AUTHORIZATION_SERVER", &elsewhere)]),
    ];
    for (world, path, told) in [
        (0, "/register/", SLASH),
        (0, "//register", SLASH),
        (0, "/register//", SLASH),
        (0, "//token", SLASH),
        (0, "/register/abc/", SLASH),
        (0, "/register//abc", SLASH),
        (0, "/register/abc//secret", SLASH),
        (0, "/.well-known/openid-configuration/", SLASH),
        (0, "/statements//jwks", SLASH),
        (2, "/", NOTHING),
        (0, "//", NOTHING),
        (0, "/registers/", NOTHING),
        (0, "/Register/", NOTHING),
        (0, "/register%2f", NOTHING),
        (0, "/register/a/b/", NOTHING),
        (1, "/t1//register", SLASH),
        (1, "//t1/register", SLASH),
        (1, "/t1/register/", SLASH),
        (1, "/.well-known/oauth-authorization-server/t1/", SLASH),
        (1, "/register/", NOTHING),
        (2, "/register/", SLASH),
        (2, "/token/", NOTHING),
    ] {
        for method in [Method::Get, Method::Post, Method::Options] {
            let reply = Call::new(method, path).to(&worlds[world]);
            assert_eq!((reply.status(), reply.text("error_description")), (404, told.to_owned()), "{world} {path}");
            assert!(!reply.line.contains("abc"), "{}", reply.line);
        }
    }
}

/// RFC 9110 section 15.5.6; requirement A5.
#[test]
fn a_method_that_is_none_is_told_what_to_send() {
    let world = World::new();
    let told = |method, path: &str| {
        let reply = Call::new(method, path).to(&world);
        assert_eq!(reply.status(), 405, "{path}");
        reply.text("error_description")
    };
    for method in [Method::Get, Method::Put, Method::Delete] {
        assert_eq!(
            told(method, "/register"),
            "the method must be one of POST, OPTIONS; POST a JSON object as application/json to register a client, and \
             GET its registration_client_uri to read it"
        );
    }
    for path in ["/token", "/introspect", "/revoke"] {
        let expected = "the method must be one of POST, OPTIONS; POST parameters as application/x-www-form-urlencoded";
        assert_eq!(told(Method::Get, path), expected);
    }
    assert_eq!(told(Method::Post, "/jwks"), "the method must be one of GET, HEAD, OPTIONS");
}

/// RFC 9110 section 15.5.16; requirements A6 to A8, A19: the refusal quotes the sent media type, in harmless
/// characters.
#[test]
fn a_body_of_another_type_is_told_what_was_sent() {
    let world = World::new();
    let long = "x".repeat(100);
    for (content_type, told) in [
        (Some("text/plain"), "the content-type text/plain was sent"),
        (Some("application/x-www-form-urlencoded"), "the content-type application/x-www-form-urlencoded was sent"),
        (Some("application/json; charset=utf-16"), "the content-type application/json; charset=utf-16 was sent"),
        (Some("a\"b\\c\u{e9}\u{7}\n<d>"), "the content-type a?b?c???<d> was sent"),
        (Some(&*long), &*format!("the content-type {} was sent", "x".repeat(64))),
        (Some(" "), "no content-type was sent"),
        (None, "no content-type was sent"),
    ] {
        let call = Call::new(Method::Post, "/register").body("{}");
        let call = if let Some(value) = content_type { call.header("content-type", value) } else { call };
        let reply = call.to(&world);
        let must = "content-type must be application/json in utf-8 and content-encoding must be absent";
        assert_eq!((reply.status(), reply.text("error_description")), (415, format!("{must}; {told}")));
        let call = Call::new(Method::Post, "/token").body("{}");
        let call = if let Some(value) = content_type { call.header("content-type", value) } else { call };
        let reply = call.to(&world);
        if !told.contains("urlencoded") {
            let must = "the request body must be sent as application/x-www-form-urlencoded without content-encoding";
            assert_eq!((reply.status(), reply.text("error_description")), (400, format!("{must}; {told}")));
        }
    }
    let packed = Call::register(&json!({})).header("content-encoding", "gzip").to(&world);
    assert!(packed.text("error_description").ends_with("; the content-encoding gzip was sent"));
    let packed = Call::token_request(&[GRANT]).header("content-encoding", "br").to(&world);
    assert!(packed.text("error_description").ends_with("; the content-encoding br was sent"));
}

/// Requirements A28, R46: the log has the place of a refusal, and no name that a caller chose.
#[test]
fn the_log_has_the_place_of_a_refusal() {
    let world = World::new();
    let secret = "enrol_rat_c2VjcmV0";
    for (body, told, logged_as) in [
        (r#"{"redirect_uris":["https://a.example/","x"]}"#.to_owned(), "/redirect_uris/1", "/redirect_uris/1"),
        (r#"{"client_name#fr":1}"#.to_owned(), "/client_name#fr", "/client_name#*"),
        (format!(r#"{{"client_name#{secret}":"x"}}"#), &*format!("/client_name#{secret}"), "/client_name#*"),
        (format!(r#"{{"{secret}":1,"{secret}":2}}"#), &*format!("/{secret}"), "/*"),
        (r#"{"a\"\n\u001b[31m":1,"a\"\n\u001b[31m":2}"#.to_owned(), "/a\"\n\u{1b}[31m", "/*"),
        (format!(r#"{{"jwks":{{"{secret}":1,"{secret}":1}}}}"#), &*format!("/jwks/{secret}"), "/jwks/*"),
        (
            r#"{"jwks":{"keys":[{"kty":"EC","crv":"P-256","x":"A","y":"A"}]}}"#.to_owned(),
            "/jwks/keys/0/x",
            "/jwks/keys/0/x",
        ),
        (
            format!(r#"{{"x":{{"software_statement":{{"{secret}":1,"{secret}":1}}}}}}"#),
            &*format!("/x/software_statement/{secret}"),
            "/x/software_statement/*",
        ),
        ("[]".to_owned(), "", ""),
        (r#"{"subject_types_supported":1}"#.to_owned(), "/subject_types_supported", "/subject_types_supported"),
    ] {
        let reply = Call::register_bytes(body.clone()).to(&world);
        assert_eq!((reply.status(), reply.text("pointer")), (400, told.to_owned()), "{body}");
        assert_eq!(logged(&reply, "pointer"), logged_as, "{body}");
        assert!(!reply.line.contains(secret) && reply.line.lines().count() == 1, "{}", reply.line);
    }
    let repeated = Call::new(Method::Post, "/token").header("content-type", "application/x-www-form-urlencoded");
    let reply = repeated.body(format!("{secret}=1&{secret}=1")).to(&world);
    assert_eq!((logged(&reply, "pointer"), reply.line.contains(secret)), (json!("/*"), false));
    let reply = Call::token_request(&[]).to(&world);
    assert_eq!(logged(&reply, "pointer"), "/grant_type");
    let authority = Authority::trusted(&json!({"claims": {"software_redirect_uris": "redirect_uris"}}), &[]);
    let statement = |claims: &Value| authority.register(&authority.statement(claims), &json!({}));
    let reply = statement(&json!({"software_redirect_uris": ["x"]}));
    assert_eq!(logged(&reply, "pointer"), "/software_statement/software_redirect_uris/0");
    let reply = statement(&json!({"iss": "https://stranger.example"}));
    assert_eq!(logged(&reply, "pointer"), "/software_statement");
    assert_eq!(logged(&Call::get("/nothing").to(&world), "pointer"), Value::Null);
}

/// RFC 6749 section 5.2; requirements M3, R46: every failed authentication gets the same response; the log has the
/// reason.
#[test]
fn the_log_says_why_a_client_was_not_authenticated() {
    use AuthenticationFailure as Why;
    let world = World::with(&[("DELETED_CLIENT_RETENTION_DAYS", "1")]);
    let basic = with_method(&world, "client_secret_basic");
    let signing = with_method(&world, "client_secret_jwt");
    let ask = |id: &str, secret: &str| Call::token_request(&[GRANT]).basic(id, secret).to(&world);
    let asserting = |header: Value, claims: Value| {
        let claims = over(&assertion_claims(&signing, "1"), &claims);
        assert_with(&sign_with_secret(&signing.text("client_secret"), &header, &claims), &world)
    };
    let deleted = with_method(&world, "client_secret_basic");
    assert_eq!(Call::manage(Method::Delete, &deleted).to(&world).status(), 204);
    let ended = machine(&world, &json!({"software_id": "bad"}));
    world.epochs.borrow_mut().insert("software_id bad".to_owned(), Timestamp(NOW + 1));
    let public = json!({"redirect_uris": ["https://a.example/"], "token_endpoint_auth_method": "none"});
    let public = Call::register(&public).to(&world).text("client_id");
    let hs = json!({"alg": "HS256"});
    let first = asserting(hs.clone(), json!({"jti": "used"}));
    assert_eq!(first.status(), 200, "{}", first.json());
    let wrong = sign_with_secret("wrong", &hs, &assertion_claims(&signing, "2"));
    let id = basic.text("client_id");
    let methods = "none client_secret_basic client_secret_post private_key_jwt tls_client_auth";
    let mutual = World::with(&[("TOKEN_ENDPOINT_AUTH_METHODS_SUPPORTED", methods)]);
    let certified = json!({"token_endpoint_auth_method": "tls_client_auth", "tls_client_auth_subject_dn": "CN=client"});
    let certified = machine(&mutual, &certified).text("client_id");
    let rows = [
        (ask("c", "x"), Why::ClientUnknown),
        (ask(&id.replace('c', "d"), "x"), Why::ClientUnknown),
        (ask(&deleted.text("client_id"), &deleted.text("client_secret")), Why::ClientDeleted),
        (ask(&ended.text("client_id"), &ended.text("client_secret")), Why::ClientEnded),
        (ask(&id, "wrong"), Why::SecretWrong),
        (Call::token_request(&[GRANT, ("client_id", &id), ("client_secret", "x")]).to(&world), Why::SecretWrong),
        (ask(&signing.text("client_id"), &signing.text("client_secret")), Why::MethodNotPermitted),
        (Call::token_request(&[GRANT, ("client_id", &id)]).to(&world), Why::MethodNotPermitted),
        (ask(&public, "x"), Why::MethodNotPermitted),
        (Call::token_request(&[GRANT, ("client_id", &certified)]).to(&mutual), Why::CertificateWrong),
        (Call::token_request(&[GRANT]).header("authorization", "Basic !").to(&world), Why::HeaderMalformed),
        (Call::token_request(&[GRANT]).to(&world), Why::NoClientId),
        (Call::token_request(&[GRANT, ("client_secret", "x")]).to(&world), Why::NoClientId),
        (Call::form("/introspect", &[("token", "x"), ("client_id", &public)]).to(&world), Why::ClientPublic),
        (assert_with("x", &world), Why::AssertionMalformed),
        (Call::token_request(&[GRANT, TYPE]).to(&world), Why::AssertionMalformed),
        (asserting(hs.clone(), json!({"aud": "https://other.example"})), Why::AssertionAudience),
        (asserting(hs.clone(), json!({"iss": "other"})), Why::AssertionClaims),
        (asserting(hs.clone(), json!({"jti": null})), Why::AssertionClaims),
        (asserting(json!({"alg": "HS256", "typ": "at+jwt"}), json!({})), Why::AssertionClaims),
        (asserting(hs.clone(), json!({"exp": NOW - 10})), Why::AssertionLifetime),
        (asserting(hs.clone(), json!({"exp": NOW + 3601})), Why::AssertionLifetime),
        (asserting(hs.clone(), json!({"exp": null})), Why::AssertionLifetime),
        (
            assert_with(&Signer::new().sign(&json!({"alg": "ES256"}), &assertion_claims(&signing, "3")), &world),
            Why::AssertionAlgorithm,
        ),
        (assert_with(&wrong, &world), Why::AssertionSignature),
        (asserting(hs.clone(), json!({"jti": "used"})), Why::AssertionReplayed),
    ];
    let (answer, _) = &rows[0];
    for (index, (reply, why)) in rows.iter().enumerate() {
        is_refused(reply);
        assert_eq!(logged(reply, "reason"), why.as_str(), "{index}");
        assert_eq!((&reply.response.body, &reply.response.headers), (&answer.response.body, &answer.response.headers));
        assert_eq!(logged(reply, "pointer"), Value::Null);
    }
    world.now.set(world.now.get().after(Seconds::of_days(400)));
    run(enrol::maintenance::sweep(world.server.config(), &world)).unwrap();
    assert_eq!(logged(&ask(&deleted.text("client_id"), "x"), "reason"), "client_unknown", "nothing is left of it");
}
