//! Callers of the admin API whom Cloudflare Access has let in.

use enrol::http::Method;
use enrol::model::Journal;
use enrol::ports::Limit;
use enrol::route::Server;
use serde_json::{Value, json};

use super::{asking, problem};
use crate::support::{Call, Down, KEYS, Reply, Signer, World, start};

const TEAM: &str = "https://example.cloudflareaccess.com";
const CERTS: &str = "https://example.cloudflareaccess.com/cdn-cgi/access/certs";
const AUD: &str = "4714c1358e65fe4b408ad6d432a5f878f08194bdb4752441fd56faefa9b2b6f2";
const LIST: &str = "/admin/v1/clients";

fn team(rights: &Value) -> Value {
    json!({"team": TEAM, "aud": AUD, "rights": rights})
}

fn world(rights: &Value) -> World {
    let world = World::of(start(&[("ACCESS", &team(rights).to_string())]));
    world.publish(CERTS, &json!({"keys": [Signer::rsa(0).jwk("1")], "public_certs": []}).to_string());
    world
}

fn olga() -> World {
    world(&json!({"olga@example.com": "admin"}))
}

/// The JWT of a user, with other claims.
fn jwt(changes: &Value, world: &World) -> String {
    let now = world.now.get().0;
    let mut claims = json!({"aud": [AUD], "email": "olga@example.com", "sub": "7335d417", "type": "app", "iss": TEAM,
        "iat": now, "nbf": now, "exp": now + 600, "identity_nonce": "6ei69kawdKzMIAPF", "country": "DE"});
    for (name, value) in changes.as_object().unwrap() {
        claims[name] = value.clone();
        if value.is_null() {
            claims.as_object_mut().unwrap().remove(name);
        }
    }
    Signer::rsa(0).sign(&json!({"alg": "RS256", "kid": "1", "typ": "JWT"}), &claims)
}

fn with(jwt: &str, method: Method, path: &str) -> Call {
    Call::new(method, path).header("cf-access-jwt-assertion", jwt)
}

fn list(jwt: &str, world: &World) -> Reply {
    with(jwt, Method::Get, LIST).to(world)
}

fn is_refused(reply: &Reply, reason: &str) {
    assert_eq!(problem(reply), (401, "invalid_token".to_owned(), String::new()), "{reason}");
    assert!(reply.header("www-authenticate").unwrap().starts_with("Bearer error=\"invalid_token\""), "{reason}");
    assert!(reply.line.contains(reason), "{reason}: {}", reply.line);
}

#[test]
fn a_caller_whom_access_has_let_in_has_the_rights_of_the_setting() {
    let rights = json!({"olga@example.com": "admin", "7335d417": "admin:clients:read admin:tokens", "a1b2.access": "admin:read"});
    let world = world(&rights);
    let sub = json!({"email": "other@example.com"});
    let service = json!({"email": null, "sub": "", "common_name": "a1b2.access", "aud": AUD, "nbf": null});
    let path = "/admin/v1/initial-access-tokens";
    for (who, changes, [clients, tokens, creation, epochs]) in [
        ("the address", json!({}), [200, 200, 201, 201]),
        ("the identifier", sub, [200, 200, 201, 403]),
        ("a service token", service, [200, 200, 403, 403]),
        ("somebody", json!({"email": "x@example.com", "sub": "1"}), [403, 403, 403, 403]),
        ("another spelling", json!({"email": "Olga@example.com", "sub": "1"}), [403, 403, 403, 403]),
        ("a list", json!({"email": ["olga@example.com"], "sub": "1"}), [403, 403, 403, 403]),
        ("nobody", json!({"email": null, "sub": null}), [403, 403, 403, 403]),
    ] {
        let jwt = jwt(&changes, &world);
        assert_eq!(list(&jwt, &world).status(), clients, "{who}");
        assert_eq!(with(&jwt, Method::Get, path).to(&world).status(), tokens, "{who}");
        assert_eq!(with(&jwt, Method::Post, path).json(&json!({})).to(&world).status(), creation, "{who}");
        let all = json!({"all": true});
        assert_eq!(with(&jwt, Method::Post, "/admin/v1/epochs").json(&all).to(&world).status(), epochs, "{who}");
    }
    let few = list(&jwt(&json!({"email": "x@example.com", "sub": "1"}), &world), &world);
    assert!(few.header("www-authenticate").unwrap().contains("scope=\"admin:clients:read\""));
}

