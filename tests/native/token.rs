//! The token endpoint: the client credentials grant and its tokens.

use base64ct::{Base64UrlUnpadded, Encoding};
use enrol::client_metadata::SigningAlgorithm;
use enrol::http::Method;
use enrol::jose::Token;
use enrol::unit::ByteCount;
use serde_json::{Value, json};

use crate::support::tokens::is_verified;
use crate::support::{Call, Down, Reply, World};

const GRANT: (&str, &str) = ("grant_type", "client_credentials");
const SCOPES: (&str, &str) = ("SCOPES_SUPPORTED", "read write");

fn machine(world: &World, members: &Value) -> Reply {
    let mut asked = json!({"grant_types": ["client_credentials"], "scope": "read write"});
    for (name, value) in members.as_object().unwrap() {
        asked[name] = value.clone();
    }
    let reply = Call::register(&asked).to(world);
    assert_eq!(reply.status(), 201, "{}", reply.json());
    reply
}

/// Requests a token with the secret in the header.
fn ask(world: &World, client: &Reply, parameters: &[(&str, &str)]) -> Reply {
    let call = Call::token_request(&[&[GRANT], parameters].concat());
    call.basic(&client.text("client_id"), &client.text("client_secret")).to(world)
}

fn read(reply: &Reply) -> Token {
    Token::read(&reply.text("access_token"), ByteCount(4096)).unwrap()
}

/// RFC 6749 section 4.4, RFC 9068 section 2; requirements C32, M4.
#[test]
fn an_api_client_gets_a_token_with_what_it_registered() {
    let world = World::with(&[SCOPES]);
    let client = machine(&world, &json!({}));
    let reply = ask(&world, &client, &[]);
    assert_eq!(
        (reply.status(), reply.header("cache-control"), reply.header("pragma")),
        (200, Some("no-store"), Some("no-cache"))
    );
    assert_eq!(
        (reply.text("token_type"), reply.member("expires_in"), reply.text("scope")),
        ("Bearer".to_owned(), json!(600), "read write".to_owned())
    );
    let token = read(&reply);
    assert_eq!((token.is_of_kind("at+jwt"), &token.algorithm), (Some(true), &SigningAlgorithm::Es256));
    let id = client.text("client_id");
    let mut claims = token.claims.members().clone();
    assert_eq!(claims.remove("jti").unwrap().as_str().unwrap().len(), 22);
    assert_eq!(
        Value::Object(claims),
        json!({"iss": "https://as.example", "sub": id, "client_id": id, "aud": "https://as.example",
            "iat": 1_800_000_000, "exp": 1_800_000_600, "scope": "read write"})
    );
    assert!(is_verified(&token, &world));
    let other = read(&ask(&world, &client, &[]));
    assert_ne!(other.claims.text("jti"), token.claims.text("jti"));
    assert!(reply.line.contains(&id) && !reply.line.contains(&client.text("client_secret")), "{}", reply.line);
}

/// RFC 9068 section 2.1: signed with the operator's algorithm. Tokens from before a change stay valid.
#[test]
fn an_access_token_is_signed_as_the_operator_says() {
    let rs256 = [SCOPES, ("ACCESS_TOKEN_SIGNING_ALG", "RS256")];
    let before = World::with(&[SCOPES]);
    let client = machine(&before, &json!({}));
    let old = ask(&before, &client, &[]);
    let world = before.restarted(&rs256);
    let new = ask(&world, &client, &[]);
    assert_eq!((&read(&old).algorithm, &read(&new).algorithm), (&SigningAlgorithm::Es256, &SigningAlgorithm::Rs256));
    let back = World::with(&[SCOPES, ("ACCESS_TOKEN_SIGNING_ALG", "ES256")]);
    let of_back = machine(&back, &json!({}));
    assert_eq!(read(&ask(&back, &of_back, &[])).algorithm, SigningAlgorithm::Es256);
    for reply in [&old, &new] {
        let token = read(reply);
        assert!(token.is_of_kind("at+jwt") == Some(true) && is_verified(&token, &world));
        let asked = Call::form("/introspect", &[("token", &reply.text("access_token"))]);
        let told = asked.basic(&client.text("client_id"), &client.text("client_secret")).to(&world);
        assert_eq!(told.member("active"), true, "{}", told.json());
    }
    assert_ne!(read(&old).kid, read(&new).kid);
}

