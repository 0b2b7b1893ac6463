//! Access tokens that permit to register: of this server, and of others.

use base64ct::{Base64UrlUnpadded, Encoding};
use enrol::http::{Method, Standing};
use enrol::unit::Timestamp;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::support::{Break, Call, Reply, Signer, World};

const NOW: u64 = 1_800_000_000;
const SECRET: &str = "0123456789-abcdefghijklmnopqrstuvwxyz_ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const GRANT: (&str, &str) = ("grant_type", "client_credentials");
const ENDPOINT: &str = "https://as.example/register";
const LOGIN: &str = "https://login.example";

/// A server that wants a token, and has a client that can get some.
fn world(settings: &[(&str, &str)]) -> World {
    let scope = "dcr dcr:scope dcr:grant:client_credentials dcr:grant:authorization_code reports";
    let clients = json!({"portal": {"grant_types": ["client_credentials"], "scope": scope}}).to_string();
    let secrets = format!("portal:{SECRET}");
    let base = [("REGISTRATION_MODE", "token"), ("CLIENTS", &*clients), ("CLIENT_SECRETS", &*secrets)];
    World::with(&[settings, &base].concat())
}

fn token(world: &World, scope: &str) -> String {
    let reply = Call::token_request(&[GRANT, ("scope", scope)]).basic("portal", SECRET).to(world);
    assert_eq!((reply.status(), reply.text("scope")), (200, scope.to_owned()), "{}", reply.json());
    reply.text("access_token")
}

fn web() -> Value {
    json!({"redirect_uris": ["https://app.example/cb"]})
}

fn register(metadata: &Value, token: &str, world: &World) -> Reply {
    Call::register(metadata).token(token).to(world)
}

fn is_invalid(reply: &Reply) {
    assert_eq!((reply.status(), reply.text("error")), (401, "invalid_token".to_owned()), "{}", reply.json());
}

/// RFC 9068 section 4; requirements B10, B11.
#[test]
fn an_access_token_permits_one_registration() {
    let world = world(&[]);
    let token = token(&world, "dcr");
    assert_eq!(register(&json!({"redirect_uris": ["http://app.example/"]}), &token, &world).status(), 400);
    let tried = Call::new(Method::Post, "/register?dry_run=true").json(&web()).token(&token).to(&world);
    assert_eq!(tried.status(), 200);
    assert!(world.initial_access_tokens.borrow().is_empty(), "nothing is used up");
    let reply = register(&web(), &token, &world);
    assert_eq!(reply.status(), 201, "{}", reply.json());
    assert!(!reply.line.contains(&token));
    is_invalid(&register(&web(), &token, &world));
    assert_eq!(world.clients().len(), 1);
}

#[test]
fn the_operator_says_how_many_registrations_a_token_permits() {
    let world = world(&[("REGISTRATION_TOKEN_USES", "2")]);
    let token = token(&world, "dcr");
    let statuses: Vec<u16> = (0..3).map(|_| register(&web(), &token, &world).status()).collect();
    assert_eq!(statuses, [201, 201, 401]);
}

/// Another registration comes between the look at the token and its use; requirement B10.
#[test]
fn a_use_that_somebody_else_had_meanwhile_is_gone() {
    let world = world(&[("REGISTRATION_TOKEN_USES", "2")]);
    let token = token(&world, "dcr");
    assert_eq!(register(&web(), &token, &world).status(), 201);
    world.token_rivals.set(1);
    is_invalid(&register(&web(), &token, &world));
}