/// RFC 8725 section 3.
#[test]
fn a_step_that_needs_two_rights_needs_both_of_one_caller() {
    for (rights, status) in [
        ("admin", 201),
        ("admin:users admin:recovery", 201),
        ("admin:users", 403),
        ("admin:recovery", 403),
        ("admin:users admin:recovery:read", 403),
    ] {
        let world = world(&json!({"olga@example.com": rights}));
        let call = with(&jwt(&json!({}), &world), Method::Post, "/admin/v1/users");
        assert_eq!(call.json(&json!({"username": "ann"})).to(&world).status(), status, "{rights}");
    }
}

#[test]
fn only_admin_leads_into_the_account_of_an_operator() {
    for (rights, status) in [("admin", 201), ("admin:users admin:recovery", 403)] {
        let entry = team(&json!({"olga@example.com": rights})).to_string();
        let world = World::of(start(&[("ACCESS", &entry), ("CONSOLE_ROLES", "admin")]));
        world.publish(CERTS, &json!({"keys": [Signer::rsa(0).jwk("1")], "public_certs": []}).to_string());
        let call = with(&jwt(&json!({}), &world), Method::Post, "/admin/v1/users");
        let operator = json!({"username": "ann", "claims": {"roles": ["admin"]}});
        assert_eq!(call.json(&operator).to(&world).status(), status, "{rights}");
    }
}

#[test]
fn each_flaw_is_refused_with_its_reason_in_the_log() {
    let world = olga();
    let now = world.now.get().0;
    for (changes, reason) in [
        (json!({"iss": "https://other.cloudflareaccess.com"}), "its iss is not the team"),
        (json!({"iss": format!("{TEAM}/")}), "its iss is not the team"),
        (json!({"iss": null}), "its iss is not the team"),
        (json!({"aud": ["other"]}), "its aud is not the application"),
        (json!({"aud": [AUD, "other"]}), "its aud is not the application"),
        (json!({"aud": []}), "its aud is not the application"),
        (json!({"aud": null}), "its aud is not the application"),
        (json!({"exp": now - 60}), "it is not current"),
        (json!({"exp": null}), "it is not current"),
        (json!({"exp": "soon"}), "it is not current"),
        (json!({"nbf": now + 61}), "it is not current"),
        (json!({"iat": now + 61}), "it is not current"),
        (json!({"type": "org"}), "it is not of an application"),
        (json!({"type": null}), "it is not of an application"),
    ] {
        is_refused(&list(&jwt(&changes, &world), &world), reason);
    }
    assert!(world.fetches.borrow().is_empty(), "no claim that is wrong costs a fetch");
    let claims = json!({"aud": [AUD], "email": "olga@example.com", "type": "app", "iss": TEAM, "exp": now + 600});
    let by = |signer: &Signer, header: Value| signer.sign(&header, &claims);
    for (jwt, reason) in [
        (by(&Signer::rsa(1), json!({"alg": "RS256", "kid": "1"})), "none of the keys of the team"),
        (by(&Signer::rsa(1), json!({"alg": "RS256", "kid": "2"})), "none of the keys of the team"),
        (by(&Signer::rsa(0), json!({"alg": "PS256", "kid": "1"})), "its alg is not RS256"),
        (by(&Signer::new(), json!({"alg": "ES256", "kid": "1"})), "its alg is not RS256"),
        (by(&Signer::rsa(0), json!({"alg": "HS256", "kid": "1"})), "its alg is not RS256"),
        (by(&Signer::rsa(0), json!({"alg": "RS256", "kid": "1", "typ": "at+jwt"})), "it is not of an application"),
        (by(&Signer::rsa(0), json!({"alg": "none"})), "it is no signed JWT in compact form"),
        (by(&Signer::rsa(0), json!({"alg": "RS256", "crit": ["b64"]})), "it is no signed JWT in compact form"),
        ("x".to_owned(), "it is no signed JWT in compact form"),
        (String::new(), "it is no signed JWT in compact form"),
        ("a".repeat(16_385), "it is no signed JWT in compact form"),
    ] {
        is_refused(&list(&jwt, &world), reason);
    }
    assert_eq!(list(&by(&Signer::rsa(0), json!({"alg": "RS256", "kid": "1"})), &world).status(), 200);
}

