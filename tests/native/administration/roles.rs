//! Users with a role of the console at the admin API, through an app of the operator.

use enrol::http::Method;
use enrol::model::{Journal, User};
use serde_json::{Value, json};

use super::problem;
use crate::support::authorization::{CALLBACK, asked};
use crate::support::browser::{Browser, destination, hidden, page};
use crate::support::provider::{Provider, entry};
use crate::support::users::VERIFIER;
use crate::support::{Call, Reply, World};

const APP: &str = "admin-app";
const STRONG: [&str; 3] = ["pwd", "otp", "mfa"];
const API: &str = "https://as.example/admin/v1";

fn clients(scope: &str) -> String {
    json!({APP: {"token_endpoint_auth_method": "none", "grant_types": ["authorization_code", "refresh_token"],
        "redirect_uris": [CALLBACK], "scope": scope}})
    .to_string()
}

fn world_with(scope: &str, settings: &[(&str, &str)]) -> World {
    World::with(&[settings, &[("CLIENTS", &*clients(scope)), ("CONSOLE_ROLES", "admin")]].concat())
}

fn olga(world: &World) -> User {
    world.add_user("olga", &json!({"roles": ["admin"]}))
}

fn browser(user: &User, methods: &[&str], world: &World) -> Browser {
    let browser = Browser::default();
    browser.sign_in_by(world, user, methods);
    browser
}

/// Asks for a scope, consents, and returns the address that the browser goes to.
fn answer(browser: &Browser, scope: &str, world: &World) -> String {
    let reply = browser.ask(world, &asked(APP, &[("scope", scope)]));
    if let Some(address) = destination(&reply) {
        return address;
    }
    let request = hidden(&reply, "request");
    let form = [("request", &*request), ("decision", "allow")];
    destination(&browser.submit(world, "/authorize/consent", &form)).unwrap()
}

fn redeem(address: &str, world: &World) -> Reply {
    let (_, rest) = address.split_once("code=").unwrap_or_else(|| panic!("{address}"));
    let code = rest.split('&').next().unwrap();
    let form = [
        ("grant_type", "authorization_code"),
        ("client_id", APP),
        ("code", code),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ];
    Call::token_request(&form).to(world)
}

/// Gets a token of a user for a scope.
fn token(user: &User, scope: &str, world: &World) -> Reply {
    redeem(&answer(&browser(user, &STRONG, world), scope, world), world)
}

fn list(token: &str, world: &World) -> Reply {
    Call::get("/admin/v1/clients").token(token).to(world)
}

/// Gives the user other claims, as `enrol user` and a sign-in at a provider do.
fn claim(user: &User, claims: &Value, world: &World) {
    let claims = claims.as_object().unwrap().clone();
    world.users.borrow_mut().get_mut(&user.id).unwrap().claims = claims;
}

#[test]
fn a_user_with_the_role_administers_through_an_app_of_the_operator() {
    let world = world_with("openid admin", &[]);
    let user = olga(&world);
    for (scope, [clients, tokens, rotation]) in [
        ("admin", [200, 200, 200]),
        ("admin:clients", [200, 403, 403]),
        ("admin:read", [200, 200, 403]),
        ("admin:tokens:read admin:keys", [403, 200, 200]),
    ] {
        let tokens_of_user = token(&user, scope, &world);
        assert_eq!((tokens_of_user.status(), tokens_of_user.text("scope")), (200, scope.to_owned()));
        assert_eq!(tokens_of_user.member("refresh_token"), Value::Null, "the right is given once");
        let token = tokens_of_user.text("access_token");
        assert_eq!(list(&token, &world).status(), clients, "{scope}");
        assert_eq!(Call::get("/admin/v1/initial-access-tokens").token(&token).to(&world).status(), tokens, "{scope}");
        let rotate = Call::new(Method::Post, "/admin/v1/keys/rotate").token(&token).to(&world);
        assert_eq!(rotate.status(), rotation, "{scope}");
        assert_eq!(Call::register(&json!({})).token(&token).to(&world).status(), 401, "{scope}");
        assert_eq!(Call::get("/userinfo").token(&token).to(&world).status(), 403, "{scope}");
    }
    let audience = [("resource", API), ("scope", "admin")];
    let browser = browser(&user, &STRONG, &world);
    assert!(destination(&browser.ask(&world, &asked(APP, &audience))).unwrap().contains("code="));
    let other = [("resource", "https://as.example"), ("scope", "admin")];
    assert!(destination(&browser.ask(&world, &asked(APP, &other))).unwrap().contains("error=invalid_target"));
}

