//! The Consumer Data Right of Australia: the registration of data recipients.

use enrol::http::CertificateStatus::Verified;
use enrol::http::Method;
use enrol::policy::AssertionAudience;
use serde_json::{Value, json};

use crate::support::Call;
use crate::support::authority::{outcome, over};
use crate::support::ecosystem::{Ecosystem, HERE, SOFTWARE_KEYS, THUMBPRINT};

const METADATA: &str = "invalid_client_metadata";
const INVALID: &str = "invalid_software_statement";
const PRODUCT: &str = "740c368f-ecf9-4d29-a2ea-0514a66b0cde";

pub fn claims() -> Value {
    json!({"iss": "cdr-register", "legal_entity_id": "344b654d-8e6d-4a36-b2e7-bb8a7b5a8e8d", "legal_entity_name": "Compare Pty",
        "org_id": "3b0b0a7b-3e7b-4a2c-b357-a71f9477c650", "org_name": "Compare", "client_name": "Compare app",
        "client_description": "Compares offers", "client_uri": "https://compare.example/", "software_id": PRODUCT,
        "redirect_uris": ["https://compare.example/cb", "https://compare.example/b"], "jwks_uri": SOFTWARE_KEYS,
        "revocation_uri": "https://compare.example/revocation", "recipient_base_uri": "https://compare.example/",
        "software_roles": "data-recipient-software-product",
        "scope": "openid profile bank:accounts.basic:read energy:electricity.usage:read cdr:registration"})
}

pub fn members() -> Value {
    json!({"redirect_uris": ["https://compare.example/cb"], "token_endpoint_auth_method": "private_key_jwt",
        "token_endpoint_auth_signing_alg": "PS256", "grant_types": ["client_credentials", "authorization_code", "refresh_token"],
        "response_types": ["code"], "application_type": "web", "id_token_signed_response_alg": "PS256",
        "authorization_signed_response_alg": "PS256", "request_object_signing_alg": "PS256"})
}

fn scene() -> Ecosystem {
    Ecosystem::new("cdr-au", claims(), &[("SCOPES_SUPPORTED", "bank:accounts.basic:read cdr:registration")])
}

fn request(scene: &Ecosystem, changes: &Value) -> String {
    let statement = json!({"software_statement": scene.statement(&json!({}))});
    scene.request(&over(&members(), &statement), changes)
}

fn told(scene: &Ecosystem, changes: &Value) -> (u16, String, String) {
    outcome(&scene.register(&request(scene, changes)))
}

fn refused(code: &str, pointer: &str) -> (u16, String, String) {
    (400, code.to_owned(), pointer.to_owned())
}

/// Registration response; requirements J50, J55, J56, J57: unsupported scope values and further claims are ignored.
#[test]
fn a_data_recipient_is_registered_as_the_register_says() {
    let scene = scene();
    let client = scene.register(&request(&scene, &json!({"favourite_colour": "blue", "scope": "openid admin"})));
    assert_eq!(client.status(), 201, "{}", client.json());
    assert_eq!(client.member("favourite_colour"), Value::Null);
    assert_eq!(client.text("scope"), "bank:accounts.basic:read cdr:registration");
    for member in [
        "org_id",
        "org_name",
        "legal_entity_id",
        "legal_entity_name",
        "client_name",
        "client_description",
        "client_uri",
        "jwks_uri",
        "revocation_uri",
        "recipient_base_uri",
        "software_id",
        "software_roles",
    ] {
        assert_eq!(client.member(member), claims()[member], "{member}");
    }
    assert_eq!(client.member("redirect_uris"), json!(["https://compare.example/cb"]));
    assert!(client.text("software_statement").split('.').count() == 3);
    let other = self::scene();
    let all = other.register(&request(&other, &json!({"redirect_uris": null})));
    assert_eq!(all.member("redirect_uris"), claims()["redirect_uris"]);
}

