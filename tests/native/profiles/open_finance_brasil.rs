//! The registration profile of Open Finance Brasil 1.0.

use enrol::http::CertificateStatus::{Unverified, Verified};
use enrol::http::Method;
use serde_json::{Value, json};

use crate::support::authority::{outcome, over};
use crate::support::ecosystem::{Ecosystem, HERE, SOFTWARE_KEYS, THUMBPRINT};
use crate::support::{Call, Reply};

const METADATA: &str = "invalid_client_metadata";
const INVALID: &str = "invalid_software_statement";

/// A subject as section 7.1.2 has it.
const SUBJECT: &str = "UID=25556d5a-b9dd-4e27-aa1a-cce732fe74de,1.3.6.1.4.1.311.60.2.1.3=#13024252,\
    2.5.4.15=#0c0f427573696e65737320456e74697479,2.5.4.5=#130e3133333533323336303030313839,CN=bank.example,OU=Unit,O=Bank,\
    L=Brasilia,ST=DF,C=BR";

/// The subject of the certificate of the software. It is of the organisation and the software of the statement.
pub const CERTIFICATE: &str = "UID=25556d5a-b9dd-4e27-aa1a-cce732fe74de,2.5.4.97=#0c2a4f464242522d62393631633465622d353039642d346564662d616665622d333536343262333831383564,\
    CN=bank.example,O=Bank,C=BR";

pub fn claims() -> Value {
    json!({"iss": "Open Banking Brasil prod SSA issuer", "software_id": "25556d5a-b9dd-4e27-aa1a-cce732fe74de",
        "org_id": "b961c4eb-509d-4edf-afeb-35642b38185d", "org_status": "Active", "software_client_name": "Ledger app",
        "software_jwks_uri": SOFTWARE_KEYS, "software_redirect_uris": ["https://ledger.example/cb", "https://ledger.example/b"],
        "software_statement_roles": [
            {"role": "PAGTO", "authorisation_domain": "Open Banking", "status": "Active"},
            {"role": "CONTA", "authorisation_domain": "Open Banking", "status": "Active"},
            {"role": "DADOS", "authorisation_domain": "Open Banking", "status": "Inactive"}]})
}

pub fn members() -> Value {
    json!({"redirect_uris": ["https://ledger.example/cb"], "token_endpoint_auth_method": "private_key_jwt",
        "id_token_signed_response_alg": "PS256", "request_object_signing_alg": "PS256",
        "tls_client_certificate_bound_access_tokens": true, "require_signed_request_object": true})
}

fn scene() -> Ecosystem {
    Ecosystem::new("open-finance-brasil", claims(), &[])
}

fn register(scene: &Ecosystem, changes: &Value) -> Reply {
    let statement = json!({"software_statement": scene.statement(&json!({}))});
    let call = Call::register(&over(&over(&members(), &statement), changes));
    call.subject(CERTIFICATE, THUMBPRINT, Verified).to(&scene.world)
}

/// Makes a request with which a client manages itself, over a connection with the certificate.
fn manage(method: Method, client: &Reply) -> Call {
    Call::manage(method, client).subject(CERTIFICATE, THUMBPRINT, Verified)
}

fn told(scene: &Ecosystem, changes: &Value) -> (u16, String, String) {
    outcome(&register(scene, changes))
}

fn refused(code: &str, pointer: &str) -> (u16, String, String) {
    (400, code.to_owned(), pointer.to_owned())
}

