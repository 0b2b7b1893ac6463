//! Dynamic Client Registration of Open Banking UK, versions 3.2 to 3.4.

use enrol::http::CertificateStatus::Verified;
use enrol::http::Method;
use serde_json::{Value, json};

use crate::support::authority::{outcome, over};
use crate::support::ecosystem::{Ecosystem, HERE, SOFTWARE_KEYS, THUMBPRINT};
use crate::support::{Call, Signer};

const METADATA: &str = "invalid_client_metadata";
const INVALID: &str = "invalid_software_statement";
const SOFTWARE: &str = "4mqIDPfbJvUWLBBXwYxh1j";

pub fn claims() -> Value {
    json!({"iss": "OpenBanking Ltd", "software_id": SOFTWARE, "software_client_id": SOFTWARE,
        "software_client_name": "Budget app", "software_jwks_endpoint": SOFTWARE_KEYS, "software_version": 1.1,
        "software_redirect_uris": ["https://budget.example/cb", "https://budget.example/other"],
        "software_roles": ["AISP", "PISP"], "org_id": "0015800001041RHAAY", "org_name": "Budget Ltd", "org_status": "Active"})
}

pub fn members() -> Value {
    json!({"token_endpoint_auth_method": "private_key_jwt", "token_endpoint_auth_signing_alg": "PS256",
        "grant_types": ["authorization_code", "refresh_token", "client_credentials"], "scope": "openid accounts",
        "application_type": "web", "id_token_signed_response_alg": "PS256", "request_object_signing_alg": "PS256",
        "redirect_uris": ["https://budget.example/cb"]})
}

fn scene() -> Ecosystem {
    Ecosystem::new("open-banking-uk", claims(), &[])
}

/// Signs a request with a fresh statement and these changes.
fn request(scene: &Ecosystem, changes: &Value) -> String {
    let statement = json!({"software_statement": scene.statement(&json!({}))});
    scene.request(&over(&members(), &statement), changes)
}

/// Returns code and pointer of the answer to a request with these changes.
fn told(scene: &Ecosystem, changes: &Value) -> (u16, String, String) {
    outcome(&scene.register(&request(scene, changes)))
}

fn refused(code: &str, pointer: &str) -> (u16, String, String) {
    (400, code.to_owned(), pointer.to_owned())
}

/// Data dictionary, response; requirements J1, J8, J12, J16, J57: the answer is flat, with the claims of the statement.
#[test]
fn a_signed_request_registers_a_client_as_the_data_dictionary_has_it() {
    let scene = scene();
    let client = scene.register(&request(&scene, &json!({})));
    assert_eq!(client.status(), 201, "{}", client.json());
    assert_eq!(client.header("content-type"), Some("application/json"));
    assert!(client.text("client_id").len() <= 36);
    for (member, value) in [
        ("redirect_uris", json!(["https://budget.example/cb"])),
        ("response_types", json!(["code id_token"])),
        ("scope", json!("openid accounts")),
        ("jwks_uri", json!(SOFTWARE_KEYS)),
        ("client_name", json!("Budget app")),
        ("software_id", json!(SOFTWARE)),
        ("software_roles", json!(["AISP", "PISP"])),
        ("org_id", json!("0015800001041RHAAY")),
        ("client_secret", Value::Null),
    ] {
        assert_eq!(client.member(member), value, "{member}");
    }
    let all = scene.register(&request(&scene, &json!({"redirect_uris": null})));
    assert_eq!(all.member("redirect_uris"), claims()["software_redirect_uris"], "without a choice it is all of them");
    let discovery = Call::get("/.well-known/openid-configuration").to(&scene.world);
    assert_eq!(discovery.text("registration_endpoint"), "https://as.example/register");
}

/// Requirement J16: a secret has at most 36 characters, and still 32 octets for HS256.
#[test]
fn a_secret_has_36_characters() {
    for (method, algorithm) in [
        ("client_secret_basic", Value::Null),
        ("client_secret_post", Value::Null),
        ("client_secret_jwt", json!("HS256")),
    ] {
        let scene = scene();
        let changes = json!({"token_endpoint_auth_method": method, "token_endpoint_auth_signing_alg": algorithm});
        let client = scene.register(&request(&scene, &changes));
        assert_eq!(client.status(), 201, "{}", client.json());
        assert_eq!(client.text("client_secret").len(), 36, "{method}");
    }
}

