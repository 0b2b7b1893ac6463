//! Access tokens that permit to register: of this server and of other servers.

use enrol::http::{CertificateStatus, Method};
use enrol::registration::looks_at_certificate;
use enrol::unit::Timestamp;
use serde_json::{Value, json};

use crate::support::{Call, Down, Reply, Signer, World};

pub const NOW: u64 = 1_800_000_000;
const SECRET: &str = "0123456789-abcdefghijklmnopqrstuvwxyz_ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const GRANT: (&str, &str) = ("grant_type", "client_credentials");
pub const ENDPOINT: &str = "https://as.example/register";

/// A server that requires a token, with a client that can get one.
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

pub fn web() -> Value {
    json!({"redirect_uris": ["https://app.example/cb"]})
}

pub fn register(metadata: &Value, token: &str, world: &World) -> Reply {
    Call::register(metadata).token(token).to(world)
}

pub fn is_invalid(reply: &Reply) {
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

/// Requirement B17: the owner of a client is known for the life of the client.
#[test]
fn who_registers_with_a_signed_token_is_the_owner() {
    for storage in ["stored", "sealed"] {
        let world = world(&[("CLIENT_STORAGE", storage)]);
        let client = register(&web(), &token(&world, "dcr"), &world);
        let update = Call::manage(Method::Put, &client).json(&client.resubmitted()).to(&world);
        assert_eq!(update.status(), 200, "{}", update.json());
        let clients = world.clients();
        let owners: Vec<_> = clients.iter().filter_map(|client| client.bounds.as_ref()?.owner()).collect();
        assert_eq!(owners, ["portal"]);
    }
}

#[test]
fn the_operator_says_how_many_registrations_a_token_permits() {
    let world = world(&[("REGISTRATION_TOKEN_USES", "2")]);
    let token = token(&world, "dcr");
    let statuses: Vec<u16> = (0..3).map(|_| register(&web(), &token, &world).status()).collect();
    assert_eq!(statuses, [201, 201, 401]);
}

/// Another registration uses the token between the check and the use; requirement B10.
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
    assert_eq!(ask(&[("scope", "dcr:grant:implicit")]).text("scope"), "dcr:grant:implicit", "less than everything");
    let narrow = json!({"portal": {"grant_types": ["client_credentials"], "scope": "dcr:scope"}}).to_string();
    let narrow = self::world(&[("CLIENTS", &narrow)]);
    for scope in ["dcr", "dcr:grant:implicit"] {
        let more = Call::token_request(&[GRANT, ("scope", scope)]).basic("portal", SECRET).to(&narrow);
        assert_eq!(more.text("error"), "invalid_scope", "{scope}");
    }
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

/// Requirement H35: an update stays within the bounds of the token.
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
    for broken in [Down::Store, Down::Verify, Down::Throttle] {
        world.down.set(broken);
        assert_eq!(register(&web(), &token, &world).status(), 503, "{broken:?}");
    }
    world.down.set(Down::Nothing);
    assert_eq!(register(&web(), &token, &world).status(), 201);
}

/// RFC 8705 section 7.4; requirements B16, M41, M43, S21.
#[test]
fn a_certificate_of_a_trusted_issuer_is_a_way_to_register() {
    let issuers = ("CERTIFICATE_ISSUERS", r#"["CN=Directory,O=Banks"]"#);
    let with = |mode: &'static str| World::with(&[("REGISTRATION_MODE", mode), issuers]);
    let call = |issuer: &str, status: CertificateStatus| Call::register(&web()).certificate("t", issuer, status);
    let trusted = || call("CN=Directory,O=Banks", CertificateStatus::Verified);
    for mode in ["certificate", "[\"certificate\", \"token\"]"] {
        let world = with(mode);
        let expected = if mode == "certificate" { 400 } else { 401 };
        assert_eq!(trusted().to(&world).status(), 201, "{mode}");
        assert_eq!(call("CN=Directory,O=Banks", CertificateStatus::Unverified).to(&world).status(), expected);
        assert_eq!(call("CN=Directory", CertificateStatus::Verified).to(&world).status(), expected);
        assert_eq!(Call::register(&web()).to(&world).status(), expected);
        is_invalid(&trusted().token("x").to(&world));
    }
    assert_eq!(Call::register(&web()).to(&with("certificate")).refusal().1, "invalid_request");
}

/// The operator can require both.
#[test]
fn a_token_may_need_a_certificate_beside_it() {
    let issuers = ("CERTIFICATE_ISSUERS", r#"["CN=Directory"]"#);
    let world = world(&[("REGISTRATION_MODE", "token+certificate"), issuers]);
    let good = token(&world, "dcr");
    let with = |call: Call| call.certificate("t", "CN=Directory", CertificateStatus::Verified).to(&world);
    is_invalid(&with(Call::register(&web())));
    assert_eq!(register(&web(), &good, &world).status(), 400);
    assert_eq!(with(Call::register(&web()).token(&good)).status(), 201);
}

/// Reading a certificate takes time on the platform, so only requests that can use a certificate read it.
#[test]
fn a_certificate_is_asked_for_only_where_it_can_make_a_difference() {
    let looks = |settings: &[(&str, &str)], call: Call| {
        looks_at_certificate(&call.into_request(), World::with(settings).server.config())
    };
    let trusting = [("CERTIFICATE_ISSUERS", r#"["CN=Directory"]"#)];
    assert!(!looks(&[], Call::register(&web())));
    assert!(looks(&[], Call::register(&web()).token("x")));
    assert!(looks(&trusting, Call::register(&web())));
    assert!(looks(&trusting, Call::get("/register/x").token("x")), "a client may be bound to a certificate");
    assert!(!looks(&trusting, Call::get("/register/x")));
    assert!(!looks(&[], Call::get("/register/x").token("x")));
}

/// RFC 6749 section 3.3: a client with the full right can get a token with a narrower right, and the narrower right
/// holds.
#[test]
fn a_token_may_permit_less_than_its_client() {
    let clients = json!({"portal": {"grant_types": ["client_credentials"], "scope": "dcr"}}).to_string();
    let secrets = format!("portal:{SECRET}");
    let world = World::with(&[("REGISTRATION_MODE", "token"), ("CLIENTS", &clients), ("CLIENT_SECRETS", &secrets)]);
    let token = token(&world, "dcr:grant:client_credentials");
    let missing = register(&web(), &token, &world);
    assert_eq!((missing.status(), missing.text("error")), (403, "insufficient_scope".to_owned()));
    assert_eq!(register(&json!({"grant_types": ["client_credentials"]}), &token, &world).status(), 201);
}
