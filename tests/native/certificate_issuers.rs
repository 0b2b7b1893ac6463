//! The issuers whose certificates permit to register.

use enrol::http::CertificateStatus::{Unverified, Verified};
use enrol::route::Server;
use serde_json::json;

use crate::support::certificates::{byte_sequence, issued, named, of_authority, root};
use crate::support::{Call, KEYS, Reply, World};

fn world(issuers: &str) -> World {
    World::with(&[("REGISTRATION_MODE", "certificate"), ("CERTIFICATE_ISSUERS", issuers)])
}

fn registered_by(world: &World, issuer: &str) -> Reply {
    let asked = json!({"redirect_uris": ["https://client.example/cb"]});
    Call::register(&asked).certificate("thumbprint", issuer, Verified).to(world)
}

/// RFC 4517 sections 4.2.11 and 4.2.15; requirements B16, J25, M43.
#[test]
fn the_issuer_of_a_certificate_is_compared_as_a_name() {
    for (trusted, issuer, is_trusted) in [
        ("CN=Directory,O=Example", "CN=Directory,O=Example", true),
        ("cn=directory,o=EXAMPLE", "CN=Directory,O=Example", true),
        ("2.5.4.3=Directory,O=Example", "CN=Directory,2.5.4.10=#0c074578616d706c65", true),
        ("CN=Directory,O=Example\\\\, Inc.", "CN=Directory,O=Example\\2c inc.", true),
        ("CN=Directory,O=Example", "O=Example,CN=Directory", false),
        ("CN=Directory,O=Example", "CN=Directory,O=Example,C=DE", false),
        ("CN=Directory,O=Example", "CN=Directory", false),
        ("CN=Directory,O=Example", "CN=Directory\\,O=Example", false),
        ("CN=Directory,O=Example", "CN=Directory,O=Example\\00", false),
        ("CN=Directory,O=Example", "", false),
    ] {
        let reply = registered_by(&world(&format!("[\"{trusted}\"]")), issuer);
        if is_trusted {
            assert_eq!(reply.status(), 201, "{trusted} {issuer}");
        } else {
            assert_eq!(reply.refusal().1, "invalid_request", "{trusted} {issuer}");
        }
    }
}

/// Requirement B16.
#[test]
fn a_certificate_that_nobody_has_verified_registers_nobody() {
    let world = world("[\"CN=Directory\"]");
    let asked = json!({"redirect_uris": ["https://client.example/cb"]});
    let status = |call: Call| call.to(&world).status();
    let register = || Call::register(&asked);
    assert_eq!(status(register().certificate("thumbprint", "CN=Directory", Unverified)), 400);
    assert_eq!(status(register()), 400);
    assert_eq!(status(register().certificate("thumbprint", "CN=Directory", Verified)), 201);
}