/// Data dictionary; requirements J7 to J15, J24, S25: each line with the place of its mistake, in the form of RFC 7591.
#[test]
fn a_member_that_breaks_the_data_dictionary_is_refused() {
    let scene = scene();
    let long = format!("https://budget.example/{}", "a".repeat(256));
    for (changes, code, pointer) in [
        (json!({"software_id": "another"}), METADATA, "/software_id"),
        (json!({"redirect_uris": ["https://evil.example/cb"]}), "invalid_redirect_uri", "/redirect_uris/0"),
        (json!({"redirect_uris": []}), "invalid_redirect_uri", "/redirect_uris"),
        (json!({"token_endpoint_auth_method": "none"}), METADATA, "/token_endpoint_auth_method"),
        (json!({"token_endpoint_auth_method": "self_signed_tls_client_auth"}), METADATA, "/token_endpoint_auth_method"),
        (json!({"token_endpoint_auth_signing_alg": null}), METADATA, "/token_endpoint_auth_signing_alg"),
        (json!({"token_endpoint_auth_signing_alg": "RS256"}), METADATA, "/token_endpoint_auth_signing_alg"),
        (json!({"tls_client_auth_subject_dn": "CN=a"}), METADATA, "/tls_client_auth_subject_dn"),
        (json!({"grant_types": ["authorization_code", "password"]}), METADATA, "/grant_types/1"),
        (json!({"grant_types": ["implicit"]}), METADATA, "/grant_types/0"),
        (json!({"response_types": ["id_token", "token"]}), METADATA, "/response_types/0"),
        (json!({"scope": null}), METADATA, "/scope"),
        (json!({"scope": "openid fundsconfirmations"}), METADATA, "/scope"),
        (json!({"application_type": "desktop"}), METADATA, "/application_type"),
        (json!({"id_token_signed_response_alg": null}), METADATA, "/id_token_signed_response_alg"),
        (json!({"id_token_signed_response_alg": "RS256"}), METADATA, "/id_token_signed_response_alg"),
        (json!({"request_object_signing_alg": null}), METADATA, "/request_object_signing_alg"),
        (json!({"request_object_signing_alg": "HS256"}), METADATA, "/request_object_signing_alg"),
        (json!({"backchannel_token_delivery_mode": "poll"}), METADATA, "/backchannel_token_delivery_mode"),
        (
            json!({"backchannel_authentication_request_signing_alg": "PS256"}),
            METADATA,
            "/backchannel_authentication_request_signing_alg",
        ),
    ] {
        let reply = scene.register(&request(&scene, &changes));
        assert_eq!(outcome(&reply), refused(code, pointer), "{changes}");
        assert!(reply.text("error_description").contains("must"), "{changes}");
    }
    let of_statement = |uris: Value| {
        let statement = scene.statement(&json!({"software_redirect_uris": uris}));
        told(&scene, &json!({"software_statement": statement, "redirect_uris": null}))
    };
    for uri in [&*long, "https://localhost/cb", "http://budget.example/cb"] {
        assert_eq!(of_statement(json!([uri])).1, "invalid_redirect_uri", "{uri}");
    }
    assert!(scene.world.clients().is_empty());
    let mobile = scene.register(&request(&scene, &json!({"application_type": "mobile"})));
    assert_eq!(mobile.text("application_type"), "native", "replaced, and the answer says so");
}

/// Requirements J11, J33: the subject is there with its method alone, and no other name of a certificate.
#[test]
fn the_subject_of_a_certificate_comes_with_its_method() {
    let scene = scene();
    let with = |member: &str, name: String| {
        told(
            &scene,
            &json!({"token_endpoint_auth_method": "tls_client_auth", "token_endpoint_auth_signing_alg": null, member: name}),
        )
    };
    assert_eq!(with("tls_client_auth_subject_dn", "CN=a,O=b".to_owned()).0, 201);
    assert_eq!(with("tls_client_auth_subject_dn", format!("CN={}", "a".repeat(125))).0, 201);
    let long = with("tls_client_auth_subject_dn", format!("CN={}", "a".repeat(126)));
    assert_eq!(long, refused(METADATA, "/tls_client_auth_subject_dn"));
    assert_eq!(
        with("tls_client_auth_san_dns", "tpp.example".to_owned()),
        refused(METADATA, "/tls_client_auth_san_dns")
    );
    let none = told(&scene, &json!({"token_endpoint_auth_method": "tls_client_auth"}));
    assert_eq!(none, refused(METADATA, "/token_endpoint_auth_method"));
}