/// RFC 6749 section 3.3, RFC 8707 section 2; requirement C32.
#[test]
fn a_token_is_for_no_more_than_was_registered() {
    let world = World::with(&[SCOPES, ("RESOURCES", "https://api.example https://other.example/x")]);
    let client = machine(&world, &json!({}));
    assert_eq!(ask(&world, &client, &[("scope", "write")]).text("scope"), "write");
    for scope in ["admin", "read admin", "READ", "read  write"] {
        assert_eq!(ask(&world, &client, &[("scope", scope)]).text("error"), "invalid_scope", "{scope}");
    }
    let many = ask(&world, &client, &[("scope", "read ".repeat(5000).trim_end())]);
    assert_eq!(many.text("scope"), "read", "each value once, so that no token is too long to be revoked");
    assert_eq!(read(&many).claims.text("scope"), Some("read"));
    assert_eq!(ask(&world, &client, &[("scope", "write read write")]).text("scope"), "write read");
    let audience =
        |parameters: &[(&str, &str)]| read(&ask(&world, &client, parameters)).claims.members()["aud"].clone();
    assert_eq!(audience(&[]), "https://api.example");
    assert_eq!(audience(&[("resource", "https://other.example/x")]), "https://other.example/x");
    for resource in ["https://as.example", "x"] {
        assert_eq!(ask(&world, &client, &[("resource", resource)]).text("error"), "invalid_target", "{resource}");
    }
    let bare = machine(&world, &json!({"scope": null}));
    assert_eq!(ask(&world, &bare, &[]).member("scope"), Value::Null);
    let refused = ask(&world, &bare, &[("scope", "read")]);
    assert_eq!(refused.text("error"), "invalid_scope");
    assert_eq!(refused.text("error_description"), "the scope must be absent: the client has none");
}

