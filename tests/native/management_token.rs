//! Clients that manage themselves with access tokens, as Open Banking UK and the Consumer Data Right want it.

use enrol::http::CertificateStatus::Verified;
use enrol::http::Method;
use enrol::jose::Token;
use enrol::route::Server;
use enrol::unit::{ByteCount, Seconds};
use serde_json::{Value, json};

use crate::support::authority::over;
use crate::support::proof::Holder;
use crate::support::{Call, Down, KEYS, Reply, World};

const SCOPE: &str = "cdr:registration";
const SUBJECT: &str = "CN=client,O=Example";
const THUMBPRINT: &str = "bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2";

const OF_CDR: [(&str, &str); 5] = [
    ("MANAGEMENT_TOKEN", "access_token"),
    ("MANAGEMENT_SCOPE", SCOPE),
    ("TOKEN_ENDPOINT_AUTH_METHODS_SUPPORTED", "client_secret_basic tls_client_auth"),
    ("AUTHORIZATION_SERVER", r#"{"tls_client_certificate_bound_access_tokens":true}"#),
    ("SCOPES_SUPPORTED", "accounts cdr:registration"),
];

fn of_uk() -> Vec<(&'static str, &'static str)> {
    [&OF_CDR[..1], &OF_CDR[2..]].concat()
}

fn bank() -> Value {
    json!({"redirect_uris": ["https://bank.example/cb"], "grant_types": ["authorization_code", "client_credentials"],
        "scope": format!("accounts {SCOPE}"), "token_endpoint_auth_method": "tls_client_auth",
        "tls_client_auth_subject_dn": SUBJECT, "tls_client_certificate_bound_access_tokens": true})
}

fn registered(world: &World, changes: &Value) -> Reply {
    let client = Call::register(&over(&bank(), changes)).to(world);
    assert_eq!(client.status(), 201, "{}", client.json());
    client
}

/// Returns the answer to a request for a token for the client itself.
fn asked(world: &World, client: &Reply, scope: &str) -> Reply {
    let id = client.text("client_id");
    let parameters = [("grant_type", "client_credentials"), ("client_id", &*id), ("scope", scope)];
    Call::token_request(&parameters).subject(SUBJECT, THUMBPRINT, Verified).to(world)
}

fn token(world: &World, client: &Reply, scope: &str) -> String {
    asked(world, client, scope).text("access_token")
}

fn manage(method: Method, client: &Reply, token: &str) -> Call {
    let path = client.text("registration_client_uri").replace("https://as.example", "");
    Call::new(method, &path).token(token).subject(SUBJECT, THUMBPRINT, Verified)
}

fn is_refused(reply: &Reply, why: &str) {
    assert_eq!((reply.status(), reply.text("error")), (401, "invalid_token".to_owned()), "{why}");
    assert!(reply.header("www-authenticate").unwrap().starts_with("Bearer error=\"invalid_token\""), "{why}");
    assert_eq!(reply.member("client_id"), Value::Null, "{why}");
}

/// Consumer Data Right, Open Banking UK DCR; requirements J17 to J20, J58, S17.
#[test]
fn a_client_manages_itself_with_a_token_that_it_gets_for_that() {
    for storage in ["stored", "sealed"] {
        let world = World::with(&[&OF_CDR[..], &[("CLIENT_STORAGE", storage)]].concat());
        let client = registered(&world, &json!({}));
        assert_eq!(client.member("registration_access_token"), Value::Null, "nothing that no endpoint accepts");
        let token = token(&world, &client, SCOPE);
        let read = manage(Method::Get, &client, &token).to(&world);
        assert_eq!((read.status(), read.text("client_id")), (200, client.text("client_id")), "{}", read.json());
        assert_eq!(read.member("registration_access_token"), Value::Null);
        let body = over(&client.resubmitted(), &json!({"client_name": "Bank"}));
        let updated = manage(Method::Put, &client, &token).json(&body).to(&world);
        assert_eq!((updated.status(), updated.text("client_name")), (200, "Bank".to_owned()), "{}", updated.json());
        assert_eq!(manage(Method::Get, &client, &token).to(&world).status(), 200, "an update ends no token");
        assert_eq!(manage(Method::Delete, &client, &token).to(&world).status(), 204);
        for method in [Method::Get, Method::Put, Method::Delete] {
            is_refused(&manage(method, &client, &token).json(&body).to(&world), "deleted");
        }
        assert_eq!(asked(&world, &client, SCOPE).text("error"), "invalid_client");
    }
}

/// Consumer Data Right; requirements J58, J59: tokens for data are not for management, and the other way round.
#[test]
fn a_token_without_the_scope_is_forbidden() {
    let world = World::with(&OF_CDR);
    let client = registered(&world, &json!({}));
    let data = token(&world, &client, "accounts");
    let reply = manage(Method::Get, &client, &data).to(&world);
    assert_eq!((reply.status(), reply.text("error")), (403, "insufficient_scope".to_owned()));
    assert!(reply.header("www-authenticate").unwrap().ends_with("scope=\"cdr:registration\""));
    let own = token(&world, &client, SCOPE);
    let claims = Token::read(&own, ByteCount(4096)).unwrap().claims;
    assert_eq!(claims.members()["aud"], json!("https://as.example/register"), "no API takes it");
    assert_eq!(asked(&world, &client, &format!("accounts {SCOPE}")).text("error"), "invalid_scope");
    let id = client.text("client_id");
    let usual = Call::token_request(&[("grant_type", "client_credentials"), ("client_id", &id)]);
    let usual = usual.subject(SUBJECT, THUMBPRINT, Verified).to(&world);
    assert_eq!(usual.text("scope"), "accounts", "a token that nobody asked for is for APIs");
    let registering = Call::register(&bank()).token(&own).subject(SUBJECT, THUMBPRINT, Verified).to(&world);
    assert_eq!(registering.status(), 403, "and it registers no other client");
}

/// Requirements J17, J58: the token is bound to the certificate, and belongs to the client itself.
#[test]
fn a_token_that_is_not_the_clients_own_is_refused() {
    let world = World::with(&OF_CDR);
    let client = registered(&world, &json!({}));
    let good = token(&world, &client, SCOPE);
    let path = client.text("registration_client_uri").replace("https://as.example", "");
    is_refused(&Call::get(&path).token(&good).to(&world), "no certificate");
    let other = Call::get(&path).token(&good).subject(SUBJECT, "A4DtL2JmUMhAsvJj5tKyn64SqzmuXbMrJa0n761y5v0", Verified);
    is_refused(&other.to(&world), "another certificate");
    let unbound = registered(&world, &json!({"tls_client_certificate_bound_access_tokens": null}));
    is_refused(&manage(Method::Get, &unbound, &token(&world, &unbound, SCOPE)).to(&world), "bound to nothing");
    for text in
        ["x", "enrol_rat_k1.0.x", "enrol_iat_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8", &good.replace('.', "")]
    {
        is_refused(&manage(Method::Get, &client, text).to(&world), text);
    }
    let bare = Call::get(&path).subject(SUBJECT, THUMBPRINT, Verified).to(&world);
    assert_eq!((bare.status(), bare.header("www-authenticate")), (401, Some("Bearer")));
    let before = World::with(&OF_CDR[2..]);
    let earlier = registered(&before, &json!({}));
    let later = before.restarted(&OF_CDR);
    is_refused(&Call::manage(Method::Get, &earlier).to(&later), "the token of the registration");
    world.wait(Seconds(601));
    is_refused(&manage(Method::Get, &client, &good).to(&world), "over");
}

/// RFC 7592 section 2.1, Open Banking UK DCR; requirement J18.
#[test]
fn a_token_that_is_sent_to_another_client_is_revoked() {
    let world = World::with(&OF_CDR);
    let (client, other) = (registered(&world, &json!({})), registered(&world, &json!({})));
    let uri = other.text("registration_client_uri").replace("https://as.example", "");
    for path in [&*uri, "/register/cAAAAAAAAAAAAAAAAAAAAAA", "/register/x"] {
        let good = token(&world, &client, SCOPE);
        let asked = || Call::get(path).token(&good).subject(SUBJECT, THUMBPRINT, Verified);
        is_refused(&asked().to(&world), path);
        is_refused(&manage(Method::Get, &client, &good).to(&world), "revoked");
    }
    assert_eq!(manage(Method::Get, &client, &token(&world, &client, SCOPE)).to(&world).status(), 200);
    assert_eq!(manage(Method::Get, &other, &token(&world, &other, SCOPE)).to(&world).status(), 200, "untouched");
}

/// Open Banking UK DCR; requirement J17: no scope value is named there.
#[test]
fn without_a_scope_every_bound_token_of_the_client_is_good() {
    let world = World::with(&of_uk());
    let client = registered(&world, &json!({}));
    for scope in ["accounts", SCOPE] {
        assert_eq!(manage(Method::Get, &client, &token(&world, &client, scope)).to(&world).status(), 200, "{scope}");
    }
}

/// RFC 9449 section 7.1: a token that is bound to a key comes with a proof.
#[test]
fn a_token_that_is_bound_to_a_key_needs_a_proof() {
    let world = World::with(&of_uk());
    let holder = Holder::new();
    let secret = json!({"token_endpoint_auth_method": "client_secret_basic", "tls_client_auth_subject_dn": null,
        "tls_client_certificate_bound_access_tokens": null, "dpop_bound_access_tokens": true});
    let client = registered(&world, &secret);
    let ask = Call::token_request(&[("grant_type", "client_credentials")]);
    let ask = ask.basic(&client.text("client_id"), &client.text("client_secret"));
    let token = holder.prove(ask).to(&world).text("access_token");
    let path = client.text("registration_client_uri").replace("https://as.example", "");
    is_refused(&Call::get(&path).token(&token).to(&world), "as a bearer token");
    let read = holder.read(&world, &path, &token);
    assert_eq!(read.status(), 200, "{}", read.json());
    assert_eq!(Holder::new().read(&world, &path, &token).status(), 401);
}

#[test]
fn a_store_that_does_not_answer_permits_nothing() {
    let world = World::with(&OF_CDR);
    let client = registered(&world, &json!({}));
    let token = token(&world, &client, SCOPE);
    world.down.set(Down::Store);
    for method in [Method::Get, Method::Put, Method::Delete] {
        assert_eq!(manage(method, &client, &token).json(&client.resubmitted()).to(&world).status(), 503);
    }
}

#[test]
fn settings_that_leave_no_token_start_no_server() {
    let start = |settings: &[(&str, &str)]| {
        let base = [("ISSUER", "https://as.example"), ("MASTER_SECRET", KEYS[0])];
        let all: Vec<_> = settings.iter().chain(&base).collect();
        let setting = |name: &str| all.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        Server::start(setting).map_err(|misconfigured| misconfigured.setting).err()
    };
    let access = OF_CDR[0];
    assert_eq!(start(&[access]), None);
    assert_eq!(start(&[OF_CDR[1]]), Some("MANAGEMENT_SCOPE"));
    for scope in ["a b", "\"", "dcr", "admin"] {
        assert_eq!(start(&[access, ("MANAGEMENT_SCOPE", scope)]), Some("MANAGEMENT_SCOPE"), "{scope}");
    }
    assert_eq!(start(&[access, ("MANAGEMENT_SCOPE", "a"), ("SCOPES_SUPPORTED", "b")]), Some("MANAGEMENT_SCOPE"));
    let elsewhere = r#"{"token_endpoint":"https://login.example/token"}"#;
    assert_eq!(start(&[access, ("AUTHORIZATION_SERVER", elsewhere)]), Some("MANAGEMENT_TOKEN"));
    assert_eq!(start(&[access, ("GRANT_TYPES_SUPPORTED", "authorization_code")]), Some("MANAGEMENT_TOKEN"));
    let bound = ("REGISTRATION_ACCESS_TOKEN_BINDING", "dpop");
    assert_eq!(start(&[access, bound]), Some("REGISTRATION_ACCESS_TOKEN_BINDING"));
}