/// Requirement J14: the members of CIBA come with its grant, and never push.
#[test]
fn the_members_of_ciba_come_with_its_grant() {
    let server = json!({"authorization_endpoint": "https://login.example/authorize", "token_endpoint": "https://login.example/token",
        "backchannel_authentication_endpoint": "https://login.example/ciba",
        "backchannel_token_delivery_modes_supported": ["poll", "ping", "push"],
        "backchannel_authentication_request_signing_alg_values_supported": ["PS256"],
        "backchannel_user_code_parameter_supported": true});
    let ciba = "urn:openid:params:grant-type:ciba";
    let grants = format!("authorization_code client_credentials refresh_token {ciba}");
    let settings = [("AUTHORIZATION_SERVER", &*server.to_string()), ("GRANT_TYPES_SUPPORTED", &*grants)];
    let scene = Ecosystem::new("open-banking-uk", claims(), &settings);
    let good = json!({"grant_types": [ciba], "redirect_uris": null, "response_types": [], "backchannel_token_delivery_mode": "poll",
        "backchannel_authentication_request_signing_alg": "PS256", "backchannel_user_code_parameter": false});
    assert_eq!(told(&scene, &good).0, 201);
    for (changes, pointer) in [
        (json!({"backchannel_token_delivery_mode": null}), "/backchannel_token_delivery_mode"),
        (
            json!({"backchannel_token_delivery_mode": "push", "backchannel_client_notification_endpoint": "https://budget.example/push"}),
            "/backchannel_token_delivery_mode",
        ),
        (
            json!({"backchannel_authentication_request_signing_alg": null}),
            "/backchannel_authentication_request_signing_alg",
        ),
        (json!({"backchannel_user_code_parameter": true}), "/backchannel_user_code_parameter"),
    ] {
        assert_eq!(told(&scene, &over(&good, &changes)), refused(METADATA, pointer), "{changes}");
    }
}