/// RFC 8707 section 2; requirement B9.
#[test]
fn rights_to_register_are_for_the_registration_endpoint_alone() {
    let world = world(&[("RESOURCES", "https://api.example")]);
    let ask = |parameters: &[(&str, &str)]| {
        Call::token_request(&[&[GRANT], parameters].concat()).basic("portal", SECRET).to(&world)
    };
    let all = "dcr dcr:scope dcr:grant:client_credentials dcr:grant:authorization_code";
    assert_eq!(ask(&[]).text("scope"), "reports");
    assert_eq!(ask(&[("resource", ENDPOINT)]).text("scope"), all);
    assert_eq!(ask(&[("resource", ENDPOINT), ("scope", "dcr")]).text("scope"), "dcr");
    assert_eq!(ask(&[("resource", "https://api.example"), ("scope", "dcr")]).text("error"), "invalid_target");
    assert_eq!(ask(&[("resource", ENDPOINT), ("scope", "reports")]).text("error"), "invalid_target");
    assert_eq!(ask(&[("scope", "dcr reports")]).text("error"), "invalid_scope");
    assert_eq!(ask(&[("scope", "dcr:grant:implicit")]).text("error"), "invalid_scope");
    is_invalid(&register(&web(), &ask(&[]).text("access_token"), &world));
    let path = format!("/register/{}", register(&web(), &token(&world, "dcr"), &world).text("client_id"));
    is_invalid(&Call::get(&path).token(&token(&world, "dcr")).to(&world));
}

/// RFC 6750 section 3.1; requirement B4.
#[test]
fn a_right_that_is_missing_is_named() {
    let world = world(&[("GRANT_TYPES_SUPPORTED", "authorization_code client_credentials refresh_token")]);
    let machine = json!({"grant_types": ["client_credentials"]});
    let scoped = json!({"grant_types": ["client_credentials"], "scope": "read"});
    let both = json!({"grant_types": ["authorization_code", "refresh_token"], "redirect_uris": ["https://a.example/"]});
    for (scope, metadata, missing) in [
        ("dcr:scope", &machine, "dcr:grant:client_credentials"),
        ("dcr:grant:authorization_code", &machine, "dcr:grant:client_credentials"),
        ("dcr:grant:client_credentials", &web(), "dcr:grant:authorization_code"),
        ("dcr:grant:client_credentials", &scoped, "dcr:scope"),
        ("dcr:grant:authorization_code", &both, "dcr:grant:refresh_token"),
    ] {
        let token = token(&world, scope);
        for path in ["/register", "/register?dry_run=true"] {
            let reply = Call::new(Method::Post, path).json(metadata).token(&token).to(&world);
            assert_eq!((reply.status(), reply.text("error")), (403, "insufficient_scope".to_owned()), "{scope}");
            let header = reply.header("www-authenticate").unwrap();
            assert!(header.starts_with("Bearer error=\"insufficient_scope\""), "{header}");
            assert!(header.ends_with(&format!("scope=\"{missing}\"")), "{header}");
        }
    }
    assert_eq!(world.clients().len(), 0);
    assert_eq!(register(&machine, &token(&world, "dcr:grant:client_credentials"), &world).status(), 201);
    let permitted = token(&world, "dcr:scope dcr:grant:client_credentials");
    assert_eq!(register(&scoped, &permitted, &world).text("scope"), "read");
}

/// Requirement H35: an update does not escape what the token permitted.
#[test]
fn rights_bound_a_client_as_long_as_it_lives() {
    let world = world(&[("DEFAULT_SCOPE", "openid")]);
    let client = register(&web(), &token(&world, "dcr:grant:authorization_code"), &world);
    assert_eq!((client.status(), client.member("scope")), (201, Value::Null), "{}", client.json());
    for (member, value) in [("grant_types", json!(["client_credentials"])), ("scope", json!("openid"))] {
        let mut more = client.resubmitted();
        more[member] = value;
        if member == "grant_types" {
            more["response_types"] = json!([]);
        }
        let reply = Call::manage(Method::Put, &client).json(&more).to(&world);
        assert_eq!((reply.status(), reply.text("error")), (403, "insufficient_scope".to_owned()), "{member}");
    }
    assert_eq!(Call::manage(Method::Put, &client).json(&client.resubmitted()).to(&world).status(), 200);
}

