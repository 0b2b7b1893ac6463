//! Certificates that a proxy of the operator forwards. RFC 9440, RFC 8705 section 6.5.

use base64ct::{Base64UrlUnpadded, Encoding};
use enrol::http::CertificateStatus::Verified;
use enrol::jose::Token;
use enrol::unit::ByteCount;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::authentication::{GRANT, is_refused, machine};
use crate::support::certificates::{Authority, byte_sequence, escaped, issued, named, of_authority, root};
use crate::support::{Call, Down, Reply, World};

pub const SECRET: &str = "0sGzCxwJzOYv2wTPtS8mXq2cH8fM1dQ9bN4aLrKe";
pub const NEXT: &str = "w1R7yV5nTz0uKq8LhJ3cXb6Gm2Fd9AsPoIeUtYrQ";

pub const METHODS: (&str, &str) =
    ("TOKEN_ENDPOINT_AUTH_METHODS_SUPPORTED", "client_secret_basic tls_client_auth self_signed_tls_client_auth");
const BOUND: (&str, &str) = ("AUTHORIZATION_SERVER", r#"{"tls_client_certificate_bound_access_tokens":true}"#);

/// A server behind a proxy that forwards certificates in this header.
fn behind(header: &str, secrets: &str, authority: &Authority) -> World {
    let authorities = authority.pem();
    World::with(&[
        METHODS,
        BOUND,
        ("CERTIFICATE_HEADER", header),
        ("PROXY_SECRET", secrets),
        ("CERTIFICATE_AUTHORITIES", &authorities),
    ])
}

/// A client of this subject, whose tokens are bound to its certificate.
fn client(world: &World, subject: &str) -> String {
    let members = json!({"token_endpoint_auth_method": "tls_client_auth", "tls_client_auth_subject_dn": subject,
        "tls_client_certificate_bound_access_tokens": true});
    machine(world, &members).text("client_id")
}

/// A certificate of version 1, as `openssl x509 -req` makes it without extensions.
const VERSION_1: &str = "MIIBFzCBvwIBATAKBggqhkjOPQQDAjAOMQwwCgYDVQQDDANPbGQwHhcNMjYxMTI5MTgwNjE5WhcNMzYxMTI2MTgwNjE5WjAjMQ8wDQ\
    YDVQQDDAZjbGllbnQxEDAOBgNVBAoMB0V4YW1wbGUwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAT6Lw5/X0JkcyeX93wueB5bRKl7iVdoL8VMRrltlVx0\
    VtTGT48N3Cu4GLy9pg+YPqckBUHMtAyvmb1aggdvgIMBMAoGCCqGSM49BAMCA0cAMEQCIGKwjkQrEiNIpqSYDOgNwOMl/iZLTsRDf2QQcP39BUXKAiADd2KA\
    NL/S1cP5ZqkBMbaGhCaCyTSj4+39ISTeuzi7Gg==";

fn ask(id: &str) -> Call {
    Call::form("/token", &[GRANT, ("client_id", id)])
}

fn thumbprint_in(reply: &Reply) -> String {
    assert_eq!(reply.status(), 200, "{}", reply.json());
    let token = Token::read(&reply.text("access_token"), ByteCount(4096)).unwrap();
    token.claims.members()["cnf"]["x5t#S256"].as_str().unwrap().to_owned()
}

/// RFC 9440 section 2, RFC 8705 section 6.5; requirements M34, M42.
#[test]
fn a_proxy_that_proves_itself_forwards_the_certificate_of_a_client() {
    let authority = root(of_authority("Directory"));
    let der = issued(&named("client"), &authority);
    let thumbprint = Base64UrlUnpadded::encode_string(&Sha256::digest(&der));
    let (pem, list) = (escaped(&der), byte_sequence(authority.der()));
    let envoy = format!("By=spiffe://x/y;Hash=00;Subject=\"CN=a\\\"b,O=c;d\";Cert=\"{pem}\";URI=");
    for (header, value) in [
        ("client-cert", byte_sequence(&der)),
        ("ssl-client-cert", pem.clone()),
        ("x-forwarded-client-cert", format!("Cert={pem}")),
        ("x-forwarded-client-cert", format!("{envoy};Chain=\"{pem}{}\"", escaped(authority.der()))),
        ("x-forwarded-client-cert", envoy),
    ] {
        let world = behind(header, SECRET, &authority);
        let id = client(&world, "cn=Client,o=Example");
        let sent = |secret: &str| ask(&id).header(header, &value).header("enrol-proxy-secret", secret);
        assert_eq!(thumbprint_in(&sent(SECRET).to(&world)), thumbprint, "{header}");
        assert_eq!(thumbprint_in(&sent(SECRET).header("client-cert-chain", &list).to(&world)), thumbprint, "{header}");
        is_refused(&ask(&client(&world, "CN=other,O=Example")).header(header, &value).to(&world));
    }
}

/// RFC 9440 section 4, RFC 9700 section 4.13; requirement M41: anybody can send the header of a proxy.
#[test]
fn a_header_counts_only_beside_the_secret_of_the_proxy_and_where_the_operator_says_so() {
    let authority = root(of_authority("Directory"));
    let value = byte_sequence(&issued(&named("client"), &authority));
    let both = format!("{SECRET} {NEXT}");
    let world = behind("client-cert", &both, &authority);
    let id = client(&world, "CN=client,O=Example");
    let sent = || ask(&id).header("client-cert", &value);
    for secret in [SECRET, NEXT] {
        assert_eq!(sent().header("enrol-proxy-secret", secret).to(&world).status(), 200, "either secret");
    }
    for wrong in
        ["", "x", SECRET.trim_start_matches('0'), &SECRET.to_lowercase(), &both, &format!("{SECRET}, {SECRET}")]
    {
        is_refused(&sent().header("enrol-proxy-secret", wrong).to(&world));
    }
    is_refused(&sent().to(&world));
    is_refused(&sent().header("enrol-proxy-secret", SECRET).header("enrol-proxy-secret", SECRET).to(&world));
    is_refused(&ask(&id).header("enrol-proxy-secret", SECRET).to(&world));
    is_refused(&ask(&id).header("ssl-client-cert", &value).header("enrol-proxy-secret", SECRET).to(&world));
    let attested = || ask(&id).subject("CN=client,O=Example", "thumbprint", Verified);
    is_refused(&attested().to(&world));
    is_refused(&attested().header("enrol-proxy-secret", SECRET).to(&world));
    let alone = world.restarted(&[METHODS, BOUND]);
    assert_eq!(attested().to(&alone).status(), 200);
    is_refused(&sent().header("enrol-proxy-secret", SECRET).to(&alone));
    let with_secret = alone.restarted(&[METHODS, BOUND, ("PROXY_SECRET", SECRET)]);
    is_refused(&sent().header("enrol-proxy-secret", SECRET).to(&with_secret));
    let changed = behind("client-cert", NEXT, &authority);
    let id = client(&changed, "CN=client,O=Example");
    let call = |secret| ask(&id).header("client-cert", &value).header("enrol-proxy-secret", secret);
    assert_eq!(call(NEXT).to(&changed).status(), 200);
    is_refused(&call(SECRET).to(&changed));
}

/// RFC 9440 section 2, RFC 9651 section 4.2: anything but one certificate in one header is none.
#[test]
fn a_header_has_exactly_one_certificate() {
    let authority = root(of_authority("Directory"));
    let der = issued(&named("client"), &authority);
    let (list, pem) = (byte_sequence(&der), escaped(&der));
    let (long_list, long_pem) = (byte_sequence(&vec![0; 30_000]), escaped(&vec![0; 9000]));
    let rows: [(&str, &[&str]); 3] = [
        (
            "client-cert",
            &[
                "",
                ":",
                "::",
                ":AAAA:",
                list.trim_start_matches(':'),
                &list.replace(':', ""),
                &format!("{list}, {list}"),
                &format!("{list};a=1"),
                &pem,
                &long_list,
            ],
        ),
        (
            "ssl-client-cert",
            &[
                "",
                "AAAA",
                &list,
                &format!("{pem}{pem}"),
                &format!("x{pem}"),
                &format!("{pem}x"),
                pem.split_at(200).0,
                &format!("{pem}, {pem}"),
                &long_pem,
            ],
        ),
        (
            "x-forwarded-client-cert",
            &[
                "",
                "Cert",
                "Cert=",
                "Hash=00",
                &format!("Cert={pem},Cert={pem}"),
                &format!("Cert={pem}, Hash=00"),
                &format!("Hash=00,Cert={pem}"),
                &format!("Cert=\"{pem}\",Hash=00"),
                &format!("Cert={pem};Cert={pem}"),
                &format!("Cert={pem}{pem}"),
                &format!("Cert=\"{pem}"),
                &format!("Hash=00;,Cert={pem}"),
                &format!("Cert=\"{pem}\"x"),
                &format!("Cert={pem};Chain={pem};Chain={pem}"),
                &format!("Cert={pem};Chain=x"),
                &pem,
            ],
        ),
    ];
    for (header, values) in rows {
        let world = behind(header, SECRET, &authority);
        let id = client(&world, "CN=client,O=Example");
        for value in values {
            is_refused(&ask(&id).header(header, value).header("enrol-proxy-secret", SECRET).to(&world));
        }
        let repeated = ask(&id).header("enrol-proxy-secret", SECRET);
        let good = if header == "client-cert" { &list } else { &pem };
        is_refused(&repeated.header(header, good).header(header, good).to(&world));
    }
    let world = behind("client-cert", SECRET, &authority);
    let id = client(&world, "CN=client,O=Example");
    let sent = |chain: &str| {
        let call = ask(&id).header("client-cert", &list).header("enrol-proxy-secret", SECRET);
        call.header("client-cert-chain", chain).to(&world)
    };
    let five = [&*list; 5].join(", ");
    assert_eq!(sent(&five).status(), 200);
    for chain in ["", "x", ":AAAA:,", &format!("{five}, {list}"), &long_list, &pem] {
        is_refused(&sent(chain));
    }
}

/// Requirement M39: a certificate counts from its first second to its last one, and not when the platform fails.
#[test]
fn a_forwarded_certificate_is_in_date() {
    let authority = root(of_authority("Directory"));
    let world = behind("client-cert", SECRET, &authority);
    let id = client(&world, "CN=client,O=Example");
    let sent = |der: &[u8]| {
        let call = ask(&id).header("client-cert", &byte_sequence(der)).header("enrol-proxy-secret", SECRET);
        call.to(&world)
    };
    let mut params = named("client");
    assert_eq!(sent(&issued(&params, &authority)).status(), 200);
    (params.not_before, params.not_after) = (rcgen::date_time_ymd(2026, 1, 1), rcgen::date_time_ymd(2027, 1, 15));
    is_refused(&sent(&issued(&params, &authority)));
    (params.not_before, params.not_after) = (rcgen::date_time_ymd(2027, 1, 16), rcgen::date_time_ymd(2028, 1, 1));
    is_refused(&sent(&issued(&params, &authority)));
    world.down.set(Down::Verify);
    assert_eq!(sent(&issued(&named("client"), &authority)).status(), 503);
}

/// The operator learns why a certificate of the proxy does not count; the caller does not.
#[test]
fn the_log_says_why_a_forwarded_certificate_does_not_count() {
    let authority = root(of_authority("Directory"));
    let world = behind("client-cert", SECRET, &authority);
    let id = client(&world, "CN=client,O=Example");
    let good = byte_sequence(&issued(&named("client"), &authority));
    let mut old = named("client");
    (old.not_before, old.not_after) = (rcgen::date_time_ymd(2026, 1, 1), rcgen::date_time_ymd(2027, 1, 15));
    let old = byte_sequence(&issued(&old, &authority));
    let strange = byte_sequence(&issued(&named("client"), &root(of_authority("Directory"))));
    let old_version = format!(":{VERSION_1}:");
    let (two, noise) = (format!("{good}, {good}"), byte_sequence(b"no certificate"));
    for (value, secret, why) in [
        (&good, None, Some("the header of the certificate came without Enrol-Proxy-Secret")),
        (&good, Some(NEXT), Some("Enrol-Proxy-Secret is not PROXY_SECRET")),
        (
            &two,
            Some(SECRET),
            Some("the header does not have exactly one certificate in the form of CERTIFICATE_HEADER"),
        ),
        (&noise, Some(SECRET), Some("the certificate cannot be read")),
        (&old, Some(SECRET), Some("the certificate is out of date")),
        (&strange, Some(SECRET), Some("the certificate leads to none of CERTIFICATE_AUTHORITIES")),
        (&old_version, Some(SECRET), Some("the certificate is not of X.509 version 3")),
        (&good, Some(SECRET), None),
    ] {
        let call = ask(&id).header("client-cert", value);
        let reply = secret.into_iter().fold(call, |call, it| call.header("enrol-proxy-secret", it)).to(&world);
        let line: Value = serde_json::from_str(&reply.line).unwrap();
        assert_eq!(line.get("certificate").and_then(Value::as_str), why);
        assert_eq!(reply.status(), if why.is_some() { 401 } else { 200 }, "{why:?}");
        assert!(
            !reply.json().to_string().contains("roxy") && !reply.line.contains(SECRET) && !reply.line.contains(NEXT)
        );
    }
    for bare in [ask(&id), ask(&id).header("enrol-proxy-secret", SECRET)] {
        assert!(!bare.to(&world).line.contains("\"certificate\""), "there is none");
    }
}

/// Requirement B16: a certificate that a proxy forwards gives the right to register.
#[test]
fn a_forwarded_certificate_of_a_trusted_issuer_registers_a_client() {
    let (directory, other) = (root(of_authority("Directory")), root(of_authority("Other")));
    let authorities = format!("{}{}", directory.pem(), other.pem());
    let world = World::with(&[
        ("REGISTRATION_MODE", "certificate"),
        ("CERTIFICATE_ISSUERS", r#"["CN=Directory,O=Example"]"#),
        ("CERTIFICATE_HEADER", "client-cert"),
        ("PROXY_SECRET", SECRET),
        ("CERTIFICATE_AUTHORITIES", &authorities),
    ]);
    let register = |der: &[u8], secret: &str| {
        let call = Call::register(&json!({"redirect_uris": ["https://client.example/cb"]}));
        call.header("client-cert", &byte_sequence(der)).header("enrol-proxy-secret", secret).to(&world).status()
    };
    let forged = root(of_authority("Directory"));
    let of = |authority: &Authority| issued(&named("client"), authority);
    assert_eq!(register(&of(&directory), SECRET), 201);
    let refused = [(&directory, NEXT), (&other, SECRET), (&forged, SECRET)];
    assert_eq!(refused.map(|(authority, secret)| register(&of(authority), secret)), [400; 3]);
}