/// Sections 7.1(9), 7.1.1 and 7.2; requirements J29, J31, J32, J39.
#[test]
fn a_client_has_the_scope_of_its_active_roles() {
    let scene = scene();
    let client = register(&scene, &json!({"client_name": "Another name"}));
    assert_eq!(client.status(), 201, "{}", client.json());
    let scope = client.text("scope");
    assert_eq!(scope, "openid nrp-consents payments recurring-payments", "DADOS is not active");
    for (member, value) in [
        ("client_name", json!("Ledger app")),
        ("jwks_uri", json!(SOFTWARE_KEYS)),
        ("id_token_signed_response_alg", json!("PS256")),
        ("tls_client_certificate_bound_access_tokens", json!(true)),
        ("require_signed_request_object", json!(true)),
        ("software_statement_roles", claims()["software_statement_roles"].clone()),
    ] {
        assert_eq!(client.member(member), value, "{member}");
    }
    assert!(!client.text("registration_access_token").is_empty());
    let narrow = Ecosystem::new("open-finance-brasil", claims(), &[]);
    assert_eq!(register(&narrow, &json!({"scope": "openid payments"})).text("scope"), "openid payments");
    assert_eq!(told(&scene, &json!({"scope": "openid accounts"})), refused(METADATA, "/scope"));
    let roles = json!([{"role": "DADOS", "status": "Active"}]);
    let data = Ecosystem::new("open-finance-brasil", over(&claims(), &json!({"software_statement_roles": roles})), &[]);
    let scope = register(&data, &json!({})).text("scope");
    assert!(scope.contains("accounts") && scope.contains("resources") && !scope.contains("payments"), "{scope}");
}

/// Sections 7.1(2) and 7.1(3), 9.3.1(3); requirements I21, J26, J27, S15.
#[test]
fn a_statement_is_signed_with_ps256_by_the_directory_within_five_minutes() {
    let scene = scene();
    assert_eq!(told(&scene, &json!({"software_statement": null})), refused(INVALID, "/software_statement"));
    let claims = over(&claims(), &json!({"iat": scene.now()}));
    let of = |header: Value, claims: &Value| json!({"software_statement": scene.directory.sign(&header, claims)});
    let ps256 = json!({"alg": "PS256", "kid": "d", "typ": "JWT"});
    let stranger = json!({"software_statement": scene.software.sign(&ps256, &claims)});
    for changes in [
        of(json!({"alg": "RS256", "kid": "d", "typ": "JWT"}), &claims),
        of(ps256.clone(), &over(&claims, &json!({"iat": scene.now() - 311}))),
        of(ps256.clone(), &over(&claims, &json!({"iat": scene.now() + 11}))),
        of(ps256.clone(), &over(&claims, &json!({"iat": null}))),
        stranger,
    ] {
        assert_eq!(told(&scene, &changes), refused(INVALID, "/software_statement"), "{changes}");
    }
    assert_eq!(told(&scene, &of(ps256, &over(&claims, &json!({"iat": scene.now() - 299})))).0, 201);
}

/// Sections 7.1(4) to 7.1(6); requirements J28, J29, J30.
#[test]
fn keys_and_redirection_uris_are_those_of_the_statement() {
    let scene = scene();
    let keys = json!({"keys": [scene.software.jwk("s")]});
    for (changes, code, pointer) in [
        (json!({"jwks": keys}), METADATA, "/jwks"),
        (json!({"jwks_uri": "https://evil.example/jwks"}), METADATA, "/jwks_uri"),
        (json!({"redirect_uris": ["https://evil.example/cb"]}), "invalid_redirect_uri", "/redirect_uris/0"),
        (json!({"redirect_uris": null}), "invalid_redirect_uri", "/redirect_uris"),
        (json!({"id_token_signed_response_alg": "RS256"}), METADATA, "/id_token_signed_response_alg"),
        (json!({"request_object_signing_alg": "ES256"}), METADATA, "/request_object_signing_alg"),
        (json!({"token_endpoint_auth_method": "client_secret_basic"}), METADATA, "/token_endpoint_auth_method"),
    ] {
        assert_eq!(told(&scene, &changes), refused(code, pointer), "{changes}");
    }
    assert!(scene.world.clients().is_empty());
    assert_eq!(told(&scene, &json!({"jwks_uri": SOFTWARE_KEYS})).0, 201);
}

