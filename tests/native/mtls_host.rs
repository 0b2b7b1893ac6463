//! A second host of the server, at which TLS asks for certificates. RFC 8705 section 5.

use enrol::http::CertificateStatus;
use enrol::route::Server;
use serde_json::{Value, json};

use crate::authentication::{GRANT, NOW, TYPE, machine};
use crate::support::proof::Holder;
use crate::support::{Call, KEYS, Signer, World};

const HOST: (&str, &str) = ("MTLS_HOST", "mtls.as.example");

fn aliases(settings: &[(&str, &str)]) -> Value {
    let document = Call::get("/.well-known/openid-configuration").to(&World::with(settings));
    assert_eq!(document.text("issuer"), "https://as.example");
    document.member("mtls_endpoint_aliases")
}

/// Requirements J44, L31, M44: discovery names each endpoint of this server at its host for certificates, and no other.
#[test]
fn discovery_names_the_own_endpoints_at_the_host_for_certificates() {
    let of_tokens = json!({"introspection_endpoint": "https://mtls.as.example/introspect",
        "revocation_endpoint": "https://mtls.as.example/revoke", "token_endpoint": "https://mtls.as.example/token"});
    let with = |members: &Value, others: &Value| {
        let mut all = members.clone();
        all.as_object_mut().unwrap().extend(others.as_object().unwrap().clone());
        all
    };
    let of_users = json!({"pushed_authorization_request_endpoint": "https://mtls.as.example/par",
        "userinfo_endpoint": "https://mtls.as.example/userinfo"});
    let registration = json!({"registration_endpoint": "https://mtls.as.example/register"});
    let all = with(&with(&of_tokens, &of_users), &registration);
    assert_eq!(aliases(&[HOST]), all);
    assert_eq!(aliases(&[]), Value::Null);
    assert_eq!(aliases(&[HOST, ("REGISTRATION_MODE", "off")]), with(&of_tokens, &of_users));
    assert_eq!(aliases(&[HOST, ("GRANT_TYPES_SUPPORTED", "client_credentials")]), with(&of_tokens, &registration));
    let beside = json!({"authorization_endpoint": "https://login.example/authorize",
        "token_endpoint": "https://login.example/token"});
    assert_eq!(aliases(&[HOST, ("AUTHORIZATION_SERVER", &beside.to_string())]), registration);
}

/// Requirement J44: where nobody registers without a certificate, a client manages itself where it can show one.
#[test]
fn a_client_that_registers_with_a_certificate_manages_itself_at_that_host() {
    let issuers = ("CERTIFICATE_ISSUERS", r#"["CN=Authority"]"#);
    let address = |settings: &[(&str, &str)]| {
        let call = Call::register(&json!({"redirect_uris": ["https://client.example/cb"]}));
        let reply =
            call.certificate("thumbprint", "CN=Authority", CertificateStatus::Verified).to(&World::with(settings));
        assert_eq!(reply.status(), 201, "{}", reply.json());
        reply.text("registration_client_uri")
    };
    let only = ("REGISTRATION_MODE", "certificate");
    assert!(address(&[HOST, only, issuers]).starts_with("https://mtls.as.example/register/"));
    assert!(address(&[only, issuers]).starts_with("https://as.example/register/"));
    assert!(
        address(&[HOST, ("REGISTRATION_MODE", "token certificate"), issuers])
            .starts_with("https://as.example/register/")
    );
    assert!(address(&[HOST]).starts_with("https://as.example/register/"));
    let bound = ("REGISTRATION_ACCESS_TOKEN_BINDING", "certificate");
    assert!(address(&[HOST, bound, issuers]).starts_with("https://mtls.as.example/register/"));
}

/// RFC 9449 section 4.3: the proof of a client is for the address that it asks.
#[test]
fn a_proof_of_a_key_is_for_either_host() {
    let world = World::with(&[HOST]);
    let client = machine(&world, &json!({}));
    let holder = Holder::new();
    let ask = |world: &World, htu: &str| {
        let proof = holder.proof("POST", "/token", &json!({}), &json!({"htu": htu}));
        let call = Call::token_request(&[GRANT]).basic(&client.text("client_id"), &client.text("client_secret"));
        call.header("dpop", &proof).to(world).status()
    };
    for (htu, status) in [
        ("https://as.example/token", 200),
        ("https://mtls.as.example/token", 200),
        ("https://mtls.as.example/token?x#y", 200),
        ("https://mtls.as.example/introspect", 400),
        ("https://mtls.as.example:443/token", 400),
        ("https://mtls.as.example.evil/token", 400),
        ("http://mtls.as.example/token", 400),
        ("https://other.example/token", 400),
    ] {
        assert_eq!(ask(&world, htu), status, "{htu}");
    }
    assert_eq!(ask(&world.restarted(&[]), "https://mtls.as.example/token"), 400);
}

/// RFC 7523 section 3, RFC 9126 section 2: the audience of an assertion may be the endpoint at either host.
#[test]
fn an_assertion_is_for_either_host() {
    let world = World::with(&[HOST]);
    let signer = Signer::new();
    let keys = json!({"keys": [signer.jwk("1")]});
    let client = machine(&world, &json!({"token_endpoint_auth_method": "private_key_jwt", "jwks": keys}));
    let id = client.text("client_id");
    for (aud, status) in [
        ("https://as.example", 200),
        ("https://mtls.as.example/token", 200),
        ("https://mtls.as.example/other", 401),
        ("https://other.example/token", 401),
    ] {
        let claims = json!({"iss": id, "sub": id, "aud": aud, "exp": NOW + 300, "jti": aud});
        let assertion = signer.sign(&json!({"alg": "ES256", "kid": "1"}), &claims);
        let reply = Call::token_request(&[GRANT, TYPE, ("client_assertion", &assertion)]).to(&world);
        assert_eq!(reply.status(), status, "{aud}");
    }
}

/// The host leads to this server: no client may redirect there.
#[test]
fn no_client_redirects_to_the_host_for_certificates() {
    let register =
        |world: &World, address: &str| Call::register(&json!({"redirect_uris": [address]})).to(world).status();
    let world = World::with(&[HOST]);
    assert_eq!(register(&world, "https://mtls.as.example/register"), 400);
    assert_eq!(register(&World::new(), "https://mtls.as.example/register"), 201);
}

#[test]
fn the_host_is_one_beside_the_host_of_the_issuer() {
    let fault = |settings: &[(&str, &str)]| {
        let base = [("ISSUER", "https://as.example"), ("MASTER_SECRET", KEYS[0])];
        let all: Vec<_> = settings.iter().chain(&base).collect();
        let setting = |name: &str| all.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        Server::start(setting).expect_err("no configuration").to_string()
    };
    for host in [
        "as.example",
        "https://mtls.as.example",
        "mtls.as.example/x",
        "MTLS.as.example",
        "a b",
        "mtls.as.example?x",
        "x@y",
    ] {
        let must = "the setting MTLS_HOST must be another host than that of ISSUER, in lower case";
        assert_eq!(fault(&[("MTLS_HOST", host)]), must, "{host}");
    }
    let named = json!({"mtls_endpoint_aliases": {"token_endpoint": "https://mtls.as.example/token"}}).to_string();
    let must = "the setting MTLS_HOST must be absent where AUTHORIZATION_SERVER has mtls_endpoint_aliases";
    assert_eq!(fault(&[HOST, ("AUTHORIZATION_SERVER", &named)]), must);
}
