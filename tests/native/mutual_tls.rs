//! Clients that authenticate with a certificate. RFC 8705.

use enrol::http::{CertificateStatus, Method};
use enrol::jose::Token;
use enrol::ports::Limit;
use enrol::route::Server;
use enrol::unit::ByteCount;
use serde_json::{Value, json};

use crate::authentication::{GRANT, is_refused, machine};
use crate::support::{Call, KEYS, Reply, Signer, World};

const METHODS: (&str, &str) = (
    "TOKEN_ENDPOINT_AUTH_METHODS_SUPPORTED",
    "none client_secret_basic client_secret_post private_key_jwt tls_client_auth",
);
const BOUND: (&str, &str) = ("AUTHORIZATION_SERVER", r#"{"tls_client_certificate_bound_access_tokens":true}"#);
const SUBJECT: &str = "CN=client,O=Example\\, Inc.,C=DE";
const THUMBPRINT: &str = "bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2";
const OTHER: &str = "A4DtL2JmUMhAsvJj5tKyn64SqzmuXbMrJa0n761y5v0";

fn world() -> World {
    World::with(&[METHODS, BOUND])
}

fn certified(world: &World, name: &str, value: &str) -> Reply {
    machine(world, &json!({"token_endpoint_auth_method": "tls_client_auth", name: value}))
}

/// A request with the client identifier alone.
fn nameable<'a>(path: &str, parameters: &[(&'a str, &'a str)], id: &'a str) -> Call {
    Call::form(path, &[parameters, &[("client_id", id)]].concat())
}

/// RFC 8705 section 2.1; requirements M33 to M35, M38, M39, S26.
#[test]
fn a_good_certificate_of_the_registered_subject_authenticates_its_client() {
    let world = world();
    let client = certified(&world, "tls_client_auth_subject_dn", SUBJECT);
    assert_eq!(client.member("client_secret"), Value::Null);
    let id = client.text("client_id");
    let token = nameable("/token", &[GRANT], &id).subject(SUBJECT, THUMBPRINT, CertificateStatus::Verified).to(&world);
    assert_eq!(token.status(), 200, "{}", token.json());
    let token = token.text("access_token");
    for (path, parameter) in [("/token", GRANT), ("/introspect", ("token", &*token)), ("/revoke", ("token", "x"))] {
        let ask = || nameable(path, &[parameter], &id);
        let good =
            ask().subject("cn=CLIENT,o=example\\2c inc.,c=de", THUMBPRINT, CertificateStatus::Verified).to(&world);
        assert_eq!(good.status(), 200, "{path}");
        for (subject, certificate) in [
            (SUBJECT, CertificateStatus::Unverified),
            ("CN=client,O=Example,C=DE", CertificateStatus::Verified),
            ("C=DE,O=Example\\, Inc.,CN=client", CertificateStatus::Verified),
            ("CN=client", CertificateStatus::Verified),
            ("CN=other,CN=client\\,O=Example\\, Inc.\\,C=DE", CertificateStatus::Verified),
            ("", CertificateStatus::Verified),
        ] {
            is_refused(&ask().subject(subject, THUMBPRINT, certificate).to(&world));
        }
        is_refused(&ask().to(&world));
        is_refused(&ask().certificate(THUMBPRINT, "CN=Authority", CertificateStatus::Verified).to(&world));
        let nameless = Call::form(path, &[parameter]).subject(SUBJECT, THUMBPRINT, CertificateStatus::Verified);
        is_refused(&nameless.to(&world));
        let basic =
            Call::form(path, &[parameter]).basic(&id, "x").subject(SUBJECT, THUMBPRINT, CertificateStatus::Verified);
        is_refused(&basic.to(&world));
        let posted = [parameter, ("client_id", &*id), ("client_secret", "x")];
        is_refused(&Call::form(path, &posted).subject(SUBJECT, THUMBPRINT, CertificateStatus::Verified).to(&world));
        let stranger = nameable(path, &[parameter], "cAAAAAAAAAAAAAAAAAAAAAA");
        is_refused(&stranger.subject(SUBJECT, THUMBPRINT, CertificateStatus::Verified).to(&world));
    }
    let told =
        nameable("/introspect", &[("token", &token)], &id).subject(SUBJECT, THUMBPRINT, CertificateStatus::Verified);
    assert_eq!(told.to(&world).member("active"), true);
    let narrow = world.restarted(&[BOUND]);
    is_refused(
        &nameable("/token", &[GRANT], &id).subject(SUBJECT, THUMBPRINT, CertificateStatus::Verified).to(&narrow),
    );
}