/// Sections 7.1(12) and 7.1.2; requirements J33, J34: the hexadecimal values stay as they are.
#[test]
fn a_certificate_is_registered_by_its_subject_in_one_spelling() {
    let scene = scene();
    let with = |member: &str, value: &str| {
        register(&scene, &json!({"token_endpoint_auth_method": "tls_client_auth", member: value}))
    };
    for (member, value) in [
        ("tls_client_auth_san_dns", "bank.example"),
        ("tls_client_auth_san_uri", "https://bank.example/"),
        ("tls_client_auth_san_ip", "198.51.100.1"),
        ("tls_client_auth_san_email", "bank@bank.example"),
        ("tls_client_auth_subject_dn", "bank.example"),
        ("tls_client_auth_subject_dn", "serialNumber=13353236000189,CN=bank.example,C=BR"),
        ("tls_client_auth_subject_dn", "2.5.4.5=13353236000189,CN=bank.example,C=BR"),
        ("tls_client_auth_subject_dn", "jurisdictionCountryName=BR,CN=bank.example,C=BR"),
        ("tls_client_auth_subject_dn", "C=BR,ST=DF,L=Brasilia,O=Bank,CN=bank.example"),
    ] {
        assert_eq!(outcome(&with(member, value)), refused(METADATA, &format!("/{member}")), "{value}");
    }
    let client = with("tls_client_auth_subject_dn", SUBJECT);
    assert_eq!(client.status(), 201, "{}", client.json());
    assert_eq!(client.text("tls_client_auth_subject_dn"), SUBJECT);
}

/// Sections 9.3.1(5) and 9.3.2; requirements J38, J41, J42, J43: one client for each software, with a token that stays.
#[test]
fn a_software_registers_once_and_manages_its_client_with_fresh_statements() {
    let scene = scene();
    let client = register(&scene, &json!({}));
    assert_eq!(told(&scene, &json!({})), refused(INVALID, "/software_statement"));
    let manage = |method| manage(method, &client);
    let read = manage(Method::Get).to(&scene.world);
    assert_eq!(read.text("registration_access_token"), client.text("registration_access_token"));
    let put = |changes: &Value| manage(Method::Put).json(&over(&client.resubmitted(), changes)).to(&scene.world);
    for statement in [Value::Null, json!("x"), json!(client.text("software_statement") + "x")] {
        assert_eq!(put(&json!({"software_statement": statement})).status(), 400, "{statement}");
    }
    let updated = put(&json!({"software_statement": scene.statement(&json!({})), "scope": "openid payments"}));
    assert_eq!(updated.status(), 200, "{}", updated.json());
    assert_eq!(updated.text("registration_access_token"), client.text("registration_access_token"));
    let keys = json!({"keys": [scene.software.jwk("s")]});
    let by_value = json!({"software_statement": scene.statement(&json!({})), "jwks": keys, "jwks_uri": null});
    assert_eq!(put(&by_value).refusal().2, "/jwks");
    assert_eq!(manage(Method::Delete).to(&scene.world).status(), 204);
    assert_eq!(manage(Method::Get).to(&scene.world).status(), 401);
    assert_eq!(manage(Method::Delete).to(&scene.world).status(), 401);
    assert_eq!(told(&scene, &json!({})).0, 201, "a deleted client makes room");
}

/// Section 6.1; requirement J44: clients find the endpoints that ask for certificates.
#[test]
fn discovery_shows_the_endpoints_for_certificates() {
    let aliases = json!({"token_endpoint": "https://mtls.login.example/token", "registration_endpoint": "https://mtls.as.example/register",
        "userinfo_endpoint": "https://mtls.login.example/userinfo",
        "pushed_authorization_request_endpoint": "https://mtls.login.example/par"});
    let server = json!({"authorization_endpoint": "https://login.example/authorize", "token_endpoint": "https://login.example/token",
        "mtls_endpoint_aliases": aliases});
    let scene = Ecosystem::new("open-finance-brasil", claims(), &[("AUTHORIZATION_SERVER", &server.to_string())]);
    let found = Call::get("/.well-known/openid-configuration").to(&scene.world).json();
    assert_eq!(found["mtls_endpoint_aliases"], aliases);
    assert_eq!(found["tls_client_certificate_bound_access_tokens"], true);
    assert_eq!(found["id_token_signing_alg_values_supported"], json!(["PS256"]));
}