/// Cloudflare adds the JWT to each request with the cookie of Access, also to one that a page of another site makes a browser send.
#[test]
fn no_page_calls_with_the_cookie_of_access() {
    let world = olga();
    let good = jwt(&json!({}), &world);
    let rotate = || with(&good, Method::Post, "/admin/v1/keys/rotate");
    for origin in ["https://evil.example", "null", "https://as.example"] {
        is_refused(&rotate().header("origin", origin).to(&world), "it came from a page of a browser");
    }
    assert!(world.signing_keys.borrow().is_empty());
    assert_eq!(rotate().to(&world).status(), 200);
    let cookie = Call::get(LIST).header("cookie", &format!("CF_Authorization={good}")).to(&world);
    assert_eq!((problem(&cookie).0, cookie.header("www-authenticate")), (401, Some("Bearer")));
    let reply = list(&good, &world);
    assert_eq!(reply.header("access-control-allow-credentials"), None);
}

#[test]
fn a_token_counts_before_the_jwt() {
    let clients = json!({"ops": {"grant_types": ["client_credentials"], "scope": "admin:clients:read"}}).to_string();
    let team = team(&json!({"olga@example.com": "admin"})).to_string();
    let secrets = format!("ops:{}", super::SECRET);
    let world = World::of(start(&[("ACCESS", &team), ("CLIENTS", &clients), ("CLIENT_SECRETS", &secrets)]));
    world.publish(CERTS, &json!({"keys": [Signer::rsa(0).jwk("1")]}).to_string());
    let good = jwt(&json!({}), &world);
    let both = |method, path| asking(method, path, &world).header("cf-access-jwt-assertion", &good).to(&world).status();
    assert_eq!((both(Method::Get, "/clients"), both(Method::Get, "/keys")), (200, 403));
    let wrong = Call::get(LIST).token("x").header("cf-access-jwt-assertion", &good).to(&world);
    assert_eq!(problem(&wrong).0, 401, "a wrong token is not passed over");
}

#[test]
fn without_the_setting_the_header_means_nothing() {
    let world = super::world(&[]);
    let reply = list(&jwt(&json!({}), &world), &world);
    assert_eq!((problem(&reply).0, reply.header("www-authenticate")), (401, Some("Bearer")));
    assert!(world.fetches.borrow().is_empty());
    let nobody = World::with(&[]);
    assert_eq!(list(&jwt(&json!({}), &nobody), &nobody).status(), 404, "there is no admin API");
}

#[test]
fn the_keys_of_the_team_are_fetched_once_and_again_for_a_new_one() {
    let world = olga();
    for _ in 0..3 {
        assert_eq!(list(&jwt(&json!({}), &world), &world).status(), 200);
    }
    assert_eq!(*world.fetches.borrow(), [CERTS]);
    world.wait(enrol::unit::Seconds(60));
    world.publish(CERTS, &json!({"keys": [Signer::rsa(1).jwk("2")]}).to_string());
    let now = world.now.get().0;
    let claims = json!({"aud": AUD, "email": "olga@example.com", "type": "app", "iss": TEAM, "exp": now + 600});
    let next = Signer::rsa(1).sign(&json!({"alg": "RS256", "kid": "2"}), &claims);
    assert_eq!(list(&next, &world).status(), 200);
    assert_eq!(*world.fetches.borrow(), [CERTS, CERTS]);
    world.cache.borrow_mut().clear();
    for down in [Down::Fetch, Down::Limit(Limit::Fetch)] {
        world.down.set(down);
        assert!(problem(&list(&next, &world)).0 >= 401, "{down:?}");
    }
}