/// RFC 8705 section 7.4; requirements B16, M43: behind a proxy, an authority of the operator is enough, and names narrow it.
#[test]
fn an_authority_of_the_operator_is_as_good_as_a_name() {
    const SECRET: &str = "0sGzCxwJzOYv2wTPtS8mXq2cH8fM1dQ9bN4aLrKe";
    let (authority, other) = (root(of_authority("Directory")), root(of_authority("Directory")));
    let register = |issuers: &str, der: &[u8]| {
        let authorities = authority.pem();
        let settings = [
            ("REGISTRATION_MODE", "certificate"),
            ("CERTIFICATE_HEADER", "client-cert"),
            ("PROXY_SECRET", SECRET),
            ("CERTIFICATE_AUTHORITIES", &*authorities),
            ("CERTIFICATE_ISSUERS", issuers),
        ];
        let asked = json!({"redirect_uris": ["https://client.example/cb"]});
        let call = Call::register(&asked).header("client-cert", &byte_sequence(der));
        call.header("enrol-proxy-secret", SECRET).to(&World::with(&settings)).status()
    };
    let (good, foreign) = (issued(&named("client"), &authority), issued(&named("client"), &other));
    assert_eq!((register("", &good), register("", &foreign)), (201, 400));
    let named = r#"["CN=Directory,O=Example"]"#;
    assert_eq!((register(named, &good), register(named, &foreign)), (201, 400));
    assert_eq!(register(r#"["CN=Other"]"#, &good), 400);
}

#[test]
fn issuers_and_rules_that_could_not_work_start_no_server() {
    let start = |settings: &[(&str, &str)]| {
        let base = [("ISSUER", "https://as.example"), ("MASTER_SECRET", KEYS[0])];
        let all: Vec<_> = settings.iter().chain(&base).collect();
        let setting = |name: &str| all.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        Server::start(setting).map_err(|misconfigured| misconfigured.setting).err()
    };
    let issuers = ("CERTIFICATE_ISSUERS", "[\"CN=Directory\"]");
    let mode = ("REGISTRATION_MODE", "certificate");
    for names in ["[\"Directory\"]", "[\"CN=a,,O=b\"]", "[\"CN=a\\\\00\"]"] {
        assert_eq!(start(&[("CERTIFICATE_ISSUERS", names)]), Some("CERTIFICATE_ISSUERS"), "{names}");
    }
    assert_eq!(start(&[mode]), Some("CERTIFICATE_ISSUERS"));
    assert_eq!(start(&[mode, issuers]), None);
    let bound = ("REGISTRATION_ACCESS_TOKEN_BINDING", "certificate");
    assert_eq!(start(&[bound]), Some("CERTIFICATE_ISSUERS"));
    assert_eq!(start(&[bound, issuers]), None);
    let subject = "CERTIFICATE_SUBJECT";
    assert_eq!(start(&[(subject, r#"{"UID":"{software_id}"}"#), issuers]), Some(subject));
    for rule in [
        r#"{"UID":"software_id"}"#,
        r#"{"UID":"{software_id}{org_id}"}"#,
        r#"{"UID":"{}"}"#,
        r#"{"UID":"}{"}"#,
        r#"{"UID":1}"#,
        r#"{"unknown":"{software_id}"}"#,
        r#"{"2.5.x":"{software_id}"}"#,
        r#"{"issued_before":"2022-08-31"}"#,
        r#"{"UID":"{software_id}","issued_before":"31.8.2022"}"#,
        r#"{"UID":"{software_id}","issued_before":1}"#,
        r#"["UID"]"#,
    ] {
        assert_eq!(start(&[mode, issuers, (subject, rule)]), Some(subject), "{rule}");
    }
    let of_length = |length: usize| format!(r#"{{"UID":"{{software_id}}{}"}}"#, "x".repeat(length - 13));
    assert_eq!(start(&[mode, issuers, (subject, &of_length(256))]), None);
    assert_eq!(start(&[mode, issuers, (subject, &of_length(257))]), Some(subject));
    let entry = |rules: &str| {
        format!(
            r#"{{"https://directory.example":{{"jwks_uri":"https://directory.example/jwks","certificate":{rules}}}}}"#
        )
    };
    let good = entry(r#"[{"organizationIdentifier":"OFBBR-{org_id}"},{"OU":"{org_id}","issued_before":"2022-08-31"}]"#);
    assert_eq!(start(&[("STATEMENT_ISSUERS", &good)]), Some("CERTIFICATE_ISSUERS"));
    assert_eq!(start(&[("STATEMENT_ISSUERS", &good), issuers]), None);
    for rules in ["[]", "{}", "[1]", "1", r#"{"OU":"org_id"}"#] {
        assert_eq!(start(&[("STATEMENT_ISSUERS", &entry(rules)), issuers]), Some("STATEMENT_ISSUERS"), "{rules}");
    }
    let ignored = r#"{"https://directory.example":{"jwks_uri":"https://directory.example/jwks","ignored":["org_id"],"certificate":{"OU":"{org_id}"}}}"#;
    assert_eq!(start(&[("STATEMENT_ISSUERS", ignored), issuers]), Some("STATEMENT_ISSUERS"), "a rule reads the claim");
}