/// RFC 8707 section 2, RFC 3986 section 6.2; requirements O6, O7: the token has the spelling of the setting.
#[test]
fn a_token_is_for_the_resources_that_are_asked_for_however_they_are_spelt() {
    let world = World::with(&[("RESOURCES", "https://api.example https://API.example/mcp urn:example:Api")]);
    let client = machine(&world, &json!({}));
    let audience = |resources: &[&str]| {
        let parameters: Vec<_> = resources.iter().map(|resource| ("resource", *resource)).collect();
        let reply = ask(&world, &client, &parameters);
        match reply.status() {
            200 => read(&reply).claims.members()["aud"].clone(),
            _ => json!({"error": reply.text("error")}),
        }
    };
    let [api, mcp, urn] = ["https://api.example", "https://API.example/mcp", "urn:example:Api"];
    let refused = json!({"error": "invalid_target"});
    for (resources, expected) in [
        (vec![], json!(api)),
        (vec![""], json!(api)),
        (vec![api], json!(api)),
        (vec!["https://api.example/"], json!(api)),
        (vec!["HTTPS://API.EXAMPLE:443"], json!(api)),
        (vec!["HTTPS://api.example/mcp"], json!(mcp)),
        (vec!["URN:example:Api"], json!(urn)),
        (vec![mcp, api], json!([api, mcp])),
        (vec![api, "https://api.example/", api], json!(api)),
        (vec!["", urn, ""], json!(urn)),
        (vec![api, mcp, urn], json!([api, mcp, urn])),
        (vec![api, "https://other.example"], refused.clone()),
        (vec!["https://other.example", api], refused.clone()),
        (vec!["https://api.example/mcp/"], json!(mcp)),
        (vec!["https://api.example/mcp//"], refused.clone()),
        (vec!["https://api.example/mcp?/"], refused.clone()),
        (vec!["https://api.example/MCP"], refused.clone()),
        (vec!["urn:example:api"], refused.clone()),
        (vec!["https://api.example#x"], refused.clone()),
        (vec!["https://api.example/mcp#"], refused.clone()),
        (vec!["api.example"], refused.clone()),
        (vec!["/mcp"], refused.clone()),
        (vec!["https://user@api.example"], refused.clone()),
        (vec!["https://api.example/x/.."], refused.clone()),
    ] {
        assert_eq!(audience(&resources), expected, "{resources:?}");
    }
    let reply = ask(&world, &client, &[("resource", mcp), ("resource", api)]);
    let asked = Call::form("/introspect", &[("token", &reply.text("access_token"))]);
    let told = asked.basic(&client.text("client_id"), &client.text("client_secret")).to(&world);
    assert_eq!((told.member("active"), told.member("aud")), (json!(true), json!([api, mcp])));
    // The default is the issuer; a slash at its root does not matter.
    let world = World::new();
    let client = machine(&world, &json!({}));
    for resource in ["https://as.example", "https://as.example/", "HTTPS://AS.example"] {
        let token = read(&ask(&world, &client, &[("resource", resource)]));
        assert_eq!(token.claims.members()["aud"], "https://as.example", "{resource}");
    }
    // Two spellings in the setting are two resources.
    let world = world.restarted(&[("RESOURCES", "https://as.example https://as.example/")]);
    let token = read(&ask(&world, &client, &[("resource", "https://as.example/")]));
    assert_eq!(token.claims.members()["aud"], "https://as.example/");
}

/// RFC 6749 section 5.2; requirements M5, M13, M47.
#[test]
fn a_request_that_cannot_be_met_is_told_why() {
    let world = World::new();
    let client = machine(&world, &json!({}));
    let (id, secret) = (client.text("client_id"), client.text("client_secret"));
    let asked = |parameters: &[(&str, &str)]| Call::token_request(parameters).basic(&id, &secret).to(&world);
    for (parameters, error) in [
        (vec![("grant_type", "password")], "unsupported_grant_type"),
        (vec![("grant_type", "authorization_code")], "unauthorized_client"),
        (vec![("scope", "read")], "invalid_request"),
        (vec![("grant_type", "")], "invalid_request"),
        (vec![GRANT, GRANT], "invalid_request"),
        (vec![GRANT, ("client_id", "another")], "invalid_request"),
    ] {
        let reply = asked(&parameters);
        assert_eq!((reply.status(), reply.text("error")), (400, error.to_owned()), "{parameters:?}");
    }
    let json = Call::new(Method::Post, "/token").json(&json!({"grant_type": "client_credentials"}));
    assert_eq!(json.basic(&id, &secret).to(&world).text("error"), "invalid_request");
    let query = Call::new(Method::Post, "/token?grant_type=client_credentials&client_id=a&client_secret=b");
    assert_eq!(query.header("content-type", "application/x-www-form-urlencoded").to(&world).status(), 400);
    assert_eq!(Call::get("/token").to(&world).status(), 405);
    let web = Call::register(&json!({"redirect_uris": ["https://client.example/cb"]})).to(&world);
    assert_eq!(ask(&world, &web, &[]).text("error"), "unauthorized_client");
}

/// Requirements H45, O20: a deleted client gets no token, and an update applies at once.
#[test]
fn a_deleted_client_gets_no_token() {
    let world = World::new();
    let client = machine(&world, &json!({}));
    let mut body = client.resubmitted();
    body["scope"] = json!("read");
    assert_eq!(Call::manage(Method::Put, &client).json(&body).to(&world).status(), 200);
    assert_eq!(ask(&world, &client, &[("scope", "write")]).text("error"), "invalid_scope");
    assert_eq!(Call::manage(Method::Delete, &client).to(&world).status(), 204);
    assert_eq!(ask(&world, &client, &[]).text("error"), "invalid_client");
}