/// Requirements J3 to J6, J21: the request is a JWT of the software, for this server, now and once.
#[test]
fn the_request_itself_is_of_the_software_for_this_server() {
    let directory = [("SIGNED_REQUEST_RULES", r#"{"audience":["0015800001041RHAAX"]}"#)];
    let scene = Ecosystem::new("open-banking-uk", claims(), &directory);
    let now = scene.now();
    for changes in [
        json!({"iss": null}),
        json!({"iss": ""}),
        json!({"iss": "another"}),
        json!({"iss": "4mqIDPfbJvUWLBBXwYxh1j1"}),
        json!({"aud": "0015800001041RHAAZ"}),
        json!({"aud": null}),
        json!({"iat": null}),
        json!({"exp": null}),
        json!({"exp": now - 60}),
        json!({"jti": null}),
        json!({"jti": "request-1"}),
        json!({"jti": "00000000-0000-1000-8000-000000000001"}),
    ] {
        assert_eq!(told(&scene, &changes), refused(METADATA, ""), "{changes}");
    }
    assert_eq!(told(&scene, &json!({"aud": "0015800001041RHAAX"})).0, 201, "the identifier in the directory");
    for id in ["a".repeat(23), "has-dashes".to_owned()] {
        let statement = scene.statement(&json!({"software_id": id}));
        let changes = json!({"software_statement": statement, "iss": id});
        assert_eq!(told(&scene, &changes), refused(METADATA, "/software_statement/software_id"), "{id}");
    }
    let body = over(&members(), &json!({"software_statement": scene.statement(&json!({}))}));
    assert_eq!(Call::register(&body).to(&scene.world).status(), 415, "a request that is not signed");
    let header = json!({"alg": "PS256", "kid": "x", "jwk": Signer::rsa(2).jwk("x"), "x5u": "https://evil.example/"});
    let claims = json!({"iss": SOFTWARE, "software_statement": scene.statement(&json!({}))});
    let embedded = Signer::rsa(2).sign(&header, &claims);
    assert_eq!(outcome(&scene.register(&embedded)), refused(METADATA, ""), "a key in the header proves nothing");
    let rs256 = scene.software.sign(&json!({"alg": "RS256", "kid": "s"}), &claims);
    assert_eq!(outcome(&scene.register(&rs256)), refused(METADATA, ""));
}

/// Requirements J22, J23: a statement is young, and signed by the directory with a strong algorithm.
#[test]
fn a_statement_is_one_of_the_directory_and_young() {
    let scene = scene();
    let with = |statement: String| told(&scene, &json!({"software_statement": statement}));
    let old = scene.statement(&json!({"iat": scene.now() - 1900}));
    assert_eq!(with(old), refused(INVALID, "/software_statement"));
    let claims = over(&claims(), &json!({"iat": scene.now()}));
    for header in [
        json!({"alg": "RS256", "kid": "d", "typ": "JWT"}),
        json!({"alg": "none", "typ": "JWT"}),
        json!({"alg": "PS256", "kid": "d", "typ": "at+jwt"}),
        json!({"alg": "PS256", "kid": "other", "typ": "JWT"}),
    ] {
        assert_eq!(with(scene.directory.sign(&header, &claims)), refused(INVALID, "/software_statement"), "{header}");
    }
    let inactive = scene.statement(&json!({"org_status": "Revoked"}));
    assert_eq!(with(inactive), refused("unapproved_software_statement", "/software_statement"));
}

/// Requirements I27, J15: an update is a signed request with all members, and keeps the client.
#[test]
fn an_update_is_a_signed_request_with_all_members() {
    let scene = scene();
    let client = scene.register(&request(&scene, &json!({})));
    let id = client.text("client_id");
    let update = |mut changes: Value| {
        changes["client_id"] = json!(id);
        let body = request(&scene, &changes);
        let path = format!("/register/{id}");
        scene.send(Method::Put, &path, &body).token(&client.text("registration_access_token")).to(&scene.world)
    };
    let changed = update(json!({"scope": "openid payments"}));
    assert_eq!((changed.status(), changed.text("scope")), (200, "openid payments".to_owned()), "{}", changed.json());
    assert_eq!(update(json!({"scope": null})).refusal().2, "/scope");
    assert_eq!(update(json!({"id_token_signed_response_alg": null})).refusal().2, "/id_token_signed_response_alg");
}

/// Requirements J17 to J20: where clients get tokens here, they manage themselves with one, and have no registration access token.
#[test]
fn a_client_manages_itself_with_a_token_that_is_bound_to_its_certificate() {
    let scene = Ecosystem::new("open-banking-uk", claims(), &[HERE]);
    let client = scene.register(&request(&scene, &json!({})));
    assert_eq!((client.status(), client.member("registration_access_token")), (201, Value::Null), "{}", client.json());
    let unbound = scene.form(&client, "/token", "CN=client", &[("grant_type", "client_credentials")]).bare();
    let reply = unbound.to(&scene.world);
    assert_eq!((reply.status(), reply.text("error")), (400, "invalid_request".to_owned()));
    let (id, token) = (client.text("client_id"), scene.own_token(&client, "accounts"));
    let path = format!("/register/{id}");
    let send = |method, thumbprint: &str| {
        let body = request(&scene, &json!({"client_id": id, "scope": "openid payments accounts"}));
        scene.send(method, &path, &body).token(&token).subject("CN=client", thumbprint, Verified).to(&scene.world)
    };
    assert_eq!(send(Method::Get, "A4DtL2JmUMhAsvJj5tKyn64SqzmuXbMrJa0n761y5v0").status(), 401, "another certificate");
    assert_eq!(send(Method::Get, THUMBPRINT).status(), 200);
    let updated = send(Method::Put, THUMBPRINT);
    assert_eq!((updated.status(), updated.text("scope")), (200, "openid payments accounts".to_owned()));
    assert_eq!(send(Method::Delete, THUMBPRINT).status(), 204, "the update ended no token");
    for method in [Method::Get, Method::Put] {
        assert_eq!(send(method, THUMBPRINT).status(), 401);
    }
}