/// Registration request; requirements I27, J47, J49: signed with PS256 or ES256 by the software, for the issuer, and now.
#[test]
fn the_request_is_a_jwt_of_the_software_for_the_issuer() {
    let scene = scene();
    let now = scene.now();
    for changes in [
        json!({"aud": "https://as.example/token"}),
        json!({"aud": null}),
        json!({"exp": now - 60}),
        json!({"iat": null}),
        json!({"jti": null}),
        json!({"iss": "another"}),
    ] {
        assert_eq!(told(&scene, &changes), refused(METADATA, ""), "{changes}");
    }
    let claims = json!({"iss": PRODUCT, "aud": "https://as.example", "iat": now, "exp": now + 60, "jti": "1",
        "software_statement": scene.statement(&json!({}))});
    let rs256 = scene.software.sign(&json!({"alg": "RS256", "kid": "s"}), &claims);
    assert_eq!(outcome(&scene.register(&rs256)), refused(METADATA, ""));
    let of_register = scene.directory.sign(&json!({"alg": "PS256", "kid": "s"}), &claims);
    assert_eq!(outcome(&scene.register(&of_register)), refused(METADATA, ""));
    let plain = over(&members(), &json!({"software_statement": scene.statement(&json!({}))}));
    assert_eq!(Call::register(&plain).to(&scene.world).status(), 415);
}

/// Software statement assertion; requirements I10, J48: signed by the Register with PS256, for ten minutes, and once.
#[test]
fn a_statement_is_of_the_register_for_ten_minutes_and_once() {
    let scene = scene();
    let with = |statement: String| told(&scene, &json!({"software_statement": statement}));
    let claims = over(&claims(), &json!({"iat": scene.now(), "exp": scene.now() + 600, "jti": "one"}));
    for (header, changes) in [
        (json!({"alg": "RS256", "kid": "d", "typ": "JWT"}), json!({})),
        (json!({"alg": "PS256", "kid": "other", "typ": "JWT"}), json!({})),
        (json!({"alg": "PS256", "kid": "d", "typ": "JWT"}), json!({"exp": scene.now() - 60})),
        (json!({"alg": "PS256", "kid": "d", "typ": "JWT"}), json!({"iat": scene.now() - 700})),
        (json!({"alg": "PS256", "kid": "d", "typ": "JWT"}), json!({"org_name": null})),
        (json!({"alg": "PS256", "kid": "d", "typ": "JWT"}), json!({"jti": null})),
    ] {
        let statement = scene.directory.sign(&header, &over(&claims, &changes));
        assert_eq!(with(statement), refused(INVALID, "/software_statement"), "{header} {changes}");
    }
    let other = scene.statement(&json!({"iss": "another-register"}));
    assert_eq!(with(other), refused("unapproved_software_statement", "/software_statement"));
    let once = scene.statement(&json!({}));
    let client = scene.register(&request(&scene, &json!({"software_statement": once})));
    assert_eq!(client.status(), 201);
    let id = client.text("client_id");
    let again = request(&scene, &json!({"software_statement": once, "client_id": id}));
    let update = scene.send(Method::Put, &format!("/register/{id}"), &again);
    let reply = update.token(&client.text("registration_access_token")).to(&scene.world);
    assert_eq!(reply.refusal().1, INVALID, "a statement counts once");
}

/// Client registration metadata; requirements J51, J52, J53.
#[test]
fn a_member_that_the_standards_rule_out_is_refused() {
    let scene = scene();
    for (changes, pointer) in [
        (json!({"token_endpoint_auth_method": "client_secret_basic"}), "/token_endpoint_auth_method"),
        (
            json!({"token_endpoint_auth_method": "tls_client_auth", "tls_client_auth_subject_dn": "CN=a"}),
            "/token_endpoint_auth_method",
        ),
        (json!({"token_endpoint_auth_signing_alg": "RS256"}), "/token_endpoint_auth_signing_alg"),
        (json!({"token_endpoint_auth_signing_alg": null}), "/token_endpoint_auth_signing_alg"),
        (json!({"application_type": "native"}), "/application_type"),
        (json!({"response_types": ["code id_token"]}), "/response_types/0"),
        (json!({"authorization_signed_response_alg": null}), "/authorization_signed_response_alg"),
        (json!({"authorization_signed_response_alg": "none"}), "/authorization_signed_response_alg"),
        (json!({"authorization_signed_response_alg": "RS256"}), "/authorization_signed_response_alg"),
        (
            json!({"id_token_encrypted_response_alg": "RSA-OAEP-256", "id_token_encrypted_response_enc": "A256GCM"}),
            "/id_token_encrypted_response_alg",
        ),
        (json!({"id_token_signed_response_alg": "RS256"}), "/id_token_signed_response_alg"),
    ] {
        assert_eq!(told(&scene, &changes), refused(METADATA, pointer), "{changes}");
    }
    let uri = json!({"redirect_uris": ["https://evil.example/cb"]});
    assert_eq!(told(&scene, &uri), refused("invalid_redirect_uri", "/redirect_uris/0"));
    assert!(scene.world.clients().is_empty());
    assert_eq!(told(&scene, &json!({"application_type": null})).0, 201, "it is optional");
}