#[test]
fn a_user_without_the_role_gets_no_token() {
    let world = world_with("openid admin", &[]);
    for (name, claims) in [("ben", json!({})), ("cid", json!({"roles": ["Admin", "reader"], "name": "admin"}))] {
        let user = world.add_user(name, &claims);
        let address = answer(&browser(&user, &STRONG, &world), "admin:clients:read", &world);
        assert!(address.starts_with(CALLBACK) && address.contains("error=access_denied"), "{address}");
        assert!(address.contains("CONSOLE_ROLES") && !address.contains("code="), "{address}");
    }
    let nobody = world_with("openid admin", &[("CONSOLE_ROLES", "")]);
    let address = answer(&browser(&olga(&nobody), &STRONG, &nobody), "admin", &nobody);
    assert!(address.contains("error=access_denied"), "without the setting nobody has the role: {address}");
}

/// As at the console.
#[test]
fn a_user_with_one_factor_gives_the_second_first() {
    let world = world_with("openid admin", &[]);
    let user = olga(&world);
    let weak = browser(&user, &["pwd"], &world);
    let shown = weak.ask(&world, &asked(APP, &[("scope", "admin")]));
    assert!(page(&shown).contains("action=\"/sign-in\""), "the user signs in again");
    let request = hidden(&shown, "request");
    let password = crate::support::visitor::PASSWORD;
    let next = weak.submit(&world, "/sign-in", &[("request", &request), ("username", "olga"), ("password", password)]);
    assert!(page(&next).contains("/sign-in/factor"), "{}", page(&next));
    let silent = destination(&weak.ask(&world, &asked(APP, &[("scope", "admin"), ("prompt", "none")]))).unwrap();
    assert!(silent.contains("error=login_required"), "{silent}");
    let other = weak.ask(&world, &asked(APP, &[("scope", "openid")]));
    assert!(!page(&other).contains("/sign-in\""), "other scopes need one factor");
}

#[test]
fn a_user_who_lost_the_role_loses_the_rights_at_once() {
    let mut world = world_with("openid admin", &[]);
    let user = olga(&world);
    let token = token(&user, "admin", &world).text("access_token");
    let status = |world: &World| list(&token, world).status();
    assert_eq!(status(&world), 200);
    claim(&user, &json!({"roles": ["reader"]}), &world);
    let refused = list(&token, &world);
    assert_eq!(problem(&refused).0, 403);
    assert!(refused.header("www-authenticate").unwrap().contains("scope=\"admin:clients:read\""));
    claim(&user, &json!({"roles": ["admin"]}), &world);
    assert_eq!(status(&world), 200);
    let settings = |roles, scope: &str| super::start(&[("CLIENTS", &clients(scope)), ("CONSOLE_ROLES", roles)]);
    for (roles, scope, expected) in [
        ("operator", "openid admin", 403),
        ("", "openid admin", 403),
        ("admin", "openid admin:tokens", 403),
        ("admin", "openid", 404),
        ("admin", "admin:clients:read", 200),
    ] {
        world.server = settings(roles, scope).into();
        assert_eq!(status(&world), expected, "{roles} {scope}");
    }
    world.users.borrow_mut().get_mut(&user.id).unwrap().disabled_at = Some(world.now.get());
    assert_eq!(status(&world), 401, "a disabled user has no tokens");
}

#[test]
fn rights_come_alone_and_within_those_of_the_app() {
    let world = world_with("openid admin:clients dcr", &[]);
    let user = olga(&world);
    for scope in ["admin", "admin:tokens", "openid admin:clients", "dcr admin:clients", "admin:clients reports"] {
        let address = answer(&browser(&user, &STRONG, &world), scope, &world);
        assert!(address.contains("error=invalid_scope"), "{scope}: {address}");
    }
    let plain = token(&user, "openid", &world);
    assert_eq!(plain.text("scope"), "openid");
    assert_eq!(list(&plain.text("access_token"), &world).status(), 401);
    let registration = token(&user, "dcr", &world).text("access_token");
    assert_eq!(list(&registration, &world).status(), 401, "it is for the registration endpoint");
    let usual = browser(&user, &STRONG, &world).ask(&world, &asked(APP, &[("scope", "")]));
    assert!(!page(&usual).contains("admin:clients"), "nobody gets a right without asking");
}