/// Sections 7.1(1), 7.1(13), 7.1(14) and 9.3; requirements J25, J36, J37, J40: the certificate is of the organisation and the software
/// of the statement, at the registration and at every later request.
#[test]
fn the_certificate_is_of_the_organisation_and_the_software_of_the_statement() {
    let scene = scene();
    let registering = || Call::register(&over(&members(), &json!({"software_statement": scene.statement(&json!({}))})));
    let (other_software, other_organisation) =
        (CERTIFICATE.replace("UID=25556d5a", "UID=35556d5a"), CERTIFICATE.replace("#0c2a4f", "#0c2a4e"));
    let bare = registering().to(&scene.world);
    assert_eq!((bare.status(), bare.text("error")), (400, "invalid_request".to_owned()));
    let unverified = registering().subject(CERTIFICATE, THUMBPRINT, Unverified).to(&scene.world);
    assert_eq!((unverified.status(), unverified.text("error")), (400, "invalid_request".to_owned()));
    for (subject, claim) in [(&other_software, "software_id"), (&other_organisation, "org_id")] {
        let reply = registering().subject(subject, THUMBPRINT, Verified).to(&scene.world);
        assert_eq!(outcome(&reply), refused(METADATA, &format!("/software_statement/{claim}")), "{subject}");
    }
    assert!(scene.world.clients().is_empty());
    let client = register(&scene, &json!({}));
    for method in [Method::Get, Method::Put, Method::Delete] {
        let call = || Call::manage(method, &client).json(&client.resubmitted());
        let others = [&other_software, &other_organisation].map(|it| call().subject(it, THUMBPRINT, Verified));
        for call in others.into_iter().chain([call(), call().subject(CERTIFICATE, THUMBPRINT, Unverified)]) {
            let reply = call.to(&scene.world);
            assert_eq!((reply.status(), reply.text("error")), (401, "invalid_token".to_owned()));
            assert_eq!(reply.member("client_id"), Value::Null);
        }
    }
    let renewed = Call::manage(Method::Get, &client).subject(CERTIFICATE, "another", Verified);
    assert_eq!(renewed.to(&scene.world).status(), 200, "a renewed certificate is as good");
    let moved = CERTIFICATE.replace("bank.example", "new.bank.example");
    let elsewhere = Call::manage(Method::Get, &client).subject(&moved, "another", Verified);
    assert_eq!(elsewhere.to(&scene.world).status(), 401, "the token is bound to the whole subject");
    let loose = Ecosystem::new("open-finance-brasil", claims(), &[("REGISTRATION_ACCESS_TOKEN_BINDING", "[]")]);
    let client = register(&loose, &json!({}));
    let ask = |subject: &str| {
        Call::manage(Method::Get, &client).subject(subject, "another", Verified).to(&loose.world).status()
    };
    assert_eq!(
        [&*moved, &other_software, &other_organisation].map(ask),
        [200, 401, 401],
        "unless the operator chooses"
    );
}

/// Section 7.1.1, security profile section 6.3; requirement J45: the members are honoured and echoed, and discovery has their values.
#[test]
fn messages_are_encrypted_with_the_algorithms_of_the_profile() {
    let scene = Ecosystem::new("open-finance-brasil", claims(), &[HERE]);
    let found = Call::get("/.well-known/openid-configuration").to(&scene.world).json();
    let encrypted = json!({"request_object_encryption_alg": "RSA-OAEP", "request_object_encryption_enc": "A256GCM"});
    for (kind, registered) in [("request_object", "encryption"), ("id_token", "encrypted_response")] {
        for (part, value) in [("alg", "RSA-OAEP"), ("enc", "A256GCM")] {
            assert_eq!(found[format!("{kind}_encryption_{part}_values_supported")], json!([value]), "{kind} {part}");
            let other =
                json!({format!("{kind}_{registered}_alg"): "RSA-OAEP-256", format!("{kind}_{registered}_enc"): value});
            let pointer = register(&scene, &other).refusal().2;
            assert_eq!(pointer, format!("/{kind}_{registered}_alg"), "{other}");
        }
    }
    assert_eq!(found["require_signed_request_object"], true);
    assert_eq!(found["require_pushed_authorization_requests"], true);
    let client = register(&scene, &encrypted);
    assert_eq!(client.status(), 201, "{}", client.json());
    for (member, value) in over(&members(), &encrypted).as_object().unwrap() {
        assert_eq!(client.member(member), *value, "{member}");
    }
}