/// Requirements M7, M33: a lock-out does not apply to a client with its certificate.
#[test]
fn a_good_certificate_is_not_locked_out() {
    let world = world();
    let id = certified(&world, "tls_client_auth_subject_dn", SUBJECT).text("client_id");
    let ask = |subject: &str, status| nameable("/token", &[GRANT], &id).subject(subject, THUMBPRINT, status);
    let status = |call: Call| call.to(&world).status();
    world.admit(Limit::Failure, 0);
    assert_eq!(status(nameable("/token", &[GRANT], &id)), 429);
    assert_eq!(status(ask(SUBJECT, CertificateStatus::Verified)), 200);
    for (subject, certificate) in [(SUBJECT, CertificateStatus::Unverified), ("CN=other", CertificateStatus::Verified)]
    {
        assert_eq!(status(ask(subject, certificate)), 429, "{subject}");
    }
    let posted = [GRANT, ("client_id", &*id), ("client_secret", "x")];
    assert_eq!(status(Call::form("/token", &posted).subject(SUBJECT, THUMBPRINT, CertificateStatus::Verified)), 429);
}

/// RFC 8705 section 2.1; requirement M34: a certificate that is too long for the platform has a subject alone.
#[test]
fn a_name_beside_the_subject_proves_nothing() {
    let world = world();
    for (name, value) in [
        ("tls_client_auth_san_dns", "client.example"),
        ("tls_client_auth_san_uri", "https://client.example/"),
        ("tls_client_auth_san_ip", "192.0.2.1"),
        ("tls_client_auth_san_email", "a@client.example"),
    ] {
        let id = certified(&world, name, value).text("client_id");
        for subject in [format!("CN={value}"), value.to_owned(), SUBJECT.to_owned(), String::new()] {
            is_refused(
                &nameable("/token", &[GRANT], &id)
                    .subject(&subject, THUMBPRINT, CertificateStatus::Verified)
                    .to(&world),
            );
        }
    }
}

/// RFC 8705 section 2; requirements M1, M2: a certificate replaces no other proof.
#[test]
fn a_certificate_is_no_proof_of_a_client_of_another_method() {
    let world = world();
    let jwks = json!({"keys": [Signer::new().jwk("1")]});
    for members in [
        json!({}),
        json!({"token_endpoint_auth_method": "client_secret_post"}),
        json!({"token_endpoint_auth_method": "private_key_jwt", "jwks": jwks}),
    ] {
        let id = machine(&world, &members).text("client_id");
        is_refused(
            &nameable("/token", &[GRANT], &id).subject(SUBJECT, THUMBPRINT, CertificateStatus::Verified).to(&world),
        );
    }
    let public = json!({"redirect_uris": ["https://a.example/"], "token_endpoint_auth_method": "none"});
    let id = Call::register(&public).to(&world).text("client_id");
    let asked =
        nameable("/introspect", &[("token", "x")], &id).subject(SUBJECT, THUMBPRINT, CertificateStatus::Verified);
    is_refused(&asked.to(&world));
}

fn claims(reply: &Reply) -> Value {
    let token = Token::read(&reply.text("access_token"), ByteCount(4096)).unwrap();
    Value::Object(token.claims.members().clone())
}

/// RFC 8705 sections 3, 3.1 and 3.4; requirements C88, M42.
#[test]
fn a_client_that_wants_bound_tokens_gets_them_with_a_certificate_alone() {
    let world = world();
    let wants = "tls_client_certificate_bound_access_tokens";
    let client = machine(&world, &json!({wants: true}));
    let (id, secret) = (client.text("client_id"), client.text("client_secret"));
    let ask = || Call::token_request(&[GRANT]).basic(&id, &secret);
    let refused = ask().to(&world);
    assert_eq!((refused.status(), refused.text("error")), (400, "invalid_request".to_owned()));
    // The issuer of the certificate does not matter, only possession of its key.
    for status in [CertificateStatus::Verified, CertificateStatus::Unverified] {
        let bound = ask().certificate(THUMBPRINT, "CN=itself", status).to(&world);
        assert_eq!(claims(&bound)["cnf"], json!({"x5t#S256": THUMBPRINT}));
        assert_eq!(bound.text("token_type"), "Bearer");
        let asked = Call::form("/introspect", &[("token", &bound.text("access_token"))]).basic(&id, &secret);
        let told = asked.to(&world);
        assert_eq!((told.member("active"), told.member("cnf")), (json!(true), json!({"x5t#S256": THUMBPRINT})));
    }
    let free = machine(&world, &json!({}));
    let asked = Call::token_request(&[GRANT]).basic(&free.text("client_id"), &free.text("client_secret"));
    let unbound = asked.certificate(THUMBPRINT, "CN=itself", CertificateStatus::Verified).to(&world);
    assert_eq!(claims(&unbound)["cnf"], Value::Null);
    let both =
        json!({"token_endpoint_auth_method": "tls_client_auth", "tls_client_auth_subject_dn": SUBJECT, wants: true});
    let id = machine(&world, &both).text("client_id");
    let bound = nameable("/token", &[GRANT], &id).subject(SUBJECT, OTHER, CertificateStatus::Verified).to(&world);
    assert_eq!(claims(&bound)["cnf"], json!({"x5t#S256": OTHER}));
    // Without the feature, the platform requests no certificate, so no unbound token is issued.
    let without = world.restarted(&[]);
    let posted = [GRANT, ("client_id", &*client.text("client_id")), ("client_secret", &*secret)];
    let refused =
        Call::token_request(&posted).certificate(THUMBPRINT, "CN=itself", CertificateStatus::Verified).to(&without);
    assert_eq!((refused.status(), refused.text("error")), (400, "invalid_request".to_owned()));
}