#[test]
fn a_platform_that_cannot_sign_is_a_fault() {
    let world = World::new();
    let client = machine(&world, &json!({}));
    for broken in [Down::Sign, Down::Random, Down::Store] {
        world.down.set(broken);
        assert_eq!(ask(&world, &client, &[]).status(), 503, "{broken:?}");
    }
    assert!(world.signing_keys.borrow().is_empty());
}

#[test]
fn beside_another_server_there_are_no_tokens() {
    let world = World::with(&[("AUTHORIZATION_SERVER", r#"{"token_endpoint":"https://login.example/token"}"#)]);
    assert_eq!(Call::token_request(&[GRANT]).to(&world).status(), 404);
    assert_eq!(Call::get("/jwks").to(&world).status(), 404);
    let document = Call::get("/.well-known/openid-configuration").to(&world).json();
    assert_eq!(
        (&document["token_endpoint"], &document["jwks_uri"]),
        (&json!("https://login.example/token"), &Value::Null)
    );
    let published = Call::get("/jwks").to(&World::new());
    assert!(published.header("etag").is_some() && published.header("cache-control").unwrap().contains("max-age=900"));
    let decoded = Base64UrlUnpadded::decode_vec(published.json()["keys"][0]["x"].as_str().unwrap());
    assert_eq!(decoded.unwrap().len(), 32);
}

/// A scope value that is no longer supported is no longer granted.
#[test]
fn a_token_is_held_to_the_policy_of_today() {
    for (setting, value, expected) in [
        ("TOKEN_ENDPOINT_AUTH_METHODS_SUPPORTED", "none client_secret_post", "invalid_client"),
        ("GRANT_TYPES_SUPPORTED", "authorization_code", "unauthorized_client"),
        ("SCOPES_SUPPORTED", "read", ""),
    ] {
        let world = World::with(&[SCOPES]);
        let client = machine(&world, &json!({}));
        let reply = ask(&world.restarted(&[(setting, value)]), &client, &[]);
        assert_eq!(reply.member("error").as_str().unwrap_or_default(), expected, "{setting}");
        assert_eq!(reply.member("scope").as_str().unwrap_or_default(), if expected.is_empty() { "read" } else { "" });
    }
}

/// RFC 6749 section 3.2, RFC 9110 section 8.4; requirement M5: only a plain form is read, in a form that needs no
/// preflight.
#[test]
fn what_is_not_a_plain_form_gets_no_token() {
    let world = World::new();
    let client = machine(&world, &json!({}));
    let body = "grant_type=client_credentials";
    let send = |kind: &str, encoding: Option<&str>| {
        let call = Call::new(Method::Post, "/token").header("content-type", kind).body(body);
        let call = match encoding {
            Some(encoding) => call.header("content-encoding", encoding),
            None => call,
        };
        call.basic(&client.text("client_id"), &client.text("client_secret")).to(&world)
    };
    let form = "application/x-www-form-urlencoded";
    for (kind, encoding) in [
        (form, None),
        (form, Some("identity")),
        (form, Some("Identity")),
        ("Application/X-WWW-Form-URLEncoded ; charset=UTF-8", None),
    ] {
        assert_eq!(send(kind, encoding).status(), 200, "{kind} {encoding:?}");
    }
    for (kind, encoding) in [
        ("", None),
        ("text/plain", None),
        ("multipart/form-data", None),
        ("application/json", None),
        ("application/x-www-form-urlencodedx", None),
        (form, Some("gzip")),
        (form, Some("br")),
        (form, Some("identity, gzip")),
    ] {
        let reply = send(kind, encoding);
        assert_eq!((reply.status(), reply.text("error")), (400, "invalid_request".to_owned()), "{kind} {encoding:?}");
    }
}