/// Requirements B3, B6, R47.
#[test]
fn a_token_that_does_not_count_is_invalid_in_every_mode() {
    for mode in ["token", "open"] {
        let world = world(&[("REGISTRATION_MODE", mode)]);
        let good = token(&world, "dcr");
        let (signed, _) = good.rsplit_once('.').unwrap();
        let stranger = Signer::new();
        let claims = json!({"iss": "https://as.example", "sub": "portal", "client_id": "portal", "aud": ENDPOINT,
            "exp": NOW + 100, "iat": NOW, "jti": "1", "scope": "dcr"});
        let forged = stranger.sign(&json!({"alg": "ES256", "typ": "at+jwt", "kid": "1"}), &claims);
        for bad in [&format!("{signed}.AAAA"), &format!("{good}A"), &forged, "a.b.c", "..", "x"] {
            is_invalid(&register(&web(), bad, &world));
        }
        world.now.set(Timestamp(NOW + 600));
        is_invalid(&register(&web(), &good, &world));
    }
    let world = world(&[("REGISTRATION_MODE", "open")]);
    let good = token(&world, "dcr");
    let restarted = world.restarted(&[]);
    is_invalid(&register(&web(), &good, &restarted));
}

#[test]
fn a_port_that_is_down_is_a_fault() {
    let world = world(&[]);
    let token = token(&world, "dcr");
    for broken in [Break::Store, Break::Verify, Break::Throttle] {
        world.broken.set(broken);
        assert_eq!(register(&web(), &token, &world).status(), 503, "{broken:?}");
    }
    world.broken.set(Break::Nothing);
    assert_eq!(register(&web(), &token, &world).status(), 201);
}