/// RFC 8705 section 3: also for a token of this server for its registration endpoint.
#[test]
fn a_bound_token_with_a_right_to_register_needs_its_certificate() {
    let portal = json!({"portal": {"grant_types": ["client_credentials"], "scope": "dcr",
        "token_endpoint_auth_method": "tls_client_auth", "tls_client_auth_subject_dn": SUBJECT,
        "tls_client_certificate_bound_access_tokens": true}});
    let clients = portal.to_string();
    let world = World::with(&[METHODS, BOUND, ("REGISTRATION_MODE", "token"), ("CLIENTS", &clients)]);
    let token =
        nameable("/token", &[GRANT], "portal").subject(SUBJECT, THUMBPRINT, CertificateStatus::Verified).to(&world);
    let token = token.text("access_token");
    let asked = json!({"redirect_uris": ["https://client.example/cb"]});
    let register = |thumbprint: Option<&str>| {
        let call = Call::new(Method::Post, "/register").json(&asked).token(&token);
        let call = match thumbprint {
            Some(thumbprint) => call.certificate(thumbprint, "CN=Authority", CertificateStatus::Verified),
            None => call,
        };
        call.to(&world).status()
    };
    assert_eq!([register(None), register(Some(OTHER)), register(Some(THUMBPRINT))], [401, 401, 201]);
}

/// RFC 8705 section 5; requirements L31, M44: the host that requests certificates serves the same endpoints, which work
/// without a certificate on the other host.
#[test]
fn the_operator_may_name_a_host_that_asks_for_certificates() {
    let aliases = json!({"token_endpoint": "https://mtls.as.example/token"});
    let server = json!({"tls_client_certificate_bound_access_tokens": true, "mtls_endpoint_aliases": aliases});
    let world = World::with(&[METHODS, ("AUTHORIZATION_SERVER", &server.to_string())]);
    let document = Call::get("/.well-known/oauth-authorization-server").to(&world);
    assert_eq!(document.member("mtls_endpoint_aliases"), aliases);
    assert_eq!(document.text("token_endpoint"), "https://as.example/token");
    let client = Call::register(&json!({"grant_types": ["client_credentials"]})).to(&world);
    let grant = [("grant_type", "client_credentials")];
    let call = Call::token_request(&grant).basic(&client.text("client_id"), &client.text("client_secret"));
    assert_eq!(call.to(&world).status(), 200);
    for wrong in ["https://mtls.as.example/oauth/token", "https://mtls.as.example/token?x", "https://mtls.as.example"] {
        let server = json!({"mtls_endpoint_aliases": {"token_endpoint": wrong}}).to_string();
        assert_eq!(refused(&[("AUTHORIZATION_SERVER", &server)]).0, "AUTHORIZATION_SERVER", "{wrong}");
    }
}

/// Returns the setting that stops the server, and its message.
fn refused(settings: &[(&str, &str)]) -> (&'static str, String) {
    let base = [("ISSUER", "https://as.example"), ("MASTER_SECRET", KEYS[0])];
    let all: Vec<_> = settings.iter().chain(&base).collect();
    let setting = |name: &str| all.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
    let misconfigured = Server::start(setting).expect_err("no configuration");
    (misconfigured.setting, misconfigured.must)
}

/// Requirement M40: a server that issues tokens does not start with a feature that it lacks, and names the way out.
#[test]
fn a_feature_that_is_not_there_stops_the_server_and_says_the_way_out() {
    let members = [
        ("introspection_endpoint", json!("https://login.example/introspect")),
        ("introspection_endpoint_auth_methods_supported", json!(["client_secret_basic"])),
        ("jwks_uri", json!("https://login.example/jwks")),
        ("revocation_endpoint", json!("https://login.example/revoke")),
        ("revocation_endpoint_auth_methods_supported", json!(["client_secret_basic"])),
    ];
    for (member, value) in members {
        let mut server = json!({member: value, "authorization_endpoint": "https://login.example/authorize"});
        let (setting, must) = refused(&[("AUTHORIZATION_SERVER", &server.to_string())]);
        assert_eq!(setting, "AUTHORIZATION_SERVER", "{member}");
        assert!(must.contains(member) && must.contains("token_endpoint"), "{must}");
        server["token_endpoint"] = json!("https://login.example/token");
        let beside = World::with(&[("AUTHORIZATION_SERVER", &server.to_string())]);
        let document = Call::get("/.well-known/oauth-authorization-server").to(&beside);
        assert_eq!(
            (document.member(member), document.text("token_endpoint")),
            (value, server["token_endpoint"].as_str().unwrap().to_owned())
        );
    }
    let encrypted = json!({"introspection_encryption_alg_values_supported": ["RSA-OAEP"],
        "introspection_encryption_enc_values_supported": ["A128CBC-HS256"]});
    let (setting, must) = refused(&[("AUTHORIZATION_SERVER", &encrypted.to_string())]);
    assert!(setting == "AUTHORIZATION_SERVER" && must.contains("introspection_encryption_alg_values_supported"));
}