#[test]
fn the_audit_log_and_the_log_name_the_caller() {
    let world = olga();
    let reply = with(&jwt(&json!({}), &world), Method::Post, "/admin/v1/epochs").json(&json!({"all": true})).to(&world);
    assert!(reply.status() == 201 && reply.line.contains("\"administrator\":\"olga@example.com\""), "{}", reply.line);
    let rows = world.journal(Journal::Administration).rows;
    let row = rows.first().unwrap();
    let told = (&*row.kind, &*row.actor, row.actor_id.as_deref(), row.trust.as_deref());
    assert_eq!(told, ("epoch-begun", "operator", Some("olga@example.com"), Some("access")));
}

fn starting(settings: &[(&str, &str)]) -> String {
    let base = [("ISSUER", "https://as.example"), ("MASTER_SECRET", KEYS[0])];
    let all = [settings, &base].concat();
    let setting = |name: &str| all.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
    Server::start(setting).unwrap_err().to_string()
}

#[test]
fn a_setting_that_permits_something_else_than_it_says_is_refused() {
    let rights = json!({"olga@example.com": "admin"});
    let changed = |name: &str, value: Value| {
        let mut team = team(&rights);
        team[name] = value;
        team
    };
    for (setting, must) in [
        (changed("domain", json!("x")), "have only aud, rights, team"),
        (changed("team", json!("http://example.cloudflareaccess.com")), "have the https URL of the team"),
        (changed("team", json!(format!("{TEAM}/"))), "have the https URL of the team"),
        (changed("team", json!("example")), "have the https URL of the team"),
        (changed("team", json!(null)), "have the https URL of the team"),
        (changed("aud", json!("")), "have the audience tag"),
        (changed("aud", json!([AUD])), "have the audience tag"),
        (changed("rights", json!({})), "have at least one caller"),
        (changed("rights", json!("admin")), "have at least one caller"),
        (changed("rights", json!({"olga@example.com": ""})), "have rights by caller"),
        (changed("rights", json!({"olga@example.com": "administrator"})), "have rights by caller"),
        (changed("rights", json!({"olga@example.com": "admin openid"})), "have rights by caller"),
        (changed("rights", json!({"olga@example.com": ["admin"]})), "have rights by caller"),
        (changed("rights", json!({"": "admin"})), "have rights by caller"),
    ] {
        let refused = starting(&[("ACCESS", &setting.to_string())]);
        assert!(refused.starts_with(&format!("the setting ACCESS must {must}")), "{setting}: {refused}");
    }
    let elsewhere = r#"{"token_endpoint": "https://login.example/token"}"#;
    let team = team(&rights).to_string();
    let refused = starting(&[("ACCESS", &team), ("AUTHORIZATION_SERVER", elsewhere)]);
    assert!(refused.contains("there is no admin API"), "{refused}");
}

/// The CA of devices must not name operators: Access lets a client certificate in with its subject as `common_name`.
#[test]
fn the_subject_of_a_certificate_is_no_user() {
    let world = world(&json!({"olga@example.com": "admin", "7335d417": "admin", "a1b2.access": "admin"}));
    for (name, status) in [("olga@example.com", 403), ("7335d417", 403), ("a1b2.access", 200)] {
        let certificate = jwt(&json!({"email": null, "sub": "", "common_name": name}), &world);
        assert_eq!(list(&certificate, &world).status(), status, "{name}");
    }
}