/// No client that registered has the rights of its user, and no device.
#[test]
fn only_an_app_of_the_settings_in_a_browser_gets_the_rights() {
    let world = world_with("openid admin", &[]);
    let user = olga(&world);
    let client = crate::support::authorization::app(&world, &json!({"scope": "openid admin"}));
    let id = client.text("client_id");
    let reply = browser(&user, &STRONG, &world).ask(&world, &asked(&id, &[("scope", "admin")]));
    assert!(!page(&reply).contains("name=\"decision\" value=\"allow\"") || !page(&reply).contains("admin"));
    let tv = "urn:ietf:params:oauth:grant-type:device_code";
    let clients = json!({"tv": {"token_endpoint_auth_method": "none", "grant_types": [tv], "scope": "openid admin"}});
    let settings = [
        ("GRANT_TYPES_SUPPORTED", &*format!("authorization_code {tv}")),
        ("CLIENTS", &clients.to_string()),
        ("CONSOLE_ROLES", "admin"),
    ];
    let world = World::with(&settings);
    let device = Call::form("/device_authorization", &[("client_id", "tv"), ("scope", "admin")]).to(&world);
    assert_eq!((device.status(), device.text("error")), (400, "invalid_scope".to_owned()));
}

/// A provider names the roles of its own users alone.
#[test]
fn a_user_of_a_provider_has_a_role_under_its_name() {
    for (roles, may) in [("company/admin", true), ("admin", false), ("other/admin", false)] {
        let providers = json!({"company": entry(&json!({}))});
        let clients = clients("openid admin");
        let provider = Provider::with(&providers, "company:s3cret", &[("CONSOLE_ROLES", roles), ("CLIENTS", &clients)]);
        let browser = Browser::default();
        provider.sign_in(&browser, &json!({"roles": ["admin"], "amr": ["pwd", "mfa"]}), &[]);
        let address = answer(&browser, "admin", &provider.world);
        assert_eq!(address.contains("code="), may, "{roles}: {address}");
        if may {
            let token = redeem(&address, &provider.world).text("access_token");
            assert_eq!(list(&token, &provider.world).status(), 200, "{roles}");
        }
    }
}

/// The user is erasable: the chain has a salted digest of the name.
#[test]
fn the_audit_log_and_the_log_name_the_user() {
    let world = world_with("openid admin", &[]);
    let user = olga(&world);
    let token = token(&user, "admin", &world).text("access_token");
    let reply = Call::new(Method::Post, "/admin/v1/epochs").token(&token).json(&json!({"all": true})).to(&world);
    assert!(reply.line.contains(&format!("\"administrator\":\"{}\"", user.id.as_str())), "{}", reply.line);
    let rows = world.journal(Journal::Administration).rows;
    let row = rows.iter().find(|row| row.kind == "epoch-begun").unwrap();
    assert_eq!((row.actor_id.as_deref(), row.trust.as_deref()), (None, Some("api")));
    assert_eq!(row.user_id.as_deref(), Some(user.id.as_str()));
}

/// As for a change at the console: a browser that was left open, or a stolen cookie, gives no program the rights.
#[test]
fn a_user_who_signed_in_long_ago_signs_in_again_before_an_app_administers() {
    let world = world_with("openid admin", &[]);
    let user = olga(&world);
    let browser = browser(&user, &STRONG, &world);
    assert!(answer(&browser, "admin", &world).contains("code="), "the user has consented");
    world.wait(enrol::unit::Seconds(899));
    assert!(answer(&browser, "admin", &world).contains("code="));
    world.wait(enrol::unit::Seconds(1));
    let shown = browser.ask(&world, &asked(APP, &[("scope", "admin")]));
    assert!(
        destination(&shown).is_none_or(|address| !address.contains("code=")),
        "the session is too old for a change"
    );
    let silent = browser.ask(&world, &asked(APP, &[("scope", "admin"), ("prompt", "none")]));
    assert!(destination(&silent).unwrap().contains("error=login_required"));
    assert!(answer(&browser, "openid", &world).contains("code="), "other scopes need no new sign-in");
}

/// RFC 8252 section 8.6: any other program on the device can take the place of an app whose address is there.
#[test]
fn the_page_is_always_shown_before_an_app_on_a_device_administers() {
    const HERE: &str = "http://127.0.0.1:4711/callback";
    let clients = json!({APP: {"token_endpoint_auth_method": "none", "application_type": "native",
        "grant_types": ["authorization_code"], "redirect_uris": ["http://127.0.0.1/callback"], "scope": "openid admin"}});
    let world = World::with(&[("CLIENTS", &clients.to_string()), ("CONSOLE_ROLES", "admin")]);
    let user = olga(&world);
    let browser = browser(&user, &STRONG, &world);
    let ask = |scope| browser.ask(&world, &asked(APP, &[("scope", scope), ("redirect_uri", HERE)]));
    for (scope, is_shown_again) in [("openid", false), ("admin", true)] {
        let request = hidden(&ask(scope), "request");
        let form = [("request", &*request), ("decision", "allow")];
        let address = destination(&browser.submit(&world, "/authorize/consent", &form)).unwrap();
        assert!(address.starts_with(HERE) && address.contains("code="), "{address}");
        assert_eq!(destination(&ask(scope)).is_none(), is_shown_again, "{scope}");
    }
}