/// Client authentication; requirement J61: the examples of the standards have the token endpoint as the audience.
#[test]
fn assertions_may_be_for_the_token_endpoint() {
    let audience = |settings: &[(&str, &str)]| {
        Ecosystem::new("cdr-au", claims(), settings).world.server.config().policy.assertion_audience
    };
    assert_eq!(audience(&[]), AssertionAudience::Server);
    assert_eq!(audience(&[("ASSERTION_AUDIENCE", "issuer")]), AssertionAudience::Issuer);
}

/// Registration errors; requirement J54: the standards prescribe the words.
#[test]
fn a_second_registration_of_a_software_is_a_duplicate() {
    let scene = scene();
    assert_eq!(told(&scene, &json!({})).0, 201);
    let reply = scene.register(&request(&scene, &json!({})));
    assert_eq!((reply.status(), reply.text("error")), (400, INVALID.to_owned()));
    assert_eq!(reply.text("error_description"), "Duplicate registrations for a given software_id are not valid");
}

/// Registration management; requirements I27, J55, J60: an update is signed and has a fresh statement.
#[test]
fn an_update_is_signed_and_has_a_fresh_statement() {
    let scene = scene();
    let client = scene.register(&request(&scene, &json!({})));
    let id = client.text("client_id");
    let send = |kind: &str, body: String| {
        let call = Call::new(Method::Put, &format!("/register/{id}")).header("content-type", kind).body(body);
        call.token(&client.text("registration_access_token")).to(&scene.world)
    };
    let fresh =
        |claims: Value| request(&scene, &json!({"client_id": id, "software_statement": scene.statement(&claims)}));
    let updated =
        send("application/jwt", fresh(json!({"client_name": "New name", "scope": "openid cdr:registration x"})));
    assert_eq!(updated.status(), 200, "{}", updated.json());
    assert_eq!(
        (updated.text("client_name"), updated.text("scope")),
        ("New name".to_owned(), "cdr:registration".to_owned())
    );
    assert_eq!(send("application/json", client.resubmitted().to_string()).status(), 415);
    let other = json!({"software_id": "another"});
    assert_eq!(send("application/jwt", fresh(other)).status(), 400, "a statement of another software");
}

/// Registration management; requirements J58, J59, J60: a token of `cdr:registration`, bound to the certificate, and no other.
#[test]
fn a_data_recipient_manages_its_client_with_a_token_for_that() {
    let scopes = ("SCOPES_SUPPORTED", "bank:accounts.basic:read cdr:registration");
    let scene = Ecosystem::new("cdr-au", claims(), &[scopes, HERE]);
    let client = scene.register(&request(&scene, &json!({})));
    assert_eq!((client.status(), client.member("registration_access_token")), (201, Value::Null), "{}", client.json());
    let id = client.text("client_id");
    let path = format!("/register/{id}");
    let send = |method, token: &str| {
        let call = scene.send(method, &path, &request(&scene, &json!({"client_id": id}))).token(token);
        call.subject("CN=client", THUMBPRINT, Verified)
    };
    let data = send(Method::Get, &scene.own_token(&client, "bank:accounts.basic:read")).to(&scene.world);
    assert_eq!((data.status(), data.text("error")), (403, "insufficient_scope".to_owned()));
    let token = scene.own_token(&client, "cdr:registration");
    for (method, status) in
        [(Method::Get, 200), (Method::Put, 200), (Method::Get, 200), (Method::Delete, 204), (Method::Get, 401)]
    {
        let reply = send(method, &token).to(&scene.world);
        assert_eq!(reply.status(), status, "{method:?} {}", reply.line);
    }
}