/// A server that stands beside another one, whose tokens it takes.
fn beside(signer: &Signer, entry: &Value) -> World {
    let issuers = json!({LOGIN: entry}).to_string();
    let world = World::with(&[
        ("REGISTRATION_MODE", "token"),
        ("AUTHORIZATION_SERVER", r#"{"token_endpoint":"https://login.example/token"}"#),
        ("REGISTRATION_TOKEN_ISSUERS", &issuers),
    ]);
    world.publish("https://login.example/jwks", &json!({"keys": [signer.jwk("1")]}).to_string());
    world
}

fn foreign_claims(changes: &Value) -> Value {
    let mut claims = json!({"iss": LOGIN, "sub": "alice", "aud": [ENDPOINT, "other"], "exp": NOW + 100, "jti": "1",
        "scope": "openid dcr"});
    for (name, value) in changes.as_object().unwrap() {
        claims[name] = value.clone();
        if value.is_null() {
            claims.as_object_mut().unwrap().remove(name);
        }
    }
    claims
}

/// RFC 9068 section 4, RFC 8725 section 3; requirements B4, B9.
#[test]
fn tokens_of_a_server_that_the_operator_trusts_permit_to_register() {
    let signer = Signer::new();
    let world = beside(&signer, &json!({"jwks_uri": "https://login.example/jwks"}));
    let header = json!({"alg": "ES256", "kid": "1", "typ": "at+jwt"});
    for (changes, status) in [
        (json!({"jti": "a"}), 201),
        (json!({"jti": "b", "scope": null, "scp": ["x", "dcr"]}), 201),
        (json!({"jti": "c", "scope": ["dcr"], "aud": ENDPOINT}), 201),
        (json!({"jti": null}), 201),
        (json!({"scope": "openid"}), 403),
        (json!({"scope": null}), 403),
        (json!({"scope": "dcrx"}), 403),
        (json!({"aud": "other"}), 401),
        (json!({"aud": null}), 401),
        (json!({"aud": "https://as.example"}), 401),
        (json!({"exp": null}), 401),
        (json!({"exp": NOW - 10}), 401),
        (json!({"exp": NOW + 367 * 86_400}), 401),
        (json!({"nbf": NOW + 11}), 401),
        (json!({"iss": "https://other.example"}), 401),
        (json!({"iss": "https://as.example"}), 401),
    ] {
        let reply = register(&web(), &signer.sign(&header, &foreign_claims(&changes)), &world);
        assert_eq!(reply.status(), status, "{changes} {}", reply.json());
    }
    let stranger = Signer::new().sign(&header, &foreign_claims(&json!({"jti": "d"})));
    is_invalid(&register(&web(), &stranger, &world));
    for kind in ["JWT", "application/at+jwt"] {
        let header = json!({"alg": "ES256", "typ": kind});
        let token = signer.sign(&header, &foreign_claims(&json!({"jti": kind})));
        assert_eq!(register(&web(), &token, &world).status(), 201, "{kind}");
        is_invalid(&register(&web(), &token, &world));
    }
    for header in [json!({"alg": "ES256", "typ": "dpop+jwt"}), json!({"alg": "HS256"}), json!({"alg": "none"})] {
        is_invalid(&register(&web(), &signer.sign(&header, &foreign_claims(&json!({"jti": "e"}))), &world));
    }
    let labels: Vec<_> = world.initial_access_tokens.borrow().iter().map(|token| token.origin.clone()).collect();
    assert!(labels.iter().all(|origin| format!("{origin:?}").contains("https://login.example alice")), "B17");
}

#[test]
fn the_operator_names_audience_and_scope_of_another_server() {
    let signer = Signer::new();
    let entry = json!({"jwks_uri": "https://login.example/jwks", "audience": "enrol", "scope": "client-reg"});
    let world = beside(&signer, &entry);
    let sign = |changes: Value| signer.sign(&json!({"alg": "ES256"}), &foreign_claims(&changes));
    is_invalid(&register(&web(), &sign(json!({})), &world));
    let needed = register(&web(), &sign(json!({"aud": "enrol"})), &world);
    assert!(needed.header("www-authenticate").unwrap().ends_with("scope=\"client-reg\""));
    let narrow = json!({"aud": "enrol", "scope": "client-reg:grant:client_credentials"});
    assert_eq!(register(&web(), &sign(narrow.clone()), &world).status(), 403);
    let machine = json!({"grant_types": ["client_credentials"]});
    assert_eq!(register(&machine, &sign(narrow), &world).status(), 201);
    assert_eq!(
        register(&web(), &sign(json!({"aud": "enrol", "jti": "2", "scope": "client-reg"})), &world).status(),
        201
    );
    world.broken.set(Break::Fetch);
    world.cache.borrow_mut().clear();
    is_invalid(&register(&web(), &sign(json!({"aud": "enrol", "jti": "3", "scope": "client-reg"})), &world));
}

/// RFC 8705 section 3; requirement M39.
#[test]
fn a_token_that_is_bound_to_a_certificate_works_with_it_alone() {
    let signer = Signer::new();
    let world = beside(&signer, &json!({"jwks_uri": "https://login.example/jwks"}));
    let bound = |jti: &str, binding: Value| {
        signer.sign(&json!({"alg": "ES256"}), &foreign_claims(&json!({"jti": jti, "cnf": binding})))
    };
    let token = bound("1", json!({"x5t#S256": "thumb"}));
    let with = |thumbprint: &str| {
        Call::register(&web()).token(&token).certificate(thumbprint, "CN=x", Standing::Unproven).to(&world)
    };
    is_invalid(&register(&web(), &token, &world));
    is_invalid(&with("other"));
    let header = Call::register(&web()).token(&token).header("cf-client-cert-sha256", "thumb").to(&world);
    is_invalid(&header);
    assert_eq!(with("thumb").status(), 201);
    for binding in [json!({}), json!({"x5t": "thumb"}), json!("thumb"), json!({"x5t#S256": "thumb", "jkt": "x"})] {
        let token = bound("2", binding);
        let call = Call::register(&web()).token(&token).certificate("thumb", "CN=x", Standing::Good);
        is_invalid(&call.to(&world));
    }
}

/// RFC 9449 sections 4.3 and 7.1, RFC 7638 section 3.
#[test]
fn a_token_that_is_bound_to_a_key_needs_a_proof_of_it() {
    let (signer, holder) = (Signer::new(), Signer::new());
    let world = beside(&signer, &json!({"jwks_uri": "https://login.example/jwks"}));
    let jwk = holder.jwk("1");
    let digest = |bytes: &[u8]| Base64UrlUnpadded::encode_string(&Sha256::digest(bytes));
    let text = format!(r#"{{"crv":"P-256","kty":"EC","x":{},"y":{}}}"#, jwk["x"], jwk["y"]);
    let claims = foreign_claims(&json!({"cnf": {"jkt": digest(text.as_bytes())}}));
    let token = signer.sign(&json!({"alg": "ES256"}), &claims);
    let header = json!({"alg": "ES256", "typ": "dpop+jwt", "jwk": jwk});
    let claims = json!({"jti": "p", "htm": "POST", "htu": format!("{ENDPOINT}?x=1"), "iat": NOW, "ath": digest(token.as_bytes())});
    let present = |proof: &str| {
        let call = Call::register(&web()).header("authorization", &format!("DPoP {token}"));
        call.header("dpop", proof).to(&world)
    };
    let changed = |base: &Value, name: &str, value: Value| {
        let mut changed = base.clone();
        changed[name] = value;
        changed
    };
    is_invalid(&register(&web(), &token, &world));
    is_invalid(&Call::register(&web()).header("authorization", &format!("DPoP {token}")).to(&world));
    is_invalid(&present("x"));
    for (name, value) in [
        ("htm", json!("GET")),
        ("htu", json!("https://as.example/token")),
        ("ath", json!("x")),
        ("iat", json!(NOW - 301)),
        ("iat", json!(NOW + 11)),
        ("iat", json!("now")),
        ("jti", json!("")),
        ("jti", json!("x".repeat(257))),
    ] {
        is_invalid(&present(&holder.sign(&header, &changed(&claims, name, value))));
    }
    for (name, value) in [
        ("typ", json!("JWT")),
        ("jwk", Signer::new().jwk("1")),
        ("jwk", json!({"kty": "oct", "k": "AAAA"})),
        ("alg", json!("HS256")),
    ] {
        is_invalid(&present(&holder.sign(&changed(&header, name, value), &claims)));
    }
    is_invalid(&present(&Signer::new().sign(&header, &claims)));
    assert!(world.spent.borrow().is_empty(), "a forged proof uses nothing");
    let proof = holder.sign(&header, &claims);
    assert_eq!(present(&proof).status(), 201);
    is_invalid(&present(&proof));
    let plain = signer.sign(&json!({"alg": "ES256"}), &foreign_claims(&json!({"jti": "2"})));
    is_invalid(&Call::register(&web()).header("authorization", &format!("DPoP {plain}")).to(&world));
}

/// RFC 8705 section 7.4; requirements B16, M41, M43.
#[test]
fn a_certificate_of_a_trusted_issuer_is_a_way_to_register() {
    let issuers = ("CERTIFICATE_ISSUERS", r#"["CN=Directory,O=Banks"]"#);
    let with = |mode: &'static str| World::with(&[("REGISTRATION_MODE", mode), issuers]);
    let call = |issuer: &str, standing: Standing| Call::register(&web()).certificate("t", issuer, standing);
    let trusted = || call("CN=Directory,O=Banks", Standing::Good);
    for mode in ["certificate", "[\"certificate\", \"token\"]"] {
        let world = with(mode);
        let expected = if mode == "certificate" { 400 } else { 401 };
        assert_eq!(trusted().to(&world).status(), 201, "{mode}");
        assert_eq!(call("CN=Directory,O=Banks", Standing::Unproven).to(&world).status(), expected);
        assert_eq!(call("CN=Directory", Standing::Good).to(&world).status(), expected);
        assert_eq!(Call::register(&web()).to(&world).status(), expected);
        let header = Call::register(&web()).header("cf-client-cert-issuer-dn", "CN=Directory,O=Banks");
        assert_eq!(header.to(&world).status(), expected);
        is_invalid(&trusted().token("x").to(&world));
    }
    assert_eq!(Call::register(&web()).to(&with("certificate")).refusal().1, "invalid_request");
}

/// The operator may want both.
#[test]
fn a_token_may_need_a_certificate_beside_it() {
    let issuers = ("CERTIFICATE_ISSUERS", r#"["CN=Directory"]"#);
    let world = world(&[("REGISTRATION_MODE", "token+certificate"), issuers]);
    let good = token(&world, "dcr");
    let with = |call: Call| call.certificate("t", "CN=Directory", Standing::Good).to(&world);
    is_invalid(&with(Call::register(&web())));
    assert_eq!(register(&web(), &good, &world).status(), 400);
    assert_eq!(with(Call::register(&web()).token(&good)).status(), 201);
}
